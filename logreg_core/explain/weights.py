"""What a weight vector looks like: every weight belongs to one pixel, so the weights are a picture too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..classifier import Classifier
from ..errors import ArgumentError
from ..preprocess import restore

TOGETHER = 2**21  # numbers that are added up together


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


def shrunken_maps(
    weights: NDArray, image_shape: tuple[int, int, int], longest: int = 64, *, factors: NDArray | None = None
) -> NDArray[np.float32]:
    """Many weight vectors, or images, as small pictures: ``(n_x, k)`` to ``(k, h, w)``, the channels added up.

    Where an image has a side of more than ``longest`` pixels, areas of pixels are averaged.
    factors: ``(n_x,)``, what each number is multiplied with before; None: 1.
    """
    times = np.ones(image_shape) if factors is None else factors.reshape(image_shape)
    if weights.dtype == np.uint8:
        times = times.astype(np.float32)
    channels, small = restore(weights, image_shape), list[NDArray]()
    step = max(1, TOGETHER // times.size)
    for start in range(0, len(channels), step):
        totals = np.einsum("khwc,hwc->khw", channels[start : start + step], times).astype(np.float32)
        small += [_shrunken(total, longest) for total in totals]
    return np.stack(small)


def _shrunken(picture: NDArray[np.float32], longest: int) -> NDArray[np.float32]:
    height, width = picture.shape
    if max(height, width) <= longest:
        return picture
    shrink = longest / max(height, width)
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX))
