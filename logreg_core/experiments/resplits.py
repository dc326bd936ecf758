"""Was this division into training and test images lucky? The same images, divided anew many times."""

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

MIXED = 0.1  # a difference between two shares of a class that is called another mix
UNUSUAL = 0.95  # the share of new divisions that score lower, or higher, than an unusual one


@dataclass(frozen=True)
class Resplits:
    """How the neuron did on each of ``n`` new divisions, and on the one that the dataset came with.

    test, train: the accuracies of each, from 0 to 1: ``(n,)``. here_test, here_train: of the division as it is.
    images: how many images took part; test_images: how many of them a new division keeps for testing, on average.
    bigger_class: the accuracy of always answering with the bigger class on the test images of a new division, and
    here_bigger_class on those of the division as it is.
    ones: the share of class 1 among the training and the test images of the division as it is. class_names: of the two.
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
    def place(self) -> float:
        """The share of the new divisions that score lower than this one does; a tie counts half. From 0 to 1."""
        return float(np.mean(self.test < self.here_test) + np.mean(self.test == self.here_test) / 2)

    @property
    def middle(self) -> tuple[float, float]:
        """Between which accuracies 95 % of the new divisions lie, or more where so few cannot be cut that finely."""
        low, high = np.quantile(self.test, [0.025, 0.975], method="inverted_cdf")
        return float(low), float(high)

    @property
    def another_mix(self) -> bool:
        """Whether the parts of the division as it is differ in their share of class 1; those of a new one do not."""
        return abs(self.ones[0] - self.ones[1]) > MIXED

    def words(self) -> dict[str, str]:
        """What it says, as sentences under short heads."""
        low, high = self.middle
        won = float(np.mean(self.test > self.bigger_class))
        found = {
            "This division": f"{percent(self.place)} of the {len(self.test)} new divisions score lower, ties counted"
            f" half. {self._luck()}".rstrip(),
            "Spread": f"with {count(self.test_images, 'test image')}, the score of the same kind of neuron lies between"
            f" {percent(low)} and {percent(high)} in 95 % of the new divisions.",
            "Knowing nothing": f"always answering with the bigger class is right on {percent(self.bigger_class)} of the"
            f" test images of a new division. The neuron beats that in {percent(won)} of them.",
        }
        if self.another_mix:
            learn, check = map(percent, self.ones)
            found["Another mix"] = (
                f"a new division gives both parts the same share of each class. In this one, {learn} of the training"
                f" images and {check} of the test images are {self.class_names[1]}, so its place says little."
            )
        return found

    def _luck(self) -> str:
        if self.another_mix:
            return ""
        if self.place > UNUSUAL:
            return "Most other divisions score lower."
        if self.place < 1 - UNUSUAL:
            return "Most other divisions score higher."
        return "That is nothing unusual."


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
    """Divide all images anew ``splits`` times, and train the textbook's neuron on the pixels of each, side by side.

    A new division keeps the share of test images of the old one, and both parts get the same share of each class;
    where bursts are known, they stay whole. Of a large dataset, `material.MAX_IMAGES` take part. l2: the penalty, as
    in `Descent`. progress: as in `sweep`.

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
    """The same divisions, and on each the neuron of `features.fit` on a representation, with the penalty ``l2``.

    Raises ArgumentError as `resplit`, and for a representation that does not exist or suit; and Cancelled.
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
    """Which images each division learns from, ``(m, 1 + splits)``: the division as it is, and the new ones."""
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
    """The accuracies of scores ``(m, 1 + splits)``."""
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
