"""The link by which others get the same run."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from logreg_core import Training
from logreg_core.export import LONG_STEPS
from pages.visit import data, link, settings


def show_link(run: Training) -> None:
    """The address that holds the settings, and the number that shows whether they led to the same weights."""
    if (model := run.classifier) is None:
        return
    with st.expander("Get the same run elsewhere", icon=":material/link:"):
        if data.is_own():
            st.markdown(
                "Your own dataset is in no link. Whoever has the dataset gets the same run with these settings."
            )
        st.code(f"{st.context.url}?{urlencode(link.link())}".rstrip("?"), language=None, wrap_lines=True)
        promise = "Whoever opens this link and trains gets the same one." if run.settled else LONG_STEPS
        st.markdown(f"Checksum of the weights: `{model.checksum}`. {promise}")
        if not run.steady or run.recipe != settings.recipe():
            st.markdown("**Not this run, though:** its settings were changed on the way or since. Train once more.")
