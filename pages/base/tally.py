"""Metrics of a server: counters, gauges and durations, without data of visitors."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from threading import Lock
from time import perf_counter

from logreg_core.errors import UploadError

BOUNDS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)  # seconds, upper bounds of the buckets


class EventCounter:
    """Counts of an event by kind. Kinds come from the code, never from a visitor.

    kinds: reported as 0 before their first event, so that the first one shows as a step.
    """

    def __init__(self, name: str, about: str, kind: str, kinds: Iterable[str] = ()) -> None:
        self.name, self.about, self.kind = name, about, kind
        self._times = Counter(dict.fromkeys(kinds, 0))
        self._lock = Lock()

    def count(self, kind: str) -> None:
        """Count one event."""
        with self._lock:
            self._times[kind] += 1

    @property
    def times(self) -> dict[str, int]:
        """The counts by kind."""
        with self._lock:
            return dict(self._times)


class Gauge:
    """The current number of something."""

    def __init__(self, name: str, about: str) -> None:
        self.name, self.about = name, about
        self.number = 0
        self._lock = Lock()

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """Raise the number inside the context, even if it fails."""
        with self._lock:
            self.number += 1
        try:
            yield
        finally:
            with self._lock:
                self.number -= 1


class Durations:
    """A histogram of durations."""

    def __init__(self, name: str, about: str) -> None:
        self.name, self.about = name, about
        self._counts, self._sum = [0] * (len(BOUNDS) + 1), 0.0
        self._lock = Lock()

    def took(self, seconds: float) -> None:
        """Add one duration."""
        with self._lock:
            self._counts[bisect_left(BOUNDS, seconds)] += 1
            self._sum += seconds

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Add the duration of the context, even if it fails."""
        began = perf_counter()
        try:
            yield
        finally:
            self.took(perf_counter() - began)

    @property
    def buckets(self) -> tuple[list[tuple[float, int]], float]:
        """The cumulative count for each bound, with infinity last; and the sum of all seconds."""
        with self._lock:
            return list(zip([*BOUNDS, float("inf")], accumulate(self._counts), strict=True)), self._sum


visitors = Gauge("visitors", "Pages that are open in browsers.")
works = Gauge("works", "Works of seconds that are under way or wait for a turn.")
pages = Durations("page_seconds", "Making a page, without waiting for a turn and without works of seconds.")
page_waits = Durations("page_wait_seconds", "Waiting for the turn to be made.")
slices = Durations("slice_seconds", "A slice of a run in the background.")
refused = EventCounter(
    "refused_uploads",
    "Files that were refused.",
    "reason",
    ["UploadError", *(each.__name__ for each in UploadError.__subclasses__())],
)
turned_away = EventCounter(
    "turned_away",
    "Pages that the server had no room for, each time that one was asked for.",
    "reason",
    ("visitors", "memory", "leaving", "own", "own memory"),
)
EVERYTHING = (visitors, works, pages, page_waits, slices, refused, turned_away)

UploadError.hear = refused.count
