"""A novelty test: is a picture unlike all training images? The training images are the reference.

The neuron gives every picture a probability and cannot answer "neither". The test measures the distance of a picture to
its nearest training image, and counts the training images that are as far from the others. A picture from the same
distribution has any rank with the same probability. So the share that is as far, the picture included, is a p-value for
any distribution (conformal prediction: V. Vovk, A. Gammerman and G. Shafer, 2005).

Images of one burst are nearly equal, so each training image is compared without its own burst, like a picture of a new
burst. Bursts are few, so the rank is coarse.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..data.dataset import Split
from ..errors import ArgumentError

LEVEL, FEWEST = 0.05, 19  # the largest p-value of a far picture; the fewest judges for it
MAX_LOOKED_AT = 2**25  # numbers of training images; larger sets are sampled
MAX_JUDGES, MIN_JUDGES = 250, 20  # training images to compare
MAX_JUDGES_NUMBERS = 2**23  # of all judges, as float64
BLOCK = 2**21  # numbers converted at once
DIGITS = 6  # reliable digits of a distance


@dataclass(frozen=True, eq=False)
class Novelty:
    """The position of one picture among the training images.

    nearest: the positions of the nearest ones, nearest first; distances: their distances. same: the position of a
    training image with the same pixels among the nearest, or None. as_far: how many of the ``judges`` are at least as
    far from the others as this picture. judges: the number of training images compared, of ``total``; by_burst: whether
    their own burst was left out.
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
        """The share that is as far, this picture included: at most 0.05 for 5 of 100 pictures of the same kind."""
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
        """Return the p-value as a sentence."""
        if not self.decidable:
            return f"Novelty needs {FEWEST} training images, from two bursts or more. Got {self.total}."
        drawn = f", drawn from {self.total:,}," if self.judges < self.total else ""
        return (
            f"{'Compared with other bursts: ' if self.by_burst else ''}{self.as_far} of {self.judges:,} training images"
            f"{drawn} are at least as unusual (p = {self.p:.2g})."
        )


class Reference:
    """The training images, measured once, to compare pictures with.

    train: the training images. seed: of the samples from a large set, and of the judges among them.
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
            self._judges = self._judges[:0]  # no other group to compare with
        self.total, self.image_shape = len(train), train.image_shape
        self._images = train.images if len(self.looked_at) == len(train) else train.images[self.looked_at]
        self._measured = measure(self._images)
        own = distances(self._images, self._images[self._judges], self._measured)  # (looked at, judges)
        own[groups[:, np.newaxis] == groups[self._judges]] = np.inf
        self._own = own.min(axis=0)
        for array in (self.looked_at, self._judges, self._own):
            array.setflags(write=False)

    def novelty(self, image: NDArray[np.uint8], count: int = 6) -> Novelty:
        """Return the novelty of a picture, uint8 ``(h, w, c)``, with the ``count`` nearest training images.

        Raises ArgumentError if the picture does not have their size.
        """
        lengths = distances(self._images, image[np.newaxis], self._measured)[:, 0]
        nearest = np.argsort(lengths, kind="stable")[:count]
        same = [i for i in nearest if np.array_equal(self._images[i], image)]
        return Novelty(
            self.looked_at[nearest],
            lengths[nearest],
            int(self.looked_at[same[0]]) if same else None,
            int(self._as_far(lengths[:, np.newaxis])[0]),
            len(self._judges),
            self.total,
            self.by_burst,
        )

    def far(self, images: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Return which pictures, uint8 ``(k, h, w, c)``, are `Novelty.far`: ``(k,)``. Raises as `novelty` does."""
        step = max(1, MAX_JUDGES_NUMBERS // self._images[0].size)
        as_far = [
            self._as_far(distances(self._images, images[start : start + step], self._measured))
            for start in range(0, len(images), step)
        ]
        return _small(np.concatenate([np.empty(0), *as_far]), len(self._judges))

    def _as_far(self, lengths: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return how many judges are as far as pictures with these distances to the images, ``(looked at, k)``:
        ``(k,)``.

        The picture counts among the images that a judge is compared with, as each judge counts among those of the
        picture: only then are they exchangeable, and the p-value holds for any number of images.
        """
        own = np.minimum(self._own[:, np.newaxis], lengths[self._judges])  # (judges, k)
        return np.asarray((own >= lengths.min(axis=0)).sum(axis=0))


@dataclass(frozen=True, eq=False)
class Measured:
    """The terms of `distances` that depend on one image only.

    sums: of each channel, ``(m, c)``. squares: of all numbers after centring each channel, multiplied by how many
    numbers a channel has, ``(m,)``. Whole numbers.
    """

    sums: NDArray[np.float64]
    squares: NDArray[np.float64]


def measure(images: NDArray[np.uint8]) -> Measured:
    """Return the measures of images, uint8 ``(m, h, w, c)``."""
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
    """Return the distances between images and others, independent of brightness and contrast: ``(m, k)``, from 0 to 2.

    images: uint8 ``(m, h, w, c)``; others: uint8 ``(k, h, w, c)``. measured: the `measure` of the images, or None.

    Each channel is centred, and the image scaled to length 1. The distance is ``sqrt(2 - 2 r)`` with the correlation
    ``r``. For a constant picture ``r`` is 1 with another constant one, and 0 otherwise. The sums are of whole numbers,
    so an image has the distance 0 to itself.

    Raises ArgumentError if they do not have the same size.
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
    """Return whether ``(as_far + 1) / (judges + 1)`` is at most LEVEL, in the same shape."""
    small: NDArray[np.bool_] = np.asarray(as_far) + 1 <= LEVEL * (judges + 1) * (1 + 1e-12)
    return small


def _some(total: int, most: int, generator: np.random.Generator) -> NDArray[np.int64]:
    if total <= most:
        return np.arange(total)
    return np.sort(generator.choice(total, most, replace=False))
