"""Where a single run stands: enough for another run, set up alike, to go on from there exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .minibatches import Dealing

Change = tuple[int, str, Any]  # from which iteration on, which setting, its value


@dataclass(frozen=True, eq=False)
class Standing:
    """A single run after some steps, with neither patience nor a change on the way. Its records are not in it.

    moving: the arrays that a step moves, and where it has momentum the velocities too, as its stepper has them.
    dealing: where it takes mini-batches.
    """

    iteration: int
    moving: tuple[NDArray[np.float64], ...]
    dealing: Dealing | None = None
