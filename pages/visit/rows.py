"""The table rows of the page Many, one per uploaded file."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from logreg_core import UploadError
from pages.persistence import pack_table, table_of
from pages.persistence.table import MAX_ROWS, Photo

from . import data
from .persistence import Packed, mark
from .store import Slot

MAX_PHOTOS = MAX_ROWS  # in the table


@dataclass(frozen=True, eq=False)
class Row:
    """One file: its name, and the image that the model sees, uint8 ``(h, w, c)``, or why it could not be read.
    thumbnail: the address of a small picture; empty for a file that could not be read.
    """

    name: str
    thumbnail: str
    seen: NDArray[np.uint8] | None
    reason: str

    @property
    def nbytes(self) -> int:
        """Return the memory of its pictures in bytes."""
        return len(self.thumbnail) + (0 if self.seen is None else self.seen.nbytes)

    @cached_property
    def mark(self) -> str:
        """Return a fingerprint of the file."""
        sha = sha256(repr((self.name, self.thumbnail, self.reason)).encode())
        sha.update(b"" if self.seen is None else repr(self.seen.shape).encode() + self.seen.tobytes())
        return sha.hexdigest()[:18]


def _pack(held: tuple[Row, ...]) -> bytes:
    return pack_table([Photo(row.name, row.reason, _bytes_in(row.thumbnail), row.seen) for row in held])


def _bytes_in(address: str) -> bytes:
    return b64decode(address.partition(",")[2])


def _take(brought: bytes) -> None:
    rows = tuple(
        Row(each.name, _AS_PNG + b64encode(each.thumbnail).decode() if each.thumbnail else "", each.seen, each.reason)
        for each in table_of(brought)
    )
    if sum(each.nbytes for each in rows) > data.room_bytes():
        raise UploadError("There is no room for the photos of the table. Let go of a dataset.")
    photo_rows.set(rows)


_AS_PNG = "data:image/png;base64,"
photo_rows: Slot[tuple[Row, ...]] = Slot(
    "photo_rows",
    (),
    reset_on={"pictures"},
    pictures=("your photos on Many", lambda rows: sum(row.nbytes for row in rows)),
    keep=Packed(
        "the photos of Many",
        name="rows",
        mark=lambda held: mark([row.mark for row in held]) if held else "",
        pack=_pack,
        take=_take,
    ),
)
