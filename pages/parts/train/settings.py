"""The settings of a run."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from logreg_core.settings import ITERATIONS, L2, LEARNING_RATE, PATIENCE, RUN_SETTINGS, VALIDATION, Setting
from logreg_core.training import can_validate
from pages.shared.bursts import say_bursts_are_cut
from pages.shared.controls import choose_number
from pages.shared.words import two_digits_below
from pages.visit import data, lesson, settings, training
from pages.visit.store import Field, Slot
from pages.visit.watched import safe_learning_rate

from .trouble import what_falls

MAIN = (LEARNING_RATE, ITERATIONS)

_more = Field("train.more_settings", False)
_label = Slot("more_settings_label", "")


def shown_settings() -> list[Setting]:
    """Return the two most important settings; in a lesson, those that its step shows."""
    names = lesson.shown("train")
    return [each for each in RUN_SETTINGS if (each in MAIN if names is None else each.name in names)]


def show_settings() -> None:
    """Show these settings side by side."""
    bound = safe_learning_rate(data.dataset(), settings.recipe())
    what = what_falls(settings.setting(L2))
    why = "" if bound is None else f"Safe up to {two_digits_below(bound):g}: the {what} never rises"
    for number, column in enumerate(st.columns(2, gap="large")):
        with column:
            for each in shown_settings()[number::2]:
                _choose(each, **({"bound": bound, "why": why} if each is LEARNING_RATE else {}))


def show_more_settings() -> None:
    """Show the other settings in a popover, whose label counts those that are not at their defaults. They are drawn
    when it opens.
    """
    dataset, others = data.dataset(), [each for each in RUN_SETTINGS if each not in shown_settings()]
    changed = sum(settings.setting(each) != each.default for each in others)
    if not _more.get():  # while open, the label must not change: another label is another popover, which is closed
        _label.set("More settings" + (f" ({changed} changed)" if changed else ""))
    with st.popover(_label.get(), icon=":material/tune:", key=_more.key, on_change="rerun") as more:
        if not more.open:
            return
        for each in others:
            _choose(each)
        if settings.recipe().patience and can_validate(dataset.train):
            say_bursts_are_cut(dataset, "The validation set of early stopping")


def _choose(setting: Setting, **how: Any) -> None:
    cannot = setting in (PATIENCE, VALIDATION) and not can_validate(data.dataset().train)
    choose_number(setting, partial(training.change, setting), disabled=cannot, **how)
