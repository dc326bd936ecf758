"""The engine: the textbook's gradient descent, resumable and fast, with the test set watched on the way.

It walks the same path as `logistic.optimize` to rounding, and may be stopped and continued after any step. `spaces`
says how it can be so much faster.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from .errors import ArgumentError
from .logistic import check_hyperparameters
from .spaces import Space, make_space


@dataclass(frozen=True)
class Record:
    """How the neuron did after ``iteration`` steps. Accuracies are shares from 0 to 1; nan without a test set."""

    iteration: int
    cost: float
    train_accuracy: float
    test_cost: float
    test_accuracy: float


@dataclass(frozen=True)
class Trouble:
    """Signs that the steps are too long: gradient descent with short enough steps never raises the cost.

    rises: how often the cost rose from one point of the run to the next, out of ``records`` points; highest: the
    highest of these costs; start and cost: before the first step, and now.
    """

    rises: int
    records: int
    highest: float
    start: float
    cost: float

    @property
    def diverging(self) -> bool:
        """Whether the neuron is now worse than before it learned anything."""
        return self.cost > self.start


class Descent:
    """One run of gradient descent from ``w = 0``, ``b = 0``.

    X: ``(n_x, m)``, one column per image; Y: ``(1, m)`` of 0 and 1. X_test, Y_test: the same for the test set, or None.
    learning_rate: the length of a step; it may be set to another value between two calls of `advance`.
    record_every: a `Record` is kept at the iterations 0, ``record_every``, 2 ``record_every``, ...
    divisor: the images are taken as divided by it, so that uint8 pixels can stay uint8 (255).
    space: one made before by `spaces.make_space` from these very images, when several runs share it.

    Raises ArgumentError when shapes do not fit together, a label is not 0 or 1, a pixel is not finite, or a
    hyperparameter is out of range.
    """

    def __init__(
        self,
        X: NDArray,
        Y: NDArray,
        *,
        learning_rate: float,
        X_test: NDArray | None = None,
        Y_test: NDArray | None = None,
        record_every: int = 100,
        divisor: float = 1.0,
        space: Space | None = None,
    ) -> None:
        X, self._y = _checked(X, Y, "X", "Y")
        X_test, self._y_test = _checked(
            X[:, :0] if X_test is None else X_test, np.zeros((1, 0)) if Y_test is None else Y_test, "X_test", "Y_test"
        )
        if X.shape[1] == 0:
            raise ArgumentError(f"X must have at least one column, one per image. Got {X.shape}.")
        if X_test.shape[0] != X.shape[0]:
            raise ArgumentError(f"X_test must have as many rows as X, {X.shape[0]}. Got {X_test.shape[0]}.")
        check_hyperparameters(record_every, learning_rate)
        self._learning_rate = float(learning_rate)
        self.rates = [(0, self._learning_rate)]
        self.record_every = record_every
        self.space = make_space(X, X_test, divisor=divisor) if space is None else space
        self.iteration = 0
        self.records: list[Record] = []
        self._coefficients = np.zeros(self.space.size)
        self._b = 0.0
        self._now: Record | None = None

    @property
    def learning_rate(self) -> float:
        """The length of the next steps. Raises ArgumentError when it is set to anything but a positive number."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        check_hyperparameters(1, rate)
        if rate != self._learning_rate:
            self._learning_rate = float(rate)
            while self.rates and self.rates[-1][0] == self.iteration:  # no step was taken at that rate
                self.rates.pop()
            if not self.rates or self.rates[-1][1] != self._learning_rate:
                self.rates.append((self.iteration, self._learning_rate))

    def advance(self, iterations: int) -> None:
        """Take that many steps. Raises ArgumentError unless it is a whole number of at least 1."""
        check_hyperparameters(iterations, self._learning_rate)
        for _ in range(iterations):
            z, error, gradient = self.space.descend(self._coefficients, self._b, self._errors)
            if self.iteration % self.record_every == 0:
                self.records.append(self._record(z))
            self._coefficients -= self._learning_rate * gradient
            self._b -= self._learning_rate * float(error.sum())
            self.iteration += 1

    @property
    def costs(self) -> list[float]:
        """The training costs of the records; with ``record_every=100`` the list that the textbook returns."""
        return [record.cost for record in self.records]

    @property
    def now(self) -> Record:
        """How the neuron does after the steps taken so far."""
        if self._now is None or self._now.iteration != self.iteration:
            z, _, _ = self.space.descend(self._coefficients, self._b, self._errors)
            self._now = self._record(z)
        return self._now

    @property
    def w(self) -> NDArray:
        """A snapshot of the weights, ``(n_x, 1)``."""
        return self.space.weights(self._coefficients)

    @property
    def b(self) -> float:
        """The bias."""
        return self._b

    @property
    def safe_learning_rate(self) -> float:
        """``2/L``: at this rate and below, the cost can never rise. `Space.curvature` derives it."""
        return 2 / self.space.curvature

    @property
    def trouble(self) -> Trouble | None:
        """What the records and the current cost say about too long steps; None while the cost has only fallen."""
        costs = [*self.costs, self.now.cost]
        rises = sum(later > earlier for earlier, later in pairwise(costs))
        return Trouble(rises, len(costs), max(costs), costs[0], costs[-1]) if rises else None

    def _errors(self, z: NDArray, images: slice) -> NDArray:
        return (expit(z) - self._y[images]) / len(self._y)

    def _record(self, z: NDArray) -> Record:
        z_test = self.space.test_scores(self._coefficients, self._b)
        return Record(self.iteration, *_judge(z, self._y), *_judge(z_test, self._y_test))


def _judge(z: NDArray, y: NDArray) -> tuple[float, float]:
    """The cost and the accuracy of scores ``(m,)`` against labels ``(m,)``; nan when there are none."""
    if not len(y):
        return np.nan, np.nan
    return float(np.sum(np.logaddexp(0, (1 - 2 * y) * z) / len(y))), float(np.mean((expit(z) > 0.5) == y))


def _checked(X: NDArray, Y: NDArray, name: str, labels: str) -> tuple[NDArray, NDArray]:
    """``X`` as it is, and ``Y`` as floating point numbers ``(m,)``."""
    X, Y = np.asarray(X), np.asarray(Y)
    if X.ndim != 2 or X.shape[0] == 0:
        raise ArgumentError(f"{name} must have the shape (n_x, m), one column per image. Got {X.shape}.")
    if Y.shape != (1, X.shape[1]):
        raise ArgumentError(f"{labels} must have the shape (1, m) with m = {X.shape[1]}. Got {Y.shape}.")
    if not np.all((Y == 0) | (Y == 1)):
        raise ArgumentError(f"{labels} must hold only 0 and 1. Got {np.unique(Y)[:5].tolist()}.")
    if X.dtype.kind == "f" and not np.isfinite(X).all():
        raise ArgumentError(f"{name} must hold finite numbers. It holds nan or infinity.")
    return X, Y[0].astype(float)
