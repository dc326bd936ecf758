"""When steps are too long: how often the objective rose, of all steps, how high, and where it turned.

A run that worked out its cost at every step would pay for it. But the objective is convex, so that with ``z`` the
scores of two steps and ``J`` and ``dJ/dz`` their cost and its slope (S. Boyd and L. Vandenberghe, Convex Optimization,
2004, section 3.1.3)

    J(before) >= J(after) + dJ/dz(after) (z before - z after)

and where what is added is not negative, the cost did not rise. Both factors are there anyway: the errors of a step are
``dJ/dz``. So only the few steps that this does not clear have their costs worked out, many steps at a time.
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

ROUNDING = 1e-9  # the share of a cost that rounding may change; measured: where it lies flat, 2e-16
Found = tuple[float, int, float, float]  # an objective, its iteration, its cost, its penalty
TOGETHER = 64  # steps that are looked at together
MAX_NUMBERS = 2**17  # of their scores: 1 MB


@dataclass(frozen=True)
class Trouble:
    """Signs that the steps are too long: plain descent with short enough steps never raises the objective.

    rises: how often it rose by more than ROUNDING; steps: out of how many. highest: the highest value; highest_at: the
    iteration of it. start and cost: before the first step, or where the penalty was last changed, and now. A value that
    is not finite counts as infinite.
    With runs side by side, every number but ``steps`` is ``(k,)``.

    With momentum or mini-batches some rises are no trouble; to be `diverging` is, with any steps.
    """

    rises: Any
    steps: int
    highest: Any
    highest_at: Any
    start: Any
    cost: Any

    @property
    def diverging(self) -> Any:
        """Whether the cost is now more than twice what it was at the start.

        Below that it may be jumping around its start, as on the course's cats at 0.005, and settle after all.
        """
        return self.cost > 2 * self.start


@dataclass(frozen=True)
class Turn:
    """A step between two records at which the objective was highest or lowest: its cost, and the penalty beside it."""

    iteration: int
    cost: float
    penalty: float = 0.0

    @property
    def objective(self) -> float:
        """What the steps lower: the cost with the penalty. Infinite where it is not finite."""
        return _finite(self.cost + self.penalty)


class _Step(NamedTuple):
    """After ``iteration`` steps: the scores ``(m,)``, the penalty, the number of records."""

    iteration: int
    z: NDArray
    penalty: float
    records: int


class Rises:
    """Looks at the steps of a single run on all images that may be too long.

    y: the labels ``(m, 1)``; shares: how much each image counts, ``(1, 1)`` or ``(m, 1)``.
    """

    def __init__(self, y: NDArray, shares: NDArray) -> None:
        self._sign, self._shares = (1 - 2 * y)[:, 0], np.broadcast_to(shares, y.shape)[:, 0]
        self._together = min(TOGETHER, max(1, MAX_NUMBERS // len(y)))
        self._last: _Step | None = None
        self._suspects: dict[int, _Step] = {}  # steps whose costs are needed, by their iteration
        self._pairs: list[int] = []  # iterations after which it may have risen
        self._count = 0
        self._turns: dict[int, tuple[Found, Found]] = {}  # of each stretch between records, the lowest and the highest

    def fork(self) -> Self:
        """Another one that has seen the same, and goes on by itself."""
        self._settle()  # so that neither holds the scores of many steps
        other = copy(self)
        other._suspects, other._pairs, other._turns = {}, [], self._turns.copy()
        return other

    def begin_anew(self) -> None:
        """What comes now is not compared with what came before: the objective is another one."""
        self._last = None

    def look(self, iteration: int, z: NDArray, error: NDArray, penalty: float, records: int) -> None:
        """After ``iteration`` steps: scores and errors, ``(m,)``, the penalty, and how many records there are.

        Where iterations were left out, no step of these can have been too long.
        """
        before, here = self._last, _Step(iteration, z, penalty, records)
        self._last = here
        if before is None or before.iteration != iteration - 1:
            return
        fell = ddot(before.z - z, error) + before.penalty - penalty
        if fell >= 0:
            return
        self._suspects[before.iteration], self._suspects[iteration] = before, here
        self._pairs.append(before.iteration)
        if len(self._pairs) >= self._together:
            self._settle()

    @property
    def turns(self) -> list[Turn]:
        """The lowest and the highest step between two records, wherever it rose between them, in their order."""
        self._settle()
        return [Turn(*found[1:]) for found in sorted(set(chain(*self._turns.values())), key=itemgetter(1))]

    def trouble(self, start: Record, now: Record) -> Trouble | None:
        """What all steps from the start to the present say; None while the objective has only fallen."""
        begin, present, last = turn_of(start), turn_of(now), self._last
        highest = max([begin, *self.turns, present], key=lambda turn: turn.objective)
        count = self._count
        if last is not None and last.iteration == now.iteration - 1:  # its successor has not been looked at
            before = Turn(last.iteration, self._costs([last])[0], last.penalty)
            count += present.objective > (1 + ROUNDING) * before.objective or np.isinf(present.objective)
        if not count:
            return None
        return Trouble(
            int(count), now.iteration, highest.objective, highest.iteration, begin.objective, present.objective
        )

    def _settle(self) -> None:
        """Find the rises among the steps that are suspected."""
        if not self._pairs:
            return
        steps = list(self._suspects.values())
        found = {
            step.iteration: (_finite(cost + step.penalty), step.iteration, cost, step.penalty)
            for step, cost in zip(steps, self._costs(steps), strict=True)
        }
        for iteration in self._pairs:
            before, after = found[iteration], found[iteration + 1]
            if after[0] > (1 + ROUNDING) * before[0] or after[0] == np.inf:
                self._count += 1
                self._turn(before)
                self._turn(after)
        self._suspects, self._pairs = {}, []

    def _turn(self, found: Found) -> None:
        records = self._suspects[found[1]].records
        low, high = self._turns.get(records, (found, found))
        self._turns[records] = (found if found[0] < low[0] else low, found if found[0] > high[0] else high)

    def _costs(self, steps: Sequence[_Step]) -> list[float]:
        with np.errstate(over="ignore", invalid="ignore"):
            z = np.array([step.z for step in steps])
            losses = np.logaddexp(0, np.multiply(self._sign, z, out=z), out=z)
            losses[:, self._shares == 0] = 0  # one that does not count may be infinite
            costs: list[float] = np.einsum("tm,m->t", losses, self._shares).tolist()
            return costs


def _finite(value: float) -> float:
    return value if isfinite(value) else np.inf


def turn_of(record: Record) -> Turn:
    """Where a record lies on the curve."""
    return Turn(record.iteration, record.cost, record.penalty)


def trouble_in(records: Sequence[Record]) -> Trouble | None:
    """What the objectives of these records alone, in the order of their iterations, say; None while they only fell."""
    values = np.nan_to_num([record.objective for record in records], nan=np.inf, posinf=np.inf)
    rises = ((values[1:] > (1 + ROUNDING) * values[:-1]) | np.isinf(values[1:])).sum(axis=0)
    if not rises.any():
        return None
    highest_at = np.array([record.iteration for record in records])[values.argmax(axis=0)]
    return Trouble(rises[()], len(values) - 1, values.max(axis=0), highest_at, values[0], values[-1])
