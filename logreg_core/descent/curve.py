"""A run as a line: its records, few enough for a screen, and its name beside other lines."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..container import pack_arrays
from .overshoot import ROUNDING, Turn, turn_of
from .record import Record

MAX_RECORDS = 400  # of one line, about: more cannot be told apart on a screen
FIRST = 10  # iterations from the first on that are all kept
MEASURES = (
    "cost",
    "test_cost",
    "train_accuracy",
    "test_accuracy",
    "validation_cost",
    "validation_accuracy",
    "penalty",
)


@dataclass(frozen=True)
class Curve:
    """A run as a line beside another: its name, its records in the order of their iterations, and its turns."""

    name: str
    records: tuple[Record, ...]
    turns: tuple[Turn, ...] = ()

    def to_bytes(self) -> bytes:
        """A `container` with ``name`` in its header, and of the records ``iteration`` i4, ``cost``, ``test_cost``,
        ``train_accuracy`` and ``test_accuracy`` f8, all ``(r,)``; of the turns what `Recording` has of them.
        """
        return pack_arrays({"name": self.name}, columns(self.records, MEASURES[:4]) | turn_columns(self.turns))


def columns(points: Sequence[Record] | Sequence[Turn], measures: Sequence[str] = MEASURES) -> dict[str, NDArray]:
    """The ``iteration`` of each record or turn, i4, and these measures of them, f8: all ``(r,)``."""
    iteration = np.array([point.iteration for point in points], np.int32)
    return {"iteration": iteration} | {
        name: np.array([getattr(point, name) for point in points], np.float64) for name in measures
    }


def turn_columns(turns: Sequence[Turn]) -> dict[str, NDArray]:
    """``turn_iteration`` i4, and ``turn_cost`` and ``turn_penalty`` f8, ``(t,)`` each."""
    return {f"turn_{name}": column for name, column in columns(turns, ("cost", "penalty")).items()}


def thinned(
    records: Sequence[Record], turns: Iterable[Turn] = (), frames: Iterable[Record] = ()
) -> tuple[tuple[Record, ...], tuple[Turn, ...]]:
    """About MAX_RECORDS of these records at the most, and the turns between them: no highest or lowest point is lost.

    records: in the order of their iterations. Kept are the FIRST iterations, the last record, those in which the test
    cost is lowest and highest, and some an odd number apart, so that a cost that jumps up and down in turn is seen to.
    turns: of the run. Where the objective rises between two records that are kept, the highest and the lowest of the
    turns and of the records that are left out there is a turn.
    frames: records that are all kept, beside the others.
    """
    shown = {record.iteration: record for record in frames}
    shown |= {records[place].iteration: records[place] for place in _kept(records)}
    shown |= {record.iteration: record for record in records if record.iteration in shown}
    chosen = [shown[iteration] for iteration in sorted(shown)]
    points = {record.iteration: turn_of(record) for record in records}
    points |= {turn.iteration: turn for turn in turns}
    for record in chosen:
        points.pop(record.iteration, None)
    ends, gaps = [record.iteration for record in chosen], dict[int, list[Turn]]()
    for iteration in sorted(points):
        gaps.setdefault(bisect(ends, iteration), []).append(points[iteration])
    found = [turn for gap, inside in gaps.items() for turn in _turning(chosen[gap - 1 : gap], inside, chosen[gap:])]
    return tuple(chosen), tuple(found)


def _kept(records: Sequence[Record]) -> set[int]:
    stride = -(-(len(records) - FIRST - 2) // MAX_RECORDS) | 1
    first = (place for place, record in enumerate(records[: FIRST + 1]) if record.iteration <= FIRST)
    extremes = _extremes([record.test_cost for record in records])
    return {*range(0, len(records), stride), *first, *extremes, len(records) - 1}


def _extremes(values: Sequence[float]) -> set[int]:
    """The places of the lowest and of the highest that are finite."""
    finite = np.flatnonzero(np.isfinite(values))
    some = np.asarray(values)[finite]
    return {int(finite[some.argmin()]), int(finite[some.argmax()])} if len(finite) else set()


def _turning(before: Sequence[Record], inside: Sequence[Turn], after: Sequence[Record]) -> list[Turn]:
    """The lowest and the highest point inside, where the objective rises on the way through."""
    way = [*map(turn_of, before), *inside, *map(turn_of, after[:1])]
    if not any(b.objective > (1 + ROUNDING) * a.objective for a, b in pairwise(way)):
        return []
    ends = {choose(inside, key=lambda turn: turn.objective) for choose in (min, max)}
    return sorted(ends, key=lambda turn: turn.iteration)
