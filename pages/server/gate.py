"""A queue for page reruns: a few at a time, in order of arrival."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Lock, local
from time import monotonic

from pages.base import limits, tally

from .streamlit_private import may_be_left

AT_ONCE = limits.pages.value  # Python runs one while another waits for NumPy, a picture or a file
LONG = 0.3  # seconds; most pages take a tenth of that


class Gate:
    """Limits how many run at once. A turn of more than ``long`` seconds no longer counts, so that slow work delays
    nobody.

    A hundred scripts that run at the same time share one interpreter: each takes as long as all of them together, and
    so do the threads that send their answers. One after the other, most finish at once.
    """

    def __init__(self, at_once: int, long: float) -> None:
        self._at_once, self._long = at_once, long
        self._lock = Lock()
        self._waiting: deque[Condition] = deque()
        self._inside: dict[Condition, float] = {}  # the time at which each turn began
        self._thread = local()  # the turn that this thread holds

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and hold it."""
        self._thread.turn = me = Condition(self._lock)  # a condition for each: only the first one wakes
        with tally.page_waits.timed():
            self._enter(me)
        began, self._thread.released = monotonic(), 0.0
        try:
            yield
        finally:
            tally.pages.took(monotonic() - began - self._thread.released)
            self._thread.turn = None
            self._leave(me)

    @contextmanager
    def release_turn(self) -> Iterator[None]:
        """Release the turn, if this thread holds one, during a wait; then wait for a new turn.

        A click on another page may interrupt this wait.
        """
        may_be_left()
        me: Condition | None = getattr(self._thread, "turn", None)
        if me is not None:
            self._leave(me)
        began = monotonic()
        yield
        if me is not None:  # after an exception the page has ended
            self._enter(me)
            self._thread.released += monotonic() - began

    def _enter(self, me: Condition) -> None:
        with self._lock:
            self._waiting.append(me)
            while (seconds := self._left(me)) != 0:
                me.wait(seconds)
            self._waiting.popleft()
            self._inside[me] = monotonic()
            self._call()

    def _leave(self, me: Condition) -> None:
        with self._lock:
            self._inside.pop(me, None)
            self._call()

    def _left(self, me: Condition) -> float | None:
        """Return the seconds until the first in the queue may enter without a signal; None for all others."""
        if self._waiting[0] is not me:
            return None
        now = monotonic()
        left = sorted(rest for since in self._inside.values() if (rest := since + self._long - now) > 0)
        return left[-self._at_once] if len(left) >= self._at_once else 0

    def _call(self) -> None:
        if self._waiting:
            self._waiting[0].notify()


gate = Gate(AT_ONCE, LONG)
