"""Repeated random divisions of the images into training and test sets, to show how lucky the division was."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..checks import check_count, generator_of
from ..data.dataset import Dataset, Split
from ..data.division import set_aside
from ..recipe import Recipe
from ..representation import parts_of, represent, size_of
from ..training import descent_of
from ..words import count, percent
from .features import MAX_NUMBERS, fit
from .material import MAX_IMAGES, Progress, advance, parts, report, stack

MIXED = 0.1  # the smallest difference between two shares of a class that is reported
UNUSUAL = 0.95  # the share of new divisions below, or above, an unusual one


@dataclass(frozen=True)
class Resplits:
    """The scores on each of ``n`` new divisions, and on the division of the dataset.

    test, train: the accuracies on each, from 0 to 1: ``(n,)``. here_test, here_train: on the dataset's own division.
    images: the number of images used; test_images: the mean number of test images in a new division. bigger_class: the
    mean accuracy of always answering with the bigger class on the test images of a new division, here_bigger_class on
    those of the dataset. ones: the share of class 1 among the training and the test images of the dataset. class_names:
    of both classes.
    """

    test: NDArray
    train: NDArray
    here_test: float
    here_train: float
    images: int
    test_images: int
    bigger_class: float
    here_bigger_class: float
    ones: tuple[float, float]
    class_names: tuple[str, str]

    @property
    def rank(self) -> float:
        """The share of the new divisions with a lower score than the dataset's division; a tie counts half. From 0 to
        1.
        """
        return float(np.mean(self.test < self.here_test) + np.mean(self.test == self.here_test) / 2)

    @property
    def middle(self) -> tuple[float, float]:
        """The interval of accuracies that holds 95 % of the new divisions, or more if there are few."""
        low, high = np.quantile(self.test, [0.025, 0.975], method="inverted_cdf")
        return float(low), float(high)

    @property
    def another_mix(self) -> bool:
        """Whether training and test set of the dataset differ in their share of class 1. Those of a new division do
        not.
        """
        return abs(self.ones[0] - self.ones[1]) > MIXED

    def words(self) -> dict[str, str]:
        """Return the result as sentences under short headings."""
        low, high = self.middle
        won = float(np.mean(self.test > self.bigger_class))
        sentences = {
            "This division": f"{percent(self.rank)} of the {len(self.test)} new divisions score lower, ties counted"
            f" half. {self._luck()}".rstrip(),
            "Spread": f"with {count(self.test_images, 'test image')}, the score of such a neuron lies between"
            f" {percent(low)} and {percent(high)} in 95 % of the new divisions.",
            "Baseline": f"always answering with the bigger class is right on {percent(self.bigger_class)} of the"
            f" test images of a new division. The neuron beats that in {percent(won)} of them.",
        }
        if self.another_mix:
            learn, check = map(percent, self.ones)
            sentences["Class balance"] = (
                f"a new division gives both sets the same share of each class. In this one, {learn} of the training"
                f" images and {check} of the test images are {self.class_names[1]}, so the comparison says little."
            )
        return sentences

    def _luck(self) -> str:
        if self.another_mix:
            return ""
        if self.rank > UNUSUAL:
            return "Most other divisions score lower."
        if self.rank < 1 - UNUSUAL:
            return "Most other divisions score higher."
        return "That is not unusual."


def resplit(
    dataset: Dataset,
    *,
    splits: int = 100,
    iterations: int = 2000,
    learning_rate: float = 0.005,
    l2: float = 0.0,
    seed: int = 0,
    progress: Progress = lambda share: None,
) -> Resplits:
    """Divide all images randomly ``splits`` times, and train the textbook's neuron on the pixels of each, side by side.

    A new division keeps the share of test images, and gives both sets the same class balance. Bursts are not split.
    Of a large dataset, `material.MAX_IMAGES` are used. l2: the penalty, as in `Descent`. progress: as in `sweep`.

    Raises ArgumentError for arguments out of range and for a class with fewer than two images; and Cancelled.
    """
    recipe = Recipe(learning_rate, iterations, l2=l2)
    train, test = parts(dataset, seed)
    whole, learns = stack(train, test), _divisions(train, test, splits, seed)
    run = descent_of(whole, recipe, example_weights=learns, record_every=iterations + 1)
    advance(run, iterations, progress)
    return _judged(run.z, whole.labels, learns, dataset)


def resplit_features(
    dataset: Dataset,
    representation: str,
    *,
    l2: float,
    splits: int = 50,
    seed: int = 0,
    progress: Progress = lambda share: None,
) -> Resplits:
    """Train the neuron of `features.fit` on a representation for the same divisions, with the penalty ``l2``.

    Raises ArgumentError as `resplit` does, and for an unknown or unsuitable representation; and Cancelled.
    """
    size = size_of(representation, dataset.image_shape)
    train, test = parts(dataset, seed, min(MAX_IMAGES, MAX_NUMBERS // size))
    whole, learns = stack(train, test), _divisions(train, test, splits, seed)
    X, y = represent(whole.images, representation), whole.labels
    z = np.empty(learns.shape)
    for column, some in enumerate(learns.T):
        z[:, column] = fit(X[:, some], y[some], [l2], parts_of(representation, dataset.image_shape)).scores(X)[:, 0]
        report(1 + column, 1 + splits, progress)
    return _judged(z, y, learns, dataset)


def _divisions(train: Split, test: Split, splits: int, seed: int) -> NDArray:
    """Return which images are training images, ``(m, 1 + splits)``: first in the dataset, then in the new divisions."""
    check_count("splits", splits)
    whole = stack(train, test)
    y, draws = whole.labels, generator_of(seed)
    learns = np.zeros((len(y), 1 + splits), dtype=bool)
    learns[: len(train), 0] = True
    for column in range(1, 1 + splits):
        learn, _ = set_aside(y, len(test) / len(y), draws, whole.groups)
        learns[learn, column] = True
    return learns


def _judged(z: NDArray, y: NDArray, learns: NDArray, dataset: Dataset) -> Resplits:
    """Return the accuracies of scores ``(m, 1 + splits)``."""
    right = (z > 0) == y[:, np.newaxis]
    train_accuracies = np.average(right, axis=0, weights=learns)
    test_accuracies = np.average(right, axis=0, weights=~learns)
    ones = np.average(np.broadcast_to(y[:, np.newaxis], learns.shape), axis=0, weights=~learns)
    bigger = np.maximum(ones, 1 - ones)
    return Resplits(
        test_accuracies[1:],
        train_accuracies[1:],
        float(test_accuracies[0]),
        float(train_accuracies[0]),
        len(y),
        round(float(np.mean(np.count_nonzero(~learns[:, 1:], axis=0)))),
        float(np.mean(bigger[1:])),
        float(bigger[0]),
        (dataset.train.count(1) / len(dataset.train), dataset.test.count(1) / len(dataset.test)),
        dataset.class_names,
    )
