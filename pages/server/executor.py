"""Threads for long computations, and the queue of visitors who wait."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import AbstractContextManager
from math import inf
from typing import Any, Protocol, TypeVar

from logreg_core.untrusted.fair_semaphore import FairSemaphore
from pages.base import limits

AT_ONCE = limits.works.value  # jobs at the same time: a class that starts together must not overload the server
POLL_SECONDS = 0.1  # seconds between two checks of the progress

T = TypeVar("T")
Progress = Callable[[float], object]


class Watcher(Protocol):
    """Receives the progress of a job. Each method may raise, for example when a visitor presses “Cancel”: that ends the
    job."""

    def waits(self) -> None:
        """The job waits for a turn."""

    def report(self, share: float) -> None:
        """This share of the job is done."""

    def say(self, sentence: str) -> None:
        """A message for the visitor."""


class Executor(Protocol):
    """Runs jobs, here or on other machines."""

    def run(self, do: Callable[..., T], inputs: tuple[Any, ...], watcher: Watcher) -> T:
        """Return the result of ``do(*inputs, progress)``. Raises what ``do`` and the watcher raise."""

    def each(
        self, do: Callable[..., T], every: Iterable[tuple[Any, ...]], watcher: Watcher
    ) -> Generator[T, None, None]:
        """Yield the results of ``do`` for each element of ``every``, in order, each as soon as it is ready. Raises as
        `run`.

        every: the inputs, consumed lazily in the calling thread. watcher: receives the progress of the next result.
        Closing the generator cancels the jobs that still run.
        """


class Threads:
    """Runs each job in the calling thread, a limited number at a time."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._turns = FairSemaphore(at_once)

    def run(self, do: Callable[..., T], inputs: tuple[Any, ...], watcher: Watcher) -> T:
        """As `Executor.run`, after waiting for a turn."""
        with self._turn(watcher):
            watcher.report(0.0)
            return do(*inputs, watcher.report)

    def each(
        self, do: Callable[..., T], every: Iterable[tuple[Any, ...]], watcher: Watcher
    ) -> Generator[T, None, None]:
        """As `Executor.each`: one job after the other, all in one turn."""
        with self._turn(watcher):
            watcher.report(0.0)
            for inputs in every:
                yield do(*inputs, watcher.report)

    def _turn(self, watcher: Watcher) -> AbstractContextManager[None]:
        return self._turns.take(inf, TimeoutError(), lambda _: watcher.waits())


here = Threads()
