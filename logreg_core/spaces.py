"""Two ways to hold the same weights, so that descent can run where the arithmetic is cheaper.

Gradient descent from zero moves ``w`` only along the training images: each gradient is ``X @ (A - Y).T / m``, a mix of
the columns of ``X``. So after any number of steps ``w = X @ a`` with one coefficient ``a_i`` per image, and

    scores      z = X.T w + b = (X.T X) a + b = K a + b
    gradient    a step along ``X @ errors`` in ``w`` is a step along ``errors`` in ``a``

The **sample space** keeps ``a`` and works with the Gram matrix ``K = X.T X`` of shape ``(m, m)``. For 209 images of
12,288 numbers an iteration is then 59 times less arithmetic, and it is the same trajectory, not an approximation. The
**feature space** keeps ``w`` itself, for when there are more images than numbers per image or ``K`` would be too large.
It reads the images in blocks, and a block's errors need only that block's scores, so the forward and the backward pass
share one read.

Both have the same two operations, scores from coefficients and a gradient from errors, and `descent` knows no more.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.linalg import LinearOperator, eigsh

Errors = Callable[[NDArray, slice], NDArray]  # the scores of some training images, and which ones -> (A - Y) / m

LARGEST_GRAM = 64 * 2**20  # bytes
LARGEST_COPY = 16 * 2**20  # bytes of all images as float64; larger sets are converted block by block
BLOCK = 2**20  # bytes of one block of images as float64: it should stay in the processor's cache
PRODUCT_GAIN = 10  # how many times faster one multiplication is in a matrix product than in a matrix-vector product
DENSE_LIMIT = 500  # matrices up to this size get all their eigenvalues in a few milliseconds


class Space(ABC):
    """Training images ``X`` ``(n_x, m)`` and test images ``X_test`` ``(n_x, m_test)``, both to be divided by
    ``divisor``: not they are, but what they are multiplied with, so that uint8 pixels stay uint8 in memory.
    Immutable: many runs may share one space.
    """

    name: Literal["sample", "feature"]
    size: int  # the number of coefficients

    def __init__(self, X: NDArray, X_test: NDArray, divisor: float) -> None:
        self.X, self.X_test, self.divisor = X, X_test, divisor

    @abstractmethod
    def descend(self, coefficients: NDArray, b: float, errors: Errors) -> tuple[NDArray, NDArray, NDArray]:
        """One pass over the training images: their scores ``(m,)``, errors ``(m,)`` and the gradient ``(size,)``."""

    @abstractmethod
    def test_scores(self, coefficients: NDArray, b: float) -> NDArray:
        """The scores of the test images, ``(m_test,)``."""

    @abstractmethod
    def weights(self, coefficients: NDArray) -> NDArray:
        """The weights ``w`` that the coefficients stand for, ``(n_x, 1)``, in memory of their own."""

    @abstractmethod
    def _gram_times(self, vector: NDArray) -> NDArray: ...

    @cached_property
    def curvature(self) -> float:
        """``L``, an upper bound of the curvature of the cost anywhere and in any direction.

        The second derivative of the cost is ``1/m Xb diag(A (1 - A)) Xb.T`` with ``Xb = [X; 1]``, the images with a 1
        below each for the bias, and ``A (1 - A)`` is at most 1/4. So ``L = lambda_max(Xb Xb.T) / (4 m)``, and
        ``Xb.T Xb = K + 1`` has the same largest eigenvalue. A gradient step of length ``rate`` lowers the cost by at
        least ``rate (1 - rate L / 2) |gradient|^2``: below ``2/L`` the cost can never rise.
        """
        m = self.X.shape[1]
        operator = LinearOperator((m, m), matvec=lambda v: self._gram_times(v.ravel()) + v.sum(), dtype=float)
        if m <= DENSE_LIMIT:
            largest = np.linalg.eigvalsh(operator @ np.eye(m))[-1]
        else:
            largest = eigsh(operator, k=1, which="LA", v0=np.ones(m), tol=1e-6, return_eigenvectors=False)[0]
        return float(largest) / (4 * m)


class SampleSpace(Space):
    """One coefficient per training image: ``w = X @ a``."""

    name = "sample"

    def __init__(self, X: NDArray, X_test: NDArray, divisor: float) -> None:
        super().__init__(X, X_test, divisor)
        self.size = X.shape[1]
        self._K = np.zeros((X.shape[1], X.shape[1]))
        self._K_test = np.zeros((X_test.shape[1], X.shape[1]))
        for rows in _slices(X.shape[0], 16 * BLOCK // (8 * X.shape[1])):
            some = X[rows].astype(float)  # (some of n_x, m)
            self._K += some.T @ some
            self._K_test += X_test[rows].T.astype(float) @ some
        self._K /= divisor**2
        self._K_test /= divisor**2
        self._K.setflags(write=False)
        self._K_test.setflags(write=False)

    def descend(self, coefficients: NDArray, b: float, errors: Errors) -> tuple[NDArray, NDArray, NDArray]:
        z = self._K @ coefficients + b
        error = errors(z, slice(None))
        return z, error, error

    def test_scores(self, coefficients: NDArray, b: float) -> NDArray:
        return self._K_test @ coefficients + b

    def weights(self, coefficients: NDArray) -> NDArray:
        w = sum(coefficients[columns] @ block for columns, block in _blocks(self.X))
        return np.reshape(w / self.divisor, (-1, 1))

    def _gram_times(self, vector: NDArray) -> NDArray:
        return self._K @ vector


class FeatureSpace(Space):
    """One coefficient per number of an image: the weights themselves."""

    name = "feature"

    def __init__(self, X: NDArray, X_test: NDArray, divisor: float) -> None:
        super().__init__(X, X_test, divisor)
        self.size = X.shape[0]
        self._held = X.astype(float, order="F") if 8 * X.size <= LARGEST_COPY else X

    def descend(self, coefficients: NDArray, b: float, errors: Errors) -> tuple[NDArray, NDArray, NDArray]:
        m = self.X.shape[1]
        w = coefficients / self.divisor
        z, error, gradient = np.empty(m), np.empty(m), np.zeros(self.size)
        for columns, block in _blocks(self._held):
            z[columns] = block @ w + b
            error[columns] = errors(z[columns], columns)
            gradient += error[columns] @ block
        return z, error, gradient / self.divisor

    def test_scores(self, coefficients: NDArray, b: float) -> NDArray:
        return _scores(self.X_test, coefficients / self.divisor) + b

    def weights(self, coefficients: NDArray) -> NDArray:
        return coefficients.reshape(-1, 1).copy()

    def _gram_times(self, vector: NDArray) -> NDArray:
        mixed = sum(vector[columns] @ block for columns, block in _blocks(self._held))
        return _scores(self._held, np.asarray(mixed) / self.divisor**2)


def choose_space(n_x: int, m: int, m_test: int, iterations: int) -> Literal["sample", "feature"]:
    """The space in which ``iterations`` iterations are estimated to take less time, if its matrices fit.

    In multiplications of a matrix-vector product: the sample space pays ``m^2`` per iteration, and once
    ``m (m + m_test) n_x`` for its matrices, which a matrix product does about ten times faster. The feature space pays
    ``2 m n_x`` per iteration.
    """
    sample = iterations * m * m + m * (m + m_test) * n_x / PRODUCT_GAIN
    feature = iterations * 2 * m * n_x
    fits = 8 * m * (m + m_test) <= LARGEST_GRAM
    return "sample" if fits and sample <= feature else "feature"


def make_space(X: NDArray, X_test: NDArray | None = None, *, divisor: float = 1.0, iterations: int = 2000) -> Space:
    """The better space for a run of about ``iterations`` iterations.

    X: ``(n_x, m)``; X_test: ``(n_x, m_test)`` or None; both are taken as divided by ``divisor``.
    """
    if X_test is None:
        X_test = X[:, :0]
    kind = choose_space(X.shape[0], X.shape[1], X_test.shape[1], iterations)
    return (SampleSpace if kind == "sample" else FeatureSpace)(X, X_test, divisor)


def _blocks(X: NDArray) -> Iterator[tuple[slice, NDArray]]:
    """``X`` a few images at a time: which columns, and these as rows of floating point numbers ``(some of m, n_x)``."""
    for columns in _slices(X.shape[1], BLOCK // (8 * X.shape[0])):
        yield columns, X[:, columns].T.astype(float, copy=False)


def _slices(total: int, step: int) -> Iterator[slice]:
    step = max(step, 1)
    return (slice(start, min(start + step, total)) for start in range(0, total, step))


def _scores(X: NDArray, w: NDArray) -> NDArray:
    scores = np.empty(X.shape[1])
    for columns, block in _blocks(X):
        scores[columns] = block @ w
    return scores
