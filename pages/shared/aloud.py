"""The page's live region: announces changes to screen readers once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from math import isfinite
from typing import TypeVarTuple

import streamlit as st

from logreg_core import Training
from logreg_core.plugins import Around
from pages.visit import model, road
from pages.visit.store import Slot

from . import browser
from .words import cost, count, percent

Inputs = TypeVarTuple("Inputs")

_waiting: Slot[tuple[str, ...]] = Slot("aloud", ())  # messages for the next rerun
_said: Slot[tuple[str, str]] = Slot("aloud_said", ("", ""))  # a unique id and the words
_known: Slot[Mapping[str, str]] = Slot("aloud_known", {})  # the last message by topic
_mount = browser.component("aloud", __file__)


def say(words: str) -> None:
    """Announce this plain text at the end of the rerun."""
    _waiting.set((*_waiting.get(), words))


def say_change(about: str, words: str) -> None:
    """Announce this unless it was the last message on its topic. Empty words announce nothing and reset the topic."""
    if _known.get().get(about, "") != words:
        _known.set({**_known.get(), about: words})
        if words:
            say(words)


def done(words: str, act: Callable[[*Inputs], object], *inputs: *Inputs) -> None:
    """Run the callback of a button, and announce its effect to screen readers: it is otherwise only visible."""
    act(*inputs)
    say(words)


def speak(page: str = "", *, key: str = "aloud") -> None:
    """Send all waiting messages to the browser. Called once in a rerun; a fragment calls it with its own key.

    page: the page's title in the menu, announced if the page has changed.
    """
    if waiting := _waiting.get():
        _waiting.clear()
        _said.set((secrets.token_hex(4), " ".join(waiting)))
    mark, words = _said.get()  # repeated, because nothing of an interrupted rerun arrives
    with st.sidebar if page else nullcontext():
        _mount(key=key, data={"page": page, "mark": mark, "words": words}, height=1)


def around(page: str) -> Around:
    """Announce all waiting messages, below the page. page: as in `speak`."""

    def after() -> None:
        _say_how_the_run_ended()
        speak(page)

    return Around(after=after)


def _say_how_the_run_ended() -> None:
    """Announce how the current run ended, with its numbers; on Train the player does so."""
    run, training = model.run(), model.training()
    over = run is not None and training is not None and not run.running and training.iteration
    words = ended_in_words(training) if over and training is not None else ""
    if road.here() == "train":
        _known.set({**_known.get(), "run": words})
    else:
        say_change("run", words)


def ended_in_words(training: Training) -> str:
    """``The current run: 2,000 iterations, training cost 0.012, 98.0 % of the test images right.``"""
    now = training.result
    if not isfinite(now.cost):
        return (
            f"The current run: its cost is too large to calculate with after {count(training.iteration, 'iteration')}."
        )
    right = f"{percent(now.test_accuracy)} of the test images right"
    return f"The current run: {count(training.iteration, 'iteration')}, training cost {cost(now.cost)}, {right}."
