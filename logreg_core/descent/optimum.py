"""The floor under every cost curve: the exact minimum of the penalised cost, by Newton's method."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real

import numpy as np
from numpy.linalg import LinAlgError
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve, lstsq
from scipy.optimize import linprog
from scipy.special import expit

from ..errors import ArgumentError
from .run import _checked
from .spaces import SampleSpace

MOST_STEPS = 100
TOLERANCE = 1e-13  # a step that lowers the cost by a smaller share is the last one


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


def optimum(X: NDArray, Y: NDArray, *, l2: float, divisor: float = 1.0) -> Optimum:
    """The minimum of ``1/m sum loss_i + l2/2 |w|^2``, which is that of scikit-learn with ``C = 1 / (l2 m)``.

    X: ``(n_x, m)``, taken as divided by ``divisor``; Y: ``(1, m)`` of 0 and 1.

    Newton's method walks in the smaller space: on ``w`` and ``b`` themselves when there are at least as many images as
    numbers in one, else on one coefficient per image, ``w = X a`` (the minimum lies there, since any other part of
    ``w`` costs penalty and changes no score). Steps are halved until the cost falls.

    Raises ArgumentError for wrong shapes and labels, and when there is no minimum: without a penalty, images that a
    neuron can tell apart without a mistake let the cost fall for ever while ``w`` grows.
    """
    X, y = _checked(X, Y, "X", "Y")
    if not X.shape[1]:
        raise ArgumentError(f"X must have at least one column, one per image. Got {X.shape}.")
    if not (isinstance(l2, Real) and 0 <= float(l2) < np.inf):
        raise ArgumentError(f"l2 must be a number of at least 0. Got {l2!r}. Try 0.01.")
    y = y[:, 0]
    if X.shape[0] <= X.shape[1]:
        X = X.astype(float) / divisor
        if l2 == 0:
            _refuse_separable(X.T, y)
        theta, steps = _descend(
            y, X.T, lambda slope, bend, theta: _step_of_features(X, slope, bend, theta, l2), l2, None
        )
        w, b = theta[:-1, np.newaxis], float(theta[-1])
        penalty = l2 / 2 * float(theta[:-1] @ theta[:-1])
        z = X.T @ theta[:-1] + b
    else:
        space = SampleSpace(X, X[:, :0], divisor)
        K = space.K
        if l2 == 0:
            _refuse_separable(K, y)
        theta, steps = _descend(y, K, lambda slope, bend, theta: _step_of_samples(K, slope, bend, theta, l2), l2, K)
        w, b = space.weights(theta[:-1, np.newaxis]), float(theta[-1])
        z = K @ theta[:-1] + b
        penalty = l2 / 2 * float(theta[:-1] @ (z - b))
    data_cost = _data_cost(z, y)
    return Optimum(w, b, data_cost + penalty, data_cost, steps)


def _data_cost(z: NDArray, y: NDArray) -> float:
    return float(np.mean(np.logaddexp(0, (1 - 2 * y) * z)))


def _descend(
    y: NDArray, F: NDArray, step_of: Callable[[NDArray, NDArray, NDArray], NDArray], l2: float, metric: NDArray | None
) -> tuple[NDArray, int]:
    """Newton's method on ``theta = (coefficients, b)`` with the scores ``F coefficients + b``.

    step_of: from the first and second derivatives of the loss by the score, ``(m,)`` each, and theta, to the step.
    metric: the penalty is ``l2/2 c.T metric c``; None for the identity.
    """
    theta = np.zeros(F.shape[1] + 1)

    def cost(theta: NDArray) -> float:
        c = theta[:-1]
        Mc = c if metric is None else metric @ c
        return _data_cost(F @ c + theta[-1], y) + l2 / 2 * float(c @ Mc)

    now = cost(theta)
    for steps in range(1, MOST_STEPS + 1):
        p = expit(F @ theta[:-1] + theta[-1])
        step = step_of((p - y) / len(y), p * (1 - p) / len(y), theta)
        length, then = 1.0, cost(theta + step)
        while not then <= now and length > 1e-10:
            length /= 2
            then = cost(theta + length * step)
        if not then < now - TOLERANCE * abs(now):
            return (theta + length * step if then <= now else theta), steps
        theta, now = theta + length * step, then
    raise ArgumentError("Newton's method found no minimum. Choose a larger l2.")


def _step_of_features(X: NDArray, slope: NDArray, bend: NDArray, theta: NDArray, l2: float) -> NDArray:
    """Solve ``H step = -gradient`` with ``H = Xb diag(bend) Xb.T + l2``, ``Xb`` the images with a 1 below each."""
    n_x = len(X)
    H = np.empty((n_x + 1, n_x + 1))
    weighted = X * bend
    H[:n_x, :n_x] = weighted @ X.T
    H[:n_x, n_x] = H[n_x, :n_x] = weighted.sum(axis=1)
    H[n_x, n_x] = bend.sum()
    H[np.arange(n_x), np.arange(n_x)] += l2
    gradient = np.append(X @ slope + l2 * theta[:-1], slope.sum())
    try:
        return -cho_solve(cho_factor(H), gradient)
    except LinAlgError:  # without a penalty, some direction may not matter
        return -lstsq(H, gradient)[0]


def _step_of_samples(K: NDArray, slope: NDArray, bend: NDArray, theta: NDArray, l2: float) -> NDArray:
    """The same step as a mix of images, ``dw = X u``.

    With ``D = diag(bend)``, Newton's equations are ``X [D (K u + db) + l2 u] = -X [slope + l2 a]`` and one for ``b``.
    The first holds when the brackets are equal: ``(D K + l2) u = r - bend db``. With ``S = sqrt(D)`` that matrix has
    the inverse ``1/l2 [1 - S (l2 + S K S)^-1 S K]`` (Woodbury), and the inner one is symmetric and positive. The second
    equation then says that the coefficients sum to zero: ``sum(a + u) = 0``, which gives ``db``.
    """
    a, s = theta[:-1], np.sqrt(bend)
    inner = cho_factor(l2 * np.eye(len(a)) + s[:, np.newaxis] * K * s)
    right = np.column_stack([-(slope + l2 * a), bend])
    solved = (right - s[:, np.newaxis] * cho_solve(inner, s[:, np.newaxis] * (K @ right))) / l2
    db = (a.sum() + solved[:, 0].sum()) / solved[:, 1].sum()
    return np.append(solved[:, 0] - db * solved[:, 1], db)


def _refuse_separable(F: NDArray, y: NDArray) -> None:
    """Raise ArgumentError when some scores ``F c + b`` have the right sign for every image (a linear programme)."""
    sign = (2 * y - 1)[:, np.newaxis]
    rows = -sign * np.column_stack([F / max(np.abs(F).max(), 1e-300), np.ones(len(y))])
    if linprog(np.zeros(rows.shape[1]), rows, -np.ones(len(y)), bounds=(None, None)).status == 0:
        raise ArgumentError(
            "Without a penalty there is no best neuron for images that can be told apart without a mistake: the cost"
            " falls for ever while w grows. Choose an l2 greater than 0, such as 0.001."
        )
