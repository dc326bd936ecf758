"""Where a single run stands, in values and arrays: enough for another run, set up alike, to go on from there exactly.

What follows from the images, the settings it began with and this place is not in it, nor are the records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ArgumentError
from .record import Record
from .rises import Seen

Change = tuple[int, str, Any]  # from which iteration on, which setting, its value
BITS = 128  # of the state of PCG64, the generator that `numpy.random.default_rng` makes


@dataclass(frozen=True, eq=False)
class Dealing:
    """How far the images of mini-batches are dealt out.

    state: of the generator PCG64; spare: half a number that it has left over, or None. deck: the images of this epoch
    that are still to be dealt, by their positions. Raises ArgumentError for a state that no generator can have.
    """

    state: int
    spare: int | None
    deck: NDArray[np.int64]

    def __post_init__(self) -> None:
        if not 0 <= self.state < 2**BITS or not 0 <= (self.spare or 0) < 2**32:
            raise ArgumentError(f"The state of a generator has {BITS} bits, its spare 32. Got {self.state:x}.")

    @classmethod
    def of(cls, generator: np.random.Generator, deck: NDArray) -> Dealing:
        """What a generator and a deck are now."""
        held: Any = generator.bit_generator.state
        return cls(held["state"]["state"], held["uinteger"] if held["has_uint32"] else None, deck.copy())

    def continue_with(self, generator: np.random.Generator) -> None:
        """Let a generator of the same seed go on from here."""
        held: Any = generator.bit_generator.state
        held["state"]["state"] = self.state
        held["has_uint32"], held["uinteger"] = int(self.spare is not None), self.spare or 0
        generator.bit_generator.state = held


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
