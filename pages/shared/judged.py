"""Shared by pages that evaluate the model: names of sets, baselines, and similar neurons."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import Cancelled, Classifier, Dataset
from logreg_core.evaluate import Baseline, Comparison, Judged, Part, baselines, compare
from pages.visit.shared import once_each

from .controls import choose_one

MAX_CROSSING = 20.0  # seconds
TITLES: dict[Part, str] = {
    "test": "Test",
    "validation": "Validation",
    "train": "Training",
    "crossed": "Training, held out",
}


def cross(classifier: Classifier, dataset: Dataset, progress: Callable[[float], object]) -> NDArray[np.float64]:
    """Run `Judged.cross`. Raises Cancelled after MAX_CROSSING seconds."""
    start = perf_counter()

    def report(share: float) -> bool:
        progress(share)
        return perf_counter() - start < MAX_CROSSING

    try:
        return Judged(classifier, dataset).cross(report)
    except Cancelled as cancelled:
        raise Cancelled(
            f"Stopped after {MAX_CROSSING:.0f} seconds, which is as long as one visitor may keep the server"
            " busy. Train with fewer iterations, or choose the threshold with the slider."
        ) from cancelled


@once_each
def baselines_of(dataset: Dataset) -> list[Baseline]:
    """Return the baselines of a dataset, computed once for all visitors."""
    with st.spinner("Training the comparisons"):
        return baselines(dataset)


def compared_with(judged: Judged, threshold: float) -> list[Comparison]:
    """Compare the model's answers to the test images with those of each baseline."""
    others = [(each.title, each.right) for each in baselines_of(judged.dataset)]
    return compare(judged.right("test", threshold), others, judged.bursts("test"))


def choose_images(judged: Judged, key: str, on_change: Callable[[], None] | None = None) -> Part:
    """Show a choice of images: the test, the training, or the validation set if there is one. Returns the chosen
    one."""
    titles = {part: title for part, title in TITLES.items() if part in judged.z and part != "crossed"}
    return choose_one("Images", titles, key=key, on_change=on_change)
