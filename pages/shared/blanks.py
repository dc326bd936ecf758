"""The notebook in which a visitor writes the six functions, as a file to take."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from logreg_core.exercise.notebook import NOTHING, notebook


def offer_notebook(written: Mapping[str, str] = NOTHING) -> None:
    """A button that hands out the notebook. written: what is written already; the rest is blank."""
    st.download_button(
        "Take the notebook",
        lambda: notebook(written),
        file_name="my_neuron.ipynb",
        mime="application/x-ipynb+json",
        on_click="ignore",
        icon=":material/edit_note:",
    )
