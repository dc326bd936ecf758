"""Was this division into training and test images lucky? The same images, divided anew many times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..dataset import Dataset
from ..descent import Descent
from ..logistic import check_count, check_hyperparameters
from ..preprocess import PIXEL_MAX, flatten
from .material import Progress, advance, parts, set_aside, stack


@dataclass(frozen=True)
class Resplits:
    """How the neuron did on each of ``n`` new divisions, and on the one that the dataset came with.

    test, train: the accuracies of each, from 0 to 1: ``(n,)``. here_test, here_train: of the division as it is.
    images: how many images took part; test_images: how many of them a new division keeps for testing.
    bigger_class: the accuracy of always answering with the bigger class on the test images of a new division, and
    here_bigger_class on those of the division as it is.
    """

    test: NDArray
    train: NDArray
    here_test: float
    here_train: float
    images: int
    test_images: int
    bigger_class: float
    here_bigger_class: float

    @property
    def place(self) -> float:
        """The share of the new divisions that score lower than this one does; a tie counts half. From 0 to 1."""
        return float(np.mean(self.test < self.here_test) + np.mean(self.test == self.here_test) / 2)

    @property
    def middle(self) -> tuple[float, float]:
        """Between which accuracies 95 % of the new divisions lie."""
        low, high = np.quantile(self.test, [0.025, 0.975])
        return float(low), float(high)


def resplit(
    dataset: Dataset,
    *,
    splits: int = 100,
    iterations: int = 2000,
    learning_rate: float = 0.005,
    seed: int = 0,
    progress: Progress = lambda share: None,
) -> Resplits:
    """Divide all images anew ``splits`` times, and train the textbook's neuron on the pixels of each, side by side.

    A new division keeps the share of test images of the old one, and both parts get the same share of each class. Of
    a large dataset, `material.MOST_IMAGES` take part. progress: as in `sweep`.

    Raises ArgumentError for arguments out of range and for a class with fewer than two images; and Cancelled.
    """
    check_count("splits", splits)
    check_hyperparameters(iterations, learning_rate)
    train, test = parts(dataset, seed)
    whole = stack(train, test)
    y, m = whole.labels, len(whole)
    generator = np.random.default_rng(seed)
    learns = np.zeros((m, 1 + splits), dtype=bool)  # the division as it is, and the new ones
    learns[: len(train), 0] = True
    for column in range(1, 1 + splits):
        learn_0, _, learn_1, _ = set_aside(y, len(test) / m, generator)
        learns[learn_0, column] = learns[learn_1, column] = True
    run = Descent(
        flatten(whole.images),
        y.reshape(1, -1),
        learning_rate=learning_rate,
        example_weights=learns,
        record_every=iterations + 1,
        divisor=PIXEL_MAX,
    )
    advance(run, iterations, progress)
    right = (run.z > 0) == y[:, np.newaxis]  # (m, 1 + splits)
    train_accuracies = np.average(right, axis=0, weights=learns)
    test_accuracies = np.average(right, axis=0, weights=~learns)
    ones = np.average(np.broadcast_to(y[:, np.newaxis], learns.shape), axis=0, weights=~learns)
    bigger = np.maximum(ones, 1 - ones)
    return Resplits(
        test_accuracies[1:],
        train_accuracies[1:],
        float(test_accuracies[0]),
        float(train_accuracies[0]),
        m,
        int(np.count_nonzero(~learns[:, 1])),
        float(bigger[1]),
        float(bigger[0]),
    )
