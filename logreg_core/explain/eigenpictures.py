"""Eigen-pictures: the directions along which images differ most, as pictures, and a neuron that sees only the first.

A picture is the average image and a sum of directions, each times a number. With the numbers of all directions the
neuron is that of the pixels, for the penalty is on the same lengths.
Source: M. Turk and A. Pentland (1991), Eigenfaces for recognition.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from ..dataset import Dataset
from ..descent import optimum
from ..errors import ArgumentError
from ..features import some_of
from ..preprocess import flatten, normalize

SHOWN = 8  # directions, as pictures
L2 = 0.01  # the penalty of each neuron
MOST_IMAGES = 600  # that take part
NOTHING = 1e-9  # of the largest variance: smaller ones are rounding


@dataclass(frozen=True, eq=False)
class EigenPictures:
    """pictures: of the first directions, ``(k, h, w, c)``. shares: of the images' variance along each direction, the
    largest first, ``(rank,)``.

    sizes: how many of the directions the neurons were shown. train, test: what each got right, from 0 to 1.
    images: of the training that took part.
    """

    pictures: NDArray
    shares: NDArray
    sizes: tuple[int, ...]
    train: NDArray
    test: NDArray
    images: int


def main_directions(X: NDArray) -> tuple[NDArray, NDArray]:
    """All directions in which the images ``X`` ``(n_x, m)`` differ, as columns of length 1, and their variances.

    The largest first; the sign is that which makes the largest number of a direction positive. Raises ArgumentError
    where all images are equal.
    """
    centred = X - X.mean(axis=1, keepdims=True)
    wide = len(X) > X.shape[1]
    values, vectors = eigh(centred.T @ centred if wide else centred @ centred.T)
    values, vectors = values[::-1], vectors[:, ::-1]
    rank = int(np.count_nonzero(values > NOTHING * max(values[0], NOTHING)))
    if not rank or values[0] <= 1e-12 * X.size:
        raise ArgumentError("Directions need images that differ. All are equal.")
    directions = vectors[:, :rank]
    if wide:
        directions = centred @ (directions / np.sqrt(values[:rank]))
    largest = np.abs(directions).argmax(axis=0)
    return directions * np.where(directions[largest, range(rank)] < 0, -1, 1), values[:rank] / X.shape[1]


def eigenpictures(dataset: Dataset, *, seed: int = 0) -> EigenPictures:
    """The main directions of the training images, and the neuron on the first 1, 2, 4 and so on of them, up to all.

    Raises ArgumentError where all training images are equal.
    """
    train = some_of(dataset.train, MOST_IMAGES, seed)
    X, X_test = (normalize(flatten(part.images)) for part in (train, dataset.test))
    directions, variances = main_directions(X)
    mean = X.mean(axis=1, keepdims=True)
    places, places_test = directions.T @ (X - mean), directions.T @ (X_test - mean)
    rank = len(variances)
    sizes = tuple(sorted({2**k for k in range(rank.bit_length()) if 2**k < rank} | {rank}))
    right = np.empty((2, len(sizes)))
    for n, size in enumerate(sizes):
        found = optimum(places[:size], train.Y, l2=L2)
        for part, (images, truth) in enumerate(((places, train.Y), (places_test, dataset.test.Y))):
            right[part, n] = np.mean((found.w.T @ images[:size] + found.b > 0) == truth)
    pictures = directions[:, :SHOWN].T.reshape(-1, *dataset.image_shape)
    return EigenPictures(pictures, variances / variances.sum(), sizes, right[0], right[1], len(train))
