"""Where a single run stands, in values and arrays: enough for another run, set up alike, to go on from there exactly.

What follows from the images, the settings it began with and this place is not in it, nor are the records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .minibatches import Dealing
from .record import Record
from .rises import Seen

Change = tuple[int, str, Any]  # from which iteration on, which setting, its value


@dataclass(frozen=True, eq=False)
class Standing:
    """A single run after some steps.

    moving: the arrays that a step moves, and where it has momentum the velocities too, as its stepper has them.
    changes: as `Descent.changes`. best: the record with the best validation cost, the coefficients there and the bias;
    None without patience. stopped: whether patience has ended. first: the record where the penalty was last changed.
    was_long: whether the last step may have been too long; seen: what was seen of such steps, where they are watched.
    dealing: where it takes mini-batches.
    """

    iteration: int
    moving: tuple[NDArray[np.float64], ...]
    changes: tuple[Change, ...] = ()
    best: tuple[Record, NDArray[np.float64], float] | None = None
    stopped: bool = False
    first: Record | None = None
    was_long: bool = False
    seen: Seen | None = None
    dealing: Dealing | None = None

    @property
    def is_finite(self) -> bool:
        """Whether all that moves is a number."""
        return all(bool(np.isfinite(each).all()) for each in self.moving)
