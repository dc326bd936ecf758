"""Calibration of the probabilities, and their correction for another share of class 1."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize
from scipy.special import expit

from ..checks import check_count
from ..errors import ArgumentError
from ..logistic import sigmoid
from .accuracy import Accuracy
from .bursts import worth
from .confusion import checked
from .intervals import Interval, Z

DOUBLINGS = 20  # of the distance from the best slope; an end beyond them is infinite


@dataclass(frozen=True)
class Bin:
    """The images with a probability from ``low`` to ``high``.

    said: the mean of their probabilities. truth: how many of them are of class 1, with its interval.
    """

    low: float
    high: float
    said: float
    truth: Accuracy


def calibration(z: NDArray, labels: NDArray, bins: int = 10) -> list[Bin]:
    """Return the images in bins of equal width from 0 to 1, without the empty ones. A bin includes its lower edge.

    If the neuron is calibrated, ``said`` is close to ``truth.share`` in each bin: of the images with 80 %, 80 % are of
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
    """Return the mean squared difference of probability and label: 0 is perfect, a constant 50 % scores 0.25.

    Source: G. W. Brier (1950), Verification of forecasts expressed in terms of probability. z, labels: ``(m,)``. Raises
    ArgumentError as `checked` does.
    """
    z, labels = checked(z, labels)
    return float(np.mean((sigmoid(z) - labels) ** 2))


def log_odds_shift(learned: float, used: float) -> float:
    """Return the correction of the bias if the share of class 1 was ``learned`` in training and is ``used`` in use.

    By Bayes' rule the odds of class 1 for an image are the prior odds times the likelihood ratio of the image. Only the
    prior odds change, so every score changes by the same number:

        z' = z + log(used / (1 - used)) - log(learned / (1 - learned))

    Raises ArgumentError unless both are between 0 and 1.
    """
    for name, share in (("learned", learned), ("used", used)):
        if not 0 < share < 1:
            raise ArgumentError(f"{name} must be a share between 0 and 1. Got {share}.")
    return log(used / (1 - used)) - log(learned / (1 - learned))


def recalibrated(z: NDArray, labels: NDArray, *, share: float | None = None) -> tuple[float, float]:
    """Return the offset ``a`` and the slope ``b`` for which ``sigmoid(a + b z)`` fits the labels best (Platt scaling).

    An overconfident neuron has a slope below 1; `calibration_slope` tests this. share: of class 1 in use; the images of
    each class are weighted to match it. z: scores by neurons that did not train on these images (`Judged.cross`),
    ``(m,)``. The targets are not quite 0 and 1, as if each class had one more image without a known label, so that
    separable scores keep the slope finite. Source: D. R. Cox (1958), Two further applications of a model for binary
    regression; J. Platt (1999), Probabilistic outputs for support vector machines.

    Raises ArgumentError as `checked` does, and for a class without images.
    """
    z, labels, goals = _with_goals(z, labels)
    n_1 = int(labels.sum())
    used = n_1 / len(labels) if share is None else share
    return _fitted(z, goals, np.where(labels == 1, used / n_1, (1 - used) / (len(labels) - n_1)))


def calibration_slope(z: NDArray, labels: NDArray, *, bursts: NDArray | None = None) -> tuple[float, Interval] | None:
    """Return the slope of `recalibrated` for targets of 0 and 1, and its 95 % interval; None if all scores are equal.

    The profile likelihood gives the interval: all slopes whose best log likelihood is at most Z^2 / 2 below the
    maximum. For separable scores the fit always improves with steeper slopes: the slope and one end are infinite, and
    the other end uses the targets of `recalibrated`. Those targets bias the slope downwards, so they are not used
    elsewhere. bursts: the burst of each image, ``(m,)``, or None; with bursts the likelihood counts as many images as
    the errors are `worth`. z, labels and errors: as for `recalibrated`. Source: D. R. Cox (1958), as above; D. J.
    Venzon and S. H. Moolgavkar (1988), A method for computing profile-likelihood-based confidence intervals.
    """
    z, labels, smoothed = _with_goals(z, labels)
    spread = float(z.std())
    if not spread:
        return None
    u = (z - z.mean()) / spread
    counted = 1.0 if bursts is None else min(1.0, worth(labels - np.asarray(sigmoid(z)), bursts) / len(z))
    slope, low, high = _profiled(u, labels.astype(float), counted)
    if not np.isfinite(high - low):
        _, least, most = _profiled(u, smoothed, counted)
        slope = low if high < np.inf else high
        low, high = (low, most) if high < np.inf else (least, high)
    return slope / spread, (low / spread, high / spread)


def _with_goals(z: NDArray, labels: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """Return checked scores and labels, and the smoothed targets of `recalibrated`."""
    z, labels = checked(z, labels)
    n_1 = int(labels.sum())
    n_0 = len(labels) - n_1
    if not n_0 or not n_1 or not np.isfinite(z).all():
        raise ArgumentError(f"Both classes need an image, with finite scores. Got {n_0} and {n_1} images.")
    return z, labels, np.where(labels == 1, (n_1 + 1) / (n_1 + 2), 1 / (n_0 + 2))


def _fitted(z: NDArray, goals: NDArray, weights: NDArray) -> tuple[float, float]:
    """Return the offset and the slope with the lowest cost."""
    scale = max(1.0, float(np.abs(z).max()))

    def cost(parameters: NDArray) -> tuple[float, NDArray]:
        score = parameters[0] + parameters[1] * z / scale
        error = weights * (np.asarray(sigmoid(score)) - goals)
        value = weights @ (np.logaddexp(0, score) - goals * score)
        return float(value), np.array([error.sum(), error @ z / scale])

    offset, slope = minimize(cost, np.array([0.0, scale]), jac=True, method="BFGS", options={"gtol": 1e-9}).x
    return float(offset), float(slope / scale)


def _profiled(u: NDArray, goals: NDArray, counted: float) -> tuple[float, float, float]:
    """Return the best slope and both ends of its interval. counted: the share of the images that count."""
    _, slope = _fitted(u, goals, np.full(len(u), 1 / len(u)))

    def beyond(tried: float) -> float:
        """Return the drop of the profile log likelihood at a slope, minus Z^2 / 2."""
        return counted * (cost_at(tried) - least) - Z**2 / 2

    def cost_at(tried: float) -> float:
        edge = abs(tried) * float(np.abs(u).max()) + 50
        off = brentq(lambda offset: (expit(tried * u + offset) - goals).sum(), -edge, edge, xtol=1e-10 * edge)
        score = tried * u + off
        return float((np.logaddexp(0, score) - goals * score).sum())

    least = cost_at(slope)
    ends = []
    for side in (-1, 1):
        tried = (slope + side * 2.0**k for k in range(DOUBLINGS))
        far = next((end for end in tried if beyond(end) > 0), side * np.inf)
        ends.append(float(brentq(beyond, *sorted((slope, far)), rtol=1e-6)) if np.isfinite(far) else far)
    return slope, ends[0], ends[1]
