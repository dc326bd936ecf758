"""What a run leaves of one iteration: how it did, and where it stands, so that another run can go on from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from .minibatches import Dealing

Change = tuple[int, str, Any]  # from which iteration on, which setting, its value


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


def judge(z: NDArray, y: NDArray, shares: NDArray | None = None) -> tuple[NDArray, NDArray]:
    """The costs and accuracies of scores ``(m, k)`` against labels ``(m, 1)`` or ``(m, k)``; nan when there are none.

    shares: how much each image counts, as `arguments.shares_of` gives it; None: all alike.
    """
    if not len(y):
        return np.full(z.shape[1], np.nan), np.full(z.shape[1], np.nan)
    z, y = np.ascontiguousarray(z.T), y.T  # (k, m): however many there are, each is added up in the same order
    losses, right = np.logaddexp(0, (1 - 2 * y) * z), (expit(z) > 0.5) == y
    if shares is None or len(shares) == 1:
        return (losses / y.shape[1]).sum(axis=1), right.sum(axis=1) / y.shape[1]
    shares = shares.T
    return np.where(shares > 0, shares * losses, 0.0).sum(axis=1), (shares * right).sum(axis=1)


def losses_and_right(z: NDArray, y: NDArray, shares: NDArray) -> NDArray:
    """What some of all images add to a cost and to an accuracy: ``(2, k)``, by their shares in the whole.

    z: their scores ``(m, k)``; y: ``(m, 1)`` or ``(m, k)``; shares: ``(1, 1)``, ``(m, 1)`` or ``(m, k)``.
    """
    losses, right = np.logaddexp(0, (1 - 2 * y) * z), (expit(z) > 0.5) == y
    return np.array([np.where(shares > 0, shares * losses, 0.0).sum(axis=0), (shares * right).sum(axis=0)])


def plain(values: NDArray, runs: int) -> Any:
    """The number of a single run, where ``runs`` is 0, or one for each of so many: ``(k,)``."""
    return np.broadcast_to(values, (runs,)).copy() if runs else float(values[0])


@dataclass(frozen=True, eq=False)
class RunState:
    """A single run after some steps, with neither patience nor a change on the way. Its records are not in it.

    moving: the arrays that a step moves, and where it has momentum the velocities too, as its stepper has them.
    dealing: where it takes mini-batches.
    """

    iteration: int
    moving: tuple[NDArray[np.float64], ...]
    dealing: Dealing | None = None
