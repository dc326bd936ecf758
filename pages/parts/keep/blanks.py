"""The notebook with blanks, for those who would write the neuron themselves."""

from __future__ import annotations

import streamlit as st

from logreg_core.exercise.notebook import notebook
from pages.shared.download import download


def take_blanks() -> None:
    """What is in the notebook, and the notebook."""
    st.markdown(
        "A Jupyter notebook with the six functions as blanks, each with three hints and a check. It needs NumPy only."
    )
    download("Take the notebook", notebook, "my_neuron.ipynb", icon="edit_note")
