"""Colours: a histogram, independent of the position in the picture.

The square roots of the shares of pixels in 64 bins of red, green and blue; of a grey picture, in 16 levels. Square
roots give small shares more weight.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..data.preprocess import PIXEL_MAX
from .entry import Representation

COLOUR_LEVELS = 4  # of each of red, green and blue
GREY_LEVELS = 16


def _colours(images: NDArray[np.uint8]) -> NDArray:
    """Return the square root of the share of each bin: ``(m, h, w, c) -> (64, m)`` or ``(16, m)``."""
    m, height, width, channels = images.shape
    levels = levels_of(channels)
    level = images // ((PIXEL_MAX + 1) // levels)
    box = np.zeros((m, height * width), np.uint8)
    for channel in range(channels):
        box = levels * box + level[..., channel].reshape(m, -1)
    counts = np.column_stack([np.bincount(one, minlength=levels**channels) for one in box])
    return np.sqrt(counts / (height * width))


def _sorted(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the pixels of one image ``(h, w, c)`` in the middle colours of their bins, dark first."""
    height, width, channels = image.shape
    side = (PIXEL_MAX + 1) // levels_of(channels)
    middles = (image // side * side + side // 2).reshape(-1, channels)
    order = np.lexsort([*middles.T[::-1], middles.sum(axis=1)])
    return middles[order].reshape(width, height, channels).transpose(1, 0, 2)


def levels_of(channels: int) -> int:
    """Return the number of levels of each channel."""
    return COLOUR_LEVELS if channels == 3 else GREY_LEVELS


ENTRY = Representation(
    name="colours",
    title="colours",
    words="how much of the picture has which colour, wherever it is",
    blocks=(_colours,),
    picture=_sorted,
    elsewhere=("colours",),
)
