"""What is said where pictures of one burst, which are nearly the same, lie on both sides of a division."""

from __future__ import annotations

import streamlit as st

from logreg_core import Dataset

from .words import count


def say_bursts_are_cut(dataset: Dataset, what: str) -> None:
    """One sentence, where ``what``, such as "The folds of a sweep", divides images that were taken in bursts."""
    if dataset.bursts is not None:
        st.warning(
            f"{what} may cut through the bursts that these pictures were taken in: then nearly the same picture is"
            " learned from and judged, and the score is too good.",
            icon=":material/burst_mode:",
        )


def say_how_many_are_cut(dataset: Dataset) -> None:
    """One sentence, where bursts lie on both sides of the division in hand."""
    if cut := dataset.cut_bursts:
        st.warning(
            f"{count(cut, 'burst has', 'bursts have')} pictures for training and for testing: nearly the same picture"
            " is learned from and tested on, and the test score is too good. “Divide anew” keeps bursts whole where a"
            " class has two or more.",
            icon=":material/burst_mode:",
        )
