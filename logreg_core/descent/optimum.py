"""The floor under every cost curve: the exact minimum of the penalised cost, by Newton's method, and its way there."""

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
TOLERANCE = 1e-11  # a step that promises to lower the cost by a smaller share is the last one; the error is its square
MAX_SIDE = 5000  # of the matrix that each step solves: 200 MB, and a few seconds a step


@dataclass(frozen=True)
class Optimum:
    """The weights ``w`` ``(n_x, 1)`` and bias ``b`` of the smallest penalised cost, that cost, and the steps it took.

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
    """The minimum of ``sum s_i loss_i / sum s_i + l2/2 |w|^2``: that of scikit-learn with ``C = 1 / (l2 sum s_i)``.

    X: ``(n_x, m)``, taken as divided by ``divisor``; Y: ``(1, m)`` of 0 and 1.
    example_weights: ``s``, ``(m,)``, at least 0; an image of the weight 0 is as good as absent. None: all count alike.

    With at least as many images as numbers in one, Newton's method walks on ``w`` and ``b`` themselves. Otherwise the
    minimum lies in the span of the images, ``w = X a``, since any other part of ``w`` costs penalty and changes no
    score. With the Gram matrix ``K = L L.T`` (Cholesky) the scores are ``K a = L c`` and ``|w|^2 = a.T K a = |c|^2``
    for ``c = L.T a``: the same problem, with the rows of ``L`` as smaller images. The factor is pivoted, so that images
    that are a mix of others need no coefficient.

    Raises ArgumentError for wrong shapes, labels and weights, when both the images and the numbers in one are more than
    MAX_SIDE, and when there is no minimum: with one class only the bias can grow for ever, and so can ``w`` without
    a penalty when a neuron can tell the classes apart.
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
    """A few steps of Newton's method from zero: the penalised cost before the first and after each, and where they led.

    w: ``(n_x, 1)``.
    """

    costs: list[float]
    w: NDArray
    b: float


def infimum(X: NDArray, Y: NDArray, *, l2: float, divisor: float = 1.0) -> float:
    """The floor under every cost curve: no weights have a smaller penalised cost, and some come as near as one likes.

    It is the cost of the `optimum` where there is one. Without a penalty, where some weights answer all images right,
    it is 0: when they grow, the cost falls towards it. Arguments as those of `optimum`.

    Raises ArgumentError as `optimum` does, but for such images. So it does where only some that lie on the boundary
    itself keep the cost from 0.
    """
    if l2 == 0 and can_tell_apart(X, Y, divisor=divisor):
        return 0.0
    return optimum(X, Y, l2=l2, divisor=divisor).cost


def can_tell_apart(X: NDArray, Y: NDArray, *, divisor: float = 1.0) -> bool:
    """Whether some weights answer all images right. Arguments as those of `optimum`, and it raises as that does for
    what it is given.
    """
    rows = _rows_of(X, Y, 0.0, divisor, None)
    return _can_tell_apart(rows.F, rows.y)


