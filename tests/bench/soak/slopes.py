"""Does it grow? A slope over time, and how sure that is where each sample resembles the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

WORLDS = 10_000  # simulated, from which it is read how far a slope may be off by chance
MAX_MEMORY = 0.95
GROWS, FLAT = "**grows**", "flat"  # verdicts
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
        return GROWS if self.grows else "unsure" if self.low > 0 else FLAT


def slope(
    seconds: Sequence[float], values: Sequence[float], *, lag: int, together: int = 1, beside: Sequence[float] = ()
) -> Slope:
    """The slope of ``values`` by least squares.

    lag: so many samples further on, one is forgotten. together: how many measures are looked at. beside: what else the
    values may follow, such as how many visitors there are; the slope is then that with this held equal. It is taken
    from both, the values and the time, first (Frisch and Waugh, Econometrica 1, 1933).

    The standard error is that of Newey and West (Econometrica 55, 1987) with Bartlett's weights up to this lag. With
    few samples it is too small (Kiefer and Vogelsang, Econometric Theory 21, 2005, say by how much): so how many of
    them an interval is wide is found by doing the same with noise that remembers as much as the samples do, from each
    to the next. That is seen from what is left of them beside the line, which makes it too small by (2 + 4 r) / n
    (Kendall, Biometrika 41, 1954, with the line).
    """
    hours, found = np.asarray(seconds, dtype=np.float64) / 3600, np.asarray(values, dtype=np.float64)
    axis = Axis.of(hours, np.asarray(beside, dtype=np.float64))
    (gain,), (error,), rest = _fitted(axis, found[None], lag)
    squares = float(rest[0] @ rest[0])
    seen = float(rest[0, 1:] @ rest[0, :-1]) / squares if squares else 0.0
    memory = min(max(0.0, seen + (2 + 4 * seen) / len(found)), MAX_MEMORY)
    off = _off(_shape(hours), _shape(beside), lag, np.ceil(memory * 20) / 20)
    half, whole = (float(np.quantile(off, 1 - miss)) * error for miss in (0.05, 0.05 / together))
    return Slope(float(gain), float(gain - half), float(gain + half), float(gain - whole))


def _shape(values: Sequence[float] | Floats) -> tuple[float, ...]:
    """The values from 0 to 1."""
    found = np.asarray(values, dtype=np.float64)
    return tuple(np.round((found - found.min()) / (np.ptp(found) or 1), 4).tolist()) if len(found) else ()


@dataclass(frozen=True)
class Axis:
    """The time of each sample, without what is beside it; and what is taken from values before they meet it, as
    orthonormal rows: their mean, and what of them follows what is beside.
    """

    hours: Floats
    taken: Floats

    @classmethod
    def of(cls, hours: Floats, beside: Floats) -> Axis:
        """Empty ``beside``: nothing."""
        columns = [np.ones(len(hours)), *([beside] if len(beside) and np.ptp(beside) else [])]
        taken = np.linalg.qr(np.stack(columns, axis=1))[0].T
        return cls(_without(taken, hours[None])[0], taken)


def _without(taken: Floats, rows: Floats) -> Floats:
    return rows - rows @ taken.T @ taken


def _fitted(axis: Axis, values: Floats, lag: int) -> tuple[Floats, Floats, Floats]:
    """The slope of each row of ``values``, its standard error, and what is left of the values beside the line."""
    spread = float(axis.hours @ axis.hours)
    rows = _without(axis.taken, values)
    gains = rows @ axis.hours / spread
    rest = rows - gains[:, None] * axis.hours
    scores = rest * axis.hours
    variance = (scores**2).sum(axis=1)
    for apart in range(1, min(lag, len(axis.hours) - 1) + 1):
        variance += 2 * (1 - apart / (lag + 1)) * (scores[:, apart:] * scores[:, :-apart]).sum(axis=1)
    return gains, np.sqrt(np.maximum(variance, 0)) / spread, rest


@cache
def _off(hours: tuple[float, ...], beside: tuple[float, ...], lag: int, memory: float) -> Floats:
    """How many standard errors the slope of noise is off, in each of many worlds."""
    axis = Axis.of(np.array(hours), np.array(beside))
    noise = np.random.default_rng(0).standard_normal((len(hours), WORLDS))
    noise[0] /= np.sqrt(1 - memory**2)  # as if it had begun long ago
    for before, here in pairwise(noise):
        here += memory * before
    gains, errors, _ = _fitted(axis, noise.T, lag)
    return np.abs(gains) / errors
