"""The receipts that a teacher has read into the table of Teach."""

from __future__ import annotations

from collections.abc import Callable

from logreg_core.receipts import Handed, handed_of, pack_handed

from ..kept import Stored, mark
from ..store import Slot

_table: Slot[tuple[str, tuple[Handed, ...]]] = Slot("receipts", ("", ()))  # with its mark


def rows() -> tuple[Handed, ...]:
    """The rows of the table."""
    return _table.get()[1]


def put(rows: tuple[Handed, ...]) -> None:
    """These are the rows of the table now."""
    _table.set((mark(rows) if rows else "", rows))


def _pack() -> Callable[[], bytes]:
    held = rows()
    return lambda: pack_handed(held)


Stored(
    "receipts",
    "the table of receipts",
    mark=lambda: _table.get()[0],
    pack=_pack,
    take=lambda brought: put(handed_of(brought)),
)
