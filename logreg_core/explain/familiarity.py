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
MOST_LEFT_OUT = 400  # training images that are left out once
LEAST_LEFT_OUT = 20
MOST_PRODUCTS = 2 * 10**10  # multiplications that calibrating may take: about a second
MOST_NUMBERS = 2**23  # of the left-out images, as float64
BLOCK = 2**21  # numbers that are converted at once


@dataclass(frozen=True)
class Familiarity:
    """How one picture lies to the training images.

    nearest: the positions of the nearest ones, ``(count,)``, nearest first; distances: how far they are.
    share: of the training images that are nearer to their own nearest neighbour than this picture is to its.
    """

    nearest: NDArray[np.int64]
    distances: NDArray[np.float64]
    share: float

    @property
    def unfamiliar(self) -> bool:
        """Whether the picture is farther away than QUANTILE of the training images are from each other."""
        return self.share > QUANTILE


def usual_distances(images: NDArray[np.uint8], *, seed: int = 0) -> NDArray[np.float64]:
    """The distance of each training image to its nearest neighbour among the others, ascending; of large sets, of some.

    images: uint8 ``(m, h, w, c)``; ``m`` must be at least 2. seed: which images of a large set are measured.
    """
    if len(images) < 2:
        raise ArgumentError(f"There must be at least 2 images, so that one can be left out. Got {len(images)}.")
    bounds = MOST_LEFT_OUT, MOST_PRODUCTS // images.size, MOST_NUMBERS * len(images) // images.size
    most = max(LEAST_LEFT_OUT, min(bounds))
    left_out = np.arange(len(images))
    if len(images) > most:
        left_out = np.sort(np.random.default_rng(seed).choice(len(images), most, replace=False))
    found = distances(images, images[left_out])  # (m, left out)
    found[left_out, np.arange(len(left_out))] = np.inf
    return np.sort(found.min(axis=0))


def familiarity(
    images: NDArray[np.uint8], image: NDArray[np.uint8], usual: NDArray[np.float64], count: int = 6
) -> Familiarity:
    """How a picture, uint8 ``(h, w, c)``, lies to the training images, uint8 ``(m, h, w, c)``.

    usual: what `usual_distances` says of these images.

    Raises ArgumentError when the picture is not of their size.
    """
    found = distances(images, image[np.newaxis])[:, 0]  # (m,)
    nearest = np.argsort(found, kind="stable")[:count]
    share = float(np.searchsorted(usual, found[nearest[0]], side="left")) / len(usual)
    return Familiarity(nearest, found[nearest], share)


def distances(images: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.float64]:
    """``|x_i - y_j|`` with pixels from 0 to 1: uint8 ``(m, h, w, c)`` and ``(k, h, w, c)`` to ``(m, k)``.

    By ``|x - y|^2 = |x|^2 + |y|^2 - 2 <x, y>``, so that all pairs are one matrix product. Whole numbers are added up,
    so that an image has exactly the distance 0 to itself.

    Raises ArgumentError when they do not have the same size.
    """
    if images.shape[1:] != others.shape[1:]:
        raise ArgumentError(f"All images must have the same size. Got {images.shape[1:]} and {others.shape[1:]}.")
    Y = others.reshape(len(others), -1).astype(float)  # (k, n_x)
    squares = np.empty((len(images), len(others)))
    step = max(1, BLOCK // Y.shape[1])
    for start in range(0, len(images), step):
        some = slice(start, start + step)
        X = images[some].reshape(-1, Y.shape[1]).astype(float)
        squares[some] = (X**2).sum(axis=1)[:, np.newaxis] + (Y**2).sum(axis=1) - 2 * X @ Y.T
    return np.sqrt(np.maximum(squares, 0)) / PIXEL_MAX