def newton_beside(
    X: NDArray,
    Y: NDArray,
    *,
    l2: float,
    divisor: float = 1.0,
    example_weights: ArrayLike | None = None,
    steps: int = 8,
) -> Walk:
    """So many steps of Newton's method from zero, fewer where the minimum comes before.

    Arguments as those of `optimum`; without a minimum the cost falls on and on, and the
    steps are taken all the same. To be laid beside a descent from zero on the same images.

    Raises ArgumentError as `optimum` does for what it is given.
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
    """The same problem with smaller images: rows ``F``, labels and shares ``(m,)``, and the way back to weights."""

    F: NDArray
    y: NDArray
    shares: NDArray
    weights: Callable[[NDArray], NDArray]

    @property
    def multiplications(self) -> int:
        """Those of the largest product of a step."""
        return self.F.size * self.F.shape[1]


@dataclass(frozen=True, eq=False)
class _Walked:
    """Where a step of Newton's method led, the penalised cost there, and whether it was the last one to be taken."""

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
            "Y must hold both classes: with one class that counts the cost falls for ever while b grows."
        )
    if min(X.shape) > MAX_SIDE:
        raise ArgumentError(
            f"The minimum is worked out for at most {MAX_SIDE:,} images, or as many numbers in one."
            f" Got {X.shape[1]:,} images of {X.shape[0]:,} numbers. Choose fewer images, or smaller ones."
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
        if rank:  # else all images are black, and only the bias counts
            a[pivots[:rank], 0] = solve_triangular(L[:rank], c, trans="T", lower=True)
        return mixed(X, a, divisor)

    return _Rows(F, y, shares, weights)


def _counted(X: NDArray, y: NDArray, weights: ArrayLike | None) -> tuple[NDArray, NDArray, NDArray]:
    """The images that count, their labels ``(m,)`` and their shares in the cost ``(m,)``. Raises ArgumentError."""
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
    """Newton's method from zero, step by step.

    Steps are halved until the cost falls by a quarter of what its slope promises.
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
        # It is over when a step promises nothing more, or changes the cost by rounding only.
        yield _Walked(c, b, now, promised <= TOLERANCE * now or length <= 1e-10)


def _second_derivative(F: NDArray, bend: NDArray, l2: float) -> NDArray:
    """The lower triangle of ``Fb.T diag(bend) Fb + l2``, with ``Fb`` the rows with a 1 behind each; ``b`` goes free.

    By SciPy's BLAS, as the solution is: NumPy brings its own, and two sets of threads that take turns wait for each
    other (ten times slower for the course's cats).
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
        except LinAlgError:  # the penalty is lost in rounding
            pass
    # Each direction is measured by its own size first, or the bias would be lost beside columns of huge numbers. Some
    # direction may not matter: no step is taken along it.
    size = np.sqrt(np.diag(H))
    size[size == 0] = 1
    return lstsq((H + np.tril(H, -1).T) / np.outer(size, size), gradient / size)[0] / size


def _refuse_separable(F: NDArray, y: NDArray) -> None:
    """Raise ArgumentError when a direction of growth never raises the loss of an image and lowers some.

    A linear programme: make the sum of ``(2 y - 1) z`` as large as it can be while each stays from 0 to 1. The largest
    sum is 0, or at least 1, since any direction can be followed until the first of them is 1.
    """
    right = _rightness(F, y)
    rows, bounds = np.vstack([right, -right]), np.repeat([1.0, 0.0], len(y))
    found = linprog(-right.sum(axis=0), rows, bounds, bounds=(None, None))
    if found.status != 0 or found.fun < -0.5:
        raise ArgumentError(
            "Without a penalty there is no best neuron for images that a neuron can tell apart: the cost falls for ever"
            " while w grows. Choose an l2 greater than 0, such as 0.001."
        )


def _can_tell_apart(F: NDArray, y: NDArray) -> bool:
    """Whether some weights answer all images right.

    A linear programme: how far on its right side can the worst of them be, when 1 is far enough? Weights that answer
    all right can be scaled until it is 1; where there are none it is 0.
    """
    right = _rightness(F, y)
    m, n = right.shape
    rows = np.column_stack([-right, np.ones(m)])
    found = linprog(np.append(np.zeros(n), -1.0), rows, np.zeros(m), bounds=[(None, None)] * n + [(None, 1.0)])
    return found.status == 0 and bool(found.fun < -0.5)


def _rightness(F: NDArray, y: NDArray) -> NDArray:
    """Rows that give ``(2 y - 1) z`` of each image, for weights of columns that are measured by their own size."""
    sign = (2 * y - 1)[:, np.newaxis]
    return sign * np.column_stack([F / np.maximum(np.abs(F).max(axis=0), 1e-300), np.ones(len(y))])
