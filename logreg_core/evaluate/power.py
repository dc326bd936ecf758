"""How many test images would it take? A small lead needs many images before a test can see it."""

from __future__ import annotations

from math import ceil, sqrt

from scipy.stats import norm

from ..errors import ArgumentError
from .comparison import LEVEL

POWER = 0.8  # how often the lead is to be found


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
