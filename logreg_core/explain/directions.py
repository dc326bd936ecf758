"""Principal components of the images: as pictures, as the inputs of a neuron, and as a plane.

The main directions of the images are the eigenvectors of their covariance with the largest eigenvalues (K. Pearson,
1901). A picture is the mean image plus a combination of directions. On all directions the neuron equals the one on
pixels, because the penalty measures the same lengths (M. Turk and A. Pentland (1991), Eigenfaces for recognition). With
the mean image ``mean`` and the directions ``U`` as columns, a picture ``mean + U p`` has the score ``w.T mean + b +
(U.T w).T p``: in the plane of two directions the decision boundary is a straight line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh
from scipy.sparse.linalg import svds

from ..data.dataset import Dataset
from ..data.preprocess import flatten, normalize
from ..descent import optimum
from ..errors import ArgumentError
from ..experiments.features import some_of

SHOWN = 8  # directions, as pictures
L2 = 0.01  # the penalty of each neuron
MAX_IMAGES = 600  # training images used
NOTHING = 1e-9  # of the largest variance: smaller ones count as 0
SMALL = 50_000_000  # multiplications up to which all directions are computed at once


@dataclass(frozen=True, eq=False)
class EigenPictures:
    """pictures: the first directions, ``(k, h, w, c)``. shares: of the variance along each direction, in descending
    order, ``(rank,)``.

    sizes: the number of directions each neuron uses. train, test: the accuracy of each, from 0 to 1. images: the number
    of training images used.
    """

    pictures: NDArray
    shares: NDArray
    sizes: tuple[int, ...]
    train: NDArray
    test: NDArray
    images: int


def main_directions(X: NDArray) -> tuple[NDArray, NDArray]:
    """Return all directions in which the images ``X`` ``(n_x, m)`` differ, as columns of length 1, and their variances.

    In descending order; the number of the largest size in a direction is positive. Raises ArgumentError if all images
    are equal.
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
    return _signed(directions), values[:rank] / X.shape[1]


def _signed(directions: NDArray) -> NDArray:
    """Return the columns with the sign that makes the number of the largest size positive."""
    largest = np.abs(directions).argmax(axis=0)
    return directions * np.where(directions[largest, range(len(largest))] < 0, -1, 1)


def eigenpictures(dataset: Dataset, *, seed: int = 0) -> EigenPictures:
    """Return the main directions of the training images, and the neuron on the first 1, 2, 4, ... of them, up to all.

    Raises ArgumentError if all training images are equal.
    """
    train = some_of(dataset.train, MAX_IMAGES, seed)
    X, X_test = (normalize(flatten(part.images)) for part in (train, dataset.test))
    directions, variances = main_directions(X)
    mean = X.mean(axis=1, keepdims=True)
    places, places_test = directions.T @ (X - mean), directions.T @ (X_test - mean)
    rank = len(variances)
    sizes = tuple(sorted({2**k for k in range(rank.bit_length()) if 2**k < rank} | {rank}))
    right = np.empty((2, len(sizes)))
    for n, size in enumerate(sizes):
        minimum = optimum(places[:size], train.Y, l2=L2)
        for part, (images, truth) in enumerate(((places, train.Y), (places_test, dataset.test.Y))):
            right[part, n] = np.mean((minimum.w.T @ images[:size] + minimum.b > 0) == truth)
    pictures = directions[:, :SHOWN].T.reshape(-1, *dataset.image_shape)
    return EigenPictures(pictures, variances / variances.sum(), sizes, right[0], right[1], len(train))


@dataclass(frozen=True, eq=False)
class Plane:
    """mean ``(n_x, 1)``; directions ``(n_x, 2)``, of length 1; places ``(m, 2)``: the coordinates of the images; held:
    the share of the variance within the plane, from 0 to 1.
    """

    mean: NDArray
    directions: NDArray
    places: NDArray
    held: float

    @property
    def looks(self) -> NDArray:
        """``(n_x, 3)``: the vectors whose products with weights give the score at the mean and per direction."""
        return np.hstack([self.mean, self.directions])


def main_plane(X: NDArray, divisor: float = 1.0) -> Plane:
    """Return the plane of the two main directions of the images ``X`` ``(n_x, m)``, divided by ``divisor`` in use.

    The number of the largest size in a direction is positive. Raises ArgumentError for fewer than three images or
    numbers per image, and if all images are equal.
    """
    if min(X.shape) < 3:
        raise ArgumentError(f"A plane needs at least three images of three numbers. Got the shape {X.shape}.")
    centred = X / divisor
    mean = centred.mean(axis=1, keepdims=True)
    centred -= mean
    total = float(np.einsum("ij,ij->", centred, centred))
    if total <= 1e-12 * X.size:
        raise ArgumentError("A plane needs images that differ. All are equal.")
    if min(X.shape) ** 2 * max(X.shape) <= SMALL:
        directions = np.linalg.svd(centred, full_matrices=False)[0][:, :2]
    else:
        factors = svds(centred, k=2, random_state=0)
        directions = factors[0][:, np.argsort(-factors[1])]
    directions = _signed(directions)
    places = centred.T @ directions
    return Plane(mean, directions, places, float((places**2).sum()) / total)


def boundary(scores: NDArray, box: tuple[float, float, float, float]) -> NDArray | None:
    """Return the two points where the line of score 0 crosses a box, ``(2, 2)``, or None.

    scores: ``(c, u, v)`` of ``c + u x + v y``. box: the lowest and highest ``x``, then ``y``.
    """
    c, u, v = (float(value) for value in scores)
    left, right, low, high = box
    points = [(x, -(c + u * x) / v) for x in (left, right) if v] + [(-(c + v * y) / u, y) for y in (low, high) if u]
    slack = 1e-9 * max(right - left, high - low)
    inside = [
        point
        for point in points
        if left - slack <= point[0] <= right + slack and low - slack <= point[1] <= high + slack
    ]
    if len(inside) < 2:
        return None
    return np.array([min(inside), max(inside)])
