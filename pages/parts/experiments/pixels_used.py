"""More numbers than images: does a neuron that can fit anything do worse?"""

from __future__ import annotations

import numpy as np
import streamlit as st

from logreg_core import Dataset
from logreg_core.experiments import PixelsUsed, pixels_used
from logreg_core.figures.chosen import pixels_used_figure
from pages.shared.chart import chart
from pages.shared.guess import tell
from pages.shared.words import percent
from pages.shared.work import Progress, work
from pages.visit.store import Recall

REPEATS = 5

_found: Recall[PixelsUsed] = Recall("pixels_used")


def show_pixels_used(dataset: Dataset) -> None:
    """The accuracy against the number of pixels that are used."""
    st.markdown(
        "Show the neuron only some numbers of each image, drawn by chance, and then more and more. With about as many"
        " numbers as images it can fit every training image. What does that do to the test images?"
    )
    found = work(_found, "Show more and more", use_pixels, dataset, guess=["more_pixels"])
    if found is None:
        return
    tell("more_pixels", found)
    train, test = found.train.mean(axis=1), found.test.mean(axis=1)
    chart(
        pixels_used_figure(found.sizes, found.train, found.test, found.images),
        key="experiments.pixels_used",
        alt=f"With {found.sizes[0]:,} numbers {percent(train[0])} of the training and {percent(test[0])} of the test"
        f" images are right, with all {found.sizes[-1]:,} numbers {percent(train[-1])} and {percent(test[-1])}",
    )
    wrong, best = np.flatnonzero(train < 1), int(test.argmax())
    st.markdown(
        (
            f"With all {found.sizes[-1]:,} numbers {percent(train[-1])} of the {found.images:,} training images are"
            " right"
            if train[-1] < 1
            else f"From {found.sizes[wrong[-1] + 1 if len(wrong) else 0]:,} numbers on all {found.images:,} training"
            " images are right"
        )
        + f". On the test images the mean is highest with {found.sizes[best]:,} numbers, {percent(test[best])}, and"
        f" {percent(test[-1])} with all {found.sizes[-1]:,}. The band holds all {REPEATS} draws."
    )
    st.caption(
        "Of all weights that fit the training images equally, the smallest are taken: a penalty of one in a million"
        " decides."
    )


def use_pixels(dataset: Dataset, progress: Progress) -> PixelsUsed:
    """`pixels_used` with as many draws as the page shows."""
    return pixels_used(dataset, repeats=REPEATS, progress=progress)
