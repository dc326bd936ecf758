"""Is a picture unlike all that the neuron learned from? A test of it, with the training images as judges.

The neuron gives every picture a probability, and has no way to say "neither". What can be said is how far a picture
lies from all training images, and how many of these lie as far from the others. A picture that is drawn like them lies
in any place of that order with the same chance. So the share that lies as far, the picture itself counted in, is a
p-value, whatever pictures look like (conformal prediction: V. Vovk, A. Gammerman and G. Shafer, 2005).

Pictures of one burst are nearly the same, so an image is judged with its own burst left out, as a picture of a new
burst would be. Bursts are few, and that costs: their order has few places.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..data.dataset import Split
from ..errors import ArgumentError

LEVEL, FEWEST = 0.05, 19  # a picture with a p-value of at most this is called far; it takes so many judges
MAX_LOOKED_AT = 2**25  # numbers of training images; of larger sets, some images stand for all
MAX_JUDGES, MIN_JUDGES = 250, 20  # training images whose own distance is measured
MAX_JUDGES_NUMBERS = 2**23  # of these together, as float64
BLOCK = 2**21  # numbers that are converted at once
DIGITS = 6  # of a distance: what rounding leaves


@dataclass(frozen=True, eq=False)
class Novelty:
    """How one picture lies to the training images.

    nearest: the positions of the nearest ones, nearest first; distances: how far these are.
    same: the position of a training image with the same pixels, if one is found among the nearest.
    as_far: how many of the ``judges`` lie at least as far from the others as this picture does.
    judges: the training images that were asked, of ``total``; by_burst: whether their own burst was left out.
    """

    nearest: NDArray[np.int64]
    distances: NDArray[np.float64]
    same: int | None
    as_far: int
    judges: int
    total: int
    by_burst: bool

    @property
    def p(self) -> float:
        """The share that lies as far, this picture counted in: at most 0.05 in 5 of 100 pictures of the same kind."""
        return (self.as_far + 1) / (self.judges + 1)

    @property
    def far(self) -> bool:
        """Whether the p-value is at most LEVEL."""
        return bool(_small(self.as_far, self.judges))

    @property
    def decidable(self) -> bool:
        """Whether there are enough judges for a p-value of LEVEL."""
        return self.judges >= FEWEST

    def words(self) -> str:
        """The p-value as a sentence."""
        if not self.decidable:
            return f"It takes {FEWEST} training images, from two bursts or more, to tell what is far. Got {self.total}."
        asked = f"{self.judges:,}" + (f" drawn from {self.total:,}" if self.judges < self.total else "")
        others = "training images of other bursts" if self.by_burst else "other training images"
        return f"As far from the {others} as this picture: {self.as_far or 'none'} of {asked} (p = {self.p:.2g})."


class Reference:
    """The training images, measured once, so that pictures can be laid beside them.

    train: the training images. seed: which of a large set are looked at, and which of these are judges.
    """

    def __init__(self, train: Split, *, seed: int = 0) -> None:
        generator, n_x = np.random.default_rng(seed), train.images[0].size
        self.looked_at = _some(len(train), max(2, MAX_LOOKED_AT // n_x), generator)
        most = min(MAX_JUDGES, max(MIN_JUDGES, MAX_JUDGES_NUMBERS // n_x))
        self._judges = _some(len(self.looked_at), most, generator)
        known = None if train.groups is None else train.groups[self.looked_at]
        alike = known is not None and len(np.unique(known)) < len(known)
        self.by_burst = alike and train.bursts is not None
        groups = known if known is not None and alike else np.arange(len(self.looked_at))
        if len(np.unique(groups)) < 2:
            self._judges = self._judges[:0]  # nothing is left to measure them to
        self.total, self.image_shape = len(train), train.image_shape
        self._images = train.images if len(self.looked_at) == len(train) else train.images[self.looked_at]
        self._measured = measure(self._images)
        own = distances(self._images, self._images[self._judges], self._measured)  # (looked at, judges)
        own[groups[:, np.newaxis] == groups[self._judges]] = np.inf
        self._own = own.min(axis=0)
        for array in (self.looked_at, self._judges, self._own):
            array.setflags(write=False)

    def novelty(self, image: NDArray[np.uint8], count: int = 6) -> Novelty:
        """How a picture, uint8 ``(h, w, c)``, lies to the training images; ``count`` of the nearest are named.

        Raises ArgumentError when the picture is not of their size.
        """
        found = distances(self._images, image[np.newaxis], self._measured)[:, 0]
        nearest = np.argsort(found, kind="stable")[:count]
        same = [i for i in nearest if np.array_equal(self._images[i], image)]
        return Novelty(
            self.looked_at[nearest],
            found[nearest],
            int(self.looked_at[same[0]]) if same else None,
            int(self._as_far(found[:, np.newaxis])[0]),
            len(self._judges),
            self.total,
            self.by_burst,
        )

    def far(self, images: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Which of many pictures, uint8 ``(k, h, w, c)``, are `Farness.far`: ``(k,)``. Raises as `novelty`."""
        step = max(1, MAX_JUDGES_NUMBERS // self._images[0].size)
        as_far = [
            self._as_far(distances(self._images, images[start : start + step], self._measured))
            for start in range(0, len(images), step)
        ]
        return _small(np.concatenate([np.empty(0), *as_far]), len(self._judges))

    def _as_far(self, found: NDArray[np.float64]) -> NDArray[np.int64]:
        """How many judges lie as far as pictures with these distances to the images, ``(looked at, k)``: ``(k,)``.

        Each picture is one of the images that a judge is measured to, as each judge is one of those that it is measured
        to: only so are both in the same place, and the p-value holds for any number of images.
        """
        own = np.minimum(self._own[:, np.newaxis], found[self._judges])  # (judges, k)
        return np.asarray((own >= found.min(axis=0)).sum(axis=0))


@dataclass(frozen=True, eq=False)
class Measured:
    """What `distances` needs of each image alone, worked out before.

    sums: of each channel, ``(m, c)``. squares: those of all numbers once their channel's mean is taken away, times the
    numbers in a channel, ``(m,)``. Whole numbers.
    """

    sums: NDArray[np.float64]
    squares: NDArray[np.float64]


def measure(images: NDArray[np.uint8]) -> Measured:
    """The measures of images, uint8 ``(m, h, w, c)``."""
    m, height, width, channels = images.shape
    n = height * width
    sums, squares = np.empty((m, channels)), np.empty(m)
    step = max(1, BLOCK // (n * channels))
    for start in range(0, m, step):
        some = slice(start, start + step)
        X = images[some].reshape(-1, n, channels).astype(float)
        sums[some] = X.sum(axis=1)
        squares[some] = n * (X**2).sum(axis=(1, 2)) - (sums[some] ** 2).sum(axis=1)
    return Measured(sums, squares)


def distances(
    images: NDArray[np.uint8], others: NDArray[np.uint8], measured: Measured | None = None
) -> NDArray[np.float64]:
    """How far images lie from others once brightness and contrast are taken away: ``(m, k)``, each from 0 to 2.

    images: uint8 ``(m, h, w, c)``; others: uint8 ``(k, h, w, c)``. measured: the `measure` of the
    images, where it is known.

    From each channel its mean is taken away, and what is left is brought to the length 1. Then the distance is
    ``sqrt(2 - 2 r)`` with the correlation ``r``. An even picture has nothing left: its ``r`` is 1 to another even one,
    and 0 to all else. Whole numbers are added up, so an image has the distance 0 to itself.

    Raises ArgumentError when they do not have the same size.
    """
    if images.shape[1:] != others.shape[1:]:
        raise ArgumentError(f"All images must have the same size. Got {images.shape[1:]} and {others.shape[1:]}.")
    channels, n = images.shape[3], images.shape[1] * images.shape[2]  # n: numbers in a channel
    Y = others.reshape(len(others), n * channels).astype(float)  # (k, n_x)
    of_images, of_others = measured or measure(images), measure(others)
    r = np.empty((len(images), len(others)))
    step = max(1, BLOCK // Y.shape[1])
    for start in range(0, len(images), step):
        some = slice(start, start + step)
        X = images[some].reshape(-1, n * channels).astype(float)
        squares = of_images.squares[some]
        products = n * (X @ Y.T) - of_images.sums[some] @ of_others.sums.T
        lengths = np.sqrt(np.outer(squares, of_others.squares))
        both_even = (squares[:, np.newaxis] == 0) & (of_others.squares == 0)
        r[some] = np.where(both_even, 1.0, np.divide(products, lengths, out=np.zeros_like(products), where=lengths > 0))
    return np.asarray(np.sqrt(np.maximum(2 - 2 * r, 0))).round(DIGITS)


def _small(as_far: ArrayLike, judges: int) -> NDArray[np.bool_]:
    """Whether ``(as_far + 1) / (judges + 1)`` is at most LEVEL, any shape, kept."""
    small: NDArray[np.bool_] = np.asarray(as_far) + 1 <= LEVEL * (judges + 1) * (1 + 1e-12)
    return small


def _some(total: int, most: int, generator: np.random.Generator) -> NDArray[np.int64]:
    if total <= most:
        return np.arange(total)
    return np.sort(generator.choice(total, most, replace=False))
