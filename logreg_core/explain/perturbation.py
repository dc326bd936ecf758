"""Small changes that a person hardly minds, to see whether the neuron does: pictures moved, turned, darker, blurred."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from skimage.transform import SimilarityTransform, warp

from ..classifier import Classifier
from ..errors import ArgumentError

MIDDLE = 127.5  # what contrast turns around


@dataclass(frozen=True)
class Perturbation:
    """A change of pictures; as it stands it changes nothing.

    right, down: how far the content moves, as a share of the width and of the height.
    zoom: how many times larger it becomes, around the centre. turn: counter-clockwise, in degrees, around the centre.
    mirror: whether left and right change places.
    blur: the spread of a Gaussian, as a share of the longer side.
    contrast: what the distance of each pixel to the middle is multiplied with. brightness: what is added then, as a
    share of the whole range.
    """

    right: float = 0.0
    down: float = 0.0
    zoom: float = 1.0
    turn: float = 0.0
    mirror: bool = False
    blur: float = 0.0
    contrast: float = 1.0
    brightness: float = 0.0


USUAL = {  # one at a time, as strong as happens when a person takes a picture
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
    """The images, uint8 ``(m, h, w, c)``, changed; what comes in from outside is the colour of the nearest edge.

    Raises ArgumentError when the zoom is not positive, or a share of blur or contrast is negative.
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
        stack = np.moveaxis(pixels, 0, 2).reshape(height, width, m * channels)  # all images as layers of one
        moved = warp(stack, _way_back(perturbation, height, width), order=1, mode="edge")
        pixels = np.moveaxis(moved.reshape(height, width, m, channels), 2, 0)
    if perturbation.blur:
        spread = perturbation.blur * max(height, width)
        pixels = gaussian_filter(pixels, (0, spread, spread, 0), mode="nearest")
    pixels = MIDDLE + perturbation.contrast * (pixels - MIDDLE) + 255 * perturbation.brightness
    return np.rint(pixels.clip(0, 255)).astype(np.uint8)


def _way_back(perturbation: Perturbation, height: int, width: int) -> SimilarityTransform:
    """From a place in the changed picture to the place in the old one that is seen there."""
    centre = np.array([width - 1, height - 1]) / 2
    shift = np.array([perturbation.right * width, perturbation.down * height])
    there = (
        SimilarityTransform(translation=-centre)
        + SimilarityTransform(scale=perturbation.zoom, rotation=-np.deg2rad(perturbation.turn))
        + SimilarityTransform(translation=centre + shift)
    )
    return there.inverse


def flips(classifier: Classifier, images: NDArray[np.uint8], perturbation: Perturbation) -> NDArray[np.bool_]:
    """Which of the images, uint8 ``(m, h, w, c)``, get another answer when they are changed: ``(m,)``.

    Raises ArgumentError when they are not of the model's size.
    """
    return classifier.answers(images) != classifier.answers(perturbed(images, perturbation))
