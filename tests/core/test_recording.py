"""A run as a value and as bytes: read as a browser reads it, and thinned without losing a point that stands out."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logreg_core import ArgumentError, Record
from logreg_core.container import pack_arrays, unpack_arrays
from logreg_core.descent import Curve, Recording, Turn, thinned
from pages.base.recorder import PictureFrames

DATA = Path(__file__).parents[1] / "data"
NAN = float("nan")
RECORDS = (Record(0, 0.875, 0.5, 0.7, 0.25), Record(3, 0.25, 0.75, float("inf"), 0.5, 0.5, 1.0, 0.125))
COUNTS = np.zeros((2, 2, 30), int)
COUNTS[1, 0, 29], COUNTS[0, 1, 0] = 3, 70_000
MADE = Recording(
    goal=2000,
    end="stopped",
    records=RECORDS,
    turns=(Turn(1, 5.5, 0.25), Turn(2, NAN)),
    changes=((2, "learning_rate", 0.1),),
    frames=np.array([0, 3]),
    maps=np.array([[[0, 0, 0]], [[-127, 64, 1]]], np.int8),
    scale=2.54,
    slope=np.array([1.5, NAN]),
    edges=np.linspace(-4, 4, 31),
    histogram=COUNTS,
)


CURVE = Curve("rate 0.1", RECORDS, (Turn(2, 5.5, 0.25),))
PICTURE = PictureFrames(
    frames=np.array([0, 7]),
    z=np.array([0.0, -1.5]),
    pushes=np.array([[[0, 0]], [[-127, 3]]], np.int8),
    scale=0.5,
    pixels=np.array([[[0, 128, 255], [7, 8, 9]]], np.uint8),
)


def by_hand() -> bytes:
    """The same recording as the documentation says it, without a line of ours."""
    names = ["cost", "test_cost", "train_accuracy", "test_accuracy", "validation_cost", "validation_accuracy"]
    listed = [
        ("iteration", "i4", [2]),
        *((name, "f8", [2]) for name in [*names, "penalty"]),
        ("turn_iteration", "i4", [2]),
    ]
    listed += [("turn_cost", "f8", [2]), ("turn_penalty", "f8", [2]), ("frames", "i4", [2]), ("maps", "i1", [2, 1, 3])]
    listed += [("slope", "f8", [2]), ("edges", "f8", [31]), ("histogram", "i4", [2, 2, 30])]
    arrays = [{"name": name, "type": kind, "shape": shape} for name, kind, shape in listed]
    header = {"goal": 2000, "end": "stopped", "changes": [[2, "learning_rate", 0.1]], "scale": 2.54, "arrays": arrays}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    counts = [0] * 120
    counts[30], counts[60 + 29] = 70_000, 3
    body = struct.pack("<2i", 0, 3) + struct.pack("<2d", 0.875, 0.25) + struct.pack("<2d", 0.7, float("inf"))
    body += struct.pack("<2d", 0.5, 0.75) + struct.pack("<2d", 0.25, 0.5)
    body += struct.pack("<2d", NAN, 0.5) + struct.pack("<2d", NAN, 1.0) + struct.pack("<2d", 0.0, 0.125)
    body += struct.pack("<2i", 1, 2) + struct.pack("<2d", 5.5, NAN) + struct.pack("<2d", 0.25, 0.0)
    body += struct.pack("<2i", 0, 3) + struct.pack("<6b2x", 0, 0, 0, -127, 64, 1) + struct.pack("<2d", 1.5, NAN)
    body += struct.pack("<31d", *np.linspace(-4, 4, 31)) + struct.pack("<120i", *counts)
    return b"RUN1" + struct.pack("<I", len(text)) + text + body


def test_the_bytes_are_those_that_are_documented() -> None:
    assert MADE.to_bytes() == by_hand()
    read = Recording.from_bytes(by_hand())
    assert repr(read) == repr(replace(MADE, histogram=COUNTS.astype(np.int32)))
    assert read.to_bytes() == by_hand()
    np.testing.assert_allclose(read.weights[1, 0], [-2.54, 1.28, 0.02])
    assert read.iteration == 3
    with pytest.raises(ValueError, match="read-only"):
        MADE.maps[0] = 1


def test_the_files_that_the_tests_of_the_browser_read_are_these_bytes() -> None:
    assert (DATA / "run.bin").read_bytes() == MADE.to_bytes()
    assert (DATA / "curve.bin").read_bytes() == CURVE.to_bytes()
    assert (DATA / "picture.bin").read_bytes() == PICTURE.to_bytes(title="é", truth=None)


def test_small_counts_take_two_bytes_and_no_picture_takes_none() -> None:
    small = replace(MADE, histogram=np.full((2, 2, 30), 65_535), maps=np.zeros((2, 0, 0), np.int8), changes=())
    _, arrays = unpack_arrays(small.to_bytes())
    assert (arrays["histogram"].dtype.str, arrays["maps"].shape) == ("<u2", (2, 0, 0))
    read = Recording.from_bytes(small.to_bytes())
    assert (read.histogram == 65_535).all()
    assert read.changes == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"end": "bored"}, "say how it ended"),
        ({"goal": 0}, "goal must be a whole number of at least 1"),
        ({"goal": 7.0}, "goal must be a whole number"),
        ({"records": ()}, "must have a record"),
        ({"records": RECORDS[::-1]}, "must ascend"),
        ({"frames": np.array([3, 3])}, "must ascend"),
        ({"frames": np.array([-1, 3])}, "must ascend"),
        ({"frames": np.array([3])}, "of 1 frames must have a map"),
        ({"maps": np.zeros((2, 3), np.int8)}, "must have a map"),
        ({"maps": np.zeros((2, 3, 3))}, "must have a map"),
        ({"slope": np.zeros(3)}, "must have a map, a slope"),
        ({"histogram": COUNTS[:, :1]}, "counts of each"),
        ({"edges": np.zeros(31)}, "finite and ascend"),
        ({"edges": np.append(np.arange(30.0), np.inf)}, "finite and ascend"),
        ({"scale": 0.0}, "a finite scale"),
        ({"scale": NAN}, "a finite scale"),
    ],
)
def test_parts_that_do_not_fit_together_are_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        replace(MADE, **change)


HEADER, ARRAYS = unpack_arrays(by_hand())


@pytest.mark.parametrize(
    ("header", "arrays"),
    [
        ({"goal": True}, {}),
        ({"goal": "2000"}, {}),
        ({"end": ["goal"]}, {}),
        ({"scale": "1"}, {}),
        ({"more": 1}, {}),
        ({"records": []}, {}),
        ({"changes": 7}, {}),
        ({"changes": [[1, "l2"]]}, {}),
        ({"changes": [[1, "seed", 2]]}, {}),
        ({"changes": [[1, "l2", "2"]]}, {}),
        ({"changes": [[1.0, "l2", 2]]}, {}),
        ({}, {"more": np.zeros(1)}),
        ({}, {"cost": np.zeros(3)}),
        ({}, {"cost": np.zeros(2, np.float32)}),
        ({}, {"iteration": np.array([0.0, 3.0])}),
        ({}, {"frames": np.array([0.0, 3.0])}),
        ({}, {"slope": np.zeros(2, np.float32)}),
        ({}, {"maps": np.zeros((2, 1, 3), np.uint8)}),
        ({}, {"turn_cost": np.zeros(1)}),
        ({}, {"histogram": np.zeros((2, 2, 30), np.int32)}),
        ({}, {"histogram": np.full((2, 2, 30), -1, np.int32)}),
    ],
)
def test_a_container_that_is_no_recording_is_refused(header: dict[str, Any], arrays: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        Recording.from_bytes(pack_arrays(HEADER | header, ARRAYS | arrays))


def test_a_container_that_lacks_a_part_of_a_recording_is_refused() -> None:
    for name in HEADER:
        with pytest.raises(ArgumentError):
            Recording.from_bytes(pack_arrays({key: HEADER[key] for key in HEADER if key != name}, ARRAYS))
    for name in ARRAYS:
        with pytest.raises(ArgumentError):
            Recording.from_bytes(pack_arrays(HEADER, {key: ARRAYS[key] for key in ARRAYS if key != name}))


@settings(derandomize=True)
@given(st.data())
def test_damaged_bytes_are_refused_or_another_recording(data: st.DataObject) -> None:
    damaged = bytearray(by_hand())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place : place + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    try:
        read = Recording.from_bytes(bytes(damaged))
    except ArgumentError:
        return
    assert read.to_bytes() == bytes(damaged)


def test_a_curve_has_a_name_four_measures_and_its_turns() -> None:
    header, arrays = unpack_arrays(CURVE.to_bytes())
    assert header == {"name": "rate 0.1"}
    measures = ["iteration", "cost", "test_cost", "train_accuracy", "test_accuracy"]
    assert list(arrays) == [*measures, "turn_iteration", "turn_cost", "turn_penalty"]
    assert (arrays["turn_iteration"].tolist(), arrays["turn_cost"].tolist()) == ([2], [5.5])
    assert arrays["iteration"].tolist() == [0, 3]
    assert arrays["test_accuracy"].tolist() == [0.25, 0.5]


def records_of(costs: np.ndarray, every: int = 1) -> list[Record]:
    return [Record(i * every, cost, 0.5, cost + 1, 0.5) for i, cost in enumerate(costs.tolist())]


def test_a_short_curve_is_kept_whole_and_one_that_falls_has_no_turns() -> None:
    some = records_of(1 / np.arange(1.0, 413.0))
    assert thinned(some) == (tuple(some), ())
    kept, turns = thinned(records_of(1 / np.arange(1.0, 10_002.0)))
    assert turns == ()
    assert [record.iteration for record in kept[:12]] == [*range(11), 25]
    assert kept[-1].iteration == 10_000
    assert len(kept) <= 400 + 10 + 3
    assert len({record.iteration % 2 for record in kept[12:]}) == 2


def test_the_records_of_frames_are_kept_beside_the_others() -> None:
    some = records_of(1 / np.arange(1.0, 10_002.0))
    frames = [some[777], Record(10_000, 5.0, 0.5, 5.0, 0.5)]
    kept, turns = thinned(some, (), frames)
    assert kept == tuple(sorted({*thinned(some)[0], some[777]}, key=lambda record: record.iteration))
    assert turns == (), "those of the run itself go before"
    assert (
        Record(3, 0.5, 0.5, 1.0, 0.5)
        in thinned(records_of(1 / np.arange(1.0, 9), every=2), (), [Record(3, 0.5, 0.5, 1.0, 0.5)])[0]
    )


@pytest.mark.parametrize("seed", range(4))
def test_between_two_kept_records_the_highest_and_the_lowest_point_is_kept(seed: int) -> None:
    costs = np.exp(np.random.default_rng(seed).normal(0, 1, 5000))
    all_of_them = records_of(costs, every=2)
    given_turns = [Turn(1, 50.0), Turn(777, 1e-9), Turn(779, 1e-8), Turn(9001, float("nan"))]
    kept, turns = thinned(all_of_them, given_turns)
    known = {2 * i: cost for i, cost in enumerate(costs.tolist())} | {turn.iteration: turn.cost for turn in given_turns}
    known[9001] = np.inf  # beyond all numbers
    shown = {point.iteration: point.objective for point in (*kept, *turns)} | {9001: np.inf}
    for left, right in pairwise(kept):
        inside = [known[i] for i in range(left.iteration, right.iteration + 1) if i in known]
        there = [shown[i] for i in range(left.iteration, right.iteration + 1) if i in shown]
        assert (min(there), max(there)) == (min(inside), max(inside))
    assert [turn.iteration for turn in turns] == sorted({turn.iteration for turn in turns})
    assert not {turn.iteration for turn in turns} & {record.iteration for record in kept}
    assert len(turns) <= 2 * len(kept)
    worst = max(all_of_them, key=lambda record: record.test_cost)
    assert worst in kept
    assert min(all_of_them, key=lambda record: record.test_cost) in kept
