"""Threads for long computations, and the queue of visitors who wait."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import AbstractContextManager
from math import inf
from typing import Any, Protocol, TypeVar

from logreg_core.untrusted.fair_semaphore import FairSemaphore
from pages.base import limits

AT_ONCE = limits.works.value  # such works on this server, so that a class that starts together does not bring it down
POLL_SECONDS = 0.1  # seconds between two looks at the progress

T = TypeVar("T")
Progress = Callable[[float], object]


class Watcher(Protocol):
    """Who waits for a work. Any of these may raise, as when a visitor has pressed “Cancel”: that ends the work."""

    def waits(self) -> None:
        """It waits for a turn."""

    def report(self, share: float) -> None:
        """This share of it is done."""

    def say(self, sentence: str) -> None:
        """Something that the visitor should know."""


class Executor(Protocol):
    """Does a work somewhere."""

    def run(self, do: Callable[..., T], inputs: tuple[Any, ...], watcher: Watcher) -> T:
        """The result of ``do(*inputs, progress)``. Raises what ``do`` and the watcher raise."""

    def each(
        self, do: Callable[..., T], every: Iterable[tuple[Any, ...]], watcher: Watcher
    ) -> Generator[T, None, None]:
        """The results of ``do`` for every inputs, in their order, each as soon as it is there. Raises as `run`.

        every: taken by and by, in the thread that asks. watcher: hears of the one that is next. What is under way is
        given up where the generator is closed.
        """


class Threads:
    """The threads of this server: whoever asks does the work, so many at once."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._turns = FairSemaphore(at_once)

    def run(self, do: Callable[..., T], inputs: tuple[Any, ...], watcher: Watcher) -> T:
        """As `Executor.run`, once it is its turn."""
        with self._turn(watcher):
            watcher.report(0.0)
            return do(*inputs, watcher.report)

    def each(
        self, do: Callable[..., T], every: Iterable[tuple[Any, ...]], watcher: Watcher
    ) -> Generator[T, None, None]:
        """As `Executor.each`: one after the other, all in one turn."""
        with self._turn(watcher):
            watcher.report(0.0)
            for inputs in every:
                yield do(*inputs, watcher.report)

    def _turn(self, watcher: Watcher) -> AbstractContextManager[None]:
        return self._turns.take(inf, TimeoutError(), lambda _: watcher.waits())


here = Threads()
