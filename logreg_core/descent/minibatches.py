"""The images of mini-batches, dealt out step by step, and how far they are."""

from __future__ import annotations

from copy import copy, deepcopy
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ..checks import check_count, generator_of
from ..errors import ArgumentError

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


class MiniBatches:
    """Deals images out in an order that is drawn from a seed, and drawn anew when all have been dealt, after an epoch.

    images: their positions. size: of a batch, but that the last one of an epoch may be smaller; None: no batches, as
    where all images would be one. Raises ArgumentError as `check_count` and `generator_of`.
    """

    def __init__(self, images: NDArray[np.int64], size: int | None, seed: int) -> None:
        if size is not None:
            check_count("batch_size", size)
        self._images, self._size = images, size if size is not None and size < len(images) else None
        self._generator, self._deck = generator_of(seed), np.empty(0, int)

    @property
    def are_dealt(self) -> bool:
        """Whether a step sees a batch, and not all images."""
        return self._size is not None

    def fork(self) -> Self:
        """Another one that deals the same from here on, by itself."""
        other = copy(self)
        if self.are_dealt:
            other._generator = deepcopy(self._generator)
        return other

    def deal(self) -> NDArray[np.int64]:
        """The images of the next step."""
        if not len(self._deck):
            self._deck = self._generator.permutation(self._images)
        batch, self._deck = self._deck[: self._size], self._deck[self._size :]
        return batch

    @property
    def dealing(self) -> Dealing | None:
        """How far they are dealt out; None where they are not."""
        return Dealing.of(self._generator, self._deck) if self.are_dealt else None

    def check(self, there: Dealing) -> None:
        """Raise ArgumentError unless these images can be dealt out so far."""
        deck, most = there.deck, len(self._images)
        if len(deck) > most or not np.isin(deck, self._images).all() or len({*deck.tolist()}) < len(deck):
            raise ArgumentError(f"A deck has each of {most:,} images once at most. Got {len(deck):,}.")

    def stand(self, there: Dealing) -> None:
        """Deal as one that is so far."""
        there.continue_with(self._generator)
        self._deck = there.deck.astype(int)
