"""A binary container of values and arrays, which a browser reads as typed arrays.

::

    0       4 bytes     RUN1
    4       4 bytes     n, the length of the header: an unsigned whole number, its lowest byte first
    8       n bytes     the header: a JSON object in UTF-8, and spaces until 8 + n is a multiple of 8
    8 + n               the arrays in the order of header["arrays"], their last axis running fastest, each number with
                        its lowest byte first; after each, zeros up to a multiple of 8 bytes

``header["arrays"]`` lists ``{"name": ..., "type": ..., "shape": [...]}``. The types are those of TYPES: f for floating
point, i for whole numbers, u for those without a sign, and how many bytes one takes. Every array begins at a multiple
of 8. Numbers that are not finite stand in arrays alone: JSON has none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import ArgumentError

MAGIC = b"RUN1"
TYPES = ("f8", "f4", "i4", "i2", "u2", "u1", "i1")
MAX_AXES = 4
MAX_HEADER = 2**18  # bytes


def pack_arrays(header: Mapping[str, Any], arrays: Mapping[str, NDArray]) -> bytes:
    """Return the bytes of a header and of named arrays, in this order.

    header: values for JSON; the name ``arrays`` is reserved.

    Raises ArgumentError for values that the container cannot hold.
    """
    listed = [{"name": name, "type": array.dtype.str[1:], "shape": [*array.shape]} for name, array in arrays.items()]
    try:
        text = json.dumps({**header, "arrays": listed}, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
        head = _padded(text.encode(), b" ")
    except (TypeError, ValueError, RecursionError) as error:
        raise ArgumentError(f"The header must be what JSON can say, with finite numbers. {error}.") from error
    if "arrays" in header or len(head) > MAX_HEADER:
        raise ArgumentError(
            f"The header must not have the name 'arrays', and at most {MAX_HEADER:,} bytes. Got {len(head):,}."
        )
    if strangers := [each for each in listed if each["type"] not in TYPES or len(each["shape"]) > MAX_AXES]:
        raise ArgumentError(f"Arrays must be of {', '.join(TYPES)}, with at most {MAX_AXES} axes. Got {strangers[0]}.")
    pieces = [_padded(array.astype(array.dtype.newbyteorder("<")).tobytes(), b"\0") for array in arrays.values()]
    return b"".join([MAGIC, len(head).to_bytes(4, "little"), head, *pieces])


def unpack_arrays(data: bytes) -> tuple[dict[str, Any], dict[str, NDArray]]:
    """Return the header without its ``arrays``, and the arrays by name: read-only views of these bytes.

    Raises ArgumentError unless `pack_arrays` would write exactly these bytes. Memory: a few times their size.
    """
    try:
        header, arrays = _read(data)
        exact = pack_arrays(header, arrays) == data
    except (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError) as error:
        raise ArgumentError(f"Bytes must be as pack_arrays writes them. {error!s:.200}") from error
    if not exact:
        raise ArgumentError("Bytes must be as pack_arrays writes them, to the last one. Some differ, or are too many.")
    return header, arrays


def _read(data: bytes) -> tuple[dict[str, Any], dict[str, NDArray]]:
    n = int.from_bytes(data[4:8], "little")
    if data[:4] != MAGIC or not n <= min(MAX_HEADER, len(data) - 8):
        raise ArgumentError(f"They begin with {MAGIC!r}, and the length of the header. Got {data[:8]!r}.")
    header = json.loads(data[8 : 8 + n].decode())
    arrays, start = {}, 8 + n
    for each in header.pop("arrays"):
        kind, shape = each["type"], each["shape"]
        if kind not in TYPES or len(shape) > MAX_AXES or not all(type(side) is int and side >= 0 for side in shape):
            raise ArgumentError(f"No array has the type {kind!r:.20} and the shape {shape!r:.60}.")
        count = prod(shape)
        array = np.frombuffer(data, f"<{kind}", count, start) if count else np.empty(0, kind)
        arrays[str(each["name"])] = array.reshape(shape)
        start += -(-array.nbytes // 8) * 8
    return header, arrays


def _padded(data: bytes, filler: bytes) -> bytes:
    return data + filler * (-len(data) % 8)
