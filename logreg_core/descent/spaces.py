"""Two representations of the same weights, so that descent can use the cheaper arithmetic.

Gradient descent from zero moves ``w`` only along the training images: each gradient is ``X @ (A - Y).T / m``, a
combination of the columns of ``X``. After any number of steps ``w = X @ a`` with one coefficient ``a_i`` per image, and

    scores      z = X.T w + b = (X.T X) a + b = K a + b
    gradient    a step along ``X @ errors`` in ``w`` is a step along ``errors`` in ``a``

The **sample space** holds ``a`` and works with the Gram matrix ``K = X.T X`` of shape ``(m, m)``. For 209 images of
12,288 numbers an iteration then needs 59 times less arithmetic on the same trajectory, without approximation. The
**feature space** holds ``w``, for more images than numbers per image or if ``K`` would be too large. It reads the
images in blocks. The errors of a block depend only on the scores of that block, so the forward and the backward pass
share one read.

A space holds what no step changes; a `stepper` takes the steps.

The sample space multiplies only with SciPy's BLAS, which has a product for symmetric matrices; `threads` explains why.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigvalsh
from scipy.linalg.blas import dgemm, dgemv, dsymv
from scipy.sparse.linalg import LinearOperator, eigsh

from .gram import inner_products, slices
from .inputs import Inputs, Shown
from .threads import threads_for

Images = slice | NDArray  # training images, as a range or as positions
Errors = Callable[[NDArray, Images], NDArray]  # scores (some of m, k) -> errors of the same shape
ALL = slice(None)

MAX_COPY = 32 * 2**20  # bytes of all images as float64; larger sets are converted block by block
BLOCK = 3 * 2**19  # bytes of one block of converted images: it should fit in the processor's cache
ROUNDING = 1e-11  # of the largest eigenvalue: smaller ones count as 0
DENSE_LIMIT = 500  # up to this size, all eigenvalues take a few milliseconds


@dataclass(frozen=True)
class Offsets:
    """The effect of a start other than zero: its weights ``w`` ``(n_x, k)``, and their training and test scores ``(m,
    k)``.

    They are multiplied by the last row of the coefficients, which starts at 1 and shrinks only by the penalty.
    """

    w: NDArray
    train: NDArray
    test: NDArray


class Space(ABC):
    """Training images ``X`` ``(n_x, m)`` and test images ``X_test`` ``(n_x, m_test)``, divided by ``divisor`` in use:
    the other factor of a product is divided, so that uint8 pixels stay uint8. Immutable: many runs may share one space.
    Coefficients are ``(size, k)``, one column per run.

    inputs: how the images are transformed, or None for raw images. All results of a space refer to transformed images;
    `plain` converts weights and biases to raw images, and `inner` converts back.
    """

    name: Literal["sample", "feature"]

    def __init__(self, X: NDArray, X_test: NDArray, divisor: float, inputs: Inputs | None = None) -> None:
        if inputs is not None:
            X, X_test = (cast(NDArray, Shown(each, inputs, divisor)) for each in (X, X_test))
        self.X, self.X_test, self.divisor, self.inputs = X, X_test, divisor, inputs

    def plain(self, w: NDArray, b: NDArray) -> tuple[NDArray, NDArray]:
        """Return weights ``(n_x, k)`` and biases ``(k,)`` on the raw images."""
        return (w, b) if self.inputs is None else self.inputs.plain(w, b)

    def inner(self, w: NDArray, b: NDArray) -> tuple[NDArray, NDArray]:
        """Do the inverse of `plain`; ``w`` ``(n_x, 0)`` means zero and stays."""
        return (w, b) if self.inputs is None or not w.shape[1] else self.inputs.inner(w, b)

    @abstractmethod
    def test_scores(self, coefficients: NDArray) -> NDArray:
        """Return the scores of the test images without the bias, ``(m_test, k)``."""

    @abstractmethod
    def weights(self, coefficients: NDArray) -> NDArray:
        """Return the weights ``w`` for these coefficients, ``(n_x, k)``, as a copy."""

    @abstractmethod
    def with_bias_times(self, vector: NDArray) -> NDArray:
        """Return ``(X.T X + 1) v`` for ``v`` of shape ``(m, k)``: each image has a 1 appended for the bias."""

    @property
    @abstractmethod
    def squared_lengths(self) -> NDArray:
        """``|x|^2`` of each training image, ``(m,)``."""

    @cached_property
    def curvature(self) -> float:
        """`weighted_curvature` with equal weights."""
        m = self.X.shape[1]
        return self.weighted_curvature(np.full(m, 1 / m))

    @cached_property
    def curvatures(self) -> NDArray:
        """The positive curvatures of the cost at zero, in descending order.

        They are the eigenvalues that bound all curvature in `weighted_curvature`: at zero all ``A (1 - A)`` are 1/4.
        Computed from all products of ``m`` images.
        """
        m = self.X.shape[1]
        eigenvalues = eigvalsh(self.with_bias_times(np.eye(m)))[::-1] / (4 * m)
        return np.asarray(eigenvalues[eigenvalues > ROUNDING * eigenvalues[0]])

    def weighted_curvature(self, shares: NDArray) -> float:
        """Return ``L``, an upper bound of the curvature of the cost at any point in any direction.

        shares: the weight of each image, ``(m,)``, ``1/m`` if all are equal.

        The second derivative of the cost is ``Xb diag(shares A (1 - A)) Xb.T``, where ``Xb = [X; 1]`` has a 1 appended
        to each image for the bias, and ``A (1 - A)`` is at most 1/4. With ``S = diag(sqrt(shares))`` the largest
        eigenvalue of ``(Xb S) (Xb S).T`` is that of ``(Xb S).T (Xb S) = S (K + 1) S``, and ``L`` is a quarter of it;
        ``L = lambda_max(K + 1) / (4 m)`` for equal weights. A gradient step with ``rate`` lowers the cost by at least
        ``rate (1 - rate L / 2) |gradient|^2``: up to ``2/L`` the cost never rises.
        """
        m, root = len(shares), np.sqrt(shares)[:, np.newaxis]

        def times(v: NDArray) -> NDArray:
            v = root * v.reshape(m, -1)
            return root * self.with_bias_times(v)

        if m <= DENSE_LIMIT:
            return float(eigvalsh(times(np.eye(m)))[-1]) / 4
        operator = LinearOperator((m, m), matvec=times, dtype=float)
        return float(eigsh(operator, k=1, which="LA", v0=root.ravel(), tol=1e-6, return_eigenvectors=False)[0]) / 4


class SampleSpace(Space):
    """One coefficient per training image: ``w = X @ a``.

    K_b: ``X.T X + 1``, the products of all training images with a 1 appended to each, ``(m, m)``.
    """

    name = "sample"

    def __init__(self, X: NDArray, X_test: NDArray, divisor: float, inputs: Inputs | None = None) -> None:
        super().__init__(X, X_test, divisor, inputs)
        self.K_b, self._K_test = inner_products(self.X, self.X_test, divisor)
        self.K_b += 1
        self.K_b.setflags(write=False)
        self._K_test.setflags(write=False)

    def start(self, w: NDArray) -> Offsets:
        """Return the offsets of a start at the weights ``w``."""
        return Offsets(w, _scores(self.X, w / self.divisor, float), _scores(self.X_test, w / self.divisor, float))

    def test_scores(self, coefficients: NDArray) -> NDArray:
        return product(self._K_test, coefficients[: len(self.K_b)])

    def weights(self, coefficients: NDArray) -> NDArray:
        return mixed(self.X, coefficients, self.divisor)

    def products_with(self, x: NDArray) -> NDArray:
        """Return ``X.T x`` ``(m, some)`` with other images ``x`` ``(n_x, some)``, already divided."""
        return _scores(self.X, x / self.divisor, float)

    def with_bias_times(self, vector: NDArray, batch: NDArray | None = None) -> NDArray:
        """Do the same; with a batch, ``v`` is ``(some of m, k)`` and 0 for all other images."""
        if batch is not None:
            return product(np.take(self.K_b.T, batch, axis=0).T, vector)
        if vector.shape[1] == 1:  # symmetric: one triangle is enough, half the memory traffic
            times: NDArray = dsymv(1.0, self.K_b, vector[:, 0], lower=1)[:, np.newaxis]
            return times
        return product(self.K_b, vector)

    @property
    def squared_lengths(self) -> NDArray:
        return np.diag(self.K_b) - 1


class WeightsSpace(Space):
    """One coefficient per number of an image: the weights."""

    name = "feature"

    @abstractmethod
    def scores(self, coefficients: NDArray) -> NDArray:
        """Return the scores of all training images without the bias, ``(m, k)``."""

    def weights(self, coefficients: NDArray) -> NDArray:
        return coefficients.copy()


class FeatureSpace(WeightsSpace):
    """The images in the memory of this process.

    Sets of up to MAX_COPY are stored as float64. Larger sets of uint8 are converted to float32 as they are read: this
    represents pixels exactly, halves the memory traffic, and rounds a score to about six digits. The gradient is summed
    in float64, block by block; the weights keep only the rounding of the errors and of the products within a block.

    held: the stored images, ``(n_x, m)``; is_one_block: whether they are float64 and all fit in the cache.
    """

    def __init__(self, X: NDArray, X_test: NDArray, divisor: float, inputs: Inputs | None = None) -> None:
        super().__init__(X, X_test, divisor, inputs)
        X, small = self.X, 8 * X.size <= MAX_COPY
        self.held = np.asarray(X, dtype=float, order="F") if small else X
        self._kind = np.float32 if X.dtype == np.uint8 and not small else float
        self.is_one_block = small and 8 * X.size <= BLOCK

    def descend(
        self, coefficients: NDArray, b: NDArray, errors: Errors, batch: NDArray | None
    ) -> tuple[NDArray, NDArray, NDArray]:
        """Return the scores, errors and gradient of one pass over a batch or all training images."""
        w = (coefficients / self.divisor).astype(self._kind, copy=False)
        images = self.held if batch is None else self.held[:, batch]
        z = np.empty((images.shape[1], w.shape[1]))
        error, gradient = np.empty_like(z), np.zeros(w.shape)
        for columns, block in blocks_of(images, self._kind):
            z[columns] = block @ w + b
            error[columns] = errors(z[columns], columns if batch is None else batch[columns])
            gradient += block.T @ error[columns].astype(self._kind, copy=False)
        return z, error, gradient / self.divisor

    def scores(self, coefficients: NDArray) -> NDArray:
        return _scores(self.held, coefficients / self.divisor, self._kind)

    def test_scores(self, coefficients: NDArray) -> NDArray:
        return _scores(self.X_test, coefficients / self.divisor, self._kind)

    def with_bias_times(self, vector: NDArray) -> NDArray:
        gradient = np.zeros((self.X.shape[0], vector.shape[1]))
        for columns, block in blocks_of(self.held, self._kind):
            gradient += block.T @ vector[columns].astype(self._kind, copy=False)
        return _scores(self.held, gradient / self.divisor**2, self._kind) + vector.sum(axis=0)

    @cached_property
    def squared_lengths(self) -> NDArray:
        lengths = np.empty(self.X.shape[1])
        for columns, block in blocks_of(self.held, self._kind):
            lengths[columns] = np.einsum("ij,ij->i", block, block)
        return lengths / self.divisor**2


def is_dask(X: object) -> bool:
    """Return whether these images are a Dask array."""
    return type(X).__module__.partition(".")[0] == "dask"


def blocks_of(X: NDArray, kind: type) -> Iterator[tuple[slice, NDArray]]:
    """Yield ``X`` a few images at a time: the columns, and their images as float rows ``(some of m, n_x)``.

    All converted blocks share one buffer, which stays in the cache: the next block overwrites the last one.
    """
    step = max(BLOCK // (np.dtype(kind).itemsize * X.shape[0]), 1)
    if X.dtype == kind:
        yield from ((columns, X[:, columns].T) for columns in slices(X.shape[1], step))
        return
    memory = np.empty((min(step, X.shape[1]), X.shape[0]), kind)
    for columns in slices(X.shape[1], step):
        block = memory[: columns.stop - columns.start]
        block[:] = X[:, columns].T
        yield columns, block


def product(A: NDArray, B: NDArray) -> NDArray:
    """Return ``A @ B`` by SciPy's BLAS, without a copy if ``A`` is column-major and ``B`` row-major."""
    if not (A.size and B.size):
        return np.zeros((len(A), B.shape[1]))
    times: NDArray = dgemv(1.0, A, B[:, 0])[:, np.newaxis] if B.shape[1] == 1 else dgemm(1.0, B.T, A, trans_b=1).T
    return times


def mixed(X: NDArray, coefficients: NDArray, divisor: float = 1.0) -> NDArray:
    """Return ``X @ a / divisor`` for ``a`` of shape ``(m, k)``, a few images at a time. Ignores rows beyond ``m``."""
    w = np.zeros((X.shape[0], coefficients.shape[1]))
    with threads_for(BLOCK // 8 * coefficients.shape[1]):
        for columns, block in blocks_of(X, float):
            w += product(block.T, coefficients[columns])
    w /= divisor
    return w


def _scores(X: NDArray, w: NDArray, kind: type) -> NDArray:
    scores = np.empty((X.shape[1], w.shape[1]))
    w = w.astype(kind, copy=False)
    for columns, block in blocks_of(X, kind):
        scores[columns] = block @ w
    return scores
