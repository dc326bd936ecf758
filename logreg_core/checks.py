"""Checks of arguments: counts, rates, images, labels and weights."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import ArgumentError


def check_hyperparameters(num_iterations: int, learning_rate: float) -> None:
    """Raise ArgumentError unless the count is a whole number of at least 1 and the rate is finite and positive."""
    check_count("num_iterations", num_iterations)
    if not (isinstance(learning_rate, Real) and 0 < float(learning_rate) < np.inf):
        raise ArgumentError(f"learning_rate must be a number greater than 0. Got {learning_rate!r}. Try 0.005.")


def check_count(name: str, number: Any) -> None:
    """Raise ArgumentError unless the argument called ``name`` is a whole number of at least 1."""
    if not isinstance(number, Integral) or isinstance(number, bool) or int(number) < 1:
        raise ArgumentError(f"{name} must be a whole number of at least 1. Got {number!r}.")


def generator_of(seed: int) -> np.random.Generator:
    """Return the random generator of a seed. Raises ArgumentError unless it is a whole number from 0."""
    if not isinstance(seed, Integral) or int(seed) < 0:
        raise ArgumentError(f"seed must be a whole number of at least 0. Got {seed!r}.")
    return np.random.default_rng(int(seed))


def checked_images(X: NDArray) -> NDArray:
    """Return ``X`` as an array. Raises ArgumentError unless it is ``(n_x, m)`` of numbers, and not empty."""
    X = np.asarray(X)
    if X.ndim != 2 or 0 in X.shape or X.dtype.kind not in "buif":
        raise ArgumentError(
            "X must be numbers of the shape (n_x, m), one column per image, and not be empty."
            f" Got {X.dtype} of the shape {X.shape}."
        )
    return X


def checked_data(X: NDArray, Y: NDArray) -> tuple[NDArray, NDArray]:
    """Return ``X`` as an array and ``Y`` as floats. Raises ArgumentError unless ``Y`` is ``(1, m)`` of 0 and 1."""
    X, Y = checked_images(X), np.asarray(Y)
    if Y.shape != (1, X.shape[1]):
        raise ArgumentError(f"Y must have the shape (1, m) with m = {X.shape[1]}, the columns of X. Got {Y.shape}.")
    if not np.all((Y == 0) | (Y == 1)):
        raise ArgumentError(f"Y must hold only 0 and 1. Got {np.unique(Y)[:5].tolist()}.")
    return X, Y.astype(float)


def checked_weights(w: NDArray, X: NDArray) -> NDArray:
    """Return ``w`` as floats. Raises ArgumentError unless it is ``(n_x, 1)``, a weight for each row of ``X``."""
    w = np.asarray(w, dtype=float)
    if w.shape != (X.shape[0], 1):
        raise ArgumentError(f"w must have the shape (n_x, 1) with n_x = {X.shape[0]}, the rows of X. Got {w.shape}.")
    return w
