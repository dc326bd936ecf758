"""Would more images help? The accuracy against their number."""

from __future__ import annotations

import streamlit as st

from logreg_core import Dataset
from logreg_core.experiments import MOST_IMAGES, LearningCurve, learning_curve
from logreg_core.figures.experiments import growth
from pages.shared.bursts import say_bursts_are_cut
from pages.shared.chart import chart
from pages.shared.words import percent, signed
from pages.shared.work import work

from .recipe import recipe, say_how_many


def show_learning_curve(dataset: Dataset) -> None:
    """The accuracy against the number of training images, and what it says about more of them."""
    st.markdown(
        "Train with a few images, with twice as many, and so on to all of them; each 20 times, with other images. Where"
        " the test curve still climbs at the end, more images would help."
    )
    say_bursts_are_cut(dataset, "New divisions")
    how = recipe()
    found: LearningCurve | None = work(
        "learning_curve",
        tuple(how.values()),
        "Train with ever more",
        lambda progress: learning_curve(dataset, progress=progress, **how),
    )
    if found is None:
        return
    test, train = found.test.mean(axis=1), found.train.mean(axis=1)
    chart(
        growth(found.sizes, found.train, found.test),
        alt="Test accuracy against the number of training images: "
        + ", ".join(f"{percent(share)} with {size}" for size, share in zip(found.sizes, test, strict=True)),
    )
    st.markdown(
        f"- **The trend**: from {found.sizes[-2]:,} to {found.sizes[-1]:,} images, the test accuracy goes from"
        f" {percent(test[-2])} to {percent(test[-1])}. {trend(found)}\n"
        f"- **The gap**: with all images, {percent(train[-1])} of the training and {percent(test[-1])} of the test"
        f" images are right. {gap(float(train[-1] - test[-1]))}\n"
        f"- **The bands** hold 80 % of the runs: how much depends on which images it happens to learn from and is"
        f" tested on, {found.test_images} at a time."
    )
    say_how_many(min(MOST_IMAGES, len(dataset.train) + len(dataset.test)), dataset)


def trend(found: LearningCurve) -> str:
    """What the last doubling says about the next one."""
    points = f"{signed(100 * found.gain, '.1f')} points, give or take {100 * found.doubt:.1f}"
    if found.gain > found.doubt:
        return f"That doubling brought {points}: more images of this kind would help, if less with each doubling."
    return (
        f"That doubling brought {points}: no clear gain. More images of this kind would hardly help this neuron;"
        " showing it something else of each image may."
    )


def gap(difference: float) -> str:
    """What the distance between the curves says."""
    if difference > 0.1:
        return "A wide gap: it knows its training images by heart, and that is of no use on new ones."
    return "A narrow gap: what it has learned holds for new images too."
