"""Would more images help? The accuracy against the number of images that the neuron learns from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..checks import check_count, check_hyperparameters, generator_of
from ..dataset import Dataset
from ..descent import Descent
from ..division import set_aside
from ..errors import ArgumentError
from ..preprocess import columns_of
from .material import Progress, advance, parts, stack

SMALLEST = 8  # training images


@dataclass(frozen=True)
class LearningCurve:
    """How the neuron does after learning from so many images, each number of them ``repeats`` times.

    sizes: ``(k,)``, ascending, each about double the one before, to the largest. test, train: the accuracies, from 0
    to 1: ``(k, repeats)``; row by row the same test images. test_images: how many these are.
    """

    sizes: tuple[int, ...]
    test: NDArray
    train: NDArray
    test_images: int

    @property
    def gain(self) -> float:
        """What the last doubling brought: the mean difference of the test accuracy between the last two sizes."""
        return float(np.mean(self.test[-1] - self.test[-2]))

    @property
    def doubt(self) -> float:
        """Twice the standard error of `gain`: a gain that is not larger may be chance."""
        differences = self.test[-1] - self.test[-2]
        return float(2 * np.std(differences, ddof=1) / np.sqrt(len(differences)))


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
    """Train the textbook's neuron on the pixels of ever more images, all numbers and repeats side by side.

    Each repeat divides all images anew, as `resplit` does, and takes the first few, twice as many, ... of the same
    shuffled training images, with the same share of each class. Of a large dataset, `material.MOST_IMAGES` take part.
    l2: the penalty, as in `Descent`. progress: as in `sweep`.

    Raises ArgumentError for arguments out of range and for fewer than 2 SMALLEST training images; and Cancelled.
    """
    check_count("repeats", repeats)
    if repeats < 2:
        raise ArgumentError(f"repeats must be at least 2, so that there is a spread. Got {repeats}.")
    check_hyperparameters(iterations, learning_rate)
    train, test = parts(dataset, seed)
    whole = stack(train, test)
    y, m = whole.labels, len(whole)
    draws = generator_of(seed)
    divisions = [set_aside(y, len(test) / m, draws, whole.bursts) for _ in range(repeats)]
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
    run = Descent(
        **columns_of(whole),
        learning_rate=learning_rate,
        l2=l2,
        example_weights=learns.reshape(m, -1),
        record_every=iterations + 1,
    )
    advance(run, iterations, progress)
    right = ((run.z > 0) == y[:, np.newaxis]).reshape(learns.shape)
    tested = np.broadcast_to(tests[:, np.newaxis], learns.shape)
    return LearningCurve(
        tuple(sizes),
        np.average(right, axis=0, weights=tested),
        np.average(right, axis=0, weights=learns),
        round(float(np.mean(np.count_nonzero(tests, axis=0)))),
    )
