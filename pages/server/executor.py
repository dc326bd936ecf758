"""Who does work that takes seconds, and who waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any, Protocol, TypeVar

from logreg_core import limits

AT_ONCE = limits.works.value  # such works on this server, so that a class that starts together does not bring it down
LOOK = 0.1  # seconds between two looks at the progress

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


class Threads:
    """The threads of this server: whoever asks does the work, so many at once."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._turns = BoundedSemaphore(at_once)

    def run(self, do: Callable[..., T], inputs: tuple[Any, ...], watcher: Watcher) -> T:
        """As `Executor.run`, once it is its turn."""
        with self._turn(watcher):
            return do(*inputs, watcher.report)

    @contextmanager
    def _turn(self, watcher: Watcher) -> Iterator[None]:
        while not self._turns.acquire(timeout=LOOK):
            watcher.waits()
        try:
            yield
        finally:
            self._turns.release()


here = Threads()
