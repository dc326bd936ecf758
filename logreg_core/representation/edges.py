"""Edges: histograms of oriented gradients.

The strength of the edges of 9 directions in each of about 8 by 8 cells, relative to their surroundings. Source: N.
Dalal and B. Triggs (2005), Histograms of oriented gradients for human detection; by `skimage.feature.hog`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..data.preprocess import PIXEL_MAX
from .entry import Representation

CELL = 4  # pixels, at least
MIN_SIDE = 2 * CELL  # pixels, of a picture whose edges are counted
CELLS = 8  # approximate number along each side
DIRECTIONS = 9  # directions of an edge, over 180 degrees


def _edges(images: NDArray[np.uint8]) -> NDArray:
    """Return blocks of 2 by 2 cells, each cell with its directions: ``(m, h, w, c) -> (n, m)``, ``n`` at most 2,304."""
    return np.column_stack([_hog(image) for image in images])


def _strokes(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Draw the edges of one image ``(h, w, c)`` as strokes: ``(h, w, 1)``."""
    strokes = _hog(image, visualize=True)[1]
    return np.rint(PIXEL_MAX * strokes / (strokes.max() or 1)).astype(np.uint8)[..., np.newaxis]


def _hog(image: NDArray[np.uint8], **options: Any) -> Any:
    from skimage.feature import hog

    height, width, channels = image.shape
    cell = cell_of(height, width)
    if channels == 1:
        return hog(image[:, :, 0], DIRECTIONS, cell, (2, 2), "L2-Hys", **options)
    return hog(image, DIRECTIONS, cell, (2, 2), "L2-Hys", channel_axis=-1, **options)


def cell_of(height: int, width: int) -> tuple[int, int]:
    """Return the height and width of a picture's cells, in pixels."""
    return max(CELL, height // CELLS), max(CELL, width // CELLS)


ENTRY = Representation(
    name="edges",
    title="edges",
    words="how strong the edges of each direction are in each part of the picture, whatever their colour",
    blocks=(_edges,),
    picture=_strokes,
    smallest_side=MIN_SIDE,
    elsewhere=("edges",),
)
