"""The measures of a run at one iteration, and the state from which another run can continue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from .minibatches import Dealing

Change = tuple[int, str, Any]  # first iteration, name of the setting, value


@dataclass(frozen=True)
class Record:
    """The measures after ``iteration`` steps. Costs are without the penalty, accuracies are shares from 0 to 1.

    All but the test measures weight each image by its example weight; penalty is ``l2/2 |w|^2``. NaN without a test or
    validation set. With runs side by side, every number but the first is ``(k,)``.
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
        """The minimised value: the cost with the penalty."""
        return self.cost + self.penalty


def judge(z: NDArray, y: NDArray, shares: NDArray | None = None) -> tuple[NDArray, NDArray]:
    """Return costs and accuracies of scores ``(m, k)`` against labels ``(m, 1)`` or ``(m, k)``; NaN without images.

    shares: the weight of each image, as `arguments.shares_of` returns it; None: all equal.
    """
    if not len(y):
        return np.full(z.shape[1], np.nan), np.full(z.shape[1], np.nan)
    z, y = np.ascontiguousarray(z.T), y.T  # (k, m): the order of summation does not depend on k
    losses, right = np.logaddexp(0, (1 - 2 * y) * z), (expit(z) > 0.5) == y
    if shares is None or len(shares) == 1:
        return (losses / y.shape[1]).sum(axis=1), right.sum(axis=1) / y.shape[1]
    shares = shares.T
    return np.where(shares > 0, shares * losses, 0.0).sum(axis=1), (shares * right).sum(axis=1)


def losses_and_right(z: NDArray, y: NDArray, shares: NDArray) -> NDArray:
    """Return the contributions of some images to the cost and the accuracy: ``(2, k)``, by their shares of the whole.

    z: their scores ``(m, k)``; y: ``(m, 1)`` or ``(m, k)``; shares: ``(1, 1)``, ``(m, 1)`` or ``(m, k)``.
    """
    losses, right = np.logaddexp(0, (1 - 2 * y) * z), (expit(z) > 0.5) == y
    return np.array([np.where(shares > 0, shares * losses, 0.0).sum(axis=0), (shares * right).sum(axis=0)])


def plain(values: NDArray, runs: int) -> Any:
    """Return one number for a single run (``runs`` 0), or one per run: ``(k,)``."""
    return np.broadcast_to(values, (runs,)).copy() if runs else float(values[0])


@dataclass(frozen=True, eq=False)
class RunState:
    """The state of a single run, without patience and without changes of settings. It has no records.

    moving: the arrays that a step changes, followed by their velocities with momentum, as the stepper orders them.
    dealing: the state of the mini-batches, or None.
    """

    iteration: int
    moving: tuple[NDArray[np.float64], ...]
    dealing: Dealing | None = None
