"""The cost curve of a run: its records, thinned for a screen, and its name."""

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

MAX_RECORDS = 400  # per line, about: a screen cannot show more
FIRST = 10  # the first iterations, which are all kept
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
    """A named curve: the records in the order of their iterations, and the turns."""

    name: str
    records: tuple[Record, ...]
    turns: tuple[Turn, ...] = ()

    def to_bytes(self) -> bytes:
        """Return a `container` with ``name`` in its header, the records' ``iteration`` i4, ``cost``, ``test_cost``,
        ``train_accuracy`` and ``test_accuracy`` f8, all ``(r,)``, and the turns as in `Recording`.
        """
        return pack_arrays({"name": self.name}, columns(self.records, MEASURES[:4]) | turn_columns(self.turns))


def columns(points: Sequence[Record] | Sequence[Turn], measures: Sequence[str] = MEASURES) -> dict[str, NDArray]:
    """Return the ``iteration`` of each record or turn, i4, and these measures, f8: all ``(r,)``."""
    iteration = np.array([point.iteration for point in points], np.int32)
    return {"iteration": iteration} | {
        name: np.array([getattr(point, name) for point in points], np.float64) for name in measures
    }


def turn_columns(turns: Sequence[Turn]) -> dict[str, NDArray]:
    """Return ``turn_iteration`` i4, and ``turn_cost`` and ``turn_penalty`` f8, ``(t,)`` each."""
    return {f"turn_{name}": column for name, column in columns(turns, ("cost", "penalty")).items()}


def thinned(
    records: Sequence[Record], turns: Iterable[Turn] = (), frames: Iterable[Record] = ()
) -> tuple[tuple[Record, ...], tuple[Turn, ...]]:
    """Return about MAX_RECORDS of these records at most, and the turns between them: all highest and lowest points
    stay.

    records: in the order of their iterations. The FIRST iterations, the last record, the lowest and highest test cost
    are kept, and some an odd number apart, so that a cost that alternates up and down stays visible. turns: of the run.
    Where the objective rises between two kept records, the highest and the lowest of the turns and omitted records
    become a turn. frames: records that are all kept in addition.
    """
    shown = {record.iteration: record for record in frames}
    shown |= {records[position].iteration: records[position] for position in _kept(records)}
    shown |= {record.iteration: record for record in records if record.iteration in shown}
    chosen = [shown[iteration] for iteration in sorted(shown)]
    points = {record.iteration: turn_of(record) for record in records}
    points |= {turn.iteration: turn for turn in turns}
    for record in chosen:
        points.pop(record.iteration, None)
    ends, gaps = [record.iteration for record in chosen], dict[int, list[Turn]]()
    for iteration in sorted(points):
        gaps.setdefault(bisect(ends, iteration), []).append(points[iteration])
    between = [turn for gap, inside in gaps.items() for turn in _turning(chosen[gap - 1 : gap], inside, chosen[gap:])]
    return tuple(chosen), tuple(between)


def _kept(records: Sequence[Record]) -> set[int]:
    stride = -(-(len(records) - FIRST - 2) // MAX_RECORDS) | 1
    first = (position for position, record in enumerate(records[: FIRST + 1]) if record.iteration <= FIRST)
    extremes = _extremes([record.test_cost for record in records])
    return {*range(0, len(records), stride), *first, *extremes, len(records) - 1}


def _extremes(values: Sequence[float]) -> set[int]:
    """Return the positions of the lowest and the highest finite value."""
    finite = np.flatnonzero(np.isfinite(values))
    some = np.asarray(values)[finite]
    return {int(finite[some.argmin()]), int(finite[some.argmax()])} if len(finite) else set()


def _turning(before: Sequence[Record], inside: Sequence[Turn], after: Sequence[Record]) -> list[Turn]:
    """Return the lowest and the highest point inside, if the objective rises in this section."""
    points = [*map(turn_of, before), *inside, *map(turn_of, after[:1])]
    if not any(b.objective > (1 + ROUNDING) * a.objective for a, b in pairwise(points)):
        return []
    ends = {choose(inside, key=lambda turn: turn.objective) for choose in (min, max)}
    return sorted(ends, key=lambda turn: turn.iteration)
