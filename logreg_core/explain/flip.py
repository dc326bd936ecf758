"""The smallest change of a picture that flips the answer, and whether a real picture can show it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import logit

from ..classifier import Classifier
from ..logistic import sigmoid
from ..preprocess import PIXEL_MAX, prepare, restore

FARTHER, FARTHEST = (
    1.03,
    160,
)  # how much farther each try goes until the rounded picture has the other answer, and tries
BEYOND = 1e-6  # how far past the threshold, in the score: on it the answer is still class 0


@dataclass(frozen=True)
class Flip:
    """A picture just beyond the other side of the threshold.

    change: ``(h, w, c)``, what is added to pixels from 0 to 1: the shortest change there is, in a straight line.
    outside: how many of the changed numbers are below 0 or above 1, where no picture can follow.
    shown: ``(h, w, c)``, the shortest change that stays from 0 to 1; equal to ``change`` when nothing is outside, and
    None when no picture gets the other answer.
    picture: uint8 ``(h, w, c)``, the changed picture in whole pixel values; it goes farther on the same way, as far as
    is needed so that rounding does not take the other answer back. None where ``shown`` is.
    probability: of class 1, just beyond the threshold; rounded: that of the picture.
    """

    change: NDArray[np.float64]
    outside: int
    shown: NDArray[np.float64] | None
    picture: NDArray[np.uint8] | None
    probability: float
    rounded: float | None


def smallest_flip(classifier: Classifier, image: NDArray[np.uint8]) -> Flip | None:
    """The least change of a uint8 image ``(h, w, c)`` that gives it the other answer.

    All pictures with the score ``t`` lie on a flat sheet that is perpendicular to ``w``. So the shortest way there is
    straight along ``w``:

        x' = x - (z - t) w / |w|^2            with the score z of x, and t the log-odds of the threshold

    A picture must stay between 0 and 1. The shortest way with that in mind goes along ``w`` too, and each number stops
    at the end of its range (`numpy.clip`); how far to go is then the root of a function that only rises.

    None when there is no other answer: all weights are 0, or the threshold is 0 or 1.
    Raises ArgumentError when the image is not of the model's size.
    """
    z = float(classifier.scores(np.asarray(image)[np.newaxis])[0])
    target = float(logit(classifier.threshold))
    w, x = classifier.w[:, 0], prepare(image[np.newaxis])[:, 0]  # both (n_x,)
    length = float(w @ w)
    if not length or not math.isfinite(target):
        return None
    above = float(sigmoid(z)) > classifier.threshold
    target += -BEYOND if above else BEYOND
    change = (target - z) / length * w

    def score(step: float) -> float:
        return float(w @ np.clip(x + step * w, 0, 1)) + classifier.b

    farthest = min(1 / float(np.abs(w[w != 0]).min()), 1e200)  # every number with a weight has then come to its end
    farthest *= -1 if above else 1
    shown = picture = rounded = None
    if score(farthest) < target if above else score(farthest) > target:
        step = brentq(lambda step: score(step) - target, 0.0, farthest, xtol=1e-300, rtol=1e-14, maxiter=2000)
        shown = np.clip(x + step * w, 0, 1) - x
        for farther in FARTHER ** np.arange(FARTHEST):
            pixels = np.rint(PIXEL_MAX * np.clip(x + farther * step * w, 0, 1)).astype(np.uint8)
            picture = pixels.reshape(classifier.image_shape)
            rounded = float(classifier.probabilities(picture[np.newaxis])[0])
            if (rounded > classifier.threshold) != above:
                break
    moved = x + change
    return Flip(
        change=restore(change[:, np.newaxis], classifier.image_shape)[0],
        outside=int(np.count_nonzero((moved < -1e-12) | (moved > 1 + 1e-12))),
        shown=None if shown is None else restore(shown[:, np.newaxis], classifier.image_shape)[0],
        picture=picture,
        probability=float(sigmoid(target)),
        rounded=rounded,
    )
