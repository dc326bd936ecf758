"""Was it luck? Accuracy over many new splits."""

from __future__ import annotations

from typing import Any

import streamlit as st

from logreg_core import Dataset, Minimum
from logreg_core.experiments import Resplits, resplit, resplit_features
from logreg_core.representation import TITLES
from pages.figures.experiments import distribution
from pages.shared.chart import chart
from pages.shared.guess import tell
from pages.shared.words import percent
from pages.shared.work import Progress, work
from pages.visit import findings, model

from .findings import say_where_bursts_are_cut, show_findings
from .recipe import choose_runs, recipe, say_how_many


def show_resplits(dataset: Dataset) -> None:
    """Show the test accuracies of many divisions, and that of the current one."""
    st.markdown(
        "Throw all images together, divide them again into training and test images, and train again. What changes"
        " from one division to the next is which images were drawn."
    )
    say_where_bursts_are_cut(dataset)
    splits, how = choose_runs("New divisions", findings.splits), recipe()
    chosen = model.taken_classifier()
    if chosen is None or not isinstance(chosen.recipe, Minimum):
        result = work(findings.resplits, "Divide and train", divide, dataset, splits, how, guess=["new_divisions"])
    else:
        name, l2 = chosen.representation, chosen.recipe.l2
        st.caption(
            f"Here the current neuron is trained instead, on {TITLES[name]}, with the penalty that was chosen on the"
            " training images of this division. So new divisions may flatter it a little."
        )
        result = work(
            findings.resplits_features,
            "Divide and train",
            divide_features,
            dataset,
            splits,
            name,
            l2,
            guess=["new_divisions"],
        )
    if result is None:
        return
    tell("new_divisions", result)
    low, high = result.middle
    mean = float(result.test.mean())
    with st.container(horizontal=True):
        st.metric("This division, test images right", percent(result.here_test), width=280)
        st.metric("New divisions, on average", percent(mean), width=240)
        st.metric("95 % of them lie between", f"{percent(low)} and {percent(high)}", width=240)
    chart(
        distribution(
            {"test": ("new divisions", result.test)},
            [
                (result.bigger_class, f"always the bigger class {percent(result.bigger_class)}", ""),
                (result.here_test, f"this division {percent(result.here_test)}", "test"),
            ],
            things="divisions",
        ),
        key="experiments.resplits",
        alt=f"Histogram of the test accuracy of {splits} new divisions, {percent(mean)} on average; this division has"
        f" {percent(result.here_test)}, and always answering with the bigger class has {percent(result.bigger_class)}",
    )
    show_findings(result.words())
    say_how_many(result.images, dataset)


def divide(dataset: Dataset, splits: int, how: dict[str, Any], progress: Progress) -> Resplits:
    """Run `resplit` with the recipe."""
    return resplit(dataset, splits=splits, progress=progress, **how)


def divide_features(dataset: Dataset, splits: int, name: str, l2: float, progress: Progress) -> Resplits:
    """Run `resplit_features`."""
    return resplit_features(dataset, name, l2=l2, splits=splits, progress=progress)
