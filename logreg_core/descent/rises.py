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
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .record import Record

ROUNDING = 1e-9  # the share of a cost that rounding may change; measured: where it lies flat, 2e-16
Found = tuple[float, int, float, float]  # an objective, its iteration, its cost, its penalty
NONE: Found = (np.nan, -1, np.nan, np.nan)
TOGETHER = 64  # steps that are looked at together
MOST_NUMBERS = 2**17  # of their scores: 1 MB


@dataclass(frozen=True)
class Trouble:
    """Signs that the steps are too long: plain descent with short enough steps never raises the objective.

    rises: how often it rose by more than ROUNDING; steps: out of how many. highest: the highest value; highest_at: the
    iteration of it. start and cost: before the first step, and now. A value that is not finite counts as infinite.
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
        """Whether the cost is now more than twice what it was before the first step.

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
        value = self.cost + self.penalty
        return value if np.isfinite(value) else np.inf


class Rises:
    """Looks at the steps of a single run on all images that may be too long.

    y: the labels ``(m, 1)``; shares: how much each image counts, ``(1, 1)`` or ``(m, 1)``.
    """

    def __init__(self, y: NDArray, shares: NDArray) -> None:
        self._sign, self._shares = (1 - 2 * y)[:, 0], np.broadcast_to(shares, y.shape)[:, 0]
        self._together = min(TOGETHER, max(1, MOST_NUMBERS // len(y)))
        self._steps: list[tuple[NDArray, NDArray, NDArray, float, int]] = []  # those that wait
        self._first = 0  # the iteration of the first of them
        self._count = 0
        self._turns: dict[int, tuple[Found, Found]] = {}  # of each stretch between records, the lowest and the highest

    def look(self, iteration: int, z: NDArray, error: NDArray, b: NDArray, penalty: float, records: int) -> None:
        """After ``iteration`` steps: scores without the bias and errors, ``(m, 1)``, and how many records there are.

        Where iterations were left out, no step of these can have been too long.
        """
        if iteration != self._first + len(self._steps):
            self._settle()
            self._steps, self._first = [], iteration
        self._steps.append((z, error, b, penalty, records))
        if len(self._steps) > self._together:
            self._settle()

    @property
    def turns(self) -> list[Turn]:
        """The lowest and the highest step between two records, wherever it rose between them, in their order."""
        self._settle()
        return [Turn(*found[1:]) for found in sorted(set(chain(*self._turns.values())), key=itemgetter(1))]

    def trouble(self, start: Record, now: Record) -> Trouble | None:
        """What all steps from the start to the present say; None while the objective has only fallen."""
        self._settle()
        begin, present, count = _turn_of(start), _turn_of(now), self._count
        if self._steps and self._first == now.iteration - 1:  # the last step has no successor to be compared with
            last = Turn(self._first, float(self._costs(self._scores())[0]), self._steps[0][3])
            count += present.objective > (1 + ROUNDING) * last.objective or np.isinf(present.objective)
        if not count:
            return None
        highest = max([begin, *self.turns, present], key=lambda turn: turn.objective)
        return Trouble(
            int(count), now.iteration, highest.objective, highest.iteration, begin.objective, present.objective
        )

    def _settle(self) -> None:
        """Find the rises among the steps that wait; the last of them stays, to be compared with the next one."""
        if len(self._steps) < 2:
            return
        with np.errstate(over="ignore", invalid="ignore"):
            z = self._scores()
            errors = np.concatenate([step[1] for step in self._steps[1:]]).reshape(len(z) - 1, -1)
            penalties = np.array([step[3] for step in self._steps])
            cleared = np.einsum("tm,tm->t", z[:-1] - z[1:], errors) + penalties[:-1] - penalties[1:] >= 0
            if not cleared.all():
                self._count_rises(z, penalties, np.flatnonzero(~cleared))
        self._first += len(z) - 1
        self._steps = self._steps[-1:]

    def _count_rises(self, z: NDArray, penalties: NDArray, places: NDArray) -> None:
        needed, costs = np.union1d(places, places + 1), np.full(len(z), np.nan)
        costs[needed] = self._costs(z[needed])
        values_of = np.nan_to_num(costs + penalties, nan=np.inf, posinf=np.inf)
        before, after = values_of[places], values_of[places + 1]
        risen = places[(after > (1 + ROUNDING) * before) | np.isinf(after)]
        self._count += len(risen)
        values = values_of.tolist()
        for place in np.union1d(risen, risen + 1).tolist():
            value, records = values[place], self._steps[place][4]
            low, high = self._turns.get(records, (NONE, NONE))
            if low is NONE or value < low[0] or value > high[0]:
                found = value, self._first + place, float(costs[place]), float(penalties[place])
                self._turns[records] = (
                    found if low is NONE or value < low[0] else low,
                    found if low is NONE or value > high[0] else high,
                )

    def _scores(self) -> NDArray:
        """The scores of the steps that wait, with their bias: ``(steps, m)``."""
        z = np.concatenate([step[0] for step in self._steps]).reshape(len(self._steps), -1)
        z += np.concatenate([step[2] for step in self._steps])[:, np.newaxis]
        return z

    def _costs(self, z: NDArray) -> NDArray:
        """The costs of scores ``(steps, m)``."""
        with np.errstate(over="ignore", invalid="ignore"):
            losses = np.logaddexp(0, self._sign * z)
            return np.where(self._shares > 0, self._shares * losses, 0.0).sum(axis=1)


def _turn_of(record: Record) -> Turn:
    return Turn(record.iteration, record.cost, record.penalty)


def trouble_in(records: Sequence[Record]) -> Trouble | None:
    """What the objectives of these records alone, in the order of their iterations, say; None while they only fell."""
    values = np.nan_to_num([record.objective for record in records], nan=np.inf, posinf=np.inf)
    rises = ((values[1:] > (1 + ROUNDING) * values[:-1]) | np.isinf(values[1:])).sum(axis=0)
    if not rises.any():
        return None
    highest_at = np.array([record.iteration for record in records])[values.argmax(axis=0)]
    return Trouble(rises[()], len(values) - 1, values.max(axis=0), highest_at, values[0], values[-1])
