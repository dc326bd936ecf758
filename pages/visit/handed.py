"""The receipts in the teacher's table on the page Teach."""

from __future__ import annotations

from classroom.receipts import Handed, handed_of, pack_handed

from .persistence import Packed, mark
from .store import Slot

_table: Slot[tuple[str, tuple[Handed, ...]]] = Slot(
    "receipts",
    ("", ()),  # with its mark
    keep=Packed(
        "the table of receipts",
        mark=lambda held: held[0],
        pack=lambda held: pack_handed(held[1]),
        take=lambda brought: put(handed_of(brought)),
    ),
)


def rows() -> tuple[Handed, ...]:
    """Return the rows of the table."""
    return _table.get()[1]


def put(rows: tuple[Handed, ...]) -> None:
    """Replace the rows of the table."""
    _table.set((mark(rows) if rows else "", rows))
