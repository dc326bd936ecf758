"""What visitors share, on shelves: fields of text under a name, which end by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from logreg_core import environment

from .limits import Limit
from .memory import MemoryStore


class Store(Protocol):
    """The few operations that a room is made of. Each is done whole, or not at all, whoever else is at work.

    All raise SharedIsLost when the store cannot be reached, or is full.
    """

    def create(
        self, shelves: Mapping[str, Mapping[str, str]], *, index: str, most: int, now: float, ends: float
    ) -> Literal["made", "taken", "full"]:
        """Make shelves that end at a time, unless the first of them is there, or ``index`` counts so many already."""

    def find(self, shelf: str, fields: Sequence[str], misses: Sequence[Limit]) -> dict[str, str] | None:
        """Read fields; nothing where there is no such shelf, which is counted; None where a limit is used up."""

    def read(self, shelf: str, fields: Sequence[str] = ()) -> dict[str, str]:
        """Those of the fields that are there, or all; nothing where there is no such shelf."""

    def write(self, shelf: str, changes: Mapping[str, str | None], *, only: Mapping[str, str | None]) -> bool:
        """Change fields (None takes one away) if those in ``only`` are as they are there. Returns whether it did.

        A shelf that is gone stays gone.
        """

    def add(self, shelf: str, kind: str, value: str, *, most: int) -> int:
        """Put a value into the field ``kind:NUMBER`` of the next number, and return that.

        Returns 0 where there are so many of this kind, and -1 where there is no such shelf.
        """

    def drop(self, shelf: str, kind: str, number: int, also: Sequence[str]) -> bool:
        """Take away what was added, and other fields with it. Returns whether it was there."""

    def take(self, limit: Limit) -> bool:
        """Count once more, unless the limit is reached. Returns whether it was not."""

    def remove(self, shelves: Sequence[str], *, index: str) -> None:
        """Take shelves away; the first of them is counted in ``index`` no more."""


def from_environment() -> Store:
    """The store that LOGREG_SHARED names; without it, one in the memory of this process.

    Raises ArgumentError when it names something else than a Valkey, or the package valkey is missing.
    """
    if not (address := environment.shared.value):
        return MemoryStore()
    from .valkey import ValkeyStore  # only here, so that nobody else needs the package

    return ValkeyStore(address)
