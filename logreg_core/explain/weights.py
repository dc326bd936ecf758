"""What a weight vector looks like: every weight belongs to one pixel, so the weights are a picture too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..classifier import Classifier
from ..errors import ArgumentError
from ..preprocess import restore


@dataclass(frozen=True)
class WeightMap:
    """The weights where their pixels are. Positive pushes towards class 1, negative towards class 0.

    channels: ``(h, w, c)``, one layer for each channel; total: ``(h, w)``, the channels added up, which is what a
    grey pixel (as bright in red as in green and blue) is multiplied with.
    """

    channels: NDArray
    total: NDArray


def weight_map(classifier: Classifier) -> WeightMap:
    """The weights of a classifier on pixels as pictures. Raises ArgumentError for another representation."""
    if classifier.representation != "pixels":
        raise ArgumentError(
            "A weight map needs a classifier on pixels: a weight of another representation belongs to no pixel."
            f" Got {classifier.representation!r}. Train one on the pixels."
        )
    channels = restore(classifier.w, classifier.image_shape)[0]
    return WeightMap(channels, channels.sum(axis=2))


def shrunken_maps(weights: NDArray, image_shape: tuple[int, int, int], longest: int = 64) -> NDArray[np.float32]:
    """Many weight vectors as small pictures: ``(n_x, k)`` to ``(k, h, w)``, the channels added up.

    Where an image has a side of more than ``longest`` pixels, areas of pixels are averaged.
    """
    totals = restore(weights, image_shape).sum(axis=3).astype(np.float32)  # (k, h, w)
    height, width = image_shape[:2]
    shrink = longest / max(height, width, longest)
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    return np.stack([np.asarray(Image.fromarray(total).resize(size, Image.Resampling.BOX)) for total in totals])
