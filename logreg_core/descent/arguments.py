"""Checks and conversion of the arguments of a descent."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import ArgumentError
from .spaces import is_dask


def checked_data(
    X: NDArray, Y: NDArray, name: str = "X", labels: str = "Y", *, many: bool = False
) -> tuple[NDArray, NDArray]:
    """Return ``X`` unchanged and ``Y`` as floats ``(m, 1)``, or ``(m, k)`` for ``k`` runs if ``many``.

    Raises ArgumentError, with these names in the message.
    """
    X, Y = X if is_dask(X) else np.asarray(X), np.asarray(Y)
    if X.ndim != 2 or X.shape[0] == 0:
        raise ArgumentError(f"{name} must have the shape (n_x, m), one column per image. Got {X.shape}.")
    if np.isnan(X.shape).any():
        raise ArgumentError(f"{name} must have a known shape. Got {X.shape}. Call Dask's compute_chunk_sizes() first.")
    if X.dtype.kind not in "buif":
        raise ArgumentError(f"{name} must hold real numbers. Got {X.dtype}.")
    if Y.ndim != 2 or Y.shape[1] != X.shape[1] or not len(Y) or not (many or len(Y) == 1):
        shapes = "(1, m), or (k, m) for k runs," if many else "(1, m)"
        raise ArgumentError(f"{labels} must have the shape {shapes} with m = {X.shape[1]}. Got {Y.shape}.")
    if not np.all((Y == 0) | (Y == 1)):
        raise ArgumentError(f"{labels} must hold only 0 and 1. Got {np.unique(Y)[:5].tolist()}.")
    if X.dtype.kind == "f" and not bool(np.isfinite(X).all()):
        raise ArgumentError(f"{name} must be finite. It holds NaN or infinity.")
    return X, Y.T.astype(float)


def checked_training(X: NDArray, Y: NDArray, *, many: bool = False) -> tuple[NDArray, NDArray]:
    """Return `checked_data` of at least one image."""
    X, y = checked_data(X, Y, many=many)
    if not X.shape[1]:
        raise ArgumentError(f"X must have at least one column, one per image. Got {X.shape}.")
    return X, y


def checked_test(X_test: NDArray | None, Y_test: NDArray | None, X: NDArray) -> tuple[NDArray, NDArray]:
    """Return `checked_data` of the test images, with zero columns for None. Raises ArgumentError."""
    data = X[:, :0] if X_test is None else X_test, np.zeros((1, 0)) if Y_test is None else Y_test
    X_test, y_test = checked_data(*data, "X_test", "Y_test", many=True)
    if len(X_test) != len(X):
        raise ArgumentError(f"X_test must have as many rows as X, {len(X)}. Got {len(X_test)}.")
    return X_test, y_test


def checked_start(start: tuple[NDArray, ArrayLike] | None, n_x: int) -> tuple[NDArray, ArrayLike]:
    """Return ``w`` of shape ``(n_x, 1)`` or ``(n_x, k)``, or ``(n_x, 0)`` for None, and ``b``. Raises ArgumentError."""
    if start is None:
        return np.zeros((n_x, 0)), 0.0
    w, b = np.asarray(start[0], dtype=float), start[1]
    if w.ndim != 2 or w.shape[0] != n_x or not w.shape[1] or not np.isfinite(w).all():
        raise ArgumentError(f"start must be (w, b) with finite w of the shape ({n_x}, 1) or ({n_x}, k). Got {w.shape}.")
    return w, b


def number_of_runs(sizes: Iterable[int]) -> int:
    """Return the common length of all hyperparameter sequences, or 0 if there are none. Raises ArgumentError."""
    lengths = sorted(set(sizes))
    if len(lengths) > 1 or lengths == [0]:
        raise ArgumentError(f"Hyperparameter sequences must have the same length, at least 1. Got {lengths}.")
    return lengths[0] if lengths else 0


def row(name: str, value: ArrayLike, k: int) -> NDArray:
    """Return a hyperparameter as finite numbers ``(k,)``, one per run. Raises ArgumentError with its ``name``."""
    try:
        numbers = np.asarray(value)
        if numbers.dtype.kind in "uif" and np.isfinite(numbers).all():
            return np.broadcast_to(numbers.astype(float), (k,)).copy()
    except ValueError:  # different lengths
        pass
    expected = "a number" if k == 1 else f"a number, or one for each of the {k} runs"
    raise ArgumentError(f"{name} must be {expected}. Got {value!r}.")


def rates_row(value: ArrayLike, k: int) -> NDArray:
    """Return the learning rates as a `row`. Raises ArgumentError unless all are positive."""
    rates = row("learning_rate", value, k)
    if not (rates > 0).all():
        raise ArgumentError(f"learning_rate must be a number greater than 0. Got {value!r}. Try 0.005.")
    return rates


def penalties_row(value: ArrayLike, k: int) -> NDArray:
    """Return the penalties as a `row`. Raises ArgumentError if one is negative."""
    l2 = row("l2", value, k)
    if (l2 < 0).any():
        raise ArgumentError(f"l2 must be a number of at least 0. Got {value!r}. Try 0.01.")
    return l2


def momentum_row(value: ArrayLike, k: int) -> NDArray:
    """Return the momentum as a `row`. Raises ArgumentError unless all are in [0, 1)."""
    momentum = row("momentum", value, k)
    if not ((momentum >= 0) & (momentum < 1)).all():
        raise ArgumentError(f"momentum must be at least 0 and below 1. Got {value!r}. Try 0.9.")
    return momentum


def shares_of(weights: ArrayLike | None, validation: NDArray | None, m: int) -> NDArray:
    """Return ``s_i / sum s``: ``(m, 1)`` or ``(m, k)``, or ``(1, 1)`` for equal weights. Raises ArgumentError."""
    if weights is None and validation is None:
        return np.full((1, 1), 1 / m)
    s = np.ones((m, 1)) if weights is None else np.asarray(weights, dtype=float)
    s = s.reshape(-1, 1) if s.ndim == 1 else s
    if s.ndim != 2 or len(s) != m or not s.shape[1] or not np.isfinite(s).all() or (s < 0).any():
        raise ArgumentError(f"example_weights must be {m} numbers of at least 0, or ({m}, k). Got the shape {s.shape}.")
    if validation is not None:
        s = np.where(validation[:, np.newaxis], 0.0, s)
    if not s.any(axis=0).all():
        raise ArgumentError("In every run, at least one image must have an example weight greater than 0.")
    return s / s.sum(axis=0)


def checked_validation(mask: NDArray | None, m: int) -> NDArray | None:
    """Return a boolean mask ``(m,)`` with at least one validation and one training image, or None. Raises
    ArgumentError.
    """
    if mask is None:
        return None
    mask = np.asarray(mask)
    if mask.shape != (m,) or mask.dtype != bool or not mask.any() or mask.all():
        raise ArgumentError(f"validation must be a boolean mask of shape ({m},) that selects some images, not all.")
    return mask.copy()
