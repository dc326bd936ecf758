"""The exact minimum of the penalised cost by Newton's method, and the costs on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from numbers import Real

import numpy as np
from numpy.linalg import LinAlgError
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import cho_factor, cho_solve, lstsq, solve_triangular
from scipy.linalg.blas import dgemv, dsyrk
from scipy.linalg.lapack import dpstrf
from scipy.optimize import linprog
from scipy.special import expit

from ..checks import check_count
from ..errors import ArgumentError
from .arguments import checked_training, shares_of
from .gram import inner_products
from .spaces import mixed
from .threads import threads_for

MAX_STEPS = 200
TOLERANCE = 1e-11  # stop below this predicted relative decrease; the error is its square
MAX_SIDE = 5000  # side of the matrix that each step solves: 200 MB, and a few seconds a step


@dataclass(frozen=True)
class Optimum:
    """The minimum of the penalised cost: weights ``w`` ``(n_x, 1)``, bias ``b``, cost, and number of Newton steps.

    cost: with the penalty; data_cost: without it.
    """

    w: NDArray
    b: float
    cost: float
    data_cost: float
    steps: int


def optimum(
    X: NDArray, Y: NDArray, *, l2: float, divisor: float = 1.0, example_weights: ArrayLike | None = None
) -> Optimum:
    """Return the minimum of ``sum s_i loss_i / sum s_i + l2/2 |w|^2``: scikit-learn's with ``C = 1 / (l2 sum s_i)``.

    X: ``(n_x, m)``, divided by ``divisor`` in use; Y: ``(1, m)`` of 0 and 1. example_weights: ``s``, ``(m,)``, at least
    0; an image with weight 0 has no effect. None: all weights are equal.

    With at least as many images as numbers per image, Newton's method works on ``w`` and ``b``. Otherwise the minimum
    lies in the span of the images, ``w = X a``: any other component of ``w`` costs penalty and changes no score. With
    the Gram matrix ``K = L L.T`` (Cholesky) the scores are ``K a = L c`` and ``|w|^2 = a.T K a = |c|^2`` for ``c = L.T
    a``: the same problem, with the rows of ``L`` as smaller images. The factorisation is pivoted, so linearly dependent
    images need no coefficient.

    Raises ArgumentError for wrong shapes, labels and weights; if both the images and the numbers per image exceed
    MAX_SIDE; and if there is no minimum. With one class the bias grows for ever. Without a penalty ``w`` grows for ever
    if the classes are linearly separable.
    """
    rows = _rows_of(X, Y, l2, divisor, example_weights)
    if l2 == 0:
        _refuse_separable(rows.F, rows.y)
    with threads_for(rows.multiplications):
        for steps, walked in enumerate(_newton(rows, l2), 1):
            if walked.last:
                data_cost = _data_cost(rows.F @ walked.c + walked.b, rows.y, rows.shares)
                cost = data_cost + l2 / 2 * float(walked.c @ walked.c)
                return Optimum(rows.weights(walked.c), walked.b, cost, data_cost, steps)
            if steps == MAX_STEPS:
                break
    raise ArgumentError(f"Newton's method found no minimum in {MAX_STEPS} steps. Choose a larger l2, such as 0.001.")


@dataclass(frozen=True)
class Walk:
    """A few Newton steps from zero: the penalised costs before the first step and after each, and the final weights.

    w: ``(n_x, 1)``.
    """

    costs: list[float]
    w: NDArray
    b: float


def infimum(X: NDArray, Y: NDArray, *, l2: float, divisor: float = 1.0) -> float:
    """Return the infimum of the penalised cost.

    It is the cost of the `optimum` if there is one. It is 0 without a penalty if the classes are linearly separable:
    the cost falls towards 0 as the weights grow. Arguments as for `optimum`.

    Raises ArgumentError as `optimum` does, except for separable classes. It also raises ArgumentError if only images on
    the boundary itself keep the cost above 0.
    """
    if l2 == 0 and is_separable(X, Y, divisor=divisor):
        return 0.0
    return optimum(X, Y, l2=l2, divisor=divisor).cost


def is_separable(X: NDArray, Y: NDArray, *, divisor: float = 1.0) -> bool:
    """Return whether some weights classify all images correctly. Arguments and argument errors as for `optimum`."""
    rows = _rows_of(X, Y, 0.0, divisor, None)
    return _is_separable(rows.F, rows.y)


def newton_beside(
    X: NDArray,
    Y: NDArray,
    *,
    l2: float,
    divisor: float = 1.0,
    example_weights: ArrayLike | None = None,
    steps: int = 8,
) -> Walk:
    """Return ``steps`` Newton steps from zero, fewer if the minimum comes first, to compare with a descent from zero.

    Arguments and argument errors as for `optimum`. Without a minimum the cost falls for ever, and all steps are taken.
    """
    check_count("steps", steps)
    rows, costs = _rows_of(X, Y, l2, divisor, example_weights), [float(np.log(2))]
    with threads_for(rows.multiplications):
        for walked in islice(_newton(rows, l2), steps):
            costs.append(walked.cost)
            if walked.last:
                break
    return Walk(costs, rows.weights(walked.c), walked.b)


@dataclass(frozen=True, eq=False)
class _Rows:
    """An equivalent problem with smaller images: rows ``F``, labels and shares ``(m,)``, and the map to weights."""

    F: NDArray
    y: NDArray
    shares: NDArray
    weights: Callable[[NDArray], NDArray]

    @property
    def multiplications(self) -> int:
        """The multiplications of the largest product of a step."""
        return self.F.size * self.F.shape[1]


@dataclass(frozen=True, eq=False)
class _Walked:
    """The result of a Newton step: the coefficients, the penalised cost, and whether it was the last step."""

    c: NDArray
    b: float
    cost: float
    last: bool


def _rows_of(X: NDArray, Y: NDArray, l2: float, divisor: float, example_weights: ArrayLike | None) -> _Rows:
    X, y = checked_training(X, Y)
    if not (isinstance(l2, Real) and 0 <= float(l2) < np.inf):
        raise ArgumentError(f"l2 must be a number of at least 0. Got {l2!r}. Try 0.01.")
    X, y, shares = _counted(X, y, example_weights)
    if len(np.unique(y)) < 2:
        raise ArgumentError(
            "Y must hold both classes with positive weight: with one class the cost falls for ever as b grows."
        )
    if min(X.shape) > MAX_SIDE:
        raise ArgumentError(
            f"The minimum needs at most {MAX_SIDE:,} images, or at most as many numbers per image."
            f" Got {X.shape[1]:,} images of {X.shape[0]:,} numbers. Choose fewer or smaller images."
        )
    if X.shape[0] <= X.shape[1]:
        F = X.T.astype(float, order="F")
        F /= divisor
        return _Rows(F, y, shares, lambda c: c[:, np.newaxis])
    K, _ = inner_products(X, X[:, :0], divisor)
    with threads_for(len(K) ** 3):
        factor, pivots, rank, _ = dpstrf(K, lower=1)
    L, pivots = np.tril(factor)[:, : max(rank, 1)], pivots - 1
    F = np.empty_like(L, order="F")
    F[pivots] = L

    def weights(c: NDArray) -> NDArray:
        a = np.zeros((len(y), 1))
        if rank:  # otherwise all images are black and only the bias matters
            a[pivots[:rank], 0] = solve_triangular(L[:rank], c, trans="T", lower=True)
        return mixed(X, a, divisor)

    return _Rows(F, y, shares, weights)


def _counted(X: NDArray, y: NDArray, weights: ArrayLike | None) -> tuple[NDArray, NDArray, NDArray]:
    """Return the images with positive weight, their labels ``(m,)`` and their shares ``(m,)``. Raises ArgumentError."""
    m = X.shape[1]
    if weights is None:
        return X, y[:, 0], np.full(m, 1 / m)
    if np.ndim(weights) != 1:
        raise ArgumentError(f"example_weights must be {m} numbers of at least 0. Got the shape {np.shape(weights)}.")
    shares = shares_of(weights, None, m)[:, 0]
    counted = shares > 0
    return (X, y[:, 0], shares) if counted.all() else (X[:, counted], y[counted, 0], shares[counted])


def _data_cost(z: NDArray, y: NDArray, shares: NDArray) -> float:
    return float(shares @ np.logaddexp(0, (1 - 2 * y) * z))


def _newton(rows: _Rows, l2: float) -> Iterator[_Walked]:
    """Yield the steps of Newton's method from zero.

    A step is halved until the cost falls by at least a quarter of the decrease that the gradient predicts.
    """
    F, y, shares = rows.F, rows.y, rows.shares
    c, b = np.zeros(F.shape[1]), 0.0
    z, now = np.zeros(len(y)), float(np.log(2))
    while True:
        p = expit(z)
        slope = shares * (p - y)
        gradient = np.append(dgemv(1.0, F, slope, trans=1) + l2 * c, slope.sum())
        step = -_solve(_second_derivative(F, shares * p * (1 - p), l2), gradient, l2)
        promised, z_step, length = -float(gradient @ step), dgemv(1.0, F, step[:-1]) + step[-1], 1.0
        while length > 1e-10:
            then_c, then_z = c + length * step[:-1], z + length * z_step
            then = _data_cost(then_z, y, shares) + l2 / 2 * float(then_c @ then_c)
            if then <= now - length * promised / 4:
                c, b, z, now = then_c, b + length * float(step[-1]), then_z, then
                break
            length /= 2
        # Stop when the predicted decrease is negligible, or the cost changes by rounding only.
        yield _Walked(c, b, now, promised <= TOLERANCE * now or length <= 1e-10)


def _second_derivative(F: NDArray, bend: NDArray, l2: float) -> NDArray:
    """Return the lower triangle of ``Fb.T diag(bend) Fb + l2``; ``Fb`` is ``F`` with a column of 1, which has no
    penalty.

    It uses SciPy's BLAS, as the solver does: NumPy brings its own, and two thread pools in turn wait for each other
    (ten times slower for the course's cats).
    """
    n = F.shape[1]
    weighted = np.empty((len(F), n + 1), order="F")
    weighted[:, n] = np.sqrt(bend)
    np.multiply(F, weighted[:, n:], out=weighted[:, :n])
    H: NDArray = dsyrk(1.0, weighted, trans=1, lower=1)
    H[np.arange(n), np.arange(n)] += l2
    return H


def _solve(H: NDArray, gradient: NDArray, l2: float) -> NDArray:
    if l2 > 0:
        try:
            return cho_solve(cho_factor(H, lower=True), gradient)
        except LinAlgError:  # the penalty vanishes in rounding
            pass
    # Scale each direction first, or the bias would vanish beside columns of huge numbers. No step is taken along a
    # direction that has no effect.
    size = np.sqrt(np.diag(H))
    size[size == 0] = 1
    return lstsq((H + np.tril(H, -1).T) / np.outer(size, size), gradient / size)[0] / size


def _refuse_separable(F: NDArray, y: NDArray) -> None:
    """Raise ArgumentError if some direction lowers the loss of an image and raises none.

    A linear programme: maximise the sum of ``(2 y - 1) z`` with each term in [0, 1]. The maximum is 0 or at least 1,
    since any direction can be scaled until its first term is 1.
    """
    right = _rightness(F, y)
    rows, bounds = np.vstack([right, -right]), np.repeat([1.0, 0.0], len(y))
    result = linprog(-right.sum(axis=0), rows, bounds, bounds=(None, None))
    if result.status != 0 or result.fun < -0.5:
        raise ArgumentError(
            "Without a penalty these images have no best neuron: the cost falls for ever as w grows."
            " Choose an l2 greater than 0, such as 0.001."
        )


def _is_separable(F: NDArray, y: NDArray) -> bool:
    """Return whether some weights classify all images correctly.

    A linear programme: maximise the smallest ``(2 y - 1) z``, capped at 1. Separating weights can be scaled until they
    reach 1; without such weights the maximum is 0.
    """
    right = _rightness(F, y)
    m, n = right.shape
    rows = np.column_stack([-right, np.ones(m)])
    result = linprog(np.append(np.zeros(n), -1.0), rows, np.zeros(m), bounds=[(None, None)] * n + [(None, 1.0)])
    return result.status == 0 and bool(result.fun < -0.5)


def _rightness(F: NDArray, y: NDArray) -> NDArray:
    """Return rows that give ``(2 y - 1) z`` of each image, for weights scaled by the largest value of their column."""
    sign = (2 * y - 1)[:, np.newaxis]
    return sign * np.column_stack([F / np.maximum(np.abs(F).max(axis=0), 1e-300), np.ones(len(y))])
