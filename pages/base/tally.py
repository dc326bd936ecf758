"""What a server counts of itself, in plain numbers: how often, how many, how long. Nobody is in them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from threading import Lock
from time import perf_counter

from logreg_core.errors import UploadError

BOUNDS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)  # seconds, that durations are sorted by


class Often:
    """How often something has happened, by its kind. Kinds are words of the code, never of a visitor.

    kinds: those that are told before they have happened, so that a first time is seen as a step from 0.
    """

    def __init__(self, name: str, about: str, kind: str, kinds: Iterable[str] = ()) -> None:
        self.name, self.about, self.kind = name, about, kind
        self._times = Counter(dict.fromkeys(kinds, 0))
        self._lock = Lock()

    def count(self, kind: str) -> None:
        """Once more."""
        with self._lock:
            self._times[kind] += 1

    @property
    def times(self) -> dict[str, int]:
        """How often, by kind."""
        with self._lock:
            return dict(self._times)


class Now:
    """How many of something there are at the moment."""

    def __init__(self, name: str, about: str) -> None:
        self.name, self.about = name, about
        self.number = 0
        self._lock = Lock()

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """One more inside, whatever happens there."""
        with self._lock:
            self.number += 1
        try:
            yield
        finally:
            with self._lock:
                self.number -= 1


class Seconds:
    """How long something took, each time."""

    def __init__(self, name: str, about: str) -> None:
        self.name, self.about = name, about
        self._in_each, self._sum = [0] * (len(BOUNDS) + 1), 0.0
        self._lock = Lock()

    def took(self, seconds: float) -> None:
        """It took so long once more."""
        with self._lock:
            self._in_each[bisect_left(BOUNDS, seconds)] += 1
            self._sum += seconds

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Whatever happens inside, it took so long."""
        began = perf_counter()
        try:
            yield
        finally:
            self.took(perf_counter() - began)

    @property
    def so_far(self) -> tuple[list[tuple[float, int]], float]:
        """For each bound how often it took at most so long, at last for infinity; and all seconds together."""
        with self._lock:
            return list(zip([*BOUNDS, float("inf")], accumulate(self._in_each), strict=True)), self._sum


visitors = Now("visitors", "Pages that are open in browsers.")
works = Now("works", "Works of seconds that are under way or wait for a turn.")
pages = Seconds("page_seconds", "Making a page, without waiting for a turn and without works of seconds.")
page_waits = Seconds("page_wait_seconds", "Waiting for the turn to be made.")
slices = Seconds("slice_seconds", "A slice of a run in the background.")
refused = Often(
    "refused_uploads",
    "Files that were refused.",
    "reason",
    ["UploadError", *(each.__name__ for each in UploadError.__subclasses__())],
)
turned_away = Often(
    "turned_away",
    "Pages that the server had no room for, each time that one was asked for.",
    "reason",
    ("visitors", "memory", "leaving", "own", "own memory"),
)
EVERYTHING = (visitors, works, pages, page_waits, slices, refused, turned_away)

UploadError.hear = refused.count
