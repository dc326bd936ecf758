"""The smallest change of a picture that flips the answer, by two norms, exact and in whole grey levels.

All pictures with the score ``t`` lie on a hyperplane perpendicular to ``w``. The shortest path to it (Euclidean norm)
goes along ``w``. The path with the smallest maximum change (maximum norm) changes all numbers by the same amount, up if
the weight pushes towards ``t`` and down otherwise:

    shortest    x' = x - (z - t) w / |w|^2                  with the score z of x, and t the log-odds of the threshold
    even        x' = x - (z - t) sign(w) / sum |w|          (the sign of the gradient: I. Goodfellow et al., 2015)

A picture must stay between 0 and 1, so each number stops at the end of its range (`numpy.clip`); the length of the path
is then the root of a monotonic function. A picture has whole grey levels, 0 to 255, so a change of less than half a
level is rounded away.
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

FARTHER, FARTHEST = 1.03, 160  # growth of each try until the rounded picture flips, and number of tries
_ROUNDED = {  # by whether the shortest change flips the answer, and whether the even one does
    (True, True): "both changes still flip the answer.",
    (True, False): "only the shortest change still flips the answer; the even one must go farther.",
    (False, True): "only the even change still flips the answer; the shortest one must go farther.",
    (False, False): "neither change flips the answer; both must go farther.",
}
BEYOND = 1e-6  # of the score past the threshold: on the threshold the answer is still class 0


@dataclass(frozen=True, eq=False)
class Change:
    """A change of the picture to the other side of the threshold.

    change: ``(h, w, c)``, added to pixels from 0 to 1: the smallest by this norm. outside: how many of the changed
    numbers are below 0 or above 1, which no picture can show. shown: ``(h, w, c)``, the smallest change that stays from
    0 to 1; equal to ``change`` if nothing is outside, and None if no picture gets the other answer. rounded: the
    probability when ``shown`` is rounded to whole grey levels, or None. picture: uint8 ``(h, w, c)``, in whole grey
    levels, far enough on the same path to keep the other answer after rounding; probability: of class 1, for it. None
    if no such picture is found.
    """

    change: NDArray[np.float64]
    outside: int
    shown: NDArray[np.float64] | None
    rounded: float | None
    picture: NDArray[np.uint8] | None
    probability: float | None

    @property
    def levels(self) -> NDArray[np.float64]:
        """The change of each number in grey levels, ``(h, w, c)``: of ``shown``, if there is one."""
        return PIXEL_MAX * np.abs(self.change if self.shown is None else self.shown)


@dataclass(frozen=True, eq=False)
class Flip:
    """The smallest changes of a picture that give it the other answer.

    shortest: the change with the smallest Euclidean norm. even: the change whose largest change of a single number is
    smallest. said, other: the answer before and after, 0 or 1. threshold: of the neuron.
    """

    shortest: Change
    even: Change
    said: int
    other: int
    threshold: float

    def words(self) -> str:
        """Return both changes in grey levels, and the effect of rounding."""
        levels, even = self.shortest.levels, float(self.even.levels.max())
        words = (
            f"The shortest change alters the {levels.size:,} numbers of the picture by {levels.mean():.2g} grey levels"
            f" on average and by {levels.max():.2g} at most; spread evenly, by {even:.2g} each, of 255."
        )
        if self.shortest.rounded is None or self.even.rounded is None:
            return words
        flip = self._flips(self.shortest.rounded), self._flips(self.even.rounded)
        return f"{words} Pictures have whole levels: rounded, {_ROUNDED[flip]}"

    def _flips(self, probability: float) -> bool:
        return (probability > self.threshold) == bool(self.other)


def smallest_flip(classifier: Classifier, image: NDArray[np.uint8]) -> Flip | None:
    """Return the smallest changes of a uint8 image ``(h, w, c)`` that give it the other answer.

    None if there is no other answer: all weights are 0, or the threshold is 0 or 1. Raises ArgumentError if the image
    does not have the model's size.
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
    """Return the smallest change of ``x`` ``(n_x,)`` along a direction ``(n_x,)`` from the score z to the target.

    tries: returns, for the length of that change, the lengths at which to test the rounded picture, ascending.
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
    farthest = min(1 / float(np.abs(direction[direction != 0]).min()), 1e200)  # all numbers are then at 0 or 1
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
