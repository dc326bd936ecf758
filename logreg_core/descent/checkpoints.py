"""Places of a run that can be gone back to: forks of it, kept on the way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..checks import check_count
from .run import Descent

FRAMES = 80  # of a recording
ROOM = 8 * 2**20  # bytes that the checkpoints of one run may take, about


@dataclass(frozen=True, eq=False)
class Look:
    """What a run looks like at a checkpoint.

    map: the weights as a small picture, ``(h, w)``; ``(0, 0)`` where a weight belongs to no pixel.
    slope: the length of the gradient of the objective; z: the scores of the training images, ``(m,)``.
    """

    map: NDArray[np.float32]
    slope: float
    z: NDArray[np.float32]

    @property
    def is_finite(self) -> bool:
        """Whether all that can be drawn is a number."""
        return bool(np.isfinite(self.map).all() and np.isfinite(self.z).all())


@dataclass(eq=False)
class Checkpoint:
    """A fork without records that stays where it is, and what it looks like, once that was asked for."""

    descent: Descent
    look: Look | None = None

    @property
    def iteration(self) -> int:
        """Where it is."""
        return self.descent.iteration


def stops_of(start: Descent, goal: int) -> frozenset[int]:
    """At which iterations on the way to a goal a run has its checkpoints: `frames_of`, as many as there is ROOM for.

    There are always the first and the last. start: the run at its start, so that its way changes nothing.
    """
    look = 4 * (start.space.X.shape[1] + 64 * 64)
    return _stops(goal, max(2, min(FRAMES, ROOM // (start.nbytes + look))))


@lru_cache(maxsize=64)
def _stops(goal: int, frames: int) -> frozenset[int]:
    return frozenset(frames_of(goal, frames))


def frames_of(iterations: int, frames: int = FRAMES) -> list[int]:
    """At which iterations a run of so many is looked at: from 0 to the last one, denser at the start, where more
    happens. At most so many frames, but at least two. Raises ArgumentError unless both are whole numbers from 1.
    """
    check_count("iterations", iterations)
    check_count("frames", frames)
    places = iterations * np.linspace(0, 1, frames) ** 2
    return sorted({0, iterations, *np.ceil(places).astype(int).tolist()})
