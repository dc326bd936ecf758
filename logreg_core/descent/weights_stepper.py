"""Steppers that hold weights and bias, and read the images twice per step: forward and backward."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from .spaces import FeatureSpace, WeightsSpace
from .stepper import Deal, State, Stepper, Watch, columns, dots, still


class WeightsStepper(Stepper):
    """Holds weights and bias, and caches the last pass over all images until the next step."""

    _seen: Any

    def __init__(self, space: WeightsSpace, y: NDArray, shares: NDArray, w: NDArray, b: NDArray) -> None:
        super().__init__(y, shares)
        shape = space.X.shape[0], len(b)
        self._space, self._seen = space, None
        self._state = (np.broadcast_to(w, shape).copy() if w.shape[1] else np.zeros(shape)), b.astype(float)

    def beside(self, others: Sequence[Self]) -> Self:
        family = super().beside(others)
        family._seen = None
        return family

    def restore(self, moving: State) -> None:
        super().restore(moving)
        self._seen = None

    def threads(self) -> AbstractContextManager[None]:
        return nullcontext()

    def see(self) -> None:
        self._seen = self._seen or self._pass(None)

    def refresh(self) -> None:
        """Do nothing: only the weights are stored."""

    @property
    def z_test(self) -> NDArray:
        return self._space.test_scores(self.coefficients) + self.b

    def weights(self, coefficients: NDArray) -> NDArray:
        return coefficients.copy()

    def squares(self, coefficients: NDArray, z: NDArray, b: NDArray) -> NDArray:
        return dots(coefficients, coefficients)

    def _scores_of(self, state: State) -> NDArray:
        return self._space.scores(state[0]) + state[1]

    def _bias_of(self, state: State) -> NDArray:
        return state[1]

    @abstractmethod
    def _pass(self, batch: NDArray | None) -> Any:
        """Return the result of one pass over a batch or all images."""


class FeatureStepper(WeightsStepper):
    """The images are in memory. A pass returns scores, errors and gradient."""

    _space: FeatureSpace
    _seen: tuple[NDArray, NDArray, NDArray] | None

    def take(self, steps: int, deal: Deal | None = None, watch: Watch | None = None) -> None:
        """As `Stepper.take`, with a faster loop for a single run on all images."""
        if deal is None and len(self.rate) == 1 and self._space.is_one_block:
            self._take_one(steps, watch)
        else:
            super().take(steps, deal, watch)

    def _take_one(self, steps: int, watch: Watch | None) -> None:
        """Take the steps of a single full-batch run on one block of images, in preallocated memory.

        With so little arithmetic the calls take most of the time.
        """
        (w, b), X, divisor = columns(self._state), self._space.held, self._space.divisor
        (n_x, m), y, shares = X.shape, self._y[:, 0], self._shares[:, 0]
        rate, l2, momentum = float(self.rate[0]), float(self.l2[0]), float(self.momentum[0])
        z, error, gradient = np.empty(m), np.empty(m), np.empty(n_x)
        v, v_b = columns(self._velocity or still(self._state))
        for _ in range(steps):
            np.dot(w / divisor, X, z)
            z += b
            expit(z, error)
            error -= y
            error *= shares
            np.dot(X, error, gradient)
            gradient /= divisor
            if watch is not None:
                self._seen = z[:, np.newaxis], error[:, np.newaxis], gradient[:, np.newaxis]
                watch(self._seen[1])
            if l2:
                gradient += l2 * w
            v *= momentum
            v += gradient
            v_b *= momentum
            v_b += error.sum()
            w -= rate * v
            b -= rate * v_b
            self._seen = None

    @property
    def z(self) -> NDArray:
        """The scores from the last pass, or from a new pass if there was a step since: not a copy."""
        return self._seen[0] if self._seen else self._scores_of(self._state)

    def _gradient(self, batch: NDArray | None, watch: Watch | None) -> State:
        if batch is None:
            self.see()
        _, error, gradient = self._seen or self._pass(batch)
        if watch is not None:
            watch(error)
        self._seen = None
        return gradient + self.l2 * self.coefficients if self._penalized else gradient, error.sum(axis=0)

    def _pass(self, batch: NDArray | None) -> tuple[NDArray, NDArray, NDArray]:
        (w, b), shares = self._state, self._shares_in(batch)
        return self._space.descend(w, b, lambda z, images: self._errors(z, images, shares), batch)
