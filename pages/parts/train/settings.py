"""The settings of a run."""

from __future__ import annotations

from functools import partial

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
)
from logreg_core.training import can_validate
from pages.shared.bursts import say_bursts_are_cut
from pages.shared.controls import choose_number
from pages.shared.words import two_digits_below
from pages.visit import data, settings, training
from pages.visit.store import Field, Slot
from pages.visit.watched import safe_learning_rate

MORE = (L2, MOMENTUM, BATCH_SIZE, SEED, PATIENCE, VALIDATION)

_more = Field("train.more_settings", False)
_label = Slot("more_settings_label", "")


def show_settings() -> None:
    """The two settings that matter most."""
    bound = safe_learning_rate(data.dataset(), settings.recipe())
    why = "" if bound is None else f"up to {two_digits_below(bound):g} the training cost can never rise"
    left, right = st.columns(2, gap="large")
    with left:
        choose_number(LEARNING_RATE, partial(training.change, LEARNING_RATE), bound=bound, why=why)
    with right:
        choose_number(ITERATIONS, partial(training.change, ITERATIONS))


def show_more_settings() -> None:
    """The others, behind a button that says how many of them are not at their defaults. They are made when it is
    pressed.
    """
    dataset = data.dataset()
    changed = sum(settings.setting(each) != each.default for each in MORE)
    if not _more.get():  # while it is open the label stays: with another one it would be another popover, and closed
        _label.set("More settings" + (f" ({changed} changed)" if changed else ""))
    with st.popover(_label.get(), icon=":material/tune:", key=_more.key, on_change="rerun") as more:
        if not more.open:
            return
        for each in MORE:
            early = each in (PATIENCE, VALIDATION)
            choose_number(each, partial(training.change, each), disabled=early and not can_validate(dataset.train))
        if settings.recipe().patience and can_validate(dataset.train):
            say_bursts_are_cut(dataset, "The validation part of early stopping")
