"""Training and test: another division, or as many images of one class as of the other."""

from __future__ import annotations

import streamlit as st

from logreg_core import Dataset
from logreg_core.edits import Edits
from pages.shared.words import as_text, percent

from .steps import change


def change_parts(dataset: Dataset, edits: Edits) -> None:
    """Another division, or as many images of one class as of the other."""
    st.header("Training and test")
    first, second = st.columns(2)
    share = first.number_input(
        "Part kept for testing", 0.05, 0.95, 0.2, 0.05, key="edit.share", persist_state="session"
    )
    seed = second.number_input(
        "Seed: the same seed, the same choice", 0, 9999, 0, 1, key="edit.seed", persist_state="session"
    )
    with st.container(horizontal=True):
        divide = st.button("Divide anew", icon=":material/shuffle:")
        alike = all(split.count(0) == split.count(1) for split in (dataset.train, dataset.test))
        balance = st.button("Balance the classes", icon=":material/balance:", disabled=alike)
    if divide or balance:
        change(lambda: edits.redivide(test_share=share, seed=int(seed)) if divide else edits.balance(seed=int(seed)))
        st.rerun()
    shares = [percent(split.count(1) / len(split)) for split in (dataset.train, dataset.test)]
    st.caption(
        f"{as_text(dataset.class_names[1])}: {shares[0]} of the training images, {shares[1]} of the test images."
        " Balancing leaves images of the larger class out."
    )
