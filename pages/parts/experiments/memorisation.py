"""Was it learned by heart? Labels that mean nothing."""

from __future__ import annotations

import numpy as np
import streamlit as st

from logreg_core import Dataset
from logreg_core.experiments import MOST_IMAGES, Memorisation, memorise
from logreg_core.figures.experiments import distribution
from pages.shared.chart import chart
from pages.shared.words import percent
from pages.shared.work import work
from pages.visit import results

from .recipe import choose_runs, recipe, say_how_many


def show_memorisation(dataset: Dataset) -> None:
    """What the neuron learns from labels that mean nothing."""
    st.markdown(
        "Deal out the labels by chance, those of the training images and those of the test images, so that they mean"
        " nothing, and train. Whatever the neuron gets right on its training images now, it knows by heart: there is"
        " nothing else to know."
    )
    shuffles, how = choose_runs("Shuffles", 100, results.EXPERIMENT_SHUFFLES), recipe()
    found: Memorisation | None = work(
        "memorisation",
        (shuffles, *how.values()),
        "Shuffle and train",
        lambda progress: memorise(dataset, shuffles=shuffles, progress=progress, **how),
    )
    if found is None:
        return
    heart, chance = float(found.train.mean()), float(found.test.mean())
    with st.container(horizontal=True):
        st.metric("Training images right, shuffled labels", percent(heart), width=300)
        st.metric("Training images right, real labels", percent(found.real_train), width=270)
        st.metric("Chance alone does as well (p-value)", f"{found.p_value:.3f}", width=270)
    chart(
        distribution(
            {
                "train": ("training images, shuffled labels", found.train),
                "test": ("test images, shuffled labels", found.test),
            },
            [
                (found.real_test, f"real labels, test images {percent(found.real_test)}", "test"),
                (found.real_train, f"real labels, training images {percent(found.real_train)}", "train"),
            ],
            things="shuffles",
        ),
        alt=f"Histogram of the accuracies with {shuffles} shuffles of the labels: {percent(heart)} of the training and"
        f" {percent(chance)} of the test images right on average; with the real labels {percent(found.real_train)} and"
        f" {percent(found.real_test)}",
    )
    as_high = int(np.count_nonzero(found.test >= found.real_test - 1e-12))
    st.markdown(
        f"- **By heart**: with labels that mean nothing, {percent(heart)} of the training images are right."
        f" {by_heart(heart, found.real_train)}\n"
        f"- **On new images** it can only guess then: {percent(chance)} of the test images are right on average, and"
        f" {percent(found.real_test)} with the real labels.\n"
        f"- **p-value**: {as_high} of the {shuffles} shuffles do as well as the real labels on the test images. The"
        f" real labels count as one more shuffle, so that is ({as_high} + 1) / ({shuffles} + 1) = {found.p_value:.3f}:"
        f" how often such a score comes up if images and labels are not related. {significance(found.p_value)}"
    )
    say_how_many(min(MOST_IMAGES, len(dataset.train) + len(dataset.test)), dataset)


def by_heart(shuffled: float, real: float) -> str:
    """What a high training accuracy means, given how well nonsense is learned."""
    if shuffled > real - 0.05:
        return f"So {percent(real)} with the real labels is no sign of understanding: only the test images can tell."
    return (
        f"That is less than the {percent(real)} with the real labels: these have something in common that is easier to"
        " learn than single images."
    )


def significance(p: float) -> str:
    """What the p-value says, in words."""
    if p <= 0.05:
        return (
            "That is rare, so the test score is no accident: the images and their labels do have to do with each other."
        )
    return (
        "That is not rare, so this test does not show that the neuron has learned anything that holds for new images."
    )
