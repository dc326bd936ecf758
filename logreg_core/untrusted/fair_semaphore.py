"""A semaphore that is fair between repeated callers, in order of arrival."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

POLL_SECONDS = 0.1  # seconds between two reports of the queue's length


class FairSemaphore:
    """Limits how many run at once. A caller that has just had a turn queues behind all others: one visitor with two
    hundred slow photos delays another by one photo. (Python's own semaphores would let the first one in again, as its
    thread is awake.)
    """

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._waiting: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    @contextmanager
    def take(self, seconds: float, refusal: Exception, ahead: Callable[[int], object] | None = None) -> Iterator[None]:
        """Hold a turn. Raises ``refusal`` if there is none within so many seconds.

        ahead: called about ten times a second during the wait, with the number of callers ahead. It may raise.
        """
        if not self._acquire(seconds, ahead):
            raise refusal
        try:
            yield
        finally:
            self._release()

    @property
    def waiting(self) -> int:
        """Return the number of waiting callers."""
        return len(self._waiting)

    def _acquire(self, seconds: float, ahead: Callable[[int], object] | None) -> bool:
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        try:
            if self._came(mine, seconds, ahead):
                return True
        except BaseException:  # of `ahead`
            if self._give_up(mine):
                self._release()
            raise
        return self._give_up(mine)

    def _came(self, mine: threading.Event, seconds: float, ahead: Callable[[int], object] | None) -> bool:
        if ahead is None:
            return mine.wait(seconds)
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            with self._lock:
                before = self._waiting.index(mine) if mine in self._waiting else 0
            ahead(before)
            if mine.wait(min(left, POLL_SECONDS)):
                return True
        return False

    def _give_up(self, mine: threading.Event) -> bool:
        """Leave the queue. Returns whether the turn came at that moment."""
        with self._lock:
            if mine not in self._waiting:
                return True
            self._waiting.remove(mine)
            return False

    def _release(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()  # handed on directly, so that no other caller can take it
            else:
                self._free += 1
