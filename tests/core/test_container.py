"""Numbers for a browser: bytes made by hand are read, and what is not exactly these bytes is refused."""

from __future__ import annotations

import json
import struct
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logreg_core import ArgumentError
from logreg_core.container import MAX_HEADER, pack_arrays, unpack_arrays

HEADER = b'{"goal":7,"title":"\xc3\xa9","arrays":[{"name":"z","type":"f8","shape":[2]},'
HEADER += b'{"name":"pushes","type":"i1","shape":[1,3]},{"name":"none","type":"f4","shape":[4,0,0]}]}'
N = -(-len(HEADER) // 8) * 8
BY_HAND = b"RUN1" + struct.pack("<I", N) + HEADER.ljust(N) + struct.pack("<2d3b5x", -0.5, float("inf"), -127, 0, 5)


def by_hand(listed: Any, body: bytes = b"", **others: Any) -> bytes:
    text = json.dumps({**others, "arrays": listed}, separators=(",", ":")).encode()
    text = text.ljust(-(-len(text) // 8) * 8)
    return b"RUN1" + struct.pack("<I", len(text)) + text + body


def test_bytes_that_were_made_by_hand_are_read_and_written() -> None:
    header, arrays = unpack_arrays(BY_HAND)
    assert header == {"goal": 7, "title": "é"}
    assert {name: (array.dtype.str, array.shape) for name, array in arrays.items()} == {
        "z": ("<f8", (2,)),
        "pushes": ("|i1", (1, 3)),
        "none": ("<f4", (4, 0, 0)),
    }
    assert arrays["z"].tolist() == [-0.5, float("inf")]
    assert arrays["pushes"].tolist() == [[-127, 0, 5]]
    assert not arrays["z"].flags.writeable
    backwards = {name: array.astype(array.dtype.newbyteorder(">"), order="F") for name, array in arrays.items()}
    assert pack_arrays(header, arrays) == pack_arrays(header, backwards) == BY_HAND


@pytest.mark.parametrize("kind", ["f8", "f4", "i4", "i2", "u2", "u1", "i1"])
def test_every_array_begins_at_a_multiple_of_eight(kind: str) -> None:
    numbers = np.arange(15).reshape(3, 5).astype(kind)
    data = pack_arrays({"a": "x"}, {"first": numbers[:1], "second": numbers})
    start = 8 + struct.unpack("<I", data[4:8])[0] + -(-numbers[:1].nbytes // 8) * 8
    assert start % 8 == len(data) % 8 == 0
    np.testing.assert_array_equal(np.frombuffer(data, numbers.dtype, 15, start).reshape(3, 5), numbers)
    np.testing.assert_array_equal(unpack_arrays(data)[1]["second"], numbers)


@pytest.mark.parametrize(
    ("header", "arrays", "words"),
    [
        ({"cost": float("nan")}, {}, "must be what JSON can say, with finite numbers"),
        ({"cost": np.arange(2)}, {}, "must be what JSON can say"),
        ({"arrays": []}, {}, "must not have the name 'arrays'"),
        ({"long": "x" * MAX_HEADER}, {}, "at most 262,144 bytes"),
        ({}, {"z": np.arange(2)}, "Arrays must be of f8, f4"),
        ({}, {"z": np.array(["x"])}, "Arrays must be of f8, f4"),
        ({}, {"z": np.zeros((1,) * 5)}, "at most 4 axes"),
    ],
)
def test_what_the_container_cannot_hold_is_refused(header: dict, arrays: dict, words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        pack_arrays(header, arrays)


Z = {"name": "z", "type": "f8", "shape": [1]}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RUN1",
        b"RUN2" + BY_HAND[4:],
        BY_HAND[:-1],
        BY_HAND + bytes(8),
        BY_HAND[:-1] + b"\1",  # a filler that is no zero
        BY_HAND.replace(b"} ", b"}\t"),
        BY_HAND.replace(b'"goal":7', b'"goal": 7'),
        by_hand(7),
        by_hand([7]),
        by_hand({"z": Z}),
        by_hand([Z]),
        by_hand([Z, Z], bytes(16)),
        by_hand([Z | {"shape": [-1]}], bytes(8)),
        by_hand([Z | {"shape": [True]}], bytes(8)),
        by_hand([Z | {"shape": [1.0]}], bytes(8)),
        by_hand([Z | {"shape": 1}], bytes(8)),
        by_hand([Z | {"shape": [2**40, 2**40]}], bytes(8)),
        by_hand([Z | {"shape": [10**30, 0]}]),
        by_hand([Z | {"shape": [2**62, 0, 2**62]}]),
        by_hand([Z | {"shape": [1] * 40}], bytes(8)),
        by_hand([Z | {"type": "O8"}], bytes(8)),
        by_hand([Z | {"type": ["f8"]}], bytes(8)),
        by_hand([Z | {"name": 7}], bytes(8)),
        by_hand([Z | {"name": "z", "more": 1}], bytes(8)),
        by_hand([{"type": "f8", "shape": [1]}], bytes(8)),
        by_hand([Z], bytes(8), cost=float("nan")),
        by_hand([Z], bytes(8), deep=json.loads("[" * 900 + "]" * 900)).replace(b"[" * 900, b"[" * 90_000),
        by_hand([Z], bytes(8), text="\ud800"),
        by_hand([], big=1).replace(b'"big":1', b'"big":' + b"1" * 5001),
        b"RUN1\x08\0\0\0[[[[[[[[",
        b"RUN1\x08\0\0\0" + b"\xff" * 8,
        b"RUN1\xff\xff\xff\xff" + BY_HAND[8:],
        b"RUN1" + struct.pack("<I", 80_000) + b"[" * 80_000,
    ],
)
def test_what_is_not_exactly_a_container_is_refused(data: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ArgumentError, match="Bytes must be as pack_arrays writes them"):
            unpack_arrays(data)
        assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
    finally:
        tracemalloc.stop()


@settings(derandomize=True)
@given(st.data())
def test_damaged_bytes_are_refused_or_still_a_container(data: st.DataObject) -> None:
    damaged = bytearray(BY_HAND)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        header, arrays = unpack_arrays(bytes(damaged))
    except ArgumentError:
        return
    assert pack_arrays(header, arrays) == bytes(damaged)
