"""The score of one picture as a sum: the contributions of each pixel, channel and patch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..classifier import Classifier
from ..data.preprocess import prepare, restore
from ..errors import ArgumentError

GRID = 8  # patches along each side
GREY = 128  # the colour of a patch that is painted over


@dataclass(frozen=True)
class Ledger:
    """The score ``z`` of one picture as a sum.

    contributions: ``w * x``, ``(h, w, c)``: the contribution of each number of the picture. bias: the score without
    pixels. channels: ``(c,)``; patches: ``(rows, columns)`` of a grid of at most GRID x GRID: the same contributions,
    summed in two ways. So ``bias + channels.sum()`` and ``bias + patches.sum()`` are both ``z``.
    """

    contributions: NDArray
    bias: float
    channels: NDArray
    patches: NDArray
    z: float


def ledger(classifier: Classifier, image: NDArray[np.uint8]) -> Ledger:
    """Return the ledger of a uint8 image ``(h, w, c)``. Raises ArgumentError if it does not have the model's size."""
    z = float(classifier.scores(np.asarray(image)[np.newaxis])[0])
    contributions = restore(classifier.w * prepare(image[np.newaxis]), classifier.image_shape)[0]
    height, width, _ = classifier.image_shape
    rows, columns = edges(height), edges(width)
    by_rows = np.add.reduceat(contributions.sum(axis=2), rows[:-1], axis=0)
    patches = np.add.reduceat(by_rows, columns[:-1], axis=1)
    return Ledger(contributions, classifier.b, contributions.sum(axis=(0, 1)), patches, z)


def edges(length: int) -> NDArray[np.int64]:
    """Return the cuts of a side into at most GRID patches of nearly equal length, both ends included."""
    parts = min(GRID, length)
    return np.arange(parts + 1) * length // parts


def grey_out(image: NDArray[np.uint8], patches: Iterable[tuple[int, int]]) -> NDArray[np.uint8]:
    """Return the image with these patches, by row and column of the grid, painted grey.

    Raises ArgumentError for a patch outside the grid.
    """
    painted = np.array(image)
    rows, columns = edges(painted.shape[0]), edges(painted.shape[1])
    for row, column in patches:
        if not (0 <= row < len(rows) - 1 and 0 <= column < len(columns) - 1):
            raise ArgumentError(
                f"The grid has {len(rows) - 1} rows and {len(columns) - 1} columns, counted from 0."
                f" Got row {row}, column {column}."
            )
        painted[rows[row] : rows[row + 1], columns[column] : columns[column + 1]] = GREY
    return painted
