"""Who wrote this answer? A neuron that started from zero is a mixture of its training images, so each has its share.

Gradient descent from zero moves ``w`` only along the training images: ``w = sum_i a_i x_i``, with one coefficient for
each image (`descent.spaces` has the reason). So the score of a picture ``x`` is a sum over the training images too,

    z = w.T x + b = sum_i a_i <x_i, x> + b

and ``a_i <x_i, x>`` is what image ``i`` wrote of it. This is exact, and no approximation of what would happen without
that image: the others would then have learned something else.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..classifier import Classifier
from ..errors import ArgumentError
from ..preprocess import PIXEL_MAX

BLOCK = 2**21  # numbers that are converted at once
TOLERANCE = 1e-6  # of the score: what rounding may have cost on the way


def influence(
    classifier: Classifier, coefficients: NDArray, images: NDArray[np.uint8], image: NDArray[np.uint8]
) -> NDArray[np.float64]:
    """What each training image wrote of the score of a picture, ``(m,)``; with the bias they add up to the score.

    coefficients: ``a``, ``(m,)`` or ``(m, 1)``, as `descent.Descent.sample_coefficients` gives them.
    images: the training images, uint8 ``(m, h, w, c)``. image: uint8 ``(h, w, c)``.

    Raises ArgumentError when the shapes do not fit, or these images did not write this classifier.
    """
    a = np.ravel(coefficients)
    if len(a) != len(images) or images.shape[1:] != image.shape:
        raise ArgumentError(
            "There must be one coefficient for each image, and all images must have one size."
            f" Got {len(a)} coefficients for images of {images.shape}, and an image of {image.shape}."
        )
    z = float(classifier.scores(image[np.newaxis])[0])
    written = a * inner_products(images, image)
    size = abs(z) + abs(classifier.b) + float(np.abs(written).sum())
    if not abs(written.sum() + classifier.b - z) <= TOLERANCE * size:
        raise ArgumentError("These training images did not write this model: their shares do not add up to its score.")
    return written


def inner_products(images: NDArray[np.uint8], image: NDArray[np.uint8]) -> NDArray[np.float64]:
    """``<x_i, x>`` with pixels from 0 to 1: uint8 ``(m, h, w, c)`` and ``(h, w, c)`` to ``(m,)``."""
    x = image.reshape(-1) / PIXEL_MAX
    products = np.empty(len(images))
    step = max(1, BLOCK // x.size)
    for start in range(0, len(images), step):
        some = slice(start, start + step)
        products[some] = images[some].reshape(-1, x.size).astype(float) @ x / PIXEL_MAX
    return products
