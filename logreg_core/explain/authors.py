"""The shares of the training images in a score: a neuron that started from zero is a linear combination of them.

Gradient descent from zero moves ``w`` only along the training images: ``w = sum_i a_i x_i``, with one coefficient per
image (`descent.spaces` explains why). So the score of a picture ``x`` is also a sum over the training images,

    z = w.T x + b = sum_i a_i <x_i, x> + b

and ``a_i <x_i, x>`` is the share of image ``i``: a term of a sum. `absence` computes the effect of leaving it out,
which is different.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..classifier import Classifier
from ..data.preprocess import PIXEL_MAX
from ..errors import ArgumentError
from ..words import signed

BLOCK = 2**21  # numbers converted at once
TOLERANCE = 1e-6  # relative rounding of the score


@dataclass(frozen=True, eq=False)
class Shares:
    """The share of each training image in one score, ``(m,)``; with the bias ``b`` they sum to ``z``."""

    written: NDArray[np.float64]
    b: float
    z: float

    def of_classes(self, labels: NDArray[np.int64]) -> tuple[float, float]:
        """Return the sums over class 0 and over class 1. labels: of the training images, ``(m,)``."""
        blue, red = (float(self.written[labels == label].sum()) for label in (0, 1))
        return blue, red

    def words(self, labels: NDArray[np.int64], class_names: tuple[str, str]) -> str:
        """Return the sum as a sentence, by class. labels: of the training images, ``(m,)``."""
        blue, red = self.of_classes(labels)
        return (
            f"The “{class_names[1]}” images wrote {signed(red)}, the “{class_names[0]}” images {signed(blue)}, the bias"
            f" is {signed(self.b)}: together the score {signed(self.z)}."
        )


@dataclass(frozen=True, eq=False)
class Carriers:
    """The distribution of the weights over the images.

    lengths: the length of the term ``a_i x_i`` of ``w`` for each image, ``(m,)``.
    """

    lengths: NDArray[np.float64]

    @property
    def effective(self) -> float:
        """The participation ratio ``(sum l)^2 / sum l^2``, from 1 to ``m``; 0 if all weights are 0.

        It is ``k`` if ``k`` terms have equal lengths and the others are 0 (L. Kish, 1965, for survey weights).
        """
        squares = float((self.lengths**2).sum())
        return float(self.lengths.sum()) ** 2 / squares if squares else 0.0

    @property
    def order(self) -> NDArray[np.int64]:
        """The positions of the images, the longest term first."""
        return np.argsort(-self.lengths, kind="stable")

    def words(self) -> str:
        """Return the number as a sentence."""
        return (
            f"By their parts in the weights, the {len(self.lengths):,} images count as {self.effective:,.0f} images"
            " with equal parts."
        )


def influence(
    classifier: Classifier, coefficients: NDArray, images: NDArray[np.uint8], image: NDArray[np.uint8]
) -> Shares:
    """Return the share of each training image in the score of a picture.

    coefficients: ``a``, ``(m,)`` or ``(m, 1)``, as in `descent.Descent.sample_coefficients`. images: the training
    images, uint8 ``(m, h, w, c)``. image: uint8 ``(h, w, c)``.

    Raises ArgumentError if the shapes do not fit, or the shares do not sum to the score of this classifier.
    """
    a = np.ravel(coefficients)
    if len(a) != len(images) or images.shape[1:] != image.shape:
        raise ArgumentError(
            "There must be one coefficient for each image, and all images must have the same size."
            f" Got {len(a)} coefficients for images of {images.shape}, and an image of {image.shape}."
        )
    z = float(classifier.scores(image[np.newaxis])[0])
    written = a * inner_products(images, image)
    size = abs(z) + abs(classifier.b) + float(np.abs(written).sum())
    if not abs(written.sum() + classifier.b - z) <= TOLERANCE * size:
        raise ArgumentError("These images did not train this model: their shares do not add up to its score.")
    return Shares(written, classifier.b, z)


def carriers(coefficients: NDArray, images: NDArray[np.uint8]) -> Carriers:
    """Return the length of each image's term in the weights: ``|a_i| |x_i|``, with pixels from 0 to 1.

    coefficients and images: as in `influence`.
    """
    lengths = np.empty(len(images))
    step = max(1, BLOCK // images[0].size)
    for start in range(0, len(images), step):
        some = slice(start, start + step)
        lengths[some] = np.linalg.norm(images[some].reshape(len(images[some]), -1) / PIXEL_MAX, axis=1)
    return Carriers(np.abs(np.ravel(coefficients)) * lengths)


def inner_products(images: NDArray[np.uint8], image: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return ``<x_i, x>`` with pixels from 0 to 1: uint8 ``(m, h, w, c)`` and ``(h, w, c)`` to ``(m,)``."""
    x = image.reshape(-1) / PIXEL_MAX
    products = np.empty(len(images))
    step = max(1, BLOCK // x.size)
    for start in range(0, len(images), step):
        some = slice(start, start + step)
        products[some] = images[some].reshape(-1, x.size).astype(float) @ x / PIXEL_MAX
    return products
