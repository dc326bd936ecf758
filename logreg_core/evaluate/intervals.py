"""Confidence intervals of 95 % for measures on a few images.

`make coverage` simulates how often each interval holds the true value; its table is tests/bench/COVERAGE.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import gammaincinv
from scipy.stats import norm, t

CONFIDENCE = 0.95
Z = float(norm.ppf((1 + CONFIDENCE) / 2))  # 1.96 standard errors on either side
FEW = 3  # answers: too few for a normal approximation
ALMOST = 1e-12  # keeps the root search away from 0 and 1

Interval = tuple[float, float]


def wilson(count: float, total: float) -> Interval:
    """Return the Wilson interval of a share, ``count`` of ``total``: all shares within Z standard errors of the
    observed one.

    total may be fractional: images that resemble each other are worth fewer. Source: E. B. Wilson (1927), Probable
    inference, the law of succession, and statistical inference.
    """
    share = count / total
    middle, scale = share + Z**2 / (2 * total), 1 + Z**2 / total
    reach = Z * np.sqrt(share * (1 - share) / total + (Z / (2 * total)) ** 2)
    low, high = (middle - reach) / scale, (middle + reach) / scale
    return (0.0 if count == 0 else float(low)), (1.0 if count == total else float(high))


def of_share(count: float, total: float) -> Interval:
    """Return `wilson`, but with at most FEW right or wrong answers, a Poisson bound for the end on that side.

    That bound lies further out: with 25 images and a true share of 0.995, 88 of 100 Wilson intervals held the true
    share, and 99 with this end. Source: L. D. Brown, T. T. Cai and A. DasGupta (2001), Interval estimation for a
    binomial proportion (the modified Wilson interval).
    """
    low, high = wilson(count, total)
    if 0 < count <= FEW:
        low = min(low, float(gammaincinv(count, 1 - CONFIDENCE)) / total)
    if 0 < total - count <= FEW:
        high = max(high, 1 - float(gammaincinv(total - count, 1 - CONFIDENCE)) / total)
    return low, high


def mean_of_two(first: float, of_first: Interval, second: float, of_second: Interval) -> Interval:
    """Return the interval of the mean of two independent values from the interval of each (MOVER).

    The distances to each end add as errors do, by their squares. Source: A. Donner and G. Y. Zou (2012), Closed-form
    confidence intervals for functions of the normal mean and standard deviation; for shares R. G. Newcombe (1998),
    Interval estimation for the difference between independent proportions, method 10.
    """
    mean = (first + second) / 2
    down = np.hypot(first - of_first[0], second - of_second[0]) / 2
    up = np.hypot(of_first[1] - first, of_second[1] - second) / 2
    return max(0.0, float(mean - down)), min(1.0, float(mean + up))


def balanced(right: tuple[int, int], totals: tuple[int, int]) -> Interval:
    """Return the interval of the balanced accuracy, with ``right`` answers of ``totals`` in each class.

    It joins two of `of_share`. That is too narrow for small classes, so it is at least as wide as `of_share` for ``4 /
    (1 / n_0 + 1 / n_1)`` images, whose plain share has the same standard error.
    """
    shares = [count / total for count, total in zip(right, totals, strict=True)]
    joined = mean_of_two(shares[0], of_share(right[0], totals[0]), shares[1], of_share(right[1], totals[1]))
    worth = 4 / (1 / totals[0] + 1 / totals[1])
    plain = of_share(sum(shares) / 2 * worth, worth)
    return min(joined[0], plain[0]), max(joined[1], plain[1])


def f1_of(jaccard: Interval) -> Interval:
    """Return the interval of F1 from that of the Jaccard index ``J = TP / (TP + FP + FN)``: ``F1 = 2 J / (1 + J)``.

    F1 increases with J, so both ends are transformed.
    """
    low, high = (2 * share / (1 + share) for share in jaccard)
    return low, high


def area(value: float, n_0: float, n_1: float, reach: float = Z) -> Interval:
    """Return the interval of ROC AUC: all areas within ``reach`` of *their* standard errors of ``value``.

    n_0, n_1: the number of images of each class. An area of 1 has an interval too. Source: R. G. Newcombe (2006),
    Confidence intervals for an effect size measure based on the Mann-Whitney statistic, part 2, method 5.
    """
    more = (n_0 + n_1) / 2 - 1

    def beyond(other: float) -> float:
        spread = 1 + more * ((1 - other) / (2 - other) + other / (1 + other))
        return abs(value - other) - reach * float(np.sqrt(other * (1 - other) * spread / (n_0 * n_1)))

    inside = min(max(value, ALMOST), 1 - ALMOST)
    low = 0.0 if value <= ALMOST else float(brentq(beyond, 0.0, inside))
    high = 1.0 if value >= 1 - ALMOST else float(brentq(beyond, inside, 1.0))
    return low, high


def mean_loss(losses: NDArray) -> Interval | None:
    """Return the interval of the log loss from the losses ``(m,)`` of images or the mean losses of bursts; None below
    two.

    It is a t interval for the logarithm of the mean (delta method: ``sd(log mean) = sd(mean) / mean``). Few losses are
    large and most are small, so the sample may lack the largest. The upper end therefore adds one loss, the largest
    plus log 2 (the loss of zero weights). Without it 85 of 100 intervals hold the true loss if nearly all is right.
    """
    if len(losses) < 2 or not np.isfinite(losses).all():
        return None
    low = _on_the_log_scale(losses)[0] if losses.any() else 0.0
    return low, _on_the_log_scale(np.append(losses, losses.max() + np.log(2)))[1]


def _on_the_log_scale(losses: NDArray) -> Interval:
    m, mean = len(losses), losses.mean()
    factor = np.exp(t.ppf((1 + CONFIDENCE) / 2, m - 1) * losses.std(ddof=1) / np.sqrt(m) / mean)
    return float(mean / factor), float(mean * factor)
