"""The classes: other names, or classes 0 and 1 swapped."""

from __future__ import annotations

import streamlit as st

from logreg_core import Dataset
from logreg_core.data.edits import Edits

from .steps import change


def change_classes(dataset: Dataset, edits: Edits) -> None:
    """Show fields for the class names, and the button that swaps the classes."""
    st.header("Classes")
    names = list(dataset.class_names)
    with st.form("edit.rename", border=False, enter_to_submit=True):
        for label, column in zip((1, 0), st.columns(2), strict=True):
            names[label] = column.text_input(
                f"Name of class {label}", names[label], max_chars=60, key=f"edit.name.{label}.{dataset.digest[:16]}"
            )
        with st.container(horizontal=True):
            renamed = st.form_submit_button("Rename", icon=":material/edit:")
            swapped = st.form_submit_button("Swap class 0 and 1", icon=":material/swap_vert:")
    if renamed or swapped:
        change(edits.swap if swapped else lambda: edits.rename(*names))
        st.rerun()
    st.caption("Class 1 is the one that the neuron looks for: it gives the probability of class 1.")
