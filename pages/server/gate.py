"""A queue for page reruns: a few at a time, in order of arrival."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Lock, local
from time import monotonic

from pages.base import limits, tally

from .streamlit_private import may_be_left

AT_ONCE = limits.pages.value  # one is made by Python while another waits for NumPy, a picture or a file
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
        self._here = local()  # whose turn a thread has

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and hold it."""
        self._here.turn = me = Condition(self._lock)  # of one's own: only the first is woken
        with tally.page_waits.timed():
            self._enter(me)
        began, self._here.aside = monotonic(), 0.0
        try:
            yield
        finally:
            tally.pages.took(monotonic() - began - self._here.aside)
            self._here.turn = None
            self._leave(me)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let others have the turn, if one is held, while something is waited for; then wait for another.

        Meanwhile the visitor may leave the page.
        """
        may_be_left()
        me: Condition | None = getattr(self._here, "turn", None)
        if me is not None:
            self._leave(me)
        began = monotonic()
        yield
        if me is not None:  # where it failed, the page is over
            self._enter(me)
            self._here.aside += monotonic() - began

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
