"""More numbers than images: does a neuron that can fit anything do worse?"""

from __future__ import annotations

import numpy as np
import streamlit as st

from logreg_core import Dataset
from logreg_core.experiments import PixelsUsed, pixels_used
from pages.figures.chosen import pixels_used_figure
from pages.shared.chart import chart
from pages.shared.guess import tell
from pages.shared.words import cost, percent
from pages.shared.work import Progress, work
from pages.visit import findings

REPEATS = 5


def show_pixels_used(dataset: Dataset) -> None:
    """Show the accuracy against the number of pixels used."""
    st.markdown(
        "Show the neuron some numbers of each image, drawn by chance, then more and more. With enough it fits every"
        " training image, with a wrong label too. What does that do to the test images?"
    )
    st.segmented_control(
        "Training labels swapped",
        findings.SWAPPED,
        format_func=percent,
        required=True,
        key=findings.swapped.shown(),
        persist_state="session",
    )
    swapped = findings.swapped.get()
    guess = "cost_peak" if swapped else "more_pixels"
    result = work(findings.pixels_used, "Show more and more", use_pixels, dataset, swapped, guess=[guess])
    if result is None:
        return
    if not swapped or result.swapped:
        tell(guess, result)
    train, test, costs = (each.mean(axis=1) for each in (result.train, result.test, result.cost))
    wrong, best, peak = np.flatnonzero(train < 1), int(test.argmax()), int(costs.argmax())
    chart(
        pixels_used_figure(result.sizes, result.train, result.test, result.cost, result.images),
        key="experiments.pixels_used",
        alt=f"With {result.sizes[0]:,} numbers {percent(train[0])} of the training and {percent(test[0])} of the test"
        f" images are right, with all {result.sizes[-1]:,} numbers {percent(train[-1])} and {percent(test[-1])}. The"
        f" test cost goes from {cost(costs[0])} to {cost(costs[-1])}, and is highest with {result.sizes[peak]:,},"
        f" {cost(costs[peak])}",
    )
    st.markdown(
        (
            f"With all {result.sizes[-1]:,} numbers {percent(train[-1])} of the {result.images:,} training images are"
            " right"
            if train[-1] < 1
            else f"From {result.sizes[wrong[-1] + 1 if len(wrong) else 0]:,} numbers on all {result.images:,} training"
            " images are right"
        )
        + f". On the test images the mean is highest with {result.sizes[best]:,} numbers, {percent(test[best])}, and"
        f" {percent(test[-1])} with all {result.sizes[-1]:,}; the mean cost is highest with"
        f" {result.sizes[peak]:,}, {cost(costs[peak])}. The bands hold all {REPEATS} draws."
    )
    st.caption(
        "Of all weights that fit the training images equally, the smallest are taken: a penalty of one in a million"
        " decides. Labels by chance fit from about half as many numbers as images on (Cover, 1965)."
        + (
            " These images have few numbers: with the drawings on Explore the cost comes down again behind its peak."
            if dataset.n_x < 5 * result.images
            else ""
        )
    )


def use_pixels(dataset: Dataset, swapped: float, progress: Progress) -> PixelsUsed:
    """Run `pixels_used` with the page's number of draws."""
    return pixels_used(dataset, repeats=REPEATS, swapped=swapped, progress=progress)
