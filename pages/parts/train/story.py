"""A curve in words, for people who cannot see it and for people who want to know what to look at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from logreg_core import Record, Training
from pages.shared.terms import term
from pages.shared.words import cost, count, percent

WORTH_TELLING = 0.02  # of a cost: a smaller rise is not reported


def show_story(run: Training) -> None:
    """Show the curve in words, in an expander."""
    with st.expander("The curve in words", icon=":material/notes:"):
        st.markdown(curve_in_words([*run.descent.records, run.descent.now]))


def show_turn(run: Training) -> None:
    """If the test cost has turned up, say so, with a remedy."""
    if warning := turn_in_words([*run.descent.records, run.descent.now]):
        st.markdown(f"{warning}. {_against_a_turn(run)}")


def curve_in_words(records: Sequence[Record]) -> str:
    """Return what these records show: how far the cost fell, how fast, and the test scores."""
    first, last = records[0], records[-1]
    if not np.isfinite(last.cost):
        return f"After {count(last.iteration, 'iteration')} the training cost is too large to calculate with."
    sentences = [
        f"In {count(last.iteration, 'iteration')} the training cost went from {cost(first.cost)} to {cost(last.cost)}"
    ]
    if last.cost < first.cost:
        half = (first.cost + last.cost) / 2
        reached = next(record for record in records if record.cost <= half)
        sentences[0] += f"; half of the fall by iteration {reached.iteration:,}"
    if last.penalty:
        sentences.append(f"The penalty adds {cost(last.penalty)} to it")
    sentences.append(f"{percent(last.train_accuracy)} of the training images are right")
    if np.isfinite(last.test_cost):
        sentences.append(f"{percent(last.test_accuracy)} of the test images are right")
        as_low = f"The test cost is {cost(last.test_cost)}, about as low as at any point of the curve"
        sentences.append(turn_in_words(records) or as_low)
    return ". ".join(sentences) + "."


def turn_in_words(records: Sequence[Record]) -> str:
    """Return that the test cost has risen since its minimum, and whether the training cost fell; empty if it has
    not."""
    last = records[-1]
    lowest = min(records, key=lambda record: record.test_cost if np.isfinite(record.test_cost) else np.inf)
    if not last.test_cost > (1 + WORTH_TELLING) * lowest.test_cost:
        return ""
    return (
        f"The test cost was lowest near iteration {lowest.iteration:,} ({cost(lowest.test_cost)}) and has risen to"
        f" {cost(last.test_cost)} since"
    ) + (f", while the training cost fell to {cost(last.cost)}" if last.cost < lowest.cost else "")


def _against_a_turn(run: Training) -> str:
    """Return a remedy for a test cost that has turned up. Steps that overshoot have no minimum at which to stop."""
    if run.descent.trouble is not None and not run.recipe.batch_size:
        return "Steps that overshoot can do that: try a smaller *learning rate* first."
    return f"*{term('patience', 'Patience')}*, under “More settings”, looks for such a turn on images set aside."
