"""Confidence intervals for images from bursts: ten images of a burst tell hardly more than one.

The intervals are about images of *new* bursts: the sample is a few bursts, not many images.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

from .intervals import CONFIDENCE, Interval

EDGES = np.sin(np.linspace(0, np.pi / 2, 201)) ** 2  # edges between the shares of GRID, denser near 0 and 1
GRID = np.sin((np.arange(200) + 0.5) * np.pi / 400) ** 2  # the tested shares
ALIKE = (np.arange(16) + 0.5) / 16  # the tested correlations within a burst
OUTWARD = 0.25  # of the prior of each end, on its own side: 1 leans inwards, 0 outwards
TAILS = ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)
KNOWN_BEFORE = 2.0  # bursts in the prior of the correlation, which is one half


def likely(counts: NDArray, totals: NDArray, outward: float = OUTWARD) -> NDArray[np.float64]:
    """Return the posterior of each share in GRID after ``counts`` of ``totals`` in each burst, ``(k,)`` each.

    Every burst has its own share, beta-distributed around the common one; its images are counted with this chance (the
    beta-binomial distribution). The prior of the correlation within a burst is uniform. Returns ``(2, 200)``: for the
    lower end of an interval with the prior Beta(outward, 1), for the upper end with Beta(1, outward). With Beta(0, 1)
    and Beta(1, 0) and single images, the ends would be those of Clopper and Pearson. With Beta(1, 1) for both, only 75
    of 100 intervals held a true share of 0.99 with few bursts. Source: J. G. Skellam (1948), A probability distribution
    derived from the binomial distribution by regarding the probability of success as variable between the sets of
    trials. The alternatives (as many images as bursts; a design effect) held the true share too often or too rarely.
    """
    strength = (1 / ALIKE - 1)[:, np.newaxis]  # of the beta distribution: its two parameters added
    ones, zeros = GRID[:, np.newaxis, np.newaxis] * strength, (1 - GRID)[:, np.newaxis, np.newaxis] * strength
    logs = (betaln(counts + ones, totals - counts + zeros) - betaln(ones, zeros)).sum(axis=-1)  # (200, 16)
    weights = np.exp(logs - logs.max()).sum(axis=1) * np.diff(EDGES)
    both = weights * np.stack([GRID, 1 - GRID]) ** (outward - 1)
    return np.asarray(both / both.sum(axis=1, keepdims=True))


def share_of_new_bursts(counts: NDArray, totals: NDArray) -> Interval:
    """Return the interval of a share from `likely`, with 2.5 % beyond each end. counts, totals: as for `likely`."""
    low, high = (np.interp(tail, np.append(0, np.cumsum(p)), EDGES) for tail, p in _ends(likely(counts, totals)))
    return float(low), float(high)


def of_two_shares(value: Callable[[NDArray, NDArray], NDArray], first: NDArray, second: NDArray) -> Interval:
    """Return the interval of a value that increases with one independent share and decreases with another.

    first, second: `likely` of each with half of OUTWARD: near the ends the two priors lean inwards together, and with
    all of OUTWARD 86 of 100 intervals held the balanced accuracy of few bursts at 0.995. The images of a burst have one
    class and are right or wrong together, so precision has no share of its own in a burst; it is computed from recall
    and false positives.
    """
    values = value(GRID[:, np.newaxis], GRID).ravel()
    order = np.argsort(values)
    both = np.stack(
        [np.outer(rising, falling).ravel()[order] for rising, falling in zip(first, second[::-1], strict=True)]
    )
    low, high = (np.interp(tail, np.cumsum(p), values[order]) for tail, p in _ends(both))
    return float(low), float(high)


def _ends(both: NDArray) -> Iterator[tuple[float, NDArray]]:
    """Yield for each end of an interval its tail and the posterior of each value."""
    return zip(TAILS, both, strict=True)


def worth(values: NDArray, bursts: NDArray) -> float:
    """Return the effective number of independent images: ``m / (1 + (n - 1) rho)``, with bursts of about ``n`` images.

    values: ``(m,)``; rho: their correlation within a burst, from an analysis of variance, shrunk towards one half as if
    KNOWN_BEFORE bursts had shown it: two bursts alone tell little about it. Source: L. Kish (1965), Survey sampling
    (the design effect); A. Donner (1986) for the analysis of variance.
    """
    _, where, sizes = np.unique(bursts, return_inverse=True, return_counts=True)
    m, k = len(values), len(sizes)
    size = float((sizes**2).sum() / m)
    seen = _correlation(values, where, sizes) if k > 1 else 0.0
    rho = (seen * (k - 1) + 0.5 * KNOWN_BEFORE) / (k - 1 + KNOWN_BEFORE)
    return m / (1 + (size - 1) * rho)


def _correlation(values: NDArray, where: NDArray, sizes: NDArray) -> float:
    m, k = len(values), len(sizes)
    means = np.bincount(where, values) / sizes
    between = float((sizes * (means - values.mean()) ** 2).sum() / (k - 1))
    within = float(((values - means[where]) ** 2).sum() / max(m - k, 1))
    usual = (m - (sizes**2).sum() / m) / (k - 1)
    total = between + (usual - 1) * within
    return float(np.clip((between - within) / total, 0, 1)) if total > 0 else 1.0


def sums(values: NDArray, bursts: NDArray) -> tuple[NDArray[np.float64], NDArray[np.integer]]:
    """Return the sum of the values ``(m,)`` in each burst, and its number of images: ``(k,)`` each."""
    _, where, sizes = np.unique(bursts, return_inverse=True, return_counts=True)
    return np.bincount(where, np.asarray(values, dtype=np.float64)).astype(np.float64), sizes
