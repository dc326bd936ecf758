"""Intervals where pictures were taken in bursts: ten pictures of one burst say hardly more than one of them.

The question is then about pictures of *new* bursts, and what was tested are a few bursts, not many pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

from .intervals import CONFIDENCE, Interval

EDGES = np.sin(np.linspace(0, np.pi / 2, 201)) ** 2  # between the shares that are tried, closer at 0 and 1
GRID = np.sin((np.arange(200) + 0.5) * np.pi / 400) ** 2  # the shares that are tried
ALIKE = (np.arange(16) + 0.5) / 16  # the correlations within a burst that are tried
OUTWARD = 0.25  # of the prior of each end, on its own side: 1 leans inwards, 0 outwards
TAILS = ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)
KNOWN_BEFORE = 2.0  # bursts that a correlation of one half is taken to have been seen in before


def likely(counts: NDArray, totals: NDArray, outward: float = OUTWARD) -> NDArray[np.float64]:
    """How likely each of the shares GRID is, after ``counts`` of ``totals`` in each burst, ``(k,)`` each.

    Every burst has a share of its own, beta-distributed around the one in question, and its pictures are counted with
    that chance (the beta-binomial distribution). All correlations within a burst are equally likely beforehand.
    Returns ``(2, 200)``: for the lower end of an interval with the prior Beta(outward, 1), for the upper end with
    Beta(1, outward). With Beta(0, 1) and Beta(1, 0), and single images, the ends would be those of Clopper and Pearson,
    and with one prior Beta(1, 1) for both, few bursts at a true share of 0.99 held it in 75 of 100.
    Source: J. G. Skellam (1948), A probability distribution derived from the binomial distribution by regarding the
    probability of success as variable between the sets of trials. The other ways that were tried (as many images as
    bursts; a design effect) held the truth too often or too rarely.
    """
    strength = (1 / ALIKE - 1)[:, np.newaxis]  # of the beta distribution: its two parameters added
    ones, zeros = GRID[:, np.newaxis, np.newaxis] * strength, (1 - GRID)[:, np.newaxis, np.newaxis] * strength
    logs = (betaln(counts + ones, totals - counts + zeros) - betaln(ones, zeros)).sum(axis=-1)  # (200, 16)
    weights = np.exp(logs - logs.max()).sum(axis=1) * np.diff(EDGES)
    both = weights * np.stack([GRID, 1 - GRID]) ** (outward - 1)
    return np.asarray(both / both.sum(axis=1, keepdims=True))


def share_of_new_bursts(counts: NDArray, totals: NDArray) -> Interval:
    """Of a share: each end leaves 2.5 % of what is `likely` beyond it. counts, totals: as there."""
    low, high = (np.interp(tail, np.append(0, np.cumsum(p)), EDGES) for tail, p in _ends(likely(counts, totals)))
    return float(low), float(high)


def of_two_shares(value: Callable[[NDArray, NDArray], NDArray], first: NDArray, second: NDArray) -> Interval:
    """Of a value that rises with one independent share and falls with another: as `share_of_new_bursts`.

    first, second: of each, what is `likely` with half of OUTWARD: near the ends the two priors lean inwards together,
    and with all of it 86 of 100 held the balanced accuracy of few bursts at 0.995. The bursts of one class are right
    together or wrong together, so what mixes both classes, as precision does, has no share of its own in each burst; it
    is made of recall and of false alarms.
    """
    values = value(GRID[:, np.newaxis], GRID).ravel()
    order = np.argsort(values)
    both = np.stack(
        [np.outer(rising, falling).ravel()[order] for rising, falling in zip(first, second[::-1], strict=True)]
    )
    low, high = (np.interp(tail, np.cumsum(p), values[order]) for tail, p in _ends(both))
    return float(low), float(high)


def _ends(both: NDArray) -> Iterator[tuple[float, NDArray]]:
    """The tail that each end of an interval leaves, and how likely each value is for that end."""
    return zip(TAILS, both, strict=True)


def worth(values: NDArray, bursts: NDArray) -> float:
    """How many independent images these are worth: ``m / (1 + (n - 1) rho)``, with bursts of about ``n`` images.

    values: ``(m,)``; rho: their correlation within a burst, from an analysis of variance, drawn towards one half as if
    that had been seen in KNOWN_BEFORE bursts: two bursts alone say little about it.
    Source: L. Kish (1965), Survey sampling (the design effect); A. Donner (1986) for the analysis of variance.
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
    """The sum of the values ``(m,)`` of each burst, and how many images it has: ``(k,)`` each."""
    _, where, sizes = np.unique(bursts, return_inverse=True, return_counts=True)
    return np.bincount(where, np.asarray(values, dtype=np.float64)).astype(np.float64), sizes
