"""The table of many photos as bytes, and back: names, thumbnails, and the pixels that the model sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from classroom.untrusted import Value

from .archive import pack, printable, unpack
from .pictures import MAX_SIDE, differences, pixels_of

MAX_ROWS = 200
MAX_NAME = 300
MAX_REASON = 500
MAX_THUMBNAIL = 2**16  # bytes
INFLATED = 2**26  # bytes
PNG = b"\x89PNG\r\n\x1a\n"


class Photo(NamedTuple):
    """A row of the table: a file's name, why it could not be read, a PNG thumbnail, and the pixels that the model sees,
    uint8 ``(h, w, c)``. An unreadable file has an empty thumbnail and None.
    """

    name: str
    reason: str
    thumbnail: bytes
    seen: NDArray[np.uint8] | None


class _Header(Value, frozen=True):
    names: Annotated[tuple[Annotated[str, Meta(max_length=MAX_NAME)], ...], Meta(max_length=MAX_ROWS)]
    reasons: Annotated[tuple[Annotated[str, Meta(max_length=MAX_REASON)], ...], Meta(max_length=MAX_ROWS)]
    read: Annotated[tuple[bool, ...], Meta(max_length=MAX_ROWS)]


def pack_table(rows: Sequence[Photo]) -> bytes:
    """Return the rows, all of one image size, as bytes. Raises UploadError if they are too large."""
    seen = [row.seen for row in rows if row.seen is not None]
    header = _Header(
        tuple(printable(row.name, MAX_NAME) for row in rows),
        tuple(printable(row.reason, MAX_REASON) for row in rows),
        tuple(row.seen is not None for row in rows),
    )
    arrays: dict[str, NDArray] = {
        "sizes": np.array([len(row.thumbnail) for row in rows], np.int32),
        "thumbnails": np.frombuffer(b"".join(row.thumbnail for row in rows), np.uint8),
        "seen": differences(np.stack(seen)) if seen else np.empty((0, 1, 1, 1), np.uint8),
    }
    return pack("table", header, arrays)


def table_of(data: bytes) -> tuple[Photo, ...]:
    """Return the rows in untrusted bytes. Raises UploadError if they hold none."""
    parcel = unpack("table", data, _Header, most=INFLATED)
    names, reasons, read = parcel.header.names, parcel.header.reasons, parcel.header.read
    sizes = parcel.array("sizes", "i4", (len(names),))
    thumbnails = parcel.array("thumbnails", "u1", (None,)).tobytes()
    if not len(reasons) == len(read) == len(names):
        raise parcel.refusal(f"as many reasons as its {len(names)} names", len(reasons))
    if np.any(sizes < 0) or np.any(sizes > MAX_THUMBNAIL) or sizes.sum(dtype=np.int64) != len(thumbnails):
        raise parcel.refusal(f"small pictures of at most {MAX_THUMBNAIL:,} bytes", len(thumbnails))
    kept = parcel.array("seen", "u1", (sum(read), None, None, None))
    if (sum(read) and not all(0 < side <= MAX_SIDE for side in kept.shape[1:3])) or kept.shape[3] not in (1, 3):
        raise parcel.refusal(f"pictures of at most {MAX_SIDE} x {MAX_SIDE} pixels, grey or in colour", kept.shape)
    seen, ends = iter(pixels_of(kept)), np.cumsum(sizes)
    rows = []
    for name, reason, is_read, end, size in zip(names, reasons, read, ends.tolist(), sizes.tolist(), strict=True):
        small = thumbnails[end - size : end]
        if small and not small.startswith(PNG):
            raise parcel.refusal("small pictures that are PNG files", small[:8])
        rows.append(Photo(name, reason, small, next(seen).copy() if is_read else None))
    return tuple(rows)
