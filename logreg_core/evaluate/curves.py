"""Every threshold at once: what is found against what is falsely called, and against how often a call is right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score, roc_curve

from ..errors import ArgumentError
from ..logistic import sigmoid
from .confusion import answers_of, checked


@dataclass(frozen=True)
class Curve:
    """A curve over all thresholds, the highest threshold first, and where the chosen one is on it.

    x, y, thresholds: ``(k,)`` each, shares and probabilities. point: ``(x, y)`` at the chosen threshold; nan
    where it has no meaning. area: under the curve; as a step function for precision and recall (average precision).
    guessing: the height of a curve that knows nothing, or None where it is the diagonal.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    thresholds: NDArray[np.float64]
    point: tuple[float, float]
    area: float
    guessing: float | None = None


def roc(z: NDArray, labels: NDArray, threshold: float = 0.5) -> Curve:
    """Found images of class 1 (y) against images of class 0 that are falsely called class 1 (x).

    z, labels: ``(m,)``. Raises ArgumentError as `checked` does, and when a class has no image.
    """
    z, labels = _checked_pair(z, labels)
    x, y, cuts = roc_curve(labels, z)
    said = answers_of(z, threshold)
    point = (float(said[labels == 0].mean()), float(said[labels == 1].mean()))
    return Curve(x, y, np.asarray(sigmoid(np.nan_to_num(cuts))), point, float(roc_auc_score(labels, z)))


def precision_recall(z: NDArray, labels: NDArray, threshold: float = 0.5) -> Curve:
    """Of what it calls class 1, the share that is (precision, y), against the share of class 1 that it finds (x).

    z, labels: ``(m,)``. Raises ArgumentError as `checked` does, and when a class has no image.
    """
    z, labels = _checked_pair(z, labels)
    precision, recall, cuts = precision_recall_curve(labels, z)
    said = answers_of(z, threshold) == 1
    point = (float(said[labels == 1].mean()), float(labels[said].mean()) if said.any() else np.nan)
    thresholds = np.append(np.asarray(sigmoid(cuts)), 1.0)[::-1]
    area = float(average_precision_score(labels, z))
    return Curve(recall[::-1], precision[::-1], thresholds, point, area, float(labels.mean()))


def _checked_pair(z: NDArray, labels: NDArray) -> tuple[NDArray, NDArray]:
    z, labels = checked(z, labels)
    if len(np.unique(labels)) < 2:
        raise ArgumentError("A curve needs at least one image of each class. Choose another part of the data.")
    return np.nan_to_num(z), labels
