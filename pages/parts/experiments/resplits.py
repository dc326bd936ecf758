"""Was it luck? The same images, divided anew many times."""

from __future__ import annotations

import numpy as np
import streamlit as st

from logreg_core import Dataset, Minimum
from logreg_core.experiments import Resplits, resplit, resplit_features
from logreg_core.figures.experiments import distribution
from logreg_core.representation import TITLES
from pages.shared.bursts import say_bursts_are_cut
from pages.shared.chart import chart
from pages.shared.words import as_text, count, percent
from pages.shared.work import Progress, work
from pages.visit import model, results

from .recipe import choose_runs, recipe, say_how_many


def show_resplits(dataset: Dataset) -> None:
    """The test accuracy of many divisions, and where the one in hand stands."""
    st.markdown(
        "Throw all images together, deal them out anew into training and test images, and train again. What changes"
        " from one division to the next is luck: nobody learned more or less."
    )
    say_bursts_are_cut(dataset, "New divisions")
    splits, how = choose_runs("New divisions", 50, results.EXPERIMENT_SPLITS), recipe()
    chosen = model.taken_classifier()
    if chosen is None or not isinstance(chosen.recipe, Minimum):
        settings: tuple[object, ...] = (splits, *how.values())

        def divide(progress: Progress) -> Resplits:
            return resplit(dataset, splits=splits, progress=progress, **how)

    else:
        name, l2 = chosen.representation, chosen.recipe.l2
        settings = (splits, name, l2)
        st.caption(
            f"Here the neuron in hand is trained instead, on {TITLES[name]}, with the penalty that was chosen on the"
            " training images of this division. So new divisions flatter it a little."
        )

        def divide(progress: Progress) -> Resplits:
            return resplit_features(dataset, name, l2=l2, splits=splits, progress=progress)

    found: Resplits | None = work("resplits", settings, "Divide and train", divide)
    if found is None:
        return
    low, high = found.middle
    mean = float(found.test.mean())
    with st.container(horizontal=True):
        st.metric("This division, test images right", percent(found.here_test), width=280)
        st.metric("New divisions, on average", percent(mean), width=240)
        st.metric("95 % of them lie between", f"{100 * low:.0f} and {percent(high)}", width=240)
    chart(
        distribution(
            {"test": ("new divisions", found.test)},
            [
                (found.bigger_class, f"always the bigger class {percent(found.bigger_class)}", ""),
                (found.here_test, f"this division {percent(found.here_test)}", "test"),
            ],
            things="divisions",
        ),
        alt=f"Histogram of the test accuracy of {splits} new divisions, {percent(mean)} on average; this division has"
        f" {percent(found.here_test)}, and always answering with the bigger class has {percent(found.bigger_class)}",
    )
    st.markdown(
        f"- **Luck**: {percent(found.place)} of the new divisions score lower than this one, ties counted half."
        f" {luck(found.place)}\n"
        f"- **Spread**: with {count(found.test_images, 'test image')}, the score of the same kind of neuron moves"
        f" between {100 * low:.0f} and {percent(high)}. A difference that is smaller than this range says little.\n"
        f"- **Knowing nothing**: always answering with the bigger class is right on {percent(found.bigger_class)} of"
        f" the test images of a new division. {better(found)}"
    )
    shares = [part.count(1) / len(part) for part in (dataset.train, dataset.test)]
    if abs(shares[0] - shares[1]) > 0.1:
        st.caption(
            f"A new division gives both parts the same share of each class. This one does not: {percent(shares[0])} of"
            f" its training images are {as_text(dataset.class_names[1])}, and {percent(shares[1])} of its test images."
        )
    say_how_many(found.images, dataset)


def luck(place: float) -> str:
    """What the place of this division among the new ones says."""
    if place > 0.95:
        return "This division is a lucky one: expect less on other images."
    if place < 0.05:
        return "This division is an unlucky one: expect more on other images."
    return "So this division is an ordinary one."


def better(found: Resplits) -> str:
    """Whether the neuron is better than a machine that never looks, over all divisions."""
    won = float(np.mean(found.test > found.bigger_class))
    return f"The neuron beats that in {percent(won)} of the divisions."
