"""Turns at something of which the server has little, in the order in which the askers came."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """So many at once. Who has just had a turn and asks again stands behind all who wait: one visitor with two hundred
    slow photos delays another by one photo. (Python's own semaphores let him in first, since he is awake already.)
    """

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._waiting: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    @contextmanager
    def take(self, seconds: float, refusal: Exception) -> Iterator[None]:
        """Hold a turn. Raises the ``refusal`` when none is to be had for so many seconds."""
        if not self._acquire(seconds):
            raise refusal
        try:
            yield
        finally:
            self._release()

    def _acquire(self, seconds: float) -> bool:
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(seconds):
            return True
        with self._lock:
            if mine not in self._waiting:  # it came at the last moment
                return True
            self._waiting.remove(mine)
            return False

    def _release(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()  # handed on, and never free in between
            else:
                self._free += 1
