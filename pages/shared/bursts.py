"""What is said where a division cuts through bursts, whose pictures are nearly the same."""

from __future__ import annotations

import streamlit as st

from logreg_core import Dataset


def say_bursts_are_cut(dataset: Dataset, what: str) -> None:
    """One sentence, where ``what``, such as "The folds of a sweep", divides images that were taken in bursts."""
    if dataset.bursts is not None:
        st.warning(
            f"{what} may cut through the bursts that these pictures were taken in: then nearly the same picture is"
            " learned from and judged, and the score is too good.",
            icon=":material/burst_mode:",
        )
