"""The weights as a picture: on pixels, every weight belongs to one pixel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..classifier import Classifier
from ..data.preprocess import restore
from ..errors import ArgumentError

TOGETHER = 2**22  # numbers summed together


@dataclass(frozen=True)
class WeightMap:
    """The weights at their pixels. Positive pushes towards class 1, negative towards class 0.

    channels: ``(h, w, c)``, one layer per channel; total: ``(h, w)``, the sum over the channels, which is the weight of
    a grey pixel (equal in red, green and blue).
    """

    channels: NDArray
    total: NDArray


def weight_map(classifier: Classifier) -> WeightMap:
    """Return the weights of a classifier on pixels as pictures. Raises ArgumentError for another representation."""
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
    """Return many weight vectors, or images, as small pictures: ``(n_x, k)`` to ``(k, h, w)``, summed over the
    channels.

    An image with a side of more than ``longest`` pixels is reduced by area averaging. factors: ``(n_x,)``, applied
    first; None: 1.
    """
    times = np.ones(image_shape) if factors is None else factors.reshape(image_shape)
    if weights.dtype == np.uint8:
        times = times.astype(np.float32)
    channels, step = restore(weights, image_shape), max(1, TOGETHER // times.size)
    some = (channels[start : start + step] for start in range(0, len(channels), step))
    return np.concatenate([_shrunken(np.einsum("khwc,hwc->khw", each, times), longest) for each in some])


def _shrunken(pictures: NDArray, longest: int) -> NDArray[np.float32]:
    pictures, (height, width) = pictures.astype(np.float32, copy=False), pictures.shape[1:]
    if max(height, width) <= longest:
        return pictures
    shrink = longest / max(height, width)
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    return np.stack([np.asarray(Image.fromarray(each).resize(size, Image.Resampling.BOX)) for each in pictures])
