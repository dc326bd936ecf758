"""Paired comparisons on the same images: only those count that one of the two answers right and the other wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from ..errors import ArgumentError
from .bursts import sums

LEVEL = 0.05  # of significance
POWER = 0.8  # the probability to find a real lead


@dataclass(frozen=True)
class Comparison:
    """A comparison of the neuron with another classifier on the same ``total`` images.

    title: the name of the other. ahead, behind: the number of images that only the neuron, or only the other, answers
    right. p: the p-value of the difference; adjusted: the same for several comparisons, by Holm. bursts: the number of
    bursts, or None.
    """

    title: str
    ahead: int
    behind: int
    total: int
    p: float
    adjusted: float
    bursts: int | None = None

    @property
    def lead(self) -> float:
        """The accuracy of the neuron minus that of the other, from -1 to 1."""
        return (self.ahead - self.behind) / self.total

    @property
    def verdict(self) -> str:
        """``better`` or ``worse`` if significant at LEVEL, else ``no clear difference``."""
        if self.adjusted >= LEVEL or self.ahead == self.behind:
            return "no clear difference"
        return "better" if self.ahead > self.behind else "worse"

    def words(self) -> str:
        """Return the verdict with its p-value: ``no clear difference (p = 0.7)``."""
        return f"{self.verdict} ({'p below 0.001' if self.adjusted < 0.001 else f'p = {self.adjusted:.2g}'})"


def compare(
    right: NDArray[np.bool_], others: Sequence[tuple[str, NDArray[np.bool_]]], bursts: NDArray | None = None
) -> list[Comparison]:
    """Compare the neuron with each of the others by McNemar's exact test, with Holm's adjustment.

    right: which images the neuron answers right, ``(m,)``; others: a title and the same array for each other. bursts:
    the burst of each image, ``(m,)``, or None; with bursts the test exchanges whole bursts.

    Raises ArgumentError if the answers are not about the same images.
    """
    results = []
    for title, other in others:
        if np.shape(other) != np.shape(right):
            raise ArgumentError(f"Both must answer the same images. Got {len(other)} for {len(right)}.")
        difference = np.asarray(right, dtype=np.int64) - np.asarray(other, dtype=np.int64)
        nets = difference if bursts is None else sums(difference, bursts)[0].astype(np.int64)
        p = exchanged(nets)
        ahead, behind = int((difference > 0).sum()), int((difference < 0).sum())
        groups = None if bursts is None else len(nets)
        results.append(Comparison(title, ahead, behind, len(difference), p, p, groups))
    return [replace(each, adjusted=p) for each, p in zip(results, holm([each.p for each in results]), strict=True)]


def exchanged(nets: NDArray[np.int64]) -> float:
    """Return how often a sum with random signs is at least as far from 0: the exact p-value.

    With terms of 1 and -1, one for each image on which the two differ, it is the exact test of Q. McNemar (1947), Note
    on the sampling error of the difference between correlated proportions or percentages. With larger terms, the net
    lead in each burst, it is R. A. Fisher's randomisation test (1935).
    """
    terms = np.abs(nets[nets != 0])
    chances = np.ones(1)  # of each sum, from -sum(terms) to sum(terms)
    for term in terms:
        grown = np.zeros(len(chances) + 2 * term)
        grown[: len(chances)] += chances / 2
        grown[2 * term :] += chances / 2
        chances = grown
    reached = np.abs(np.arange(len(chances)) - terms.sum()) >= abs(nets.sum())
    return min(1.0, float(chances[reached].sum()))


def holm(p_values: Sequence[float]) -> list[float]:
    """Return the adjusted p-values: the smallest times k, the next times k - 1, ..., each at least the one before.

    Source: S. Holm (1979), A simple sequentially rejective multiple test procedure.
    """
    order = np.argsort(p_values, kind="stable")
    k = len(order)
    scaled = np.minimum(1, np.asarray(p_values, dtype=float)[order] * (k - np.arange(k)))
    adjusted = np.empty(k)
    adjusted[order] = np.maximum.accumulate(scaled)
    return [float(p) for p in adjusted]


def images_needed(ahead: float, behind: float, *, comparisons: int = 1) -> int:
    """Return the number of images with which McNemar's test finds a lead of this size with 80 % power.

    ahead, behind: the shares of the images that only one, or only the other, answers right. comparisons: how many are
    made at once; the level is then Holm's level for the smallest p-value.

    With ``d = ahead + behind`` and ``lead = ahead - behind`` it is

        (z_level sqrt(d) + z_power sqrt(d - lead^2))^2 / lead^2

    Source: R. J. Connor (1987), Sample size for testing differences in proportions for the paired-sample design. The
    exact test needs a few more images.

    Raises ArgumentError unless both are shares and differ.
    """
    different, lead = ahead + behind, abs(ahead - behind)
    if min(ahead, behind) < 0 or different > 1 or not lead:
        raise ArgumentError(f"ahead and behind must be two different shares of all images. Got {ahead} and {behind}.")
    reach = norm.ppf(1 - LEVEL / (2 * comparisons)) * sqrt(different) + norm.ppf(POWER) * sqrt(different - lead**2)
    return ceil((reach / lead) ** 2)
