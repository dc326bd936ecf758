"""Mini-batches: shuffles the images, splits them into batches, and saves and restores its state."""

from __future__ import annotations

from copy import copy, deepcopy
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ..checks import check_count, generator_of
from ..errors import ArgumentError

BITS = 128  # of the state of PCG64, the generator of `numpy.random.default_rng`


@dataclass(frozen=True, eq=False)
class Dealing:
    """The state of the mini-batches.

    state: of the generator PCG64; spare: its buffered 32-bit integer, or None. deck: the positions of this epoch's
    remaining images. Raises ArgumentError for a state that no generator can have.
    """

    state: int
    spare: int | None
    deck: NDArray[np.int64]

    def __post_init__(self) -> None:
        if not 0 <= self.state < 2**BITS or not 0 <= (self.spare or 0) < 2**32:
            raise ArgumentError(f"A generator state must have {BITS} bits, its spare 32. Got {self.state:x}.")

    @classmethod
    def of(cls, generator: np.random.Generator, deck: NDArray) -> Dealing:
        """Return the state of a generator and a deck."""
        held: Any = generator.bit_generator.state
        return cls(held["state"]["state"], held["uinteger"] if held["has_uint32"] else None, deck.copy())

    def continue_with(self, generator: np.random.Generator) -> None:
        """Restore this state in a generator of the same seed."""
        held: Any = generator.bit_generator.state
        held["state"]["state"] = self.state
        held["has_uint32"], held["uinteger"] = int(self.spare is not None), self.spare or 0
        generator.bit_generator.state = held


class MiniBatches:
    """Deals images in a seeded random order, with a new order for each epoch.

    images: their positions. size: of a batch; the last one of an epoch may be smaller. None, or a size of at least the
    number of images: no batches. Raises ArgumentError as `check_count` and `generator_of` do.
    """

    def __init__(self, images: NDArray[np.int64], size: int | None, seed: int) -> None:
        if size is not None:
            check_count("batch_size", size)
        self._images, self._size = images, size if size is not None and size < len(images) else None
        self._generator, self._deck = generator_of(seed), np.empty(0, int)

    @property
    def are_dealt(self) -> bool:
        """Whether a step uses a batch instead of all images."""
        return self._size is not None

    def fork(self) -> Self:
        """Return an independent copy that deals the same batches."""
        other = copy(self)
        if self.are_dealt:
            other._generator = deepcopy(self._generator)
        return other

    def deal(self) -> NDArray[np.int64]:
        """Return the positions of the next batch."""
        if not len(self._deck):
            self._deck = self._generator.permutation(self._images)
        batch, self._deck = self._deck[: self._size], self._deck[self._size :]
        return batch

    @property
    def dealing(self) -> Dealing | None:
        """The current state; None without mini-batches."""
        return Dealing.of(self._generator, self._deck) if self.are_dealt else None

    def check(self, dealing: Dealing) -> None:
        """Raise ArgumentError unless the state fits these images."""
        deck, most = dealing.deck, len(self._images)
        if len(deck) > most or not np.isin(deck, self._images).all() or len({*deck.tolist()}) < len(deck):
            raise ArgumentError(f"A deck must hold each of {most:,} images at most once. Got {len(deck):,}.")

    def restore(self, dealing: Dealing) -> None:
        """Restore a state."""
        dealing.continue_with(self._generator)
        self._deck = dealing.deck.astype(int)
