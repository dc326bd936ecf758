"""The learning curve: the accuracy against the number of training images."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from ..checks import check_count, generator_of
from ..data.dataset import Dataset
from ..data.division import set_aside
from ..errors import ArgumentError
from ..recipe import Recipe
from ..training import descent_of
from ..words import percent, signed
from .material import Progress, advance, parts, stack

SMALLEST = 8  # training images
FEWEST = 6  # images or bursts whose answer changes with the last doubling; with fewer there is no interval
HARDLY = 0.01  # a negligible gain in accuracy
WIDE = 0.1  # a wide gap between training and test accuracy


@dataclass(frozen=True)
class LearningCurve:
    """The scores for each number of training images, with ``repeats`` runs each.

    sizes: ``(k,)``, ascending, each about double the one before. test, train: the accuracies, from 0 to 1: ``(k,
    repeats)``; a repeat uses the same test images for all sizes. test_images: their number. reach: half the 95 %
    interval of `gain`, from `reach_of`; NaN if too few answers change.
    """

    sizes: tuple[int, ...]
    test: NDArray
    train: NDArray
    test_images: int
    reach: float

    @property
    def gain(self) -> float:
        """The mean difference of the test accuracy between the last two sizes."""
        return float(np.mean(self.test[-1] - self.test[-2]))

    def words(self) -> dict[str, str]:
        """Return the result as sentences under short headings."""
        before, after = self.test[-2].mean(), self.test[-1].mean()
        learned = float(self.train[-1].mean())
        return {
            "The trend": f"from {self.sizes[-2]:,} to {self.sizes[-1]:,} images, the test accuracy goes from"
            f" {percent(before)} to {percent(after)}. {self._trend()}",
            "The gap": f"with all images, {percent(learned)} of the training and {percent(after)} of the test images"
            f" are right. {self._gap(learned - float(after))}",
            "The bands": "they hold 80 % of the runs, which differ in their training images and in their test images,"
            f" {self.test_images:,} at a time.",
        }

    def _trend(self) -> str:
        if isnan(self.reach):
            return "Too few answers change to show whether more images would help."
        low, high = self.gain - self.reach, self.gain + self.reach
        ends = " to ".join(signed(100 * end, ".1f") for end in (low, high))
        brought = f"That doubling brought {signed(100 * self.gain, '.1f')} points (95 % interval {ends})."
        if low > 0:
            return f"{brought} More images of this kind are likely to help."
        if high < HARDLY:
            return f"{brought} More images of this kind are unlikely to help this neuron much."
        return f"{brought} These runs do not show whether more images would help."

    def _gap(self, difference: float) -> str:
        if difference > WIDE:
            return "A wide gap: it fits its training images better than new ones."
        return "A narrow gap: what it has learned holds for new images too, or it has learned little."


def learning_curve(
    dataset: Dataset,
    *,
    repeats: int = 20,
    iterations: int = 2000,
    learning_rate: float = 0.005,
    l2: float = 0.0,
    seed: int = 0,
    progress: Progress = lambda share: None,
) -> LearningCurve:
    """Train the textbook's neuron on the pixels of more and more images, all sizes and repeats side by side.

    Each repeat divides all images randomly, as `resplit` does, and trains on the first few, twice as many, ... of the
    same shuffled training images, with the same share of each class. Of a large dataset, `material.MAX_IMAGES` are
    used. l2: the penalty, as in `Descent`. progress: as in `sweep`.

    Raises ArgumentError for arguments out of range and for fewer than 2 SMALLEST training images; and Cancelled.
    """
    check_count("repeats", repeats)
    if repeats < 2:
        raise ArgumentError(f"repeats must be at least 2, so that there is a spread. Got {repeats}.")
    recipe = Recipe(learning_rate, iterations, l2=l2)
    train, test = parts(dataset, seed)
    whole = stack(train, test)
    y, m = whole.labels, len(whole)
    draws = generator_of(seed)
    divisions = [set_aside(y, len(test) / m, draws, whole.groups) for _ in range(repeats)]
    largest = min(len(learn) for learn, _ in divisions)
    if largest < 2 * SMALLEST:
        raise ArgumentError(
            f"A learning curve needs at least {2 * SMALLEST} training images. Got {largest}. Add images."
        )
    sizes = [largest]
    while sizes[0] >= 2 * SMALLEST:
        sizes.insert(0, round(sizes[0] / 2))

    learns = np.zeros((m, len(sizes), repeats), dtype=bool)
    tests = np.zeros((m, repeats), dtype=bool)
    for repeat, (learn, aside) in enumerate(divisions):
        tests[aside, repeat] = True
        zeros, ones = (learn[y[learn] == label] for label in (0, 1))
        for row, size in enumerate(sizes):
            few = min(max(round(size * len(ones) / len(learn)), 1), len(ones))
            learns[ones[:few], row, repeat] = learns[zeros[: max(size - few, 1)], row, repeat] = True
    run = descent_of(whole, recipe, example_weights=learns.reshape(m, -1), record_every=iterations + 1)
    advance(run, iterations, progress)
    right = ((run.z > 0) == y[:, np.newaxis]).reshape(learns.shape)
    tested = np.broadcast_to(tests[:, np.newaxis], learns.shape)
    units = np.arange(m) if whole.groups is None else np.unique(whole.groups, return_inverse=True)[1]
    return LearningCurve(
        tuple(sizes),
        np.average(right, axis=0, weights=tested),
        np.average(right, axis=0, weights=learns),
        round(float(np.mean(np.count_nonzero(tests, axis=0)))),
        reach_of((right[:, -1].astype(int) - right[:, -2]) * tests, tests, units),
    )


def reach_of(gains: NDArray, tests: NDArray, units: NDArray) -> float:
    """Return half the 95 % interval of the mean gain, or NaN if the answers of fewer than FEWEST units change.

    The units, images or whole bursts, are the sampling units, so the standard error is that of their gains over all
    repeats that test them. It covers the test images; the factor ``1 + test images / training images`` on its variance
    covers the training images, as in C. Nadeau and Y. Bengio (2003), Inference for the generalization error. Their own
    interval, by the repeats, was three times as wide and decided nothing. gains: correct answers with all images minus
    those with half, ``(m, repeats)``, 0 if not tested; tests: whether each is tested, ``(m, repeats)``; units: the unit
    of each image, ``(m,)``.
    """
    total, times = np.bincount(units, gains.sum(axis=1)), np.bincount(units, tests.sum(axis=1))
    if np.count_nonzero(np.bincount(units, np.abs(gains).sum(axis=1))) < FEWEST:
        return nan
    k, tested = len(total), tests.mean()
    apart = total - total.sum() / times.sum() * times
    variance = k / (k - 1) * (apart @ apart) / times.sum() ** 2 / (1 - tested)
    return float(stats.t.ppf(0.975, k - 1) * np.sqrt(variance))
