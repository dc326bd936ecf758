"""The link that gives others the same neuron."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from logreg_core import Training, Unrepeatable
from logreg_core.export import LONG_STEPS
from pages.shared.terms import term
from pages.visit import data, link


def show_link(run: Training) -> None:
    """Show the address with the settings, and the checksum that shows whether they gave the same weights."""
    if (model := run.classifier) is None:
        return
    with st.expander(
        "Get the same neuron elsewhere", icon=":material/link:", key="train.link", on_change="rerun"
    ) as fold:
        if not fold.open:
            return
        checksum = f"{term('checksum', 'Checksum')} of the weights: `{model.checksum}`."
        if isinstance(model.recipe, Unrepeatable):
            st.markdown(f"{checksum} No link leads to this neuron, because {model.recipe.why}.")
            return
        if data.is_own():
            st.markdown(
                "Your own dataset is in no link. Whoever has the dataset gets the same neuron with these settings."
            )
        wanted = link.link_to(model.recipe.settings, trained=run.iteration)
        st.code(f"{st.context.url}?{urlencode(wanted)}".rstrip("?"), language=None, wrap_lines=True)
        opens = "opens this link and trains" if data.is_own() else "opens this link"
        promise = f"Whoever {opens} gets the same one." if run.settled else LONG_STEPS
        st.markdown(f"{checksum} {promise}")
