"""The settings of a run, and what a new value does to the one under way."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from logreg_core.settings import (
    BATCH_SIZE,
    ITERATIONS,
    L2,
    LEARNING_RATE,
    MOMENTUM,
    PATIENCE,
    SEED,
    VALIDATION,
    Setting,
)
from logreg_core.training import can_validate
from pages.shared.bursts import say_bursts_are_cut
from pages.shared.controls import choose_number
from pages.shared.words import two_digits_below
from pages.visit import data, model, settings, training
from pages.visit.watched import is_instant, safe_learning_rate

MORE = (L2, MOMENTUM, BATCH_SIZE, SEED, PATIENCE, VALIDATION)


def change(setting: Setting) -> Callable[..., None]:
    """What a new value of a setting does.

    A run that is not over goes on with another learning rate or goal; other settings are for the next run. Otherwise a
    run that takes a blink is done at once.
    """

    def hear(value: float, *, sliding: bool) -> None:
        run = model.training()
        if run and not run.finished:
            if setting is LEARNING_RATE:
                run.descent.learning_rate = value
            elif setting is ITERATIONS:
                run.aim(max(int(value), run.iteration))
        elif is_instant(data.dataset(), settings.recipe()):
            training.at_once(sliding=sliding)
        elif run and setting is ITERATIONS:
            run.aim(max(int(value), run.iteration))

    return hear


def show_settings() -> None:
    """The two settings that matter most, and the others folded away."""
    dataset, chosen = data.dataset(), settings.recipe()
    bound = safe_learning_rate(dataset, chosen)
    why = "" if bound is None else f"up to {two_digits_below(bound):g} the training cost can never rise"
    left, right = st.columns(2, gap="large")
    with left:
        choose_number(LEARNING_RATE, change(LEARNING_RATE), bound=bound, why=why)
    with right:
        choose_number(ITERATIONS, change(ITERATIONS))
    special = [each for each in MORE if settings.setting(each) != each.default]
    with st.expander("More settings" + (f" ({len(special)} changed)" if special else "")):
        left, right = st.columns(2, gap="large")
        for column, each in zip((left, right) * 3, MORE, strict=True):
            with column:
                early = each in (PATIENCE, VALIDATION)
                choose_number(each, change(each), disabled=early and not can_validate(dataset.train))
    if chosen.patience and can_validate(dataset.train):
        say_bursts_are_cut(dataset, "The validation part of early stopping")
