"""Is it better than another on the same images? What counts are the images on which only one of the two is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from ..errors import ArgumentError
from .bursts import sums

LEVEL = 0.05  # a comparison that chance alone makes more rarely than that is taken as shown
POWER = 0.8  # how often the lead is to be found


@dataclass(frozen=True)
class Comparison:
    """A neuron beside another way to answer, on the same ``total`` images.

    title: what the other is called. ahead, behind: on how many images only the neuron is right, and only the other.
    p: how often, were neither better, chance alone would make a difference as large; adjusted: the same for several
    comparisons at once, by Holm. bursts: how many bursts the images are from, or None.
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
        """How much larger the share of the neuron's right answers is, from -1 to 1."""
        return (self.ahead - self.behind) / self.total

    @property
    def verdict(self) -> str:
        """``better`` or ``worse``, where that is shown at LEVEL; else ``not told apart``."""
        if self.adjusted >= LEVEL or self.ahead == self.behind:
            return "not told apart"
        return "better" if self.ahead > self.behind else "worse"

    def words(self) -> str:
        """The verdict and how sure it is: ``not told apart (p = 0.7)``."""
        return f"{self.verdict} ({'p below 0.001' if self.adjusted < 0.001 else f'p = {self.adjusted:.2g}'})"


def compare(
    right: NDArray[np.bool_], others: Sequence[tuple[str, NDArray[np.bool_]]], bursts: NDArray | None = None
) -> list[Comparison]:
    """The neuron beside each of the others, by the exact test of McNemar, with Holm's adjustment over all of them.

    right: which images the neuron answers right, ``(m,)``; others: a title and the same of another. bursts: the burst
    of each image, ``(m,)``, where they are known: then whole bursts are exchanged, not single images.

    Raises ArgumentError when the answers are not about the same images.
    """
    found = []
    for title, other in others:
        if np.shape(other) != np.shape(right):
            raise ArgumentError(f"Answers must be about the same images. Got {len(other)} for {len(right)}.")
        difference = np.asarray(right, dtype=np.int64) - np.asarray(other, dtype=np.int64)
        nets = difference if bursts is None else sums(difference, bursts)[0].astype(np.int64)
        p = exchanged(nets)
        ahead, behind = int((difference > 0).sum()), int((difference < 0).sum())
        groups = None if bursts is None else len(nets)
        found.append(Comparison(title, ahead, behind, len(difference), p, p, groups))
    return [replace(each, adjusted=p) for each, p in zip(found, holm([each.p for each in found]), strict=True)]


def exchanged(nets: NDArray[np.int64]) -> float:
    """How often a sum is at least as far from 0 when each of its terms gets a sign by the toss of a coin: exact.

    With terms of 1 and -1, one for each image on which the two differ, that is the exact test of Q. McNemar (1947),
    Note on the sampling error of the difference between correlated proportions or percentages. With larger terms, the
    net lead in each burst, it is R. A. Fisher's randomisation test (1935).
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
    """Each p-value for being one of several: the smallest times k, the next times k - 1, ..., and never below another.

    Source: S. Holm (1979), A simple sequentially rejective multiple test procedure.
    """
    order = np.argsort(p_values, kind="stable")
    k = len(order)
    scaled = np.minimum(1, np.asarray(p_values, dtype=float)[order] * (k - np.arange(k)))
    adjusted = np.empty(k)
    adjusted[order] = np.maximum.accumulate(scaled)
    return [float(p) for p in adjusted]


def images_needed(ahead: float, behind: float, *, comparisons: int = 1) -> int:
    """The number of images at which a lead as large is found in 8 of 10 test sets, by the test of McNemar.

    ahead, behind: the shares of the images on which only the one is right, and only the other. comparisons: how many
    are made at once; the level of the test is then that share of 0.05 which Holm asks of the first.

    With ``d = ahead + behind`` and ``lead = ahead - behind`` it is

        (z_level sqrt(d) + z_power sqrt(d - lead^2))^2 / lead^2

    Source: R. J. Connor (1987), Sample size for testing differences in proportions for the paired-sample design.
    The exact test needs a few images more.

    Raises ArgumentError unless both are shares and differ.
    """
    different, lead = ahead + behind, abs(ahead - behind)
    if min(ahead, behind) < 0 or different > 1 or not lead:
        raise ArgumentError(f"ahead and behind must be two different shares of all images. Got {ahead} and {behind}.")
    reach = norm.ppf(1 - LEVEL / (2 * comparisons)) * sqrt(different) + norm.ppf(POWER) * sqrt(different - lead**2)
    return ceil((reach / lead) ** 2)
