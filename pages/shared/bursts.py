"""Sentences about pictures taken in bursts, which are nearly the same."""

from __future__ import annotations

import streamlit as st

from logreg_core import Dataset
from pages.shared.words import count


def say_bursts_are_cut(dataset: Dataset, what: str) -> None:
    """Warn if ``what``, such as "The folds of a sweep", divides images that were taken in bursts."""
    if dataset.bursts is not None:
        _warn(
            f"{what} may cut through the bursts that these pictures were taken in: then nearly the same picture is"
            " learned from and judged, and the score is too good."
        )


def say_how_many_are_cut(dataset: Dataset, remedy: str = "") -> None:
    """Warn if bursts have images in both sets of the current dataset. remedy: a sentence."""
    if cut := dataset.cut_bursts:
        _warn(
            f"{count(cut, 'burst has', 'bursts have')} pictures for training and for testing: nearly the same picture"
            f" is learned from and tested on, and the test score is too good.{remedy}"
        )


def _warn(sentence: str) -> None:
    st.warning(sentence, icon=":material/burst_mode:")
