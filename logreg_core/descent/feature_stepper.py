"""The steps in the feature space, which read the images twice for each, forward and backward."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from .spaces import FeatureSpace
from .stepper import Deal, State, Watch, columns, still
from .weights_stepper import WeightsStepper


class FeatureStepper(WeightsStepper):
    """The images are in the memory: what is seen are scores, errors and their part of the gradient."""

    _space: FeatureSpace
    _seen: tuple[NDArray, NDArray, NDArray] | None

    def take(self, steps: int, deal: Deal | None = None, watch: Watch | None = None) -> None:
        if deal is None and len(self.rate) == 1 and self._space.is_one_block:
            self._take_one(steps, watch)
        else:
            super().take(steps, deal, watch)

    def _take_one(self, steps: int, watch: Watch | None) -> None:
        """The steps of a single run on all images where these are one block, in memory that is made once.

        With so little arithmetic a step takes as long as the calls it is made of.
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
