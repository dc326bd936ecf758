"""Which threshold is the cheapest when the two errors do not cost the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..errors import ArgumentError
from ..logistic import sigmoid
from .confusion import checked

THRESHOLDS = np.round(np.linspace(0, 1, 101), 2)  # those that a slider can show
THRESHOLDS.setflags(write=False)


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
