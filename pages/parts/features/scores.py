"""The neuron's scores on each representation."""

from __future__ import annotations

import streamlit as st

from logreg_core import Dataset
from logreg_core.evaluate import Accuracy, bigger_class
from logreg_core.experiments.features import Finding
from pages.figures.shares import representation_scores
from pages.shared.chart import chart
from pages.shared.words import as_text, percent


def show_table(judged: list[Finding], best: Finding, dataset: Dataset) -> None:
    """Show one row for each representation, and a sentence for each column."""
    rows = {
        "Shown": [f"**{each.representation}**" if each is best else each.representation for each in judged],
        "Numbers": [f"{each.n:,}" for each in judged],
        "Penalty": [f"{each.l2:g}" for each in judged],
        "Held-out cost": [f"{min(each.costs):.3f}" for each in judged],
        "Held-out right": [with_interval(each.held_out) for each in judged],
        "Test right": [with_interval(each.test) for each in judged],
    }
    st.table(rows, hide_index=True)
    label, baseline = bigger_class(dataset.test.labels)
    chart(
        representation_scores(
            {each.representation: (each.held_out.share, *each.held_out.interval) for each in judged},
            {each.representation: (each.test.share, *each.test.interval) for each in judged},
            baseline.share,
            f"always “{dataset.class_names[label]}” ",
        ),
        key="features.scores",
        alt="The share of the held-out and of the test images that is right, for each representation",
    )
    st.markdown(
        "- **Numbers**: how many describe one image; the neuron has one weight for each.\n"
        "- **Penalty**: on large weights; of seven strengths the one with the smallest held-out cost.\n"
        "- **Held-out cost**: how wrong the neuron is on training images that it had not seen; always saying 50 % costs"
        " 0.69. The choice is made by this number.\n"
        "- **Held-out right**: the share of these images that it answers correctly.\n"
        "- **Test right**: of the test images, by the neuron that learned from all training images. They had no part in"
        " the choice.\n"
        "- The range behind a score is its 95 % interval. Behind a held-out score it is rough and a little too good:"
        " the neurons share images, and the best of several penalties was taken on these very scores."
        + (" Pictures of a burst are nearly one: these ranges are too narrow." if dataset.bursts is not None else "")
        + f" Always answering “{as_text(dataset.class_names[label])}” is right on {percent(baseline.share)} of the test"
        " images."
    )


def show_what_learned_nothing(judged: list[Finding], dataset: Dataset) -> None:
    """Show the representations on which the neuron is not clearly better than always giving the same answer."""
    label, baseline = bigger_class(dataset.train.labels)
    names = [f"**{each.representation}**" for each in judged if each.held_out.interval[0] <= baseline.share]
    if names:
        listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
        st.markdown(
            f"On {listed} it is not shown to have learned anything: always answering"
            f" “{as_text(dataset.class_names[label])}” is right on {percent(baseline.share)} of the training images,"
            " and the interval of its held-out score does not lie above it."
        )


def with_interval(score: Accuracy) -> str:
    """``86 % (74 to 93)``."""
    low, high = score.interval
    return f"{percent(score.share)} ({100 * low:.0f} to {100 * high:.0f})"
