"""The notebook with blanks, for those who would write the neuron themselves."""

from __future__ import annotations

import streamlit as st

from pages.shared.blanks import offer_notebook


def take_blanks() -> None:
    """What is in the notebook, and the notebook."""
    st.markdown(
        "A Jupyter notebook with the six functions as blanks, each with three hints and a check. It needs NumPy only."
    )
    offer_notebook()
