"""Every threshold at once: its curves, what an image costs at each, and which is the cheapest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import ArgumentError
from ..logistic import sigmoid
from .confusion import answers_of, checked

THRESHOLDS = np.round(np.linspace(0, 1, 101), 2)  # those that a slider can show
THRESHOLDS.setflags(write=False)


@dataclass(frozen=True)
class ThresholdCurve:
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


def roc(z: NDArray, labels: NDArray, threshold: float = 0.5) -> ThresholdCurve:
    """Found images of class 1 (y) against images of class 0 that are falsely called class 1 (x).

    z, labels: ``(m,)``. Raises ArgumentError as `checked` does, and when a class has no image.
    """
    z, labels = _checked_pair(z, labels)
    cuts, hits, alarms = _called(z, labels)
    x, y = np.append(0, alarms / alarms[-1]), np.append(0, hits / hits[-1])
    thresholds = np.append(1.0, sigmoid(cuts))  # the first one calls nothing
    said = answers_of(z, threshold)
    point = (float(said[labels == 0].mean()), float(said[labels == 1].mean()))
    return ThresholdCurve(x, y, thresholds, point, float(np.trapezoid(y, x)))


def precision_recall(z: NDArray, labels: NDArray, threshold: float = 0.5) -> ThresholdCurve:
    """Of what it calls class 1, the share that is (precision, y), against the share of class 1 that it finds (x).

    z, labels: ``(m,)``. Raises ArgumentError as `checked` does, and when a class has no image.
    """
    z, labels = _checked_pair(z, labels)
    cuts, hits, alarms = _called(z, labels)
    x, y = np.append(0, hits / hits[-1]), np.append(1, hits / (hits + alarms))
    thresholds = np.append(1.0, sigmoid(cuts))
    said = answers_of(z, threshold) == 1
    point = (float(said[labels == 1].mean()), float(labels[said].mean()) if said.any() else np.nan)
    return ThresholdCurve(x, y, thresholds, point, float(np.diff(x) @ y[1:]), float(labels.mean()))


def _called(z: NDArray, labels: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """Each score that occurs, the highest first, and how many images of class 1 and of class 0 have at least it."""
    order = np.argsort(-z, kind="stable")
    scores, ones = z[order], labels[order].cumsum()
    last = np.append(np.flatnonzero(scores[1:] != scores[:-1]), len(scores) - 1)  # of those that are alike
    return scores[last], ones[last], last + 1 - ones[last]


def _checked_pair(z: NDArray, labels: NDArray) -> tuple[NDArray, NDArray]:
    z, labels = checked(z, labels)
    if len(np.unique(labels)) < 2:
        raise ArgumentError("A curve needs at least one image of each class. Choose another part of the data.")
    return np.nan_to_num(z), labels


def costs_at(z: NDArray, labels: NDArray, *, false_alarm: float, miss: float) -> NDArray[np.float64]:
    """What an image costs on average at each of THRESHOLDS, ``(101,)``.

    z, labels: ``(m,)``. false_alarm: what it costs to call an image of class 0 class 1; miss: the other way round.

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
    """The cheapest of THRESHOLDS for these images. Never choose it on the images that it is judged on afterwards.

    Of thresholds that are equally cheap it is the one nearest to ``false_alarm / (false_alarm + miss)``, which is the
    best one for a neuron whose probabilities are right: calling class 1 then costs ``(1 - a) false_alarm`` on average,
    and not calling it ``a miss``.

    Raises ArgumentError as `costs_at` does.
    """
    costs = costs_at(z, labels, false_alarm=false_alarm, miss=miss)
    ideal = false_alarm / (false_alarm + miss) if false_alarm + miss else 0.5
    cheapest = THRESHOLDS[np.isclose(costs, np.min(costs), rtol=1e-12, atol=0)]
    return float(cheapest[np.argmin(np.abs(cheapest - ideal))])
