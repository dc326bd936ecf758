"""Long computations: started by a button, with progress and cancel; the result stays for the session."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from functools import partial
from time import perf_counter
from typing import TypeVar, TypeVarTuple

import streamlit as st

from logreg_core import LogregError
from pages.base import tally
from pages.server.executor import POLL_SECONDS, Progress, here
from pages.server.gate import gate
from pages.server.streamlit_private import may_be_left
from pages.server.where import anywhere
from pages.visit.findings import Finding, interrupted, under_way
from pages.visit.store import Recall, Slot

from .guess import ask
from .persistence import keep_on_the_way
from .words import as_text, percent

__all__ = ["Progress", "begin", "compute", "compute_each", "may_be_left", "release_turn", "work"]

T = TypeVar("T")
Inputs = TypeVarTuple("Inputs")
WAITS = "Waiting for a turn"
release_turn = gate.release_turn
_begun = Slot("begun", "")  # the name of the requested job
_failed = Slot("failed", ("", ""))  # the name of a failed job, and why


def begin(result: Recall[T]) -> None:
    """Start a job without its button, for example by another button on the page."""
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
    """Return the result of a job on these inputs, or None until it is done.

    result: stores it. label: of the button that starts the job.
    do: a function at the top of a module, called with the inputs and a callback for the share done. It does not access
    the visit, so it can run anywhere.
    disabled: whether the button is disabled. guess: the names of questions to ask first.
    stays: whether it must run on this server, as jobs with a learner's code must.

    Any click ends a running job: Streamlit interrupts the rerun at the next report of progress. “Cancel” is a click
    without another effect.
    """
    if (remembered := result.of(*inputs)) is not None:
        return remembered
    failed, reason = _failed.get()
    if failed == result.name:
        _failed.clear()
        st.error(as_text(reason))
    begun = _begun.get() == result.name
    if begun:
        _begun.clear()
    elif interrupted.get() == result.name:
        st.warning(f"“{label}” was interrupted before it was done. The settings are kept: press it again.")
    if not begun and not disabled:
        ask(*guess, show=partial(_begun.set, result.name))
    with st.container(key=f"work.around.{result.name}"):  # so that the focus moves from one button to the other
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
    interrupted.clear()
    if isinstance(result, Finding):
        under_way.set(result.name)
        keep_on_the_way()
    with release_turn(), tally.works.one_more():
        try:
            result.remember((here if stays else anywhere()).run(do, inputs, watcher), *inputs)
        except LogregError as error:
            _failed.set((result.name, str(error)))
        finally:
            under_way.clear()
    return st.rerun()


def compute(do: Callable[[*Inputs, Progress], T], *inputs: *Inputs) -> T:
    """Return the result of a job without a button, with its progress on the page. Raises what ``do`` raises."""
    bar = _Bar()
    with release_turn(), tally.works.one_more():
        value = anywhere().run(do, inputs, bar)
    bar.clear()
    return value


def compute_each(
    do: Callable[[*Inputs, Progress], T], every: Iterable[tuple[*Inputs]], how_many: int, doing: str
) -> Generator[T, None, None]:
    """Yield the results of many short jobs, in order, each as soon as it is ready. They count as one job.

    doing: the text for each, such as "Reading photo". The caller closes the generator.
    """
    return _each(do, every, _Bar(how_many, doing))


def _each(do: Callable[[*Inputs, Progress], T], every: Iterable[tuple[*Inputs]], bar: _Bar) -> Generator[T, None, None]:
    with release_turn(), tally.works.one_more(), closing(anywhere().each(do, every, bar)) as results:
        for result in results:
            yield result
            bar.done += 1
            bar.report(0.0)
    bar.clear()


class _Bar:
    """The progress bar of one job, or of ``many`` with the text ``doing``."""

    def __init__(self, how_many: int = 1, doing: str = "") -> None:
        self._how_many, self._doing, self.done = how_many, doing, 0
        self._bar, self._note, self._looked = st.progress(0.0, WAITS), st.empty(), 0.0

    def waits(self) -> None:
        """The job waits for a turn."""
        self._bar.progress(self._share(0.0), WAITS)

    def report(self, share: float) -> None:
        """Show the share done."""
        if perf_counter() - self._looked > POLL_SECONDS:
            self._looked = perf_counter()
            number, share = min(self.done + 1, self._how_many), self._share(share)
            done = f"{percent(round(share, 2))} done"
            self._bar.progress(share, f"{self._doing} {number} of {self._how_many}" if self._doing else done)

    def _share(self, share: float) -> float:
        return min((self.done + share) / self._how_many, 1.0)

    def clear(self) -> None:
        """Remove the bar."""
        self._bar.empty()
        self._note.empty()

    def say(self, sentence: str) -> None:
        """Show a message to the visitor."""
        self._note.caption(sentence)
