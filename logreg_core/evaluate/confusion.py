"""The confusion matrix, and the images in each of its cells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..errors import ArgumentError
from ..logistic import sigmoid


def checked(z: NDArray, labels: NDArray) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return scores ``z = w.T x + b`` and labels of 0 and 1, both as ``(m,)``.

    Raises ArgumentError if their numbers differ, if they are empty, or if a score is NaN.
    """
    z, labels = np.ravel(z).astype(np.float64), np.ravel(labels)
    if len(z) != len(labels) or not len(z):
        raise ArgumentError(f"There must be one score per label, and at least one. Got {len(z)} for {len(labels)}.")
    if not np.isin(labels, (0, 1)).all():
        raise ArgumentError(f"Labels must be 0 or 1. Got {np.unique(labels)[:5].tolist()}.")
    if np.isnan(z).any():
        raise ArgumentError("A score is NaN. Train with a smaller learning rate.")
    return z, labels.astype(np.int64)


def answers_of(z: NDArray, threshold: float) -> NDArray[np.int64]:
    """Return 0 or 1 for each score ``(m,)``: 1 if the probability is greater than the threshold."""
    return (np.asarray(sigmoid(z)) > threshold).astype(np.int64)


def confusion(z: NDArray, labels: NDArray, threshold: float = 0.5) -> NDArray[np.int64]:
    """Return the confusion matrix ``(2, 2)``: the row is the actual class, the column the prediction.

    z, labels: ``(m,)``. Raises ArgumentError as `checked` does.
    """
    z, labels = checked(z, labels)
    return np.bincount(2 * labels + answers_of(z, threshold), minlength=4).reshape(2, 2)


def members(z: NDArray, labels: NDArray, truth: int, answer: int, threshold: float = 0.5) -> NDArray[np.int64]:
    """Return the positions of the images of class ``truth`` with the prediction ``answer``, the worst first.

    The worst image has the smallest probability of its true class. Ties keep their order.

    z, labels: ``(m,)``. Raises ArgumentError as `checked` does.
    """
    z, labels = checked(z, labels)
    chosen = np.flatnonzero((labels == truth) & (answers_of(z, threshold) == answer))
    towards_truth = z if truth == 1 else -z
    return chosen[np.argsort(towards_truth[chosen], kind="stable")]
