"""The smallest change of a picture that flips the answer, in two measures of small, and what whole pixels leave of it.

All pictures with the score ``t`` lie on a flat sheet that is perpendicular to ``w``. The way to it that is shortest in
a straight line goes along ``w``; the way that changes no number by more than it must goes by the same amount for all,
up where a weight pushes towards ``t`` and down where it pulls away:

    shortest    x' = x - (z - t) w / |w|^2                  with the score z of x, and t the log-odds of the threshold
    even        x' = x - (z - t) sign(w) / sum |w|          (the sign of the gradient: I. Goodfellow et al., 2015)

A picture must stay between 0 and 1. With that in mind both go the same ways, and each number stops at the end of its
range (`numpy.clip`); how far to go is then the root of a function that only rises. And a picture has whole grey levels,
0 to 255: a change by less than half a level is rounded away.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import logit

from ..classifier import Classifier
from ..data.preprocess import PIXEL_MAX, prepare
from ..logistic import sigmoid

FARTHER, FARTHEST = 1.03, 160  # how much farther each try goes until the rounded picture flips, and tries
_ROUNDED = {  # by whether the shortest change flips the answer, and whether the even one does
    (True, True): "both changes still flip the answer.",
    (True, False): "only the shortest change still flips the answer; the even one must go farther.",
    (False, True): "only the even change still flips the answer; the shortest one must go farther.",
    (False, False): "neither change flips the answer; both must go farther.",
}
BEYOND = 1e-6  # how far past the threshold, in the score: on it the answer is still class 0


@dataclass(frozen=True, eq=False)
class Change:
    """One way to the other side of the threshold.

    change: ``(h, w, c)``, what is added to pixels from 0 to 1: the least there is in this measure.
    outside: how many of the changed numbers are below 0 or above 1, where no picture can follow.
    shown: ``(h, w, c)``, the least change that stays from 0 to 1; equal to ``change`` when nothing is outside, and None
    when no picture gets the other answer.
    rounded: the probability when ``shown`` is rounded to whole grey levels. None where ``shown`` is.
    picture: uint8 ``(h, w, c)``, in whole grey levels, as far on the same way as is needed so that rounding does not
    take the other answer back; probability: of class 1, for it. None where no such picture is found.
    """

    change: NDArray[np.float64]
    outside: int
    shown: NDArray[np.float64] | None
    rounded: float | None
    picture: NDArray[np.uint8] | None
    probability: float | None

    @property
    def levels(self) -> NDArray[np.float64]:
        """By how many grey levels each number changes, ``(h, w, c)``: of ``shown``, where there is one."""
        return PIXEL_MAX * np.abs(self.change if self.shown is None else self.shown)


@dataclass(frozen=True, eq=False)
class Flip:
    """The least changes of a picture that give it the other answer.

    shortest: in a straight line, the root of the sum of squares; even: in the number that changes most.
    said, other: the answer before and after, 0 or 1. threshold: of the neuron.
    """

    shortest: Change
    even: Change
    said: int
    other: int
    threshold: float

    def words(self) -> str:
        """Both changes in grey levels, and what whole levels leave of them."""
        levels, even = self.shortest.levels, float(self.even.levels.max())
        words = (
            f"The shortest change moves the {levels.size:,} numbers of the picture by {levels.mean():.2g} grey levels"
            f" on average and by {levels.max():.2g} at most; spread evenly, by {even:.2g} each, of 255."
        )
        if self.shortest.rounded is None or self.even.rounded is None:
            return words
        flip = self._flips(self.shortest.rounded), self._flips(self.even.rounded)
        return f"{words} Pictures have whole levels: rounded, {_ROUNDED[flip]}"

    def _flips(self, probability: float) -> bool:
        return (probability > self.threshold) == bool(self.other)


def smallest_flip(classifier: Classifier, image: NDArray[np.uint8]) -> Flip | None:
    """The least changes of a uint8 image ``(h, w, c)`` that give it the other answer.

    None when there is no other answer: all weights are 0, or the threshold is 0 or 1.
    Raises ArgumentError when the image is not of the model's size.
    """
    z = float(classifier.scores(np.asarray(image)[np.newaxis])[0])
    target = float(logit(classifier.threshold))
    w, x = classifier.w[:, 0], prepare(image[np.newaxis])[:, 0]  # both (n_x,)
    if not float(w @ w) or not math.isfinite(target):
        return None
    above = float(sigmoid(z)) > classifier.threshold
    target += -BEYOND if above else BEYOND
    longer = FARTHER ** np.arange(FARTHEST)
    shortest = _along(classifier, x, w, z, target, lambda step: step * longer)
    whole = np.arange(1, PIXEL_MAX + 1) / PIXEL_MAX
    even = _along(
        classifier,
        x,
        np.sign(w),
        z,
        target,
        lambda step: np.copysign(whole[whole >= abs(step) - 0.5 / PIXEL_MAX], step),
    )
    return Flip(shortest, even, int(above), int(not above), classifier.threshold)


def _along(
    classifier: Classifier,
    x: NDArray[np.float64],
    direction: NDArray[np.float64],
    z: float,
    target: float,
    tries: Callable[[float], Iterable[float]],
) -> Change:
    """The least change of ``x`` ``(n_x,)`` along a direction ``(n_x,)`` that leads from the score z to the target.

    tries: for the length of that change, the lengths at which the rounded picture is tried, ascending.
    """
    w, shape = classifier.w[:, 0], classifier.image_shape
    change = (target - z) / float(w @ direction) * direction
    moved = x + change
    outside = int(np.count_nonzero((moved < -1e-12) | (moved > 1 + 1e-12)))

    def at(step: float) -> NDArray[np.float64]:
        return np.asarray(np.clip(x + step * direction, 0, 1))

    def score(step: float) -> float:
        return float(w @ at(step)) + classifier.b

    down = target < z
    farthest = min(1 / float(np.abs(direction[direction != 0]).min()), 1e200)  # each number has then come to its end
    farthest *= -1 if down else 1
    if not (score(farthest) < target if down else score(farthest) > target):
        return Change(change.reshape(shape), outside, None, None, None, None)
    step = brentq(lambda step: score(step) - target, 0.0, farthest, xtol=1e-300, rtol=1e-14, maxiter=2000)

    def whole(step: float) -> NDArray[np.uint8]:
        return np.rint(PIXEL_MAX * at(step)).astype(np.uint8).reshape(shape)

    picture = probability = None
    for tried in tries(step):
        probability = float(classifier.probabilities(whole(tried)[np.newaxis])[0])
        if (probability > classifier.threshold) != down:
            picture = whole(tried)
            break
    return Change(
        change.reshape(shape),
        outside,
        (at(step) - x).reshape(shape),
        float(classifier.probabilities(whole(step)[np.newaxis])[0]),
        picture,
        probability if picture is not None else None,
    )
