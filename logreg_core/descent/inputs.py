"""Centred or standardised inputs: the same neuron, trained in other coordinates.

With the mean ``mu`` and the standard deviation ``sigma`` of each number of an image over the training images, a run on
the columns ``(x - mu) / sigma`` (centred: ``sigma = 1``) has the scores

    z = v.T ((x - mu) / sigma) + c = w.T x + b        w = v / sigma        b = c - w.T mu

So every run ends in weights ``w`` and a bias ``b`` on the raw images, and other code needs no special case. Only the
path differs: steps change ``v`` and ``c``, and the penalty applies to ``v``. Pixels are never negative, so the common
mean is by far the direction of largest curvature, and limits the safe learning rate. Centring removes it.

A number that is equal in all images keeps ``sigma = 1``: it becomes 0 in each, and its weight keeps its initial value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ..settings import CENTRED, INPUTS, STANDARDISED

BLOCK = 2**21  # numbers that are converted at once


@dataclass(frozen=True, eq=False)
class Inputs:
    """The change of coordinates, for images after the division by the divisor.

    mean, deviation: ``mu`` and ``sigma``, ``(n_x, 1)``; shares: the weight of each image in them, ``(m,)``, sum 1.
    """

    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]
    shares: NDArray[np.float64]

    @classmethod
    def of(cls, kind: float, X: NDArray, shares: NDArray, divisor: float = 1.0) -> Self | None:
        """Return the inputs of images ``X`` ``(n_x, m)``, divided by ``divisor`` in use; None if they stay raw.

        kind: a value of `settings.INPUTS`. shares: the weight of each image, ``(m,)``. Raises ArgumentError for another
        kind.
        """
        kind = INPUTS.check(kind)
        if kind not in (CENTRED, STANDARDISED):
            return None
        n_x, m = X.shape
        step = max(1, BLOCK // n_x)
        parts = [slice(start, start + step) for start in range(0, m, step)]
        mean = sum(np.asarray(X[:, some], float) @ shares[some] for some in parts).reshape(-1, 1)
        deviation = np.ones_like(mean)
        if kind == STANDARDISED:
            variance = sum((np.asarray(X[:, some], float) - mean) ** 2 @ shares[some] for some in parts)
            rounding = 1e-12 * np.maximum(np.abs(mean), 1e-300)  # of a number that is equal in all images
            deviation = np.sqrt(variance).reshape(-1, 1)
            deviation = np.where(deviation > rounding, deviation / divisor, 1.0)
        return cls(mean / divisor, deviation, shares)

    def plain(self, v: NDArray, c: NDArray) -> tuple[NDArray, NDArray]:
        """Return ``w`` ``(n_x, k)`` and ``b`` ``(k,)`` on the raw images, from ``v`` and ``c`` of the same shapes."""
        w = v / self.deviation
        return w, c - (w * self.mean).sum(axis=0)

    def inner(self, w: NDArray, b: NDArray) -> tuple[NDArray, NDArray]:
        """Do the inverse of `plain`."""
        return w * self.deviation, b + (w * self.mean).sum(axis=0)

    def coefficients(self, a: NDArray) -> NDArray | None:
        """Return the coefficients ``(m, k)`` of the raw images in ``w``, if ``a`` are those of the centred images in
        ``v``.

        None for standardised images: their combinations are not combinations of the raw images.
        """
        return None if (self.deviation != 1).any() else a - np.outer(self.shares, a.sum(axis=0))


class Shown:
    """Images ``(n_x, m)`` as `Inputs` transforms them, before the division by ``divisor``; converted as they are read.

    Index it by rows, or by all rows and some columns.
    """

    dtype, ndim = np.dtype(float), 2

    def __init__(self, X: NDArray, inputs: Inputs, divisor: float) -> None:
        self._X, self._mean, self._deviation = X, inputs.mean * divisor, inputs.deviation
        self.shape, self.size = X.shape, X.size

    def __getitem__(self, some: slice | tuple[slice, slice | NDArray]) -> NDArray:
        rows = some[0] if isinstance(some, tuple) else some
        return np.asarray((self._X[some] - self._mean[rows]) / self._deviation[rows])

    def __array__(self, dtype: type | None = None, copy: bool | None = None) -> NDArray:
        return np.asarray(self[:, :], dtype)
