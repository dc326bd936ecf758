"""The best of many random neurons: the bias of selection on the test set."""

from __future__ import annotations

import numpy as np
import streamlit as st

from logreg_core import Dataset
from logreg_core.experiments import RandomWeights, random_weights
from pages.figures.chosen import best_of_figure
from pages.shared.chart import chart
from pages.shared.guess import tell
from pages.shared.words import count, percent
from pages.shared.work import Progress, work
from pages.visit import findings

TRIES = 10_000


def show_random_weights(dataset: Dataset) -> None:
    """Show how good the best of N random neurons looks on the test images."""
    st.markdown(
        f"Draw {TRIES:,} sets of weights by chance, learn nothing, and keep the one that does best on the test images."
        " How good does it look?"
    )
    result = work(findings.random_weights, "Draw and choose", draw, dataset, guess=["random_weights"])
    if result is None:
        return
    tell("random_weights", result)
    tries = sorted({round(number) for number in np.geomspace(1, TRIES, 41)})
    best, elsewhere = np.array([result.best_of(number) for number in tries]).T
    coins = np.array([result.best_coin(number) for number in tries])
    chart(
        best_of_figure(tries, best, elsewhere, coins),
        key="experiments.random_weights",
        alt=f"The best of {TRIES:,} has {percent(best[-1])} of the test images right and {percent(elsewhere[-1])} of"
        f" the training images; the best of as many coins {percent(coins[-1])} of the test images",
    )
    st.markdown(
        f"On average, one has {percent(best[0])} of the {count(result.test_images, 'test image')} right, and the best"
        f" of {TRIES:,} has {percent(best[-1])}. On the training images, by which nothing was chosen, that one has"
        f" {percent(elsewhere[-1])}. Tossed coins know nothing at all, and the best of {TRIES:,} has"
        f" {percent(coins[-1])}: who chooses by the test images has learned from them, and their score promises too"
        " much."
    )


def draw(dataset: Dataset, progress: Progress) -> RandomWeights:
    """Run `random_weights` with the page's number of neurons."""
    return random_weights(dataset, tries=TRIES, progress=progress)
