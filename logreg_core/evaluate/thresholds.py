"""All thresholds at once: ROC and precision-recall curves, the cost at each, and the cheapest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import ArgumentError
from ..logistic import sigmoid
from .confusion import answers_of, checked

THRESHOLDS = np.round(np.linspace(0, 1, 101), 2)  # the values of the slider
THRESHOLDS.setflags(write=False)


@dataclass(frozen=True)
class ThresholdCurve:
    """A curve over all thresholds, from the highest, and the point of the chosen one.

    x, y, thresholds: ``(k,)`` each, shares and probabilities. point: ``(x, y)`` at the chosen threshold; NaN if
    undefined. area: under the curve; for precision and recall as a step function (average precision). guessing: the
    height of the curve of a random guess, or None for the diagonal.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    thresholds: NDArray[np.float64]
    point: tuple[float, float]
    area: float
    guessing: float | None = None


def roc(z: NDArray, labels: NDArray, threshold: float = 0.5) -> ThresholdCurve:
    """Return the true positive rate (y) against the false positive rate (x).

    z, labels: ``(m,)``. Raises ArgumentError as `checked` does, and for a class without images.
    """
    z, labels = _checked_pair(z, labels)
    cuts, hits, alarms = _called(z, labels)
    x, y = np.append(0, alarms / alarms[-1]), np.append(0, hits / hits[-1])
    thresholds = np.append(1.0, sigmoid(cuts))  # at the first one all answers are 0
    said = answers_of(z, threshold)
    point = (float(said[labels == 0].mean()), float(said[labels == 1].mean()))
    return ThresholdCurve(x, y, thresholds, point, float(np.trapezoid(y, x)))


def precision_recall(z: NDArray, labels: NDArray, threshold: float = 0.5) -> ThresholdCurve:
    """Return precision (y) against recall (x).

    z, labels: ``(m,)``. Raises ArgumentError as `checked` does, and for a class without images.
    """
    z, labels = _checked_pair(z, labels)
    cuts, hits, alarms = _called(z, labels)
    x, y = np.append(0, hits / hits[-1]), np.append(1, hits / (hits + alarms))
    thresholds = np.append(1.0, sigmoid(cuts))
    said = answers_of(z, threshold) == 1
    point = (float(said[labels == 1].mean()), float(labels[said].mean()) if said.any() else np.nan)
    return ThresholdCurve(x, y, thresholds, point, float(np.diff(x) @ y[1:]), float(labels.mean()))


def _called(z: NDArray, labels: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """Return each distinct score, the highest first, and how many images of class 1 and class 0 have at least this
    score.
    """
    order = np.argsort(-z, kind="stable")
    scores, ones = z[order], labels[order].cumsum()
    last = np.append(
        np.flatnonzero(scores[1:] != scores[:-1]), len(scores) - 1
    )  # the last position of each distinct score
    return scores[last], ones[last], last + 1 - ones[last]


def _checked_pair(z: NDArray, labels: NDArray) -> tuple[NDArray, NDArray]:
    z, labels = checked(z, labels)
    if len(np.unique(labels)) < 2:
        raise ArgumentError("A curve needs at least one image of each class. Choose other images.")
    return np.nan_to_num(z), labels


def costs_at(z: NDArray, labels: NDArray, *, false_alarm: float, miss: float) -> NDArray[np.float64]:
    """Return the mean cost per image at each of THRESHOLDS, ``(101,)``.

    z, labels: ``(m,)``. false_alarm: the cost of a false positive; miss: of a false negative.

    Raises ArgumentError as `checked` does, and unless both costs are at least 0.
    """
    z, labels = checked(z, labels)
    for name, cost in (("false_alarm", false_alarm), ("miss", miss)):
        if not 0 <= cost < np.inf:
            raise ArgumentError(f"{name} must be a number of at least 0. Got {cost}.")
    a = np.asarray(sigmoid(z))
    zeros, ones = np.sort(a[labels == 0]), np.sort(a[labels == 1])
    false_alarms = len(zeros) - np.searchsorted(zeros, THRESHOLDS, side="right")  # greater than the threshold
    misses = np.searchsorted(ones, THRESHOLDS, side="right")
    return (false_alarm * false_alarms + miss * misses) / len(z)


def best_threshold(z: NDArray, labels: NDArray, *, false_alarm: float, miss: float) -> float:
    """Return the cheapest of THRESHOLDS for these images. Never choose it on the images that it is evaluated on.

    Ties go to the threshold nearest to ``false_alarm / (false_alarm + miss)``, the best one for a calibrated neuron:
    the answer 1 then costs ``(1 - a) false_alarm`` on average, the answer 0 ``a miss``.

    Raises ArgumentError as `costs_at` does.
    """
    costs = costs_at(z, labels, false_alarm=false_alarm, miss=miss)
    ideal = false_alarm / (false_alarm + miss) if false_alarm + miss else 0.5
    cheapest = THRESHOLDS[np.isclose(costs, np.min(costs), rtol=1e-12, atol=0)]
    return float(cheapest[np.argmin(np.abs(cheapest - ideal))])
