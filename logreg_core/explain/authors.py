"""Who wrote this answer? A neuron that started from zero is a mixture of its training images, so each has its share.

Gradient descent from zero moves ``w`` only along the training images: ``w = sum_i a_i x_i``, with one coefficient for
each image (`descent.spaces` has the reason). So the score of a picture ``x`` is a sum over the training images too,

    z = w.T x + b = sum_i a_i <x_i, x> + b

and ``a_i <x_i, x>`` is what image ``i`` wrote of it: a part of a sum. What its absence would change is another
question, which `absence` answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..classifier import Classifier
from ..data.preprocess import PIXEL_MAX
from ..errors import ArgumentError
from ..words import signed

BLOCK = 2**21  # numbers that are converted at once
TOLERANCE = 1e-6  # of the score: what rounding may have cost on the way


@dataclass(frozen=True, eq=False)
class Shares:
    """What each training image wrote of one score, ``(m,)``; with the bias ``b`` they add up to ``z``."""

    written: NDArray[np.float64]
    b: float
    z: float

    def of_classes(self, labels: NDArray[np.int64]) -> tuple[float, float]:
        """What the images of class 0 and those of class 1 wrote together. labels: of the training images, ``(m,)``."""
        blue, red = (float(self.written[labels == label].sum()) for label in (0, 1))
        return blue, red

    def words(self, labels: NDArray[np.int64], class_names: tuple[str, str]) -> str:
        """The sum as a sentence, class by class. labels: of the training images, ``(m,)``."""
        blue, red = self.of_classes(labels)
        return (
            f"The “{class_names[1]}” images wrote {signed(red)}, the “{class_names[0]}” images {signed(blue)}, the bias"
            f" is {signed(self.b)}: together the score {signed(self.z)}."
        )


@dataclass(frozen=True, eq=False)
class Carriers:
    """How many images carry the weights.

    lengths: how long the part ``a_i x_i`` of ``w`` is that each image brought, ``(m,)``.
    """

    lengths: NDArray[np.float64]

    @property
    def effective(self) -> float:
        """The participation ratio ``(sum l)^2 / sum l^2``, from 1 to ``m``; 0 when all weights are 0.

        It is ``k`` when ``k`` images bring parts of one length and the others nothing (L. Kish, 1965, of weights in a
        survey).
        """
        squares = float((self.lengths**2).sum())
        return float(self.lengths.sum()) ** 2 / squares if squares else 0.0

    @property
    def order(self) -> NDArray[np.int64]:
        """The positions of the images, the longest part first."""
        return np.argsort(-self.lengths, kind="stable")

    def words(self) -> str:
        """The number as a sentence."""
        return (
            f"As uneven as the parts of the {len(self.lengths):,} images in the weights are, they count as"
            f" {self.effective:,.0f} images with equal parts would."
        )


def influence(
    classifier: Classifier, coefficients: NDArray, images: NDArray[np.uint8], image: NDArray[np.uint8]
) -> Shares:
    """What each training image wrote of the score of a picture.

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
    return Shares(written, classifier.b, z)


def carriers(coefficients: NDArray, images: NDArray[np.uint8]) -> Carriers:
    """How long the part of each image in the weights is: ``|a_i| |x_i|``, with pixels from 0 to 1.

    coefficients and images: as in `influence`.
    """
    lengths = np.empty(len(images))
    step = max(1, BLOCK // images[0].size)
    for start in range(0, len(images), step):
        some = slice(start, start + step)
        lengths[some] = np.linalg.norm(images[some].reshape(len(images[some]), -1) / PIXEL_MAX, axis=1)
    return Carriers(np.abs(np.ravel(coefficients)) * lengths)


def inner_products(images: NDArray[np.uint8], image: NDArray[np.uint8]) -> NDArray[np.float64]:
    """``<x_i, x>`` with pixels from 0 to 1: uint8 ``(m, h, w, c)`` and ``(h, w, c)`` to ``(m,)``."""
    x = image.reshape(-1) / PIXEL_MAX
    products = np.empty(len(images))
    step = max(1, BLOCK // x.size)
    for start in range(0, len(images), step):
        some = slice(start, start + step)
        products[some] = images[some].reshape(-1, x.size).astype(float) @ x / PIXEL_MAX
    return products
