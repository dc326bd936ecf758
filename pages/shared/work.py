"""Work that takes seconds: begun by a button, with its progress and a way out, and its result kept for the session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter
from typing import TypeVar, TypeVarTuple

import streamlit as st

from logreg_core import LogregError, tally
from pages.server.executor import LOOK, Progress, here
from pages.server.gate import gate
from pages.server.where import anywhere
from pages.visit.store import Recall, Slot

from .guess import ask
from .words import as_text, percent

__all__ = ["Progress", "begin", "work"]

T = TypeVar("T")
Inputs = TypeVarTuple("Inputs")
_begun = Slot("begun", "")  # the name of what was asked for
_failed = Slot("failed", ("", ""))  # the name of what could not be done, and why


def begin(result: Recall[T]) -> None:
    """Begin a work without its button, as when another button on the page is pressed."""
    _begun.set(result.name)


def work(
    result: Recall[T],
    label: str,
    do: Callable[[*Inputs, Progress], T],
    *inputs: *Inputs,
    disabled: bool = False,
    guess: Sequence[str] = (),
    stays: bool = False,
) -> T | None:
    """The result of a work on these inputs, or None until it is done.

    result: where it is kept, one of many on the server. label: of the button that begins it.
    do: a function of values, at the top of a module: it is given the inputs and a callback that takes the share that is
    done, and neither knows nor changes what a visitor has in hand. So it can be done anywhere.
    disabled: whether the button cannot be pressed. guess: the names of questions that are asked before it is.
    stays: whether it is done on this server, as what runs a learner's code is, whatever the cluster.

    While it is under way, any click ends it: Streamlit then leaves this run of the page at the next report of progress,
    and begins another one. “Cancel” is a click that does nothing else.
    """
    if (found := result.of(*inputs)) is not None:
        return found
    failed, reason = _failed.get()
    if failed == result.name:
        _failed.let_go()
        st.error(as_text(reason))
    begun = _begun.get() == result.name
    if begun:
        _begun.let_go()
    elif not disabled:
        ask(*guess, show=partial(_begun.set, result.name))
    with st.container(key=f"work.around.{result.name}"):  # in which the keys stay, from one button to the other
        st.button(
            label,
            key=f"work.{result.name}",
            type="primary",
            icon=":material/play_arrow:",
            on_click=_begun.set,
            args=(result.name,),
            disabled=begun or disabled,
        )
        if not begun:
            return None
        watcher = _Bar()
        st.button("Cancel", key=f"work.cancel.{result.name}", icon=":material/close:")
    with gate.aside(), tally.works.one_more():
        try:
            result.keep((here if stays else anywhere()).run(do, inputs, watcher), *inputs)
        except LogregError as error:
            _failed.set((result.name, str(error)))
    return st.rerun()


class _Bar:
    """The progress of a work on the page."""

    def __init__(self) -> None:
        self._bar, self._note, self._looked = st.progress(0.0, "Waiting for a turn"), st.empty(), 0.0

    def waits(self) -> None:
        """Others have their turn."""
        self._bar.progress(0.0, "Others are computing. You are next")

    def report(self, share: float) -> None:
        """This share is done."""
        if perf_counter() - self._looked > LOOK:
            self._looked = perf_counter()
            self._bar.progress(min(share, 1.0), f"{percent(round(min(share, 1.0), 2))} done")

    def say(self, sentence: str) -> None:
        """Something that the visitor should know."""
        self._note.caption(sentence)
