"""The textbook's gradient descent, resumable and fast, for one run or for many side by side.

It walks the same path as `logistic.optimize` to rounding, and may be stopped and continued after any step. `spaces`
says how it can be so much faster. Many runs are the columns of one matrix, so that a whole comparison of learning rates
or a cross-validation is one matrix product per step.

What a run lowers is the textbook's cost with two additions, each absent by default:

    J = sum_i s_i loss_i / sum_i s_i  +  l2/2 |w|^2

``s`` are example weights: a held-out image has the weight 0. The penalty holds for ``w`` and not for ``b``, and is not
divided by the number of images; its gradient is ``l2 w``. A step is that of classical momentum (B. T. Polyak, 1964):

    v = momentum v + gradient
    w = w - learning_rate v

With a ``batch_size`` a step looks at so many images only. They are dealt out in an order that is drawn from ``seed``,
and drawn anew when all have been seen, after an epoch; the last batch of an epoch may be smaller.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from ..errors import ArgumentError
from ..logistic import check_hyperparameters
from .spaces import Space, make_space


@dataclass(frozen=True)
class Record:
    """How the neuron did after ``iteration`` steps. Costs are without the penalty, accuracies are shares from 0 to 1.

    nan where there is no test or validation set. With runs side by side, every number but the first is ``(k,)``.
    """

    iteration: int
    cost: Any
    train_accuracy: Any
    test_cost: Any
    test_accuracy: Any
    validation_cost: Any = np.nan
    validation_accuracy: Any = np.nan


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
    """Gradient descent from ``w = 0``, ``b = 0``: one run, or ``k`` runs where a hyperparameter is a sequence of ``k``.

    X: ``(n_x, m)``, one column per image; Y: ``(1, m)`` of 0 and 1. X_test, Y_test: the same for a test set, or None.
    learning_rate, l2, momentum: numbers, or sequences of ``k``. The learning rate may be set between calls of `advance`.
    batch_size: how many images a step looks at; None for all. seed: of the order in which they are dealt out.
    example_weights: ``(m,)``, or ``(m, k)`` for each run its own; at least 0. None: all count alike.
    start: ``(w, b)`` to start from, ``w`` of shape ``(n_x, 1)`` or ``(n_x, k)``.
    validation: a boolean mask ``(m,)`` of training images that are only watched; they get the example weight 0.
    patience: stop after so many records in a row whose validation cost is no better than the best one before.
    record_every: a `Record` is kept at the iterations 0, ``record_every``, 2 ``record_every``, ...
    divisor: the images are taken as divided by it, so that uint8 pixels can stay uint8 (255).
    space: one made before by `make_space` from these very images, when several runs share it.

    Raises ArgumentError when shapes do not fit together, a label is not 0 or 1, a pixel is not finite, or a
    hyperparameter is out of range.
    """

    def __init__(
        self,
        X: NDArray,
        Y: NDArray,
        *,
        learning_rate: ArrayLike,
        X_test: NDArray | None = None,
        Y_test: NDArray | None = None,
        l2: ArrayLike = 0.0,
        momentum: ArrayLike = 0.0,
        batch_size: int | None = None,
        seed: int = 0,
        example_weights: ArrayLike | None = None,
        start: tuple[NDArray, ArrayLike] | None = None,
        validation: NDArray | None = None,
        patience: int | None = None,
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
        check_hyperparameters(record_every, 1.0)
        self.record_every = record_every
        self.space = make_space(X, X_test, divisor=divisor) if space is None else space
        w0, b0 = (np.zeros((X.shape[0], 0)), 0.0) if start is None else _checked_start(start, X.shape[0])
        shares = _shares(example_weights, validation, X.shape[1])

        settings = (learning_rate, l2, momentum, b0)
        columns = [
            *(np.size(value) for value in settings if np.ndim(value)),
            *({shares.shape[1], w0.shape[1]} - {0, 1}),
        ]
        if len(set(columns)) > 1:
            raise ArgumentError(f"Runs side by side need as many of each hyperparameter. Got {sorted(set(columns))}.")
        self._k = max(columns, default=1)
        self._single = not columns
        self._rate, self._l2, self._momentum, self._b = (_row(value, self._k) for value in settings)
        self._check_rates(learning_rate)
        if (self._l2 < 0).any() or not np.isfinite(self._l2).all():
            raise ArgumentError(f"l2 must be a number of at least 0. Got {l2!r}. Try 0.01.")
        if (self._momentum < 0).any() or not (self._momentum < 1).all():
            raise ArgumentError(f"momentum must be at least 0 and below 1. Got {momentum!r}. Try 0.9.")
        if batch_size is not None:
            check_hyperparameters(batch_size, 1.0)
        if patience is not None:
            check_hyperparameters(patience, 1.0)
            if validation is None or not self._single:
                raise ArgumentError("patience needs a validation mask, and a single run.")

        self.iteration = 0
        self.records: list[Record] = []
        self.rates = [(0, learning_rate)]
        self.best: Record | None = None
        self.stopped = False
        self._patience = patience
        self._shares, self._validation = shares, None if validation is None else np.asarray(validation, bool)
        self._batch_size = batch_size if batch_size is not None and batch_size < X.shape[1] else None
        self._generator, self._deck = np.random.default_rng(seed), np.empty(0, int)
        self._coefficients, self._offsets = self.space.start(w0, self._k)
        self._velocity = np.zeros_like(self._coefficients) if self._momentum.any() else None
        self._velocity_b = np.zeros(self._k)
        self._now: Record | None = None
        self._best: tuple[NDArray, float] | None = None

    @property
    def learning_rate(self) -> Any:
        """The length of the next steps. Raises ArgumentError when it is set to anything but positive numbers."""
        return self._plain(self._rate)

    @learning_rate.setter
    def learning_rate(self, rate: ArrayLike) -> None:
        before, self._rate = self._rate, _row(rate, self._k)
        try:
            self._check_rates(rate)
        except ArgumentError:
            self._rate = before
            raise
        if (before != self._rate).any():
            self.rates.append((self.iteration, rate))

    def advance(self, iterations: int) -> None:
        """Take that many steps, fewer when patience ends. Raises ArgumentError unless it is a whole number from 1."""
        check_hyperparameters(iterations, 1.0)
        for _ in range(iterations):
            if self.stopped:
                return
            batch = self._deal()
            recorded = self.iteration % self.record_every == 0
            if recorded and batch is not None:
                self._keep(self.now)
            z, error, gradient = self.space.descend(self._coefficients, self._errors, batch)
            if recorded and batch is None:
                self._keep(self._record(z))
            if self.stopped:
                return
            self._step(gradient, error.sum(axis=0))
            self.iteration += 1

    def _step(self, gradient: NDArray, gradient_b: NDArray) -> None:
        if self._l2.any():
            gradient = gradient + self._l2 * self._coefficients
        if self._velocity is not None:
            self._velocity *= self._momentum
            self._velocity += gradient
            self._velocity_b = self._momentum * self._velocity_b + gradient_b
            gradient, gradient_b = self._velocity, self._velocity_b
        self._coefficients -= self._rate * gradient
        self._b = self._b - self._rate * gradient_b

    @property
    def costs(self) -> list[Any]:
        """The training costs of the records; with ``record_every=100`` the list that the textbook returns."""
        return [record.cost for record in self.records]

    @property
    def now(self) -> Record:
        """How the neuron does after the steps taken so far."""
        if self._now is None or self._now.iteration != self.iteration:
            self._now = self._record(self.space.scores(self._coefficients))
        return self._now

    @property
    def z(self) -> NDArray:
        """The scores of all training images after the steps taken so far: ``(m, k)``."""
        return self._complete(self.space.scores(self._coefficients), slice(None))

    @property
    def w(self) -> NDArray:
        """A snapshot of the weights, ``(n_x, 1)`` or ``(n_x, k)``."""
        return self.space.weights(self._coefficients, self._offsets)

    @property
    def b(self) -> Any:
        """The bias."""
        return self._plain(self._b)

    @property
    def best_weights(self) -> tuple[NDArray, float] | None:
        """``(w, b)`` at the record with the best validation cost; None without patience."""
        if self._best is None:
            return None
        return self.space.weights(self._best[0], self._offsets), self._best[1]

    @property
    def safe_learning_rate(self) -> float:
        """``2 / (L + l2)``: at this rate and below, plain descent on all images can never raise the cost.

        `Space.curvature` derives ``L``; the penalty adds ``l2`` to the curvature in every direction of ``w``.
        """
        return 2 / (self.space.curvature + float(self._l2.max()))

    @property
    def trouble(self) -> Trouble | None:
        """What the records and the current cost say about too long steps; None while the cost has only fallen."""
        costs = [*self.costs, self.now.cost]
        rises = sum(later > earlier for earlier, later in pairwise(costs))
        return Trouble(rises, len(costs), max(costs), costs[0], costs[-1]) if rises else None

    def _deal(self) -> NDArray | None:
        """The images of the next step; None for all of them."""
        if self._batch_size is None:
            return None
        if not len(self._deck):
            self._deck = self._generator.permutation(len(self._y))
        batch, self._deck = self._deck[: self._batch_size], self._deck[self._batch_size :]
        return batch

    def _complete(self, z: NDArray, images: slice | NDArray) -> NDArray:
        """Scores from coefficients alone, plus the bias, and the share of the start."""
        z = z + self._b
        return z if self._offsets is None else z + self._coefficients[-1] * self._offsets.train[images]

    def _errors(self, z: NDArray, images: slice | NDArray) -> NDArray:
        """``s (A - Y) / sum s`` of these images, with the sum over those that the step looks at."""
        shares = self._shares if len(self._shares) == 1 else self._shares[images]
        if isinstance(images, np.ndarray):
            shares = np.broadcast_to(shares, (len(images), shares.shape[1]))
            total = shares.sum(axis=0)
            shares = np.divide(shares, total, out=np.zeros_like(shares), where=total > 0)
        return shares * (expit(self._complete(z, images)) - self._y[images])

    def _record(self, z: NDArray) -> Record:
        z = self._complete(z, slice(None))
        z_test = self.space.test_scores(self._coefficients) + self._b
        if self._offsets is not None:
            z_test = z_test + self._coefficients[-1] * self._offsets.test
        judged = [*_judge(z, self._y, self._shares), *_judge(z_test, self._y_test)]
        if self._validation is not None:
            judged += _judge(z[self._validation], self._y[self._validation])
        return Record(self.iteration, *map(self._plain, judged))

    def _keep(self, record: Record) -> None:
        self.records.append(record)
        if self._patience is None:
            return
        if self.best is None or record.validation_cost < self.best.validation_cost:
            self.best, self._best = record, (self._coefficients.copy(), self.b)
        elif record.iteration - self.best.iteration >= self._patience * self.record_every:
            self.stopped = True

    def _plain(self, values: NDArray) -> Any:
        return float(values[0]) if self._single else values.copy()

    def _check_rates(self, rate: ArrayLike) -> None:
        if not (np.isfinite(self._rate) & (self._rate > 0)).all():
            raise ArgumentError(f"learning_rate must be a number greater than 0. Got {rate!r}. Try 0.005.")


def _judge(z: NDArray, y: NDArray, shares: NDArray | None = None) -> tuple[NDArray, NDArray]:
    """The costs and accuracies of scores ``(m, k)`` against labels ``(m, 1)``; nan when there are none."""
    if not len(y):
        return np.full(z.shape[1], np.nan), np.full(z.shape[1], np.nan)
    losses, right = np.logaddexp(0, (1 - 2 * y) * z), (expit(z) > 0.5) == y
    if shares is None or len(shares) == 1:
        return (losses / len(y)).sum(axis=0), right.mean(axis=0)
    return (shares * losses).sum(axis=0), (shares * right).sum(axis=0)


def _row(value: ArrayLike, k: int) -> NDArray:
    """A hyperparameter as one number for each of ``k`` runs."""
    try:
        return np.broadcast_to(np.asarray(value, dtype=float), (k,)).copy()
    except (TypeError, ValueError):
        raise ArgumentError(
            f"A hyperparameter must be a number, or one for each of the {k} runs. Got {value!r}."
        ) from None


def _shares(weights: ArrayLike | None, validation: NDArray | None, m: int) -> NDArray:
    """``s_i / sum s``: ``(m, k)``, or ``(1, 1)`` where all images count alike. Raises ArgumentError."""
    if weights is None and validation is None:
        return np.full((1, 1), 1 / m)
    s = np.ones((m, 1)) if weights is None else np.asarray(weights, dtype=float)
    s = s.reshape(-1, 1) if s.ndim == 1 else s
    if s.ndim != 2 or len(s) != m or not np.isfinite(s).all() or (s < 0).any():
        raise ArgumentError(f"example_weights must be {m} numbers of at least 0, or ({m}, k). Got the shape {s.shape}.")
    if validation is not None:
        mask = np.asarray(validation)
        if mask.shape != (m,) or mask.dtype != bool or not mask.any():
            raise ArgumentError(f"validation must be a boolean mask of the shape ({m},) that sets some images aside.")
        s = np.where(mask[:, np.newaxis], 0.0, s)
    if not s.any(axis=0).all():
        raise ArgumentError("Some image must have an example weight greater than 0, in every run.")
    return s / s.sum(axis=0)


def _checked_start(start: tuple[NDArray, ArrayLike], n_x: int) -> tuple[NDArray, ArrayLike]:
    w, b = np.asarray(start[0], dtype=float), start[1]
    if w.ndim != 2 or w.shape[0] != n_x or not np.isfinite(w).all():
        raise ArgumentError(f"start must be (w, b) with finite w of the shape ({n_x}, 1) or ({n_x}, k). Got {w.shape}.")
    return w, b


def _checked(X: NDArray, Y: NDArray, name: str, labels: str) -> tuple[NDArray, NDArray]:
    """``X`` as it is, and ``Y`` as floating point numbers ``(m, 1)``."""
    X, Y = np.asarray(X), np.asarray(Y)
    if X.ndim != 2 or X.shape[0] == 0:
        raise ArgumentError(f"{name} must have the shape (n_x, m), one column per image. Got {X.shape}.")
    if Y.shape != (1, X.shape[1]):
        raise ArgumentError(f"{labels} must have the shape (1, m) with m = {X.shape[1]}. Got {Y.shape}.")
    if not np.all((Y == 0) | (Y == 1)):
        raise ArgumentError(f"{labels} must hold only 0 and 1. Got {np.unique(Y)[:5].tolist()}.")
    if X.dtype.kind == "f" and not np.isfinite(X).all():
        raise ArgumentError(f"{name} must hold finite numbers. It holds nan or infinity.")
    return X, Y.T.astype(float)
