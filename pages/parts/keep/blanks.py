"""The notebook with blanks, for those who would write the neuron themselves."""

from __future__ import annotations

import streamlit as st

from pages.shared.blanks import offer_notebook


def take_blanks() -> None:
    """What is in the notebook, and the notebook."""
    st.markdown(
        "A Jupyter notebook with the six functions of the neuron as blanks. Each has three hints, and a check that says"
        " what is right so far and what may be behind the usual mistakes. It works without this app and needs NumPy. No"
        " model and no picture is in it."
    )
    offer_notebook()
