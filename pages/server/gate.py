"""Pages are made one after the other, in the order in which they were asked for, rather than all at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Lock
from time import monotonic

AT_ONCE = 2  # one is made by Python while another waits for NumPy, a picture or a file
LONG = 0.3  # seconds; most pages take a tenth of that


class Gate:
    """So many at once; who has been inside for ``long`` seconds counts no more, so that slow work holds up nobody.

    A hundred scripts that run at the same time share one interpreter: each takes as long as all of them together, and
    whatever sends their answers waits for its turn among them. One after the other, most are done at once.
    """

    def __init__(self, at_once: int, long: float) -> None:
        self._at_once, self._long = at_once, long
        self._lock = Lock()
        self._waiting: deque[Condition] = deque()
        self._inside: dict[Condition, float] = {}  # since when

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and hold it."""
        me = Condition(self._lock)  # of one's own: only the first is woken
        with self._lock:
            self._waiting.append(me)
            while (seconds := self._left(me)) != 0:
                me.wait(seconds)
            self._waiting.popleft()
            self._inside[me] = monotonic()
            self._call()
        try:
            yield
        finally:
            with self._lock:
                del self._inside[me]
                self._call()

    def _left(self, me: Condition) -> float | None:
        """The seconds until this one may go in without being called; None for those behind the first."""
        if self._waiting[0] is not me:
            return None
        now = monotonic()
        left = sorted(rest for since in self._inside.values() if (rest := since + self._long - now) > 0)
        return left[-self._at_once] if len(left) >= self._at_once else 0

    def _call(self) -> None:
        if self._waiting:
            self._waiting[0].notify()


gate = Gate(AT_ONCE, LONG)
