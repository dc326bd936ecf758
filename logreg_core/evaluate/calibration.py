"""Whether its probabilities can be believed, and what becomes of them where the classes are mixed otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import brier_score_loss

from ..checks import check_count
from ..errors import ArgumentError
from ..logistic import sigmoid
from .accuracy import Accuracy
from .confusion import checked


@dataclass(frozen=True)
class Bin:
    """The images whose probability is from ``low`` to ``high``.

    said: the mean of their probabilities. truth: how many of them are of class 1, with Wilson's interval.
    """

    low: float
    high: float
    said: float
    truth: Accuracy


def calibration(z: NDArray, labels: NDArray, bins: int = 10) -> list[Bin]:
    """The images in bins that divide 0 to 1 evenly, without the empty ones. A bin includes its lower edge.

    Where the neuron is calibrated, ``said`` is about ``truth.share`` in each: of the images with 80 %, 80 % are of
    class 1. z, labels: ``(m,)``. Raises ArgumentError as `checked` does.
    """
    check_count("bins", bins)
    z, labels = checked(z, labels)
    a = np.asarray(sigmoid(z))
    edges = np.linspace(0, 1, bins + 1)
    where = np.clip(np.searchsorted(edges, a, side="right") - 1, 0, bins - 1)
    return [
        Bin(
            float(edges[k]),
            float(edges[k + 1]),
            float(a[where == k].mean()),
            Accuracy(int(labels[where == k].sum()), int((where == k).sum())),
        )
        for k in np.unique(where)
    ]


def brier(z: NDArray, labels: NDArray) -> float:
    """The mean squared difference of probability and truth: 0 is perfect, and always saying 50 % scores 0.25.

    Source: G. W. Brier (1950), Verification of forecasts expressed in terms of probability.
    z, labels: ``(m,)``. Raises ArgumentError as `checked` does.
    """
    z, labels = checked(z, labels)
    return float(brier_score_loss(labels, np.asarray(sigmoid(z)), pos_label=1))


def log_odds_shift(learned: float, used: float) -> float:
    """What to add to the bias when the share of class 1 was ``learned`` in training and is ``used`` where it is used.

    By Bayes' rule the odds of class 1 for an image are the odds among all images, times how much more likely such an
    image is in class 1. Only the first factor changes, so every score moves by the same number:

        z' = z + log(used / (1 - used)) - log(learned / (1 - learned))

    Raises ArgumentError unless both are between 0 and 1.
    """
    for name, share in (("learned", learned), ("used", used)):
        if not 0 < share < 1:
            raise ArgumentError(f"{name} must be a share between 0 and 1. Got {share}.")
    return log(used / (1 - used)) - log(learned / (1 - learned))
