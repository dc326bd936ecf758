"""The textbook: logistic regression as one neuron, in six functions that fit in one sitting.

An image is a column of ``n_x`` numbers, and ``X`` is ``(n_x, m)``: one column for each of ``m`` images. ``Y`` is
``(1, m)``: 1 where the image shows what we look for, 0 where it does not. The neuron has one weight for each number,
``w`` of shape ``(n_x, 1)``, and one bias ``b``. It computes

    z = w.T x + b           a score: positive leans to class 1, negative to class 0
    a = sigmoid(z)          the score as a probability between 0 and 1

and learns by walking downhill on the cross-entropy cost. The notation is that of the course "Neural Networks and Deep
Learning", week 2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .checks import check_count, check_hyperparameters, checked_data, checked_images, checked_weights


def initialize(dim: int) -> tuple[NDArray, float]:
    """A neuron that knows nothing: ``w`` zeros ``(dim, 1)`` and ``b = 0.0``.

    Zero is a fair start for a single neuron: the cost is convex, a bowl without side valleys.
    """
    check_count("dim", dim)
    return np.zeros((dim, 1)), 0.0


def sigmoid(z: ArrayLike) -> Any:
    """``1 / (1 + exp(-z))``: any score, squeezed between 0 and 1. Same shape as ``z``; a scalar gives a scalar.

    ``exp`` is only ever taken of ``-|z|``, so that nothing overflows. For a negative ``z`` both sides of the
    fraction are multiplied by ``exp(z)``, which gives ``exp(z) / (1 + exp(z))``.
    """
    z = np.asarray(z, dtype=float)
    small = np.exp(-np.abs(z))
    return (np.where(z >= 0, 1.0, small) / (1.0 + small))[()]


def propagate(w: NDArray, b: float, X: NDArray, Y: NDArray) -> tuple[dict[str, Any], np.float64]:
    """One forward and one backward pass: ``({"dw": (n_x, 1), "db": ()}, cost)``; db and cost are NumPy scalars.

    Forward, with one column of ``A`` per image::

        Z = w.T X + b           (1, m)
        A = sigmoid(Z)          (1, m)
        J = -1/m sum( Y log A + (1 - Y) log(1 - A) )

    The cost as it is written takes the logarithm of 0 when the neuron is very sure. With ``A = 1 / (1 + exp(-Z))``,
    ``-log A`` is ``log(1 + exp(-Z))`` and ``-log(1 - A)`` is ``log(1 + exp(Z))``: one image costs
    ``log(1 + exp(s z))``, where ``s`` is -1 for label 1 and +1 for label 0. `numpy.logaddexp` computes that without
    overflow, so the cost is finite for every finite ``z``.

    Backward, by the chain rule. The derivative of ``log(1 + exp(s z))`` is ``s sigmoid(s z)``, which is ``a - 1`` for
    label 1 and ``a`` for label 0: in both cases ``a - y``. And ``dz/dw = x``, ``dz/db = 1``, so

        dw = 1/m X (A - Y).T    (n_x, 1)
        db = 1/m sum(A - Y)

    Raises ArgumentError when shapes do not fit together or ``Y`` has anything but 0 and 1.
    """
    X, Y = checked_data(X, Y)
    w = checked_weights(w, X)
    m = X.shape[1]
    Z = w.T @ X + b  # (1, m)
    A = sigmoid(Z)
    cost = np.sum(np.logaddexp(0, (1 - 2 * Y) * Z) / m)
    dw = X @ (A - Y).T / m  # (n_x, 1)
    db = np.sum(A - Y) / m
    return {"dw": dw, "db": db}, cost


def optimize(
    w: NDArray,
    b: float,
    X: NDArray,
    Y: NDArray,
    num_iterations: int = 2000,
    learning_rate: float = 0.5,
    print_cost: bool = False,
    *,
    report: Callable[[str], Any] = print,
) -> tuple[dict[str, Any], dict[str, Any], list[np.float64]]:
    """Gradient descent: ``num_iterations`` steps of ``w -= learning_rate * dw`` and ``b -= learning_rate * db``.

    Returns ``({"w", "b"}, {"dw", "db"}, costs)``: the neuron after the last step, the gradient of the last step, and
    the cost before the steps 0, 100, 200, ... With ``print_cost`` each of these costs is also given to ``report`` as
    a line of text. The arrays that are passed in are not modified.

    Raises ArgumentError as `propagate` does, or when an iteration count or learning rate is not positive.
    """
    check_hyperparameters(num_iterations, learning_rate)
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]
        if i % 100 == 0:
            costs.append(cost)
            if print_cost:
                report(f"Cost after iteration {i}: {cost:f}")
    return {"w": w, "b": b}, grads, costs


def predict(w: NDArray, b: float, X: NDArray) -> NDArray:
    """The answers: an int array ``(1, m)``, 1 where the activation is greater than 0.5 and 0 elsewhere."""
    X = checked_images(X)
    A = sigmoid(checked_weights(w, X).T @ X + b)  # (1, m)
    return (A > 0.5).astype(int)


def model(
    X_train: NDArray,
    Y_train: NDArray,
    X_test: NDArray,
    Y_test: NDArray,
    num_iterations: int = 2000,
    learning_rate: float = 0.5,
    print_cost: bool = False,
    *,
    report: Callable[[str], Any] = print,
) -> dict[str, Any]:
    """All of it: start from zero, learn from the training images, and answer for both sets.

    Returns a dict with ``costs``, ``train_accuracy`` and ``test_accuracy`` (percent), ``w``, ``b``,
    ``learning_rate``, ``num_iterations``, ``Y_pred_train`` and ``Y_pred_test``.

    Raises ArgumentError as `optimize` does, for either set.
    """
    X_train, Y_train = checked_data(X_train, Y_train)
    X_test, Y_test = checked_data(X_test, Y_test)
    w, b = initialize(X_train.shape[0])
    checked_weights(w, X_test)
    params, _, costs = optimize(w, b, X_train, Y_train, num_iterations, learning_rate, print_cost, report=report)
    Y_pred_train = predict(params["w"], params["b"], X_train)
    Y_pred_test = predict(params["w"], params["b"], X_test)
    return {
        "costs": costs,
        "train_accuracy": 100 * float(np.mean(Y_pred_train == Y_train)),
        "test_accuracy": 100 * float(np.mean(Y_pred_test == Y_test)),
        "w": params["w"],
        "b": params["b"],
        "learning_rate": learning_rate,
        "num_iterations": num_iterations,
        "Y_pred_train": Y_pred_train,
        "Y_pred_test": Y_pred_test,
    }
