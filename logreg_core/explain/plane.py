"""The boundary in a plane: the training images seen from where they differ most, and the line between the answers.

The main directions of the images are the eigenvectors of their covariance with the largest eigenvalues (K. Pearson,
1901). With ``mean`` the average image and the directions ``U`` as columns, a picture ``mean + U p`` has the score
``w.T mean + b + (U.T w).T p``: in the plane of two directions the neuron says 50 % along a straight line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.linalg import svds

from ..errors import ArgumentError

SMALL = 50_000_000  # multiplications of a decomposition that finds all directions at once


@dataclass(frozen=True, eq=False)
class Plane:
    """mean ``(n_x, 1)``; directions ``(n_x, 2)``, of length 1; places ``(m, 2)`` of the images; held: the share of the
    images' variance that lies in the plane, from 0 to 1.
    """

    mean: NDArray
    directions: NDArray
    places: NDArray
    held: float

    @property
    def looks(self) -> NDArray:
        """``(n_x, 3)``: what weights are multiplied with for their share in the score of the middle and along both."""
        return np.hstack([self.mean, self.directions])


def main_plane(X: NDArray, divisor: float = 1.0) -> Plane:
    """The plane of the two main directions of the images ``X`` ``(n_x, m)``, taken as divided by ``divisor``.

    The sign of a direction is that which makes its largest number positive. Raises ArgumentError for fewer than three
    images or numbers in one, and where all images are equal.
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
        found = svds(centred, k=2, random_state=0)
        directions = found[0][:, np.argsort(-found[1])]
    largest = np.abs(directions).argmax(axis=0)
    directions = directions * np.where(directions[largest, [0, 1]] < 0, -1, 1)
    places = centred.T @ directions
    return Plane(mean, directions, places, float((places**2).sum()) / total)


def boundary(scores: NDArray, box: tuple[float, float, float, float]) -> NDArray | None:
    """Where the line of score 0 crosses a box: ``(2, 2)``, two points; None where it does not.

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
