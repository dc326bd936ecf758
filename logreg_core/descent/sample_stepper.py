"""Steppers in the sample space, which update the scores ``z`` of all training images.

They also hold the coefficients ``a`` of ``w = X a``. With the errors ``E`` of a step, each multiplied by its share in
the cost, and ``K_b = X.T X + 1``, the products of the images with a 1 appended for the bias, a step is

    E = s (A - Y)        a = a - rate E        z = z - rate K_b E

The bias changes by the sum of the changes of ``a``, so it needs no update: ``b = sum a + beyond``. Only the start and
the penalty, which does not apply to the bias, make ``beyond`` other than 0. In a mini-batch all other errors are 0, so
only its columns of ``K_b`` are needed.

The last six arguments of `dsymv` are ``offx, incx, offy, incy, lower, overwrite_y``: no offsets, no gaps, lower
triangle, overwrite the vector. Keyword arguments would be too slow for a step of a few microseconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import daxpy, ddot, dgemm, dscal, dsymv
from scipy.special import expit

from .spaces import ALL, SampleSpace
from .stepper import Deal, State, Stepper, Watch, columns, dots, one_for_all
from .threads import threads_for


class SampleStepper(Stepper):
    """Holds coefficients, the bias beyond their sum, and all scores.

    A start other than zero adds a last coefficient, which begins at 1 and shrinks only by the penalty.
    """

    def __init__(self, space: SampleSpace, y: NDArray, shares: NDArray, w: NDArray, b: NDArray) -> None:
        super().__init__(y, shares)
        m, k, self._space = len(y), len(b), space
        self._start = space.start(w) if w.shape[1] else None
        coefficients, z = np.zeros((m, k)), np.zeros((m, k))
        if self._start is not None:
            coefficients, z = np.vstack([coefficients, np.ones((1, k))]), z + self._start.train
        self._state, self._ones = (coefficients, b.astype(float), z + b), np.ones(m)

    def take(self, steps: int, deal: Deal | None = None, watch: Watch | None = None) -> None:
        if deal is not None:
            super().take(steps, deal, watch)
        elif self._velocity is None:
            (self._take_one if len(self.rate) == 1 else self._take_many)(steps, watch)
        else:
            (self._take_one_moving if len(self.rate) == 1 else self._take_many_moving)(steps, watch)

    def _take_one(self, steps: int, watch: Watch | None) -> None:
        """Take the steps of a single full-batch run without momentum: four calls each, or seven with a penalty."""
        (a, beyond, z), K_b, m = columns(self._state), self._space.K_b, len(self._y)
        rate, l2 = float(self.rate[0]), float(self.l2[0])
        length, kept = -rate * self._share, 1 - rate * l2
        for error in self._errors_of_one(steps, watch):
            if l2:
                total = ddot(a, self._ones, m)
                dsymv(length, K_b, error, kept, z, 0, 1, 0, 1, 1, 1)
                np.add(z, rate * l2 * (total + beyond), z)
                dscal(kept, a)
                beyond += rate * l2 * total
            else:
                dsymv(length, K_b, error, 1.0, z, 0, 1, 0, 1, 1, 1)
            daxpy(error, a, m, length)

    def _take_one_moving(self, steps: int, watch: Watch | None) -> None:
        """Do the same with momentum."""
        assert self._velocity is not None
        (a, beyond, z), (v, v_beyond, v_z) = columns(self._state), columns(self._velocity)
        K_b, m, size = self._space.K_b, len(z), len(a)
        rate, l2, momentum, share = float(self.rate[0]), float(self.l2[0]), float(self.momentum[0]), self._share
        for error in self._errors_of_one(steps, watch):
            dsymv(share, K_b, error, momentum, v_z, 0, 1, 0, 1, 1, 1)
            dscal(momentum, v)
            daxpy(error, v, m, share)
            v_beyond *= momentum
            if l2:
                total = ddot(a, self._ones, m)
                daxpy(z, v_z, m, l2)
                np.subtract(v_z, l2 * (total + beyond), v_z)
                daxpy(a, v, size, l2)
                v_beyond -= l2 * total
            daxpy(v_z, z, m, -rate)
            daxpy(v, a, size, -rate)
            beyond -= rate * v_beyond

    @property
    def _share(self) -> float:
        """The factor still to apply to the errors of a single run: the common share, or 1."""
        return float(self._shares[0, 0]) if len(self._shares) == 1 else 1.0

    def _errors_of_one(self, steps: int, watch: Watch | None) -> Iterator[NDArray]:
        """Yield before each step of a single run the errors over `_share`, ``(m,)``, in a reused buffer."""
        _, _, z = columns(self._state)
        y, shares, m = self._y[:, 0], self._shares[:, 0], len(z)
        error, alike, share = np.empty(m), len(shares) == 1, self._share
        for _ in range(steps):
            expit(z, error)
            daxpy(y, error, m, -1.0)
            if not alike:
                np.multiply(error, shares, error)
            if watch is not None:
                watch(share * error[:, np.newaxis])
            yield error

    def _take_many(self, steps: int, watch: Watch | None) -> None:
        """Take the steps of several full-batch runs without momentum."""
        (coefficients, beyond, z), K_b, shrink = self._state, self._space.K_b, self.rate * self.l2
        a, rate = coefficients[: len(z)], _spread(-self.rate, z)
        kept, kept_z = _spread(1 - shrink, coefficients), _spread(1 - shrink, z)
        for error in self._errors_of_many(steps, watch):
            np.multiply(error, rate, error)
            if self._penalized:
                total = a.sum(axis=0)
                np.multiply(z, kept_z, z)
                z += shrink * (total + beyond)
                np.multiply(coefficients, kept, coefficients)
                beyond += shrink * total
            dgemm(1.0, error.T, K_b, 1.0, z.T, overwrite_c=1)
            np.add(a, error, a)

    def _take_many_moving(self, steps: int, watch: Watch | None) -> None:
        """Do the same with momentum."""
        assert self._velocity is not None
        (a, beyond, z), (v, v_beyond, v_z), m = self._state, self._velocity, len(self._y)
        some, some_z, K_b = np.empty_like(a), np.empty_like(z), self._space.K_b
        (rate, l2, kept), (rate_z, l2_z, kept_z) = (
            [_spread(each, like) for each in (self.rate, self.l2, self.momentum)] for like in (a, z)
        )
        for error in self._errors_of_many(steps, watch):
            np.multiply(v_z, kept_z, v_z)
            dgemm(1.0, error.T, K_b, 1.0, v_z.T, overwrite_c=1)
            np.multiply(v, kept, v)
            np.add(v[:m], error, v[:m])
            v_beyond *= self.momentum
            if self._penalized:
                total = a[:m].sum(axis=0)
                np.add(v, np.multiply(a, l2, some), v)
                np.subtract(z, total + beyond, some_z)
                np.add(v_z, np.multiply(some_z, l2_z, some_z), v_z)
                v_beyond -= self.l2 * total
            np.subtract(z, np.multiply(v_z, rate_z, some_z), z)
            np.subtract(a, np.multiply(v, rate, some), a)
            beyond -= self.rate * v_beyond

    def _errors_of_many(self, steps: int, watch: Watch | None) -> Iterator[NDArray]:
        """Yield before each step of several runs the errors ``(m, k)``, in a reused buffer."""
        z, y = self._state[2], self._y
        error, shares = np.empty_like(z), np.zeros_like(z) + self._shares
        for _ in range(steps):
            expit(z, error)
            np.subtract(error, y, error)
            np.multiply(error, shares, error)
            if watch is not None:
                watch(error)
            yield error

    def threads(self) -> AbstractContextManager[None]:
        return threads_for(len(self._y) ** 2 * len(self.rate))

    def see(self) -> None:
        """Do nothing: the scores are stored."""

    def refresh(self) -> None:
        coefficients, beyond, z = self._state
        z[:] = self._space.with_bias_times(coefficients[: len(z)]) + beyond
        if self._start is not None:
            z += coefficients[-1] * self._start.train

    @property
    def z_test(self) -> NDArray:
        z = self._space.test_scores(self.coefficients) + self.b
        return z if self._start is None else z + self.coefficients[-1] * self._start.test

    def weights(self, coefficients: NDArray) -> NDArray:
        w = self._space.weights(coefficients)
        return w if self._start is None else w + coefficients[-1] * self._start.w

    def squares(self, coefficients: NDArray, z: NDArray, b: NDArray) -> NDArray:
        a = coefficients[: len(z)]
        if self._start is None:
            return dots(a, z) - b * self._sums(a)
        s = coefficients[-1]
        return dots(a, z - b + s * self._start.train) + s**2 * dots(self._start.w, self._start.w)

    def _scores_of(self, state: State) -> NDArray:
        return state[2]

    def _bias_of(self, state: State) -> NDArray:
        return self._sums(state[0]) + state[1]

    def _sums(self, coefficients: NDArray) -> NDArray:
        """Return the sum of the coefficients of all images per run, ``(k,)``."""
        a = coefficients[: len(self._y)]
        return np.array([ddot(a[:, 0], self._ones)]) if a.shape[1] == 1 else a.sum(axis=0)

    def _gradient(self, batch: NDArray | None, watch: Watch | None) -> State:
        (coefficients, beyond, z), images, m = self._state, ALL if batch is None else batch, len(self._y)
        error = self._errors(z[images], images, self._shares_in(batch))
        if watch is not None:
            watch(error)
        slope, slope_beyond = error, np.zeros_like(beyond)
        if batch is not None or len(coefficients) > m:
            slope = np.zeros_like(coefficients)
            slope[:m][images] = error
        slope_z = self._space.with_bias_times(error, batch)
        if self._penalized:
            total, l2 = self._sums(coefficients), one_for_all(self.l2)
            slope = slope + l2 * coefficients
            slope_z += l2 * (z - (total + beyond))
            slope_beyond -= l2 * total
        return slope, slope_beyond, slope_z


def _spread(values: NDArray, like: NDArray) -> Any:
    """Return one number per run as an array of the same shape, or a common number: faster than broadcasting a row."""
    one = one_for_all(values)
    return np.zeros_like(like) + one if isinstance(one, np.ndarray) else one
