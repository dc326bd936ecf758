"""The score of one picture taken apart: which pixel, channel and patch brought how much of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..classifier import Classifier
from ..data.preprocess import prepare, restore
from ..errors import ArgumentError

GRID = 8  # patches along each side
GREY = 128  # what a patch is painted with to take its say away


@dataclass(frozen=True)
class Ledger:
    """One picture's score ``z``, as a sum that can be followed line by line.

    contributions: ``w * x``, ``(h, w, c)``: what each number of the picture adds to the score.
    bias: what is there before any pixel is looked at.
    channels: ``(c,)``; patches: ``(rows, columns)`` of a grid of at most GRID x GRID: the same contributions, added up
    in two ways. So ``bias + channels.sum()`` and ``bias + patches.sum()`` are both ``z``.
    """

    contributions: NDArray
    bias: float
    channels: NDArray
    patches: NDArray
    z: float


def ledger(classifier: Classifier, image: NDArray[np.uint8]) -> Ledger:
    """The ledger of a uint8 image ``(h, w, c)``. Raises ArgumentError when it is not of the model's size."""
    z = float(classifier.scores(np.asarray(image)[np.newaxis])[0])
    contributions = restore(classifier.w * prepare(image[np.newaxis]), classifier.image_shape)[0]
    height, width, _ = classifier.image_shape
    rows, columns = edges(height), edges(width)
    by_rows = np.add.reduceat(contributions.sum(axis=2), rows[:-1], axis=0)
    patches = np.add.reduceat(by_rows, columns[:-1], axis=1)
    return Ledger(contributions, classifier.b, contributions.sum(axis=(0, 1)), patches, z)


def edges(length: int) -> NDArray[np.int64]:
    """Where a side of so many pixels is cut into at most GRID patches of nearly the same length, both ends included."""
    parts = min(GRID, length)
    return np.arange(parts + 1) * length // parts


def grey_out(image: NDArray[np.uint8], patches: Iterable[tuple[int, int]]) -> NDArray[np.uint8]:
    """The image with these patches, by row and column of the grid, painted in an even grey.

    Raises ArgumentError when the grid has no such patch.
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
