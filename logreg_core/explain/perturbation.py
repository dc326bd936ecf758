"""Small changes of pictures, such as shifts, rotations, darkening and blur, to test whether the answer changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from skimage.transform import SimilarityTransform, warp

from ..classifier import Classifier
from ..errors import ArgumentError

MIDDLE = 127.5  # the fixed point of contrast


@dataclass(frozen=True)
class Perturbation:
    """A change of pictures; the defaults change nothing.

    right, down: the shift of the content, as a share of the width and of the height. zoom: the scale around the centre.
    turn: the rotation around the centre, counter-clockwise, in degrees. mirror: whether to swap left and right. blur:
    the standard deviation of a Gaussian, as a share of the longer side. contrast: the factor on the distance of each
    pixel to the middle. brightness: then added, as a share of the whole range.
    """

    right: float = 0.0
    down: float = 0.0
    zoom: float = 1.0
    turn: float = 0.0
    mirror: bool = False
    blur: float = 0.0
    contrast: float = 1.0
    brightness: float = 0.0


USUAL = {  # one at a time, as strong as in ordinary photos
    "moved to the right by 8 %": Perturbation(right=0.08),
    "moved down by 8 %": Perturbation(down=0.08),
    "enlarged by 15 %": Perturbation(zoom=1.15),
    "turned by 10 degrees": Perturbation(turn=10),
    "mirrored": Perturbation(mirror=True),
    "brighter by 15 %": Perturbation(brightness=0.15),
    "darker by 15 %": Perturbation(brightness=-0.15),
    "with 30 % less contrast": Perturbation(contrast=0.7),
    "blurred by 4 %": Perturbation(blur=0.04),
}


def perturbed(images: NDArray[np.uint8], perturbation: Perturbation) -> NDArray[np.uint8]:
    """Return the changed images, uint8 ``(m, h, w, c)``; pixels from outside have the colour of the nearest edge.

    Raises ArgumentError if zoom is not positive, or blur or contrast is negative.
    """
    if not (perturbation.zoom > 0 and perturbation.blur >= 0 and perturbation.contrast >= 0):
        raise ArgumentError(f"zoom must be greater than 0, blur and contrast at least 0. Got {perturbation}.")
    if perturbation == Perturbation():
        return images
    m, height, width, channels = images.shape
    pixels = images.astype(float)
    if perturbation.mirror:
        pixels = pixels[:, :, ::-1]
    if (perturbation.right, perturbation.down, perturbation.zoom, perturbation.turn) != (0, 0, 1, 0):
        stack = np.moveaxis(pixels, 0, 2).reshape(height, width, m * channels)  # all images as channels of one
        moved = warp(stack, _inverse(perturbation, height, width), order=1, mode="edge")
        pixels = np.moveaxis(moved.reshape(height, width, m, channels), 2, 0)
    if perturbation.blur:
        spread = perturbation.blur * max(height, width)
        pixels = gaussian_filter(pixels, (0, spread, spread, 0), mode="nearest")
    pixels = MIDDLE + perturbation.contrast * (pixels - MIDDLE) + 255 * perturbation.brightness
    return np.rint(pixels.clip(0, 255)).astype(np.uint8)


def _inverse(perturbation: Perturbation, height: int, width: int) -> SimilarityTransform:
    """Return the transform from a position in the changed picture to its source position."""
    centre = np.array([width - 1, height - 1]) / 2
    shift = np.array([perturbation.right * width, perturbation.down * height])
    forward = (
        SimilarityTransform(translation=-centre)
        + SimilarityTransform(scale=perturbation.zoom, rotation=-np.deg2rad(perturbation.turn))
        + SimilarityTransform(translation=centre + shift)
    )
    return forward.inverse


def flips(classifier: Classifier, images: NDArray[np.uint8], perturbation: Perturbation) -> NDArray[np.bool_]:
    """Return for which images, uint8 ``(m, h, w, c)``, the perturbation changes the model's answer: ``(m,)``.

    Raises ArgumentError if they do not have the model's size.
    """
    return classifier.answers(images) != classifier.answers(perturbed(images, perturbation))
