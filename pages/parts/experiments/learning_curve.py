"""Would more images help? Accuracy against the number of training images."""

from __future__ import annotations

from typing import Any

import streamlit as st

from logreg_core import Dataset
from logreg_core.experiments import MAX_IMAGES, LearningCurve, learning_curve
from pages.figures.experiments import growth
from pages.shared.chart import chart
from pages.shared.guess import tell
from pages.shared.terms import term
from pages.shared.words import percent
from pages.shared.work import Progress, work
from pages.visit import findings

from .findings import say_where_bursts_are_cut, show_findings
from .recipe import recipe, say_how_many

GUESSES = ("accuracy_and_images", "fewer_images")


def show_learning_curve(dataset: Dataset) -> None:
    """Show the accuracy against the number of training images, and whether more of them would help."""
    st.markdown(
        "Train with a few images, with twice as many, and so on to all of them; each 20 times, with other images. Where"
        f" the {term('learning curve', 'test curve')} still climbs at the end, more images may help."
    )
    say_where_bursts_are_cut(dataset)
    curve = work(findings.learning_curve, "Train with ever more", train_with_more, dataset, recipe(), guess=GUESSES)
    if curve is None:
        return
    for name in GUESSES:
        tell(name, curve)
    test = curve.test.mean(axis=1)
    chart(
        growth(curve.sizes, curve.train, curve.test),
        key="experiments.learning_curve",
        alt="Test accuracy against the number of training images: "
        + ", ".join(f"{percent(share)} with {size}" for size, share in zip(curve.sizes, test, strict=True)),
    )
    show_findings(curve.words())
    say_how_many(min(MAX_IMAGES, len(dataset.train) + len(dataset.test)), dataset)


def train_with_more(dataset: Dataset, how: dict[str, Any], progress: Progress) -> LearningCurve:
    """Run `learning_curve` with the recipe."""
    return learning_curve(dataset, progress=progress, **how)
