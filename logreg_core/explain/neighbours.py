"""Has it seen anything like this? The nearest training images, and whether they are nearer than can be expected.

The neuron gives every picture a probability, and has no way to say "neither". What can be said is how far a picture is
from all that the neuron learned from. How far is usual, the training images tell: each of them is left out once, and
measured to its nearest neighbour among the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import ArgumentError
from ..preprocess import PIXEL_MAX

QUANTILE = 0.95  # a picture farther away than this share of the training images is called unfamiliar
MOST_LOOKED_AT = 2**25  # numbers of training images; of larger sets, some images stand for all
MOST_LEFT_OUT, LEAST_LEFT_OUT = 250, 20  # training images that are left out once
MOST_LEFT_OUT_NUMBERS = 2**23  # of these together, as float64
BLOCK = 2**21  # numbers that are converted at once


@dataclass(frozen=True)
class Usual:
    """How far the training images are from each other.

    looked_at: the positions of the images that are looked at, ``(k,)``: all of a set that is not too large.
    distances: of some of these to their nearest neighbour among the others, ascending.
    """

    looked_at: NDArray[np.int64]
    distances: NDArray[np.float64]

    def share(self, distance: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of these images, how many are nearer to their nearest neighbour than that, from 0 to 1: any shape, kept."""
        return np.searchsorted(self.distances, distance, side="left") / len(self.distances)


@dataclass(frozen=True)
class Familiarity:
    """How one picture lies to the training images.

    nearest: the positions of the nearest ones, ``(count,)``, nearest first; distances: how far they are.
    share: of the training images that are nearer to their own nearest neighbour than this picture is to its.
    looked_at: how many training images were looked at.
    """

    nearest: NDArray[np.int64]
    distances: NDArray[np.float64]
    share: float
    looked_at: int

    @property
    def unfamiliar(self) -> bool:
        """Whether the picture is farther away than QUANTILE of the training images are from each other."""
        return self.share > QUANTILE


def usual_distances(images: NDArray[np.uint8], *, seed: int = 0) -> Usual:
    """Leave training images out, one at a time, and measure each to its nearest neighbour among the others.

    images: uint8 ``(m, h, w, c)``. seed: which images of a large set are looked at, and are left out.

    Raises ArgumentError when there are fewer than 2 images.
    """
    if len(images) < 2:
        raise ArgumentError(f"There must be at least 2 images, so that one can be left out. Got {len(images)}.")
    generator, n_x = np.random.default_rng(seed), images[0].size
    looked_at = _some(len(images), max(2, MOST_LOOKED_AT // n_x), generator)
    some = images[looked_at]
    most = min(MOST_LEFT_OUT, max(LEAST_LEFT_OUT, MOST_LEFT_OUT_NUMBERS // n_x))
    left_out = _some(len(some), most, generator)
    found = distances(some, some[left_out])  # (looked at, left out)
    found[left_out, np.arange(len(left_out))] = np.inf
    return Usual(looked_at, np.sort(found.min(axis=0)))


def _some(total: int, most: int, generator: np.random.Generator) -> NDArray[np.int64]:
    if total <= most:
        return np.arange(total)
    return np.sort(generator.choice(total, most, replace=False))


def familiarity(images: NDArray[np.uint8], image: NDArray[np.uint8], usual: Usual, count: int = 6) -> Familiarity:
    """How a picture, uint8 ``(h, w, c)``, lies to the training images, uint8 ``(m, h, w, c)``.

    usual: what `usual_distances` says of these images.

    Raises ArgumentError when the picture is not of their size.
    """
    some = _looked_at(images, usual)
    found = distances(some, image[np.newaxis])[:, 0]
    nearest = np.argsort(found, kind="stable")[:count]
    return Familiarity(usual.looked_at[nearest], found[nearest], float(usual.share(found[nearest[0]])), len(some))


def unfamiliar(images: NDArray[np.uint8], others: NDArray[np.uint8], usual: Usual) -> NDArray[np.bool_]:
    """Which of many pictures, uint8 ``(k, h, w, c)``, are `Familiarity.unfamiliar`, ``(k,)``; a few at a time.

    images, usual and errors as in `familiarity`.
    """
    some, step = _looked_at(images, usual), max(1, MOST_LEFT_OUT_NUMBERS // images[0].size)
    nearest = [distances(some, others[start : start + step]).min(axis=0) for start in range(0, len(others), step)]
    return usual.share(np.concatenate([np.empty(0), *nearest])) > QUANTILE


def _looked_at(images: NDArray[np.uint8], usual: Usual) -> NDArray[np.uint8]:
    return images if len(usual.looked_at) == len(images) else images[usual.looked_at]


def distances(images: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.float64]:
    """``|x_i - y_j|`` with pixels from 0 to 1: uint8 ``(m, h, w, c)`` and ``(k, h, w, c)`` to ``(m, k)``.

    By ``|x - y|^2 = |x|^2 + |y|^2 - 2 <x, y>``, so that all pairs are one matrix product. Whole numbers are added up,
    so that an image has exactly the distance 0 to itself.

    Raises ArgumentError when they do not have the same size.
    """
    if images.shape[1:] != others.shape[1:]:
        raise ArgumentError(f"All images must have the same size. Got {images.shape[1:]} and {others.shape[1:]}.")
    Y = others.reshape(len(others), -1).astype(float)  # (k, n_x)
    of_others = (Y**2).sum(axis=1)
    squares = np.empty((len(images), len(others)))
    step = max(1, BLOCK // Y.shape[1])
    for start in range(0, len(images), step):
        some = slice(start, start + step)
        X = images[some].reshape(-1, Y.shape[1]).astype(float)
        squares[some] = (X**2).sum(axis=1)[:, np.newaxis] + of_others - 2 * (X @ Y.T)
    return np.sqrt(np.maximum(squares, 0)) / PIXEL_MAX
