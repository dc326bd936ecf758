"""Does it grow? A slope over time, and how sure that is where each sample resembles the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

WORLDS = 10_000  # simulated, from which it is read how far a slope may be off by chance
MOST_MEMORY = 0.95
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Slope:
    """What a measure gains in an hour.

    low, high: the 95 % interval. least: what it gains at the least, where all measures together are to be right in
    95 of 100.
    """

    an_hour: float
    low: float
    high: float
    least: float

    @property
    def grows(self) -> bool:
        """Whether that is more than chance."""
        return self.least > 0

    @property
    def verdict(self) -> str:
        """What can be said: flat is only what an interval of its own holds to be so."""
        return "**grows**" if self.grows else "unsure" if self.low > 0 else "flat"


def slope(seconds: Sequence[float], values: Sequence[float], *, lag: int, together: int = 1) -> Slope:
    """The slope of ``values`` by least squares.

    lag: so many samples further on, one is forgotten. together: how many measures are looked at.

    The standard error is that of Newey and West (Econometrica 55, 1987) with Bartlett's weights up to this lag. With
    few samples it is too small (Kiefer and Vogelsang, Econometric Theory 21, 2005, say by how much): so how many of
    them an interval is wide is found by doing the same with noise that remembers as much as the samples do, from each
    to the next. That is seen from what is left of them beside the line, which makes it too small by (2 + 4 r) / n
    (Kendall, Biometrika 41, 1954, with the line).
    """
    hours, found = np.asarray(seconds, dtype=np.float64) / 3600, np.asarray(values, dtype=np.float64)
    (gain,), (error,), rest = _fitted(hours, found[None], lag)
    squares = float(rest[0] @ rest[0])
    seen = float(rest[0, 1:] @ rest[0, :-1]) / squares if squares else 0.0
    memory = min(max(0.0, seen + (2 + 4 * seen) / len(found)), MOST_MEMORY)
    relative = tuple(np.round((hours - hours[0]) / (hours[-1] - hours[0]), 4).tolist())
    off = _off(relative, lag, np.ceil(memory * 20) / 20)
    half, whole = (float(np.quantile(off, 1 - miss)) * error for miss in (0.05, 0.05 / together))
    return Slope(float(gain), float(gain - half), float(gain + half), float(gain - whole))


def _fitted(hours: Floats, values: Floats, lag: int) -> tuple[Floats, Floats, Floats]:
    """The slope of each row of ``values``, its standard error, and what is left of the values beside the line."""
    centred = hours - hours.mean()
    spread = float(centred @ centred)
    rows = values - values.mean(axis=1, keepdims=True)
    gains = rows @ centred / spread
    rest = rows - gains[:, None] * centred
    scores = rest * centred
    variance = (scores**2).sum(axis=1)
    for apart in range(1, min(lag, len(hours) - 1) + 1):
        variance += 2 * (1 - apart / (lag + 1)) * (scores[:, apart:] * scores[:, :-apart]).sum(axis=1)
    return gains, np.sqrt(np.maximum(variance, 0)) / spread, rest


@cache
def _off(hours: tuple[float, ...], lag: int, memory: float) -> Floats:
    """How many standard errors the slope of noise is off, in each of many worlds."""
    noise = np.random.default_rng(0).standard_normal((len(hours), WORLDS))
    noise[0] /= np.sqrt(1 - memory**2)  # as if it had begun long ago
    for before, here in pairwise(noise):
        here += memory * before
    gains, errors, _ = _fitted(np.array(hours), noise.T, lag)
    return np.abs(gains) / errors
