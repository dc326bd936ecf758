"""What a run reports of itself: how it did at one iteration, and whether its steps are too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

ROUNDING = 1e-9  # the share of a cost that rounding may change; measured: where it lies flat, 2e-16


@dataclass(frozen=True)
class Record:
    """How the neuron did after ``iteration`` steps. Costs are without the penalty, accuracies are shares from 0 to 1.

    All but the test's count each image by its example weight; penalty is ``l2/2 |w|^2``. nan where there is no
    test or validation set. With runs side by side, every number but the first is ``(k,)``.
    """

    iteration: int
    cost: Any
    train_accuracy: Any
    test_cost: Any
    test_accuracy: Any
    validation_cost: Any = np.nan
    validation_accuracy: Any = np.nan
    penalty: Any = 0.0

    @property
    def objective(self) -> Any:
        """What the steps lower: the cost with the penalty."""
        return self.cost + self.penalty


@dataclass(frozen=True)
class Trouble:
    """Signs that the steps are too long: plain descent with short enough steps never raises the objective.

    rises: how often it rose by more than ROUNDING from one point of the run to the next, out of ``records`` points;
    highest: the highest value; start and cost: before the first step, and now. A value beyond all numbers counts as
    infinite. With runs side by side, every number but ``records`` is ``(k,)``.

    With momentum or mini-batches some rises are no trouble; to be `diverging` is, with any steps.
    """

    rises: Any
    records: int
    highest: Any
    start: Any
    cost: Any

    @property
    def diverging(self) -> Any:
        """Whether the cost is now more than twice what it was before the first step.

        Below that it may be jumping around its start, as on the course's cats at 0.005, and settle after all.
        """
        return self.cost > 2 * self.start


def trouble_in(records: Sequence[Record]) -> Trouble | None:
    """What the objectives of these records, in the order of their iterations, say; None while they have only fallen."""
    values = np.nan_to_num([record.objective for record in records], nan=np.inf, posinf=np.inf)
    rises = ((values[1:] > (1 + ROUNDING) * values[:-1]) | np.isinf(values[1:])).sum(axis=0)
    if not rises.any():
        return None
    return Trouble(rises[()], len(values), values.max(axis=0), values[0], values[-1])


def judge(z: NDArray, y: NDArray, shares: NDArray | None = None) -> tuple[NDArray, NDArray]:
    """The costs and accuracies of scores ``(m, k)`` against labels ``(m, 1)`` or ``(m, k)``; nan when there are none.

    shares: how much each image counts, as `arguments.shares_of` gives it; None: all alike.
    """
    if not len(y):
        return np.full(z.shape[1], np.nan), np.full(z.shape[1], np.nan)
    losses, right = np.logaddexp(0, (1 - 2 * y) * z), (expit(z) > 0.5) == y
    if shares is None or len(shares) == 1:
        return (losses / len(y)).sum(axis=0), right.mean(axis=0)
    return np.where(shares > 0, shares * losses, 0.0).sum(axis=0), (shares * right).sum(axis=0)
