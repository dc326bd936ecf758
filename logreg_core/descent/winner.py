"""What the best of a sweep is worth: the best of many looks better than it is, because it was chosen for its score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..checks import generator_of
from ..errors import ArgumentError
from .sweep import Combination

DRAWS = 2000
MOST_AT_ONCE = 4_000_000  # images that are drawn at once
TAILS = (0.025, 0.975)
ROUNDING = 1e-9


@dataclass(frozen=True)
class Winner:
    """The combination with the lowest held-out cost, and what choosing so is worth.

    accuracy: the share that a combination so chosen is expected to answer right of new images with the same share of
    each class: the folds keep that share. interval: where that share plausibly lies, with 95 % confidence.
    """

    combination: Combination
    accuracy: float
    interval: tuple[float, float]


def best_of(found: Sequence[Combination]) -> Combination:
    """The combination with the lowest held-out cost. Of equal ones the larger penalty, then the lower rate.

    Raises ArgumentError when there is none.
    """
    if not found:
        raise ArgumentError("There must be at least one combination.")
    costs = np.nan_to_num([each.cost for each in found], nan=np.inf)
    equal = [each for each, cost in zip(found, costs, strict=True) if cost <= costs.min() * (1 + ROUNDING)]
    return min(equal, key=lambda each: (-each.l2, each.learning_rate))


def winner_of(found: Sequence[Combination], Y: NDArray, *, bursts: NDArray | None = None, seed: int = 0) -> Winner:
    """The best combination with its score corrected for having been chosen by it.

    Images are drawn with replacement, as many as there are. The combination that costs least on those drawn is judged
    on those that were not, and that is repeated DRAWS times: it never is judged on the images that chose it.
    Y: ``(1, m)``, as `sweep` got it. bursts: the burst of each image, ``(m,)``; then whole bursts are drawn.
    Source: I. Tsamardinos, E. Greasidou and G. Borboudakis (2018), Bootstrapping the out-of-sample predictions for
    efficient and accurate cross-validation (BBC-CV).

    Raises ArgumentError as `best_of` does.
    """
    best = best_of(found)
    labels = np.ravel(Y)
    z = np.column_stack([each.held_out for each in found])
    losses = np.nan_to_num(
        np.logaddexp(0, np.where(labels[:, np.newaxis] == 1, -z, z)), nan=1e6, posinf=1e6
    )  # (m, combinations)
    right = ((z > 0) == labels[:, np.newaxis]).astype(float)
    unit = np.arange(len(labels)) if bursts is None else np.unique(bursts, return_inverse=True)[1]
    units = int(unit.max()) + 1
    generator = generator_of(seed)
    at_once = max(1, min(DRAWS, MOST_AT_ONCE // len(labels)))
    shares: list[NDArray] = []
    while sum(map(len, shares)) < DRAWS:
        times = generator.multinomial(units, np.full(units, 1 / units), size=at_once)[:, unit]  # (draws, m)
        left = (times == 0).astype(float)
        judged = left.any(axis=1)
        times, left = times[judged], left[judged]
        chosen = np.argmin(times @ losses, axis=1)
        shares.append((left @ right)[np.arange(len(chosen)), chosen] / left.sum(axis=1))
    drawn = np.concatenate(shares)
    low, high = np.quantile(drawn, TAILS)
    return Winner(best, float(drawn.mean()), (float(low), float(high)))
