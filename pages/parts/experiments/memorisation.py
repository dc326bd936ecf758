"""Does the neuron memorise? Training on shuffled labels."""

from __future__ import annotations

from typing import Any

import streamlit as st

from logreg_core import Dataset
from logreg_core.experiments import MAX_IMAGES, Memorisation, memorise
from pages.figures.experiments import costs
from pages.shared.chart import chart
from pages.shared.guess import tell
from pages.shared.terms import term
from pages.shared.words import percent
from pages.shared.work import Progress, work
from pages.visit import findings

from .findings import show_findings
from .recipe import choose_runs, recipe, say_how_many


def show_memorisation(dataset: Dataset) -> None:
    """Show what the neuron learns from random labels."""
    st.markdown(
        f"Deal out all {term('label', 'labels')} by chance, so that they mean nothing, and train. What the neuron now"
        f" gets right on its training images beyond the bigger class, it knows {term('memorisation', 'by heart')}."
        + (" Pictures of a burst keep one label: whole bursts are dealt out." if dataset.bursts is not None else "")
    )
    shuffles, how = choose_runs("Shuffles", findings.shuffles), recipe()
    result = work(
        findings.memorisation, "Shuffle and train", shuffle_and_train, dataset, shuffles, how, guess=["shuffled_labels"]
    )
    if result is None:
        return
    tell("shuffled_labels", result)
    heart = float(result.train.mean())
    with st.container(horizontal=True):
        st.metric("Training images right, shuffled labels", percent(heart), width=300)
        st.metric("Training images right, real labels", percent(result.real_train), width=270)
        st.metric("Share of shuffles as good as the real labels (p-value)", f"{result.p_value:.3f}", width=370)
    chart(
        costs(result.cost, result.real_cost, "the real labels", things="shuffles"),
        key="experiments.memorisation",
        alt=f"Histogram of the test costs with {shuffles} shuffles of the labels, {result.cost.mean():.3f} on average;"
        f" with the real labels it is {result.real_cost:.3f}",
    )
    show_findings(result.words())
    say_how_many(min(MAX_IMAGES, len(dataset.train) + len(dataset.test)), dataset)


def shuffle_and_train(dataset: Dataset, shuffles: int, how: dict[str, Any], progress: Progress) -> Memorisation:
    """Run `memorise` with the recipe."""
    return memorise(dataset, shuffles=shuffles, progress=progress, **how)
