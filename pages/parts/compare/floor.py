"""The smallest cost that any weights can have: the floor under the curves of runs."""

from __future__ import annotations

import streamlit as st

from logreg_core import ArgumentError, Dataset
from logreg_core.descent import optimum
from logreg_core.preprocess import columns_of
from pages.visit.runs import KeptRun

DENSE = 1000  # rows of a matrix that Newton's method solves in a blink
SEPARATED = 250_000  # numbers in the images, for which it is soon known whether a neuron can tell them apart


def floor_of(run: KeptRun, dataset: Dataset) -> float | None:
    """The smallest cost that any weights can have on what this run learned from, with its penalty.

    None where there is no smallest one, where it would take long to find, for another dataset than this one, and for
    runs that set images aside.
    """
    if run.dataset_digest != dataset.digest or run.recipe.patience or not _is_quick(run, dataset):
        return None
    return _floor(dataset.digest, run.recipe.l2, dataset)


def why_no_floor(run: KeptRun, dataset: Dataset) -> str:
    """Why `floor_of` gives None, as the end of a sentence."""
    if run.dataset_digest != dataset.digest:
        return "it is worked out only for runs on the dataset in hand"
    if run.recipe.patience:
        return "with patience, some training images are set aside, and it is not worked out for the others"
    if not _is_quick(run, dataset):
        return "with so many images and pixels, it would take too long to find"
    if run.recipe.l2:
        return "it could not be found with this penalty"
    return (
        "without a penalty, a neuron that can tell all training images apart brings the cost as near to 0 as it likes"
    )


def _is_quick(run: KeptRun, dataset: Dataset) -> bool:
    """Whether the floor of this run is found in a blink, or that it has none."""
    side, images = min(dataset.n_x, len(dataset.train)), len(dataset.train)
    return side <= DENSE and (run.recipe.l2 > 0 or side * images <= SEPARATED)


@st.cache_data(max_entries=1000, show_spinner=False)
def _floor(digest: str, l2: float, _dataset: Dataset) -> float | None:
    try:
        return optimum(**columns_of(_dataset.train), l2=l2).cost
    except ArgumentError:  # nothing keeps the weights from growing
        return None
