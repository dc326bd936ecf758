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

_waiting: Slot[tuple[str, ...]] = Slot("aloud", ())  # what the next run of the page is to say
_said: Slot[tuple[str, str]] = Slot("aloud_said", ("", ""))  # a mark that no others have, and the words
_known: Slot[Mapping[str, str]] = Slot("aloud_known", {})  # what was said last, by what it is about
_mount = browser.component("aloud", __file__)


def say(words: str) -> None:
    """Have this said when the page is drawn. It is plain text."""
    _waiting.set((*_waiting.get(), words))


def say_change(about: str, words: str) -> None:
    """The same, where it is not what was said last about this. Without words it is said when there are some again."""
    if _known.get().get(about, "") != words:
        _known.set({**_known.get(), about: words})
        if words:
            say(words)


def done(words: str, act: Callable[[*Inputs], object], *inputs: *Inputs) -> None:
    """Do this, as the callback of a button, and say it: what a button takes back is seen, and not heard."""
    act(*inputs)
    say(words)


def speak(page: str = "", *, key: str = "aloud") -> None:
    """Hand over what waits to be said. It is called once in a run of the page; a fragment calls it with its own key.

    page: what the menu calls the page, which is said when it is another one.
    """
    if waiting := _waiting.get():
        _waiting.clear()
        _said.set((secrets.token_hex(4), " ".join(waiting)))
    mark, words = (
        _said.get()
    )  # again and again: where a run of the page is overtaken by the next, nothing of it arrives
    with st.sidebar if page else nullcontext():
        _mount(key=key, data={"page": page, "mark": mark, "words": words}, height=1)


def around(page: str) -> Around:
    """Below a page, all that waits to be said. page: as in `speak`."""

    def after() -> None:
        _say_how_the_run_ended()
        speak(page)

    return Around(after=after)


def _say_how_the_run_ended() -> None:
    """How the current run ended, with its numbers; on Train the player says all of it."""
    run, here = model.run(), model.training()
    over = run is not None and here is not None and not run.running and here.iteration
    words = ended_in_words(here) if over and here is not None else ""
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
