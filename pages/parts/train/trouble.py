"""Warnings when the steps are too long."""

from __future__ import annotations

from math import isfinite

import streamlit as st

from logreg_core import Training
from logreg_core.descent import Trouble
from logreg_core.settings import L2, LEARNING_RATE, MOMENTUM
from pages.shared.terms import term
from pages.shared.words import cost, count, times, two_digits_below
from pages.visit import settings, training
from pages.visit.store import Slot

_used = Slot("shorter_rate_used", False)  # the button was pressed, and the page did not rerun yet


def show_trouble(run: Training) -> None:
    """Warn if the steps are too long. For plain descent, offer a rate at which the cost never rises."""
    if _used.get():
        _used.clear()
        st.rerun()  # rerun the whole page, so that the slider shows the rate
    trouble, recipe = run.descent.trouble, run.recipe
    if trouble is None:
        return
    noun = what_falls(run.descent.l2)
    if trouble.diverging:
        now = "too large to calculate with" if trouble.cost == float("inf") else cost(trouble.cost)
        changed = any(name == L2.name for _, name, _ in run.descent.changes)
        that = "what it was when the penalty was changed" if changed else "that of the start"
        st.error(
            f"The {noun} is {now}, more than twice {that}, {cost(trouble.start)}: the steps are too long, and they"
            f" {term('overshoot')}."
            + (" More steps may bring it down again." if isfinite(trouble.cost) and not run.descent.l2 else ""),
            icon=":material/warning:",
        )
    elif recipe.batch_size:
        st.caption(f"With few images in a step the {noun} goes up and down.")
    else:
        changes = run.descent.changes
        with_momentum = recipe.momentum or any(value for _, name, value in changes if name == MOMENTUM.name)
        why = "With momentum a step may go uphill." if with_momentum else "The steps overshoot the minimum."
        st.warning(f"{rises_in_words(trouble, noun)} {why}", icon=":material/warning:")
    if not recipe.batch_size and not run.descent.momentum:
        offer_shorter(two_digits_below(run.descent.safe_learning_rate), noun)


def what_falls(l2: float) -> str:
    """Return the name of what descent lowers: with a penalty, the training cost alone may rise."""
    return "training cost + penalty" if l2 else "training cost"


def rises_in_words(trouble: Trouble, noun: str) -> str:
    """Return how often the cost rose, and how high."""
    return (
        f"The {noun} rose {times(trouble.rises)} in {count(trouble.steps, 'step')}. It was highest at iteration"
        f" {trouble.highest_at:,}, {cost(trouble.highest)}."
    )


def offer_shorter(rate: float, noun: str) -> None:
    """Show a button for this learning rate if the chosen one is larger. noun: what never rises up to this rate."""
    if settings.setting(LEARNING_RATE) <= rate:
        return
    st.button(
        f"Use a learning rate of {rate:g}", help=f"Up to this rate the {noun} never rises.", on_click=_use, args=(rate,)
    )


def _use(rate: float) -> None:
    settings.set_setting(LEARNING_RATE, rate)
    training.change(LEARNING_RATE, rate, sliding=False)
    _used.set(True)
