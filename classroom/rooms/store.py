"""The store of data that visitors share: named shelves of text fields, each of which expires."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from logreg_core import environment

from .limits import Limit
from .memory import MemoryStore


class Store(Protocol):
    """The operations that rooms need. Each is atomic.

    All raise SharedIsLost if the store cannot be reached or is full.
    """

    def create(
        self, shelves: Mapping[str, Mapping[str, str]], *, index: str, most: int, now: float, ends: float
    ) -> Literal["made", "taken", "full"]:
        """Create shelves that expire at ``ends``, unless the first exists or ``index`` lists ``most`` already."""

    def find(self, shelf: str, fields: Sequence[str], misses: Sequence[Limit]) -> dict[str, str] | None:
        """Read fields; empty for a missing shelf, which counts as a miss; None once a limit is reached."""

    def read(self, shelf: str, fields: Sequence[str] = ()) -> dict[str, str]:
        """The existing ones of these fields, or all fields; empty for a missing shelf."""

    def write(self, shelf: str, changes: Mapping[str, str | None], *, only: Mapping[str, str | None]) -> bool:
        """Change fields (None deletes) if the fields in ``only`` have these values. Returns whether it did.

        Never creates a shelf.
        """

    def add(self, shelf: str, kind: str, value: str, *, most: int) -> int:
        """Write a value to the field ``kind:NUMBER`` with the next number, and return the number.

        Returns 0 if there are ``most`` of this kind already, and -1 for a missing shelf.
        """

    def drop(self, shelf: str, kind: str, number: int, also: Sequence[str]) -> bool:
        """Delete an added field, and the fields in ``also``. Returns whether it existed."""

    def take(self, limit: Limit) -> bool:
        """Count once more unless the limit is reached. Returns whether it counted."""

    def remove(self, shelves: Sequence[str], *, index: str) -> None:
        """Delete shelves, and the first from ``index``."""


def from_environment() -> Store:
    """The store that LOGREG_SHARED names; by default, the memory of this process.

    Raises ArgumentError if the address is invalid or the package valkey is missing.
    """
    if not (address := environment.shared.value):
        return MemoryStore()
    from .valkey import ValkeyStore  # imported only if used: the package is optional

    return ValkeyStore(address)
