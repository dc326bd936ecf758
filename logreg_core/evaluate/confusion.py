"""The four ways in which an answer can meet the truth, and the images behind each of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..errors import ArgumentError
from ..logistic import sigmoid


def checked(z: NDArray, labels: NDArray) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Scores ``z = w.T x + b`` and labels of 0 and 1, both as ``(m,)``.

    Raises ArgumentError when there is not one score per label, when there is none, or when a score is not a number.
    """
    z, labels = np.ravel(z).astype(np.float64), np.ravel(labels)
    if len(z) != len(labels) or not len(z):
        raise ArgumentError(f"There must be one score per label, and at least one. Got {len(z)} for {len(labels)}.")
    if not np.isin(labels, (0, 1)).all():
        raise ArgumentError(f"Labels must be 0 or 1. Got {np.unique(labels)[:5].tolist()}.")
    if np.isnan(z).any():
        raise ArgumentError("A score is not a number (nan). Train with a smaller learning rate.")
    return z, labels.astype(np.int64)


def answers_of(z: NDArray, threshold: float) -> NDArray[np.int64]:
    """0 or 1 for each score ``(m,)``: 1 where the probability is greater than the threshold."""
    return (np.asarray(sigmoid(z)) > threshold).astype(np.int64)


def confusion(z: NDArray, labels: NDArray, threshold: float = 0.5) -> NDArray[np.int64]:
    """How often each answer was given to each class: ``(2, 2)``, the row is the truth, the column the answer.

    z, labels: ``(m,)``. Raises ArgumentError as `checked` does.
    """
    z, labels = checked(z, labels)
    return np.bincount(2 * labels + answers_of(z, threshold), minlength=4).reshape(2, 2)


def members(z: NDArray, labels: NDArray, truth: int, answer: int, threshold: float = 0.5) -> NDArray[np.int64]:
    """The positions of the images of class ``truth`` that are answered with ``answer``, the most wrong one first.

    The most wrong one is that whose true class gets the smallest probability. Among right answers it is the one that
    was closest to being wrong. Images that are equally wrong keep their order.

    z, labels: ``(m,)``. Raises ArgumentError as `checked` does.
    """
    z, labels = checked(z, labels)
    chosen = np.flatnonzero((labels == truth) & (answers_of(z, threshold) == answer))
    towards_truth = z if truth == 1 else -z
    return chosen[np.argsort(towards_truth[chosen], kind="stable")]
