"""The rows of Many: one for each file that the visitor brought."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from logreg_core.keeping.table import MOST_ROWS

from .store import Slot

MOST_PHOTOS = MOST_ROWS  # in the table


@dataclass(frozen=True, eq=False)
class Row:
    """One file: its name, and what the model sees of it, uint8 ``(h, w, c)``, or why it could not be read.

    thumbnail: the address of a small picture; empty for a file that could not be read.
    """

    name: str
    thumbnail: str
    seen: NDArray[np.uint8] | None
    reason: str

    @property
    def nbytes(self) -> int:
        """How much memory its pictures take."""
        return len(self.thumbnail) + (0 if self.seen is None else self.seen.nbytes)

    @cached_property
    def mark(self) -> str:
        """Another one for another file."""
        sha = sha256(repr((self.name, self.thumbnail, self.reason)).encode())
        sha.update(b"" if self.seen is None else repr(self.seen.shape).encode() + self.seen.tobytes())
        return sha.hexdigest()[:18]


photo_rows: Slot[tuple[Row, ...]] = Slot(
    "photo_rows",
    (),
    until={"pictures"},
    pictures=("your photos on Many", lambda rows: sum(row.nbytes for row in rows)),
)
