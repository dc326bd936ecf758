"""The default store for shared data, in the memory of one process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from logreg_core.errors import SharedIsLost

from .limits import Limit

MAX_SIGNS = 64_000_000  # characters in all shelves: 100 MB at most
FIELD = 100  # characters counted for each field, on top of its text
LARGE = "pictures:"  # prefix of shelves that may fill only half of the store, to leave space for all others


class _Shelf:
    def __init__(self, ends: float) -> None:
        self.ends, self.fields = ends, dict[str, str]()


class MemoryStore:
    """A `Store` for one process. One lock makes each operation atomic.

    now: a clock in seconds, as in ``ends``. most: characters in all shelves together.
    """

    def __init__(self, *, now: Callable[[], float] = time.time, most: int = MAX_SIGNS) -> None:
        self._now, self._most, self._size = now, most, 0
        self._shelves: dict[str, _Shelf] = {}
        self._indices: dict[str, set[str]] = {}
        self._lock = threading.Lock()
        self._next_end = float("inf")

    def names(self) -> list[str]:
        """The names of all shelves."""
        with self._lock:
            self._tidy()
            return sorted(self._shelves)

    def create(
        self, shelves: Mapping[str, Mapping[str, str]], *, index: str, most: int, now: float, ends: float
    ) -> Literal["made", "taken", "full"]:
        """See `Store`."""
        with self._lock:
            self._tidy()
            first, listed = next(iter(shelves)), self._indices.setdefault(index, set())
            if first in self._shelves:
                return "taken"
            if len(listed) >= most:
                return "full"
            self._fits(sum(_size(fields) for fields in shelves.values()))
            for name, fields in shelves.items():
                self._put(self._make(name, ends), fields)
            listed.add(first)
            return "made"

    def find(self, shelf: str, fields: Sequence[str], misses: Sequence[Limit]) -> dict[str, str] | None:
        """See `Store`."""
        with self._lock:
            self._tidy()
            if any(self._count(limit) >= limit.most for limit in misses):
                return None
            if shelf not in self._shelves:
                for limit in misses:
                    self._count_up(limit)
            return self._read(shelf, fields)

    def read(self, shelf: str, fields: Sequence[str] = ()) -> dict[str, str]:
        """See `Store`."""
        with self._lock:
            self._tidy()
            return self._read(shelf, fields)

    def write(self, shelf: str, changes: Mapping[str, str | None], *, only: Mapping[str, str | None]) -> bool:
        """See `Store`."""
        with self._lock:
            self._tidy()
            current = self._shelves.get(shelf)
            if current is None or any(current.fields.get(field) != value for field, value in only.items()):
                return False
            self._put(current, changes, most=self._most // 2 if shelf.startswith(LARGE) else self._most)
            return True

    def add(self, shelf: str, kind: str, value: str, *, most: int) -> int:
        """See `Store`."""
        with self._lock:
            self._tidy()
            current = self._shelves.get(shelf)
            if current is None:
                return -1
            count, last = (int(current.fields.get(f"{kind}.{name}", 0)) for name in ("here", "last"))
            if count >= most:
                return 0
            self._put(
                current, {f"{kind}:{last + 1}": value, f"{kind}.here": str(count + 1), f"{kind}.last": str(last + 1)}
            )
            return last + 1

    def drop(self, shelf: str, kind: str, number: int, also: Sequence[str]) -> bool:
        """See `Store`."""
        with self._lock:
            self._tidy()
            current = self._shelves.get(shelf)
            if current is None or f"{kind}:{number}" not in current.fields:
                return False
            count = int(current.fields[f"{kind}.here"]) - 1
            self._put(current, {**dict.fromkeys([f"{kind}:{number}", *also]), f"{kind}.here": str(count)})
            return True

    def take(self, limit: Limit) -> bool:
        """See `Store`."""
        with self._lock:
            self._tidy()
            if self._count(limit) >= limit.most or not (limit.lasts or limit.shelf in self._shelves):
                return False
            self._count_up(limit)
            return True

    def remove(self, shelves: Sequence[str], *, index: str) -> None:
        """See `Store`."""
        with self._lock:
            self._tidy()
            for name in shelves:
                self._forget(name)
            self._indices.get(index, set()).discard(shelves[0])

    def _tidy(self) -> None:
        """Delete expired shelves."""
        now = self._now()
        if now < self._next_end:
            return
        for name in [name for name, shelf in self._shelves.items() if shelf.ends <= now]:
            self._forget(name)
        for listed in self._indices.values():
            listed.intersection_update(self._shelves)
        self._next_end = min((shelf.ends for shelf in self._shelves.values()), default=float("inf"))

    def _make(self, name: str, ends: float) -> _Shelf:
        self._next_end = min(self._next_end, ends)
        return self._shelves.setdefault(name, _Shelf(ends))

    def _forget(self, name: str) -> None:
        shelf = self._shelves.pop(name, None)
        if shelf is not None:
            self._size -= _size(shelf.fields)

    def _read(self, shelf: str, fields: Sequence[str]) -> dict[str, str]:
        current = self._shelves.get(shelf)
        if current is None:
            return {}
        return {field: current.fields[field] for field in fields or current.fields if field in current.fields}

    def _put(self, shelf: _Shelf, changes: Mapping[str, str | None], *, most: int | None = None) -> None:
        before = _size({field: shelf.fields[field] for field in changes if field in shelf.fields})
        growth = _size({field: value for field, value in changes.items() if value is not None}) - before
        self._fits(growth, most)
        self._size += growth
        for field, value in changes.items():
            if value is None:
                shelf.fields.pop(field, None)
            else:
                shelf.fields[field] = value

    def _fits(self, growth: int, most: int | None = None) -> None:
        if growth > 0 and self._size + growth > (self._most if most is None else most):
            raise SharedIsLost("This server's space for rooms is full: end rooms that are not in use.")

    def _count(self, limit: Limit) -> int:
        window, _, count = self._read(limit.shelf, [limit.field]).get(limit.field, "").partition(" ")
        return int(count) if window == str(limit.window) else 0

    def _count_up(self, limit: Limit) -> None:
        count = self._count(limit) + 1
        shelf = self._make(limit.shelf, self._now() + limit.lasts) if limit.lasts else self._shelves[limit.shelf]
        self._put(shelf, {limit.field: f"{limit.window} {count}"})


def _size(fields: Mapping[str, str]) -> int:
    return sum(len(field) + len(value) + FIELD for field, value in fields.items())
