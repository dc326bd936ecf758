"""Checkpoints of a run: forks kept during the training, to return to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..checks import check_count
from .run import Descent

FRAMES = 80  # of a recording
ROOM = 8 * 2**20  # approximate bytes for the checkpoints of one run


@dataclass(frozen=True, eq=False)
class Look:
    """The appearance of a run at a checkpoint.

    map: the weights as a small picture, ``(h, w)``; ``(0, 0)`` if a weight belongs to no pixel. slope: the norm of the
    gradient of the objective; z: the scores of the training images, ``(m,)``.
    """

    map: NDArray[np.float32]
    slope: float
    z: NDArray[np.float32]

    @property
    def is_finite(self) -> bool:
        """Whether everything to draw is finite."""
        return bool(np.isfinite(self.map).all() and np.isfinite(self.z).all())


@dataclass(eq=False)
class Checkpoint:
    """A fork without records that does not advance, and its look, computed on request."""

    descent: Descent
    look: Look | None = None

    @property
    def iteration(self) -> int:
        """The iteration of the fork."""
        return self.descent.iteration


def stops_of(start: Descent, goal: int) -> frozenset[int]:
    """Return the iterations of the checkpoints on the way to a goal: those of `frames_of`, thinned to as many as fit in
    ROOM.

    The first and the last are always included. start: the run at its start, not its present state, so that every call
    returns the same iterations.
    """
    look = 4 * (start.space.X.shape[1] + 64 * 64)
    return _stops(goal, max(2, min(FRAMES, ROOM // (start.nbytes + look))))


@lru_cache(maxsize=64)
def _stops(goal: int, frames: int) -> frozenset[int]:
    return frozenset(frames_of(goal, frames))


def frames_of(iterations: int, frames: int = FRAMES) -> list[int]:
    """Return the iterations to show of a run, from 0 to the last, denser at the start, where more happens. At most
    ``frames``, but at least two. Raises ArgumentError unless both are whole numbers from 1.
    """
    check_count("iterations", iterations)
    check_count("frames", frames)
    stops = iterations * np.linspace(0, 1, frames) ** 2
    return sorted({0, iterations, *np.ceil(stops).astype(int).tolist()})
