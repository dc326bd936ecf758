"""Detection of steps that overshoot: how often the objective rose, how high, and its turning points.

To compute the cost at every step would be slow. But the objective is convex, so for the scores ``z`` of two steps,
their cost ``J`` and its gradient ``dJ/dz`` (S. Boyd and L. Vandenberghe, Convex Optimization, 2004, section 3.1.3)

    J(before) >= J(after) + dJ/dz(after) (z before - z after)

If the second term is not negative, the cost did not rise. Both factors are already known: the errors of a step are
``dJ/dz``. Only the few steps that fail this test have their costs computed, many steps at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from itertools import chain
from math import isfinite
from operator import itemgetter
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import ddot

from .record import Record

ROUNDING = 1e-9  # relative rounding of a cost; measured on a flat stretch: 2e-16
Point = tuple[float, int, float, float]  # objective, iteration, cost, penalty
TOGETHER = 64  # steps per check
MAX_NUMBERS = 2**17  # scores per check: 1 MB


@dataclass(frozen=True)
class Trouble:
    """Signs that the steps are too long: plain descent with short enough steps never raises the objective.

    rises: how many of the ``steps`` steps raised it by more than ROUNDING. highest, highest_at: the highest value and
    its iteration. start, cost: the values before the first step, or at the last change of the penalty, and now. A value
    that is not finite counts as infinite. With runs side by side, every number but ``steps`` is ``(k,)``.

    With momentum or mini-batches some rises are normal; `diverging` is a problem with any steps.
    """

    rises: Any
    steps: int
    highest: Any
    highest_at: Any
    start: Any
    cost: Any

    @property
    def diverging(self) -> Any:
        """Whether the cost is more than twice its value at the start.

        Below that the cost may oscillate around its start, as on the course's cats at 0.005, and still settle.
        """
        return self.cost > 2 * self.start


@dataclass(frozen=True)
class Turn:
    """The highest or lowest step between two records: its cost and its penalty."""

    iteration: int
    cost: float
    penalty: float = 0.0

    @property
    def objective(self) -> float:
        """The cost with the penalty; infinite if it is not finite."""
        return _finite(self.cost + self.penalty)


class _Step(NamedTuple):
    """The scores ``(m,)``, the penalty and the number of records after ``iteration`` steps."""

    iteration: int
    z: NDArray
    penalty: float
    records: int


class Rises:
    """Finds the steps of a single full-batch run that raised the objective.

    y: the labels ``(m, 1)``; shares: the weight of each image, ``(1, 1)`` or ``(m, 1)``.
    """

    def __init__(self, y: NDArray, shares: NDArray) -> None:
        self._sign, self._shares = (1 - 2 * y)[:, 0], np.broadcast_to(shares, y.shape)[:, 0]
        self._together = min(TOGETHER, max(1, MAX_NUMBERS // len(y)))
        self._last: _Step | None = None
        self._suspects: dict[int, _Step] = {}  # steps whose costs are needed, by their iteration
        self._pairs: list[int] = []  # iterations after which the objective may have risen
        self._count = 0
        self._turns: dict[int, tuple[Point, Point]] = {}  # lowest and highest, by the number of records before them

    def fork(self) -> Self:
        """Return an independent copy."""
        self._settle()  # so that the copies do not hold the scores of many steps
        other = copy(self)
        other._suspects, other._pairs, other._turns = {}, [], self._turns.copy()
        return other

    def reset(self) -> None:
        """Do not compare the next step with the last one: the objective has changed."""
        self._last = None

    def look(self, iteration: int, z: NDArray, error: NDArray, penalty: float, records: int) -> None:
        """Check the step to ``iteration``, from its scores and errors ``(m,)``, its penalty and the number of records.

        Skipped iterations are steps that cannot have been too long.
        """
        before, current = self._last, _Step(iteration, z, penalty, records)
        self._last = current
        if before is None or before.iteration != iteration - 1:
            return
        fell = ddot(before.z - z, error) + before.penalty - penalty
        if fell >= 0:
            return
        self._suspects[before.iteration], self._suspects[iteration] = before, current
        self._pairs.append(before.iteration)
        if len(self._pairs) >= self._together:
            self._settle()

    @property
    def turns(self) -> list[Turn]:
        """The lowest and the highest step between two records where the objective rose between them, in order."""
        self._settle()
        return [Turn(*point[1:]) for point in sorted(set(chain(*self._turns.values())), key=itemgetter(1))]

    def trouble(self, start: Record, now: Record) -> Trouble | None:
        """Return the summary of all steps up to now, or None if the objective has only fallen."""
        begin, present, last = turn_of(start), turn_of(now), self._last
        highest = max([begin, *self.turns, present], key=lambda turn: turn.objective)
        count = self._count
        if last is not None and last.iteration == now.iteration - 1:  # the step after it is not checked yet
            before = Turn(last.iteration, self._costs([last])[0], last.penalty)
            count += present.objective > (1 + ROUNDING) * before.objective or np.isinf(present.objective)
        if not count:
            return None
        return Trouble(
            int(count), now.iteration, highest.objective, highest.iteration, begin.objective, present.objective
        )

    def _settle(self) -> None:
        """Compute the costs of the suspected steps and count the rises."""
        if not self._pairs:
            return
        steps = list(self._suspects.values())
        points = {
            step.iteration: (_finite(cost + step.penalty), step.iteration, cost, step.penalty)
            for step, cost in zip(steps, self._costs(steps), strict=True)
        }
        for iteration in self._pairs:
            before, after = points[iteration], points[iteration + 1]
            if after[0] > (1 + ROUNDING) * before[0] or after[0] == np.inf:
                self._count += 1
                self._turn(before)
                self._turn(after)
        self._suspects, self._pairs = {}, []

    def _turn(self, point: Point) -> None:
        records = self._suspects[point[1]].records
        low, high = self._turns.get(records, (point, point))
        self._turns[records] = (point if point[0] < low[0] else low, point if point[0] > high[0] else high)

    def _costs(self, steps: Sequence[_Step]) -> list[float]:
        with np.errstate(over="ignore", invalid="ignore"):
            z = np.array([step.z for step in steps])
            losses = np.logaddexp(0, np.multiply(self._sign, z, out=z), out=z)
            losses[:, self._shares == 0] = 0  # the loss of an image with weight 0 may be infinite
            costs: list[float] = np.einsum("tm,m->t", losses, self._shares).tolist()
            return costs


def _finite(value: float) -> float:
    return value if isfinite(value) else np.inf


def turn_of(record: Record) -> Turn:
    """Return the point of a record on the curve."""
    return Turn(record.iteration, record.cost, record.penalty)


def trouble_in(records: Sequence[Record]) -> Trouble | None:
    """Return the `Trouble` that these records show, or None if the objective only fell. Records: in ascending order of
    iteration; no others are read.
    """
    values = np.nan_to_num([record.objective for record in records], nan=np.inf, posinf=np.inf)
    rises = ((values[1:] > (1 + ROUNDING) * values[:-1]) | np.isinf(values[1:])).sum(axis=0)
    if not rises.any():
        return None
    highest_at = np.array([record.iteration for record in records])[values.argmax(axis=0)]
    return Trouble(rises[()], len(values) - 1, values.max(axis=0), highest_at, values[0], values[-1])
