"""A thumbnail: the picture averaged down to at most 16 by 16 pixels, divided by 255."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..data.preprocess import prepare
from .entry import Representation

THUMBNAIL_SIDE = 16  # pixels, at most


def _thumbnail(images: NDArray[np.uint8]) -> NDArray:
    """``(m, h, w, c) -> (n, m)``, ``n`` at most 768."""
    return prepare(np.stack([_averaged(image) for image in images]))


def _averaged(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    from ..untrusted.photo import fit

    height, width, channels = image.shape
    return fit(image, min(height, THUMBNAIL_SIDE), min(width, THUMBNAIL_SIDE), channels, how="stretch")


ENTRY = Representation(
    name="thumbnail",
    title="a thumbnail",
    words=f"the picture averaged down to at most {THUMBNAIL_SIDE} × {THUMBNAIL_SIDE} pixels",
    blocks=(_thumbnail,),
    picture=_averaged,
    elsewhere=("thumbnail",),
)
