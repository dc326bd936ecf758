"""Work that takes seconds: begun by a button, with its progress and a way out, and its result kept for the session."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter
from typing import TypeVar, TypeVarTuple

import streamlit as st

from logreg_core import LogregError, limits, tally
from pages.server.gate import gate
from pages.visit.store import Recall, Slot

from .guess import ask
from .words import as_text

AT_ONCE = limits.works.value  # such works on this server, so that a class that starts together does not bring it down
LOOK = 0.1  # seconds between two looks at the progress

Progress = Callable[[float], object]

_turn = threading.BoundedSemaphore(AT_ONCE)


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
) -> T | None:
    """The result of a work on these inputs, or None until it is done.

    result: where it is kept, one of many on the server. label: of the button that begins it.
    do: a function of values, at the top of a module: it is given the inputs and a callback that takes the share that is
    done, and neither knows nor changes what a visitor has in hand. So it can be done anywhere.
    disabled: whether the button cannot be pressed. guess: the names of questions that are asked before it is.

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
        bar = st.progress(0.0, "Waiting for a turn")
        st.button("Cancel", key=f"work.cancel.{result.name}", icon=":material/close:")
    looked = 0.0

    def report(share: float) -> None:
        nonlocal looked
        if perf_counter() - looked > LOOK:
            looked = perf_counter()
            bar.progress(min(share, 1.0), f"{min(share, 1.0):.0%} done")

    with gate.aside(), tally.works.one_more():
        while not _turn.acquire(timeout=LOOK):
            bar.progress(0.0, "Others are computing. You are next")
        try:
            result.keep(do(*inputs, report), *inputs)
        except LogregError as error:
            _failed.set((result.name, str(error)))
        finally:
            _turn.release()
    return st.rerun()
