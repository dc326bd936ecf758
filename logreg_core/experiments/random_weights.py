"""The best of N random neurons, chosen on the test images: how selection inflates a score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from ..checks import check_count
from ..data.dataset import Dataset
from ..data.preprocess import flatten, normalize
from ..errors import ArgumentError
from .material import Progress, report

AT_ONCE = 2**21  # weights drawn together: 16 MB


@dataclass(frozen=True, eq=False)
class RandomWeights:
    """test, others: the accuracy of each random neuron, from 0 to 1, on the test images and on the training images,
    which take no part in the selection: ``(n,)`` each. test_images: how many there are.

    The best of many may well be good on other images too: choosing on the test images is learning from them. Coin
    tosses show the effect of selection alone.
    """

    test: NDArray
    others: NDArray
    test_images: int

    def best_of(self, tries: int) -> tuple[float, float]:
        """Return the mean test accuracy of the best of ``tries`` over all draws, and its accuracy on the other images.
        Ties have equal chances.

        In ascending order, the best of ``N`` of ``n`` drawn with replacement is the ``i``-th with probability ``(i/n)^N
        - ((i-1)/n)^N``.
        """
        values, where, counts = np.unique(np.round(self.test, 12), return_inverse=True, return_counts=True)
        reached = np.cumsum(counts) / len(self.test)
        chances = np.diff(np.concatenate([[0.0], reached**tries]))
        others = np.bincount(where, weights=self.others) / counts
        return float(chances @ values), float(chances @ others)

    def best_coin(self, tries: int) -> float:
        """Return the mean test accuracy of the best of ``tries`` coins, tossed for each image (a binomial number)."""
        right = np.arange(self.test_images + 1)
        reached = binom.cdf(right, self.test_images, 0.5) ** tries
        return float(np.diff(reached, prepend=0.0) @ right / self.test_images)


def random_weights(
    dataset: Dataset, *, tries: int = 10_000, seed: int = 0, progress: Progress = lambda share: None
) -> RandomWeights:
    """Draw ``tries`` random neurons, and evaluate each. Nothing is trained.

    Weights are standard normal. The bias makes the score of the mean training image 0, so that both answers occur.
    progress: as in `sweep`.

    Raises ArgumentError without test images, and Cancelled.
    """
    check_count("tries", tries)
    if not len(dataset.test):
        raise ArgumentError("There must be test images.")
    X, X_test = (normalize(flatten(part.images)) for part in (dataset.train, dataset.test))
    mean, generator = X.mean(axis=1, keepdims=True), np.random.default_rng(seed)
    X, X_test = X - mean, X_test - mean
    step = max(1, AT_ONCE // len(X))
    test, others = [], []
    for done in range(0, tries, step):
        report(done, tries, progress)
        w = generator.normal(size=(min(step, tries - done), len(X)))
        test.append(((w @ X_test > 0) == dataset.test.Y).mean(axis=1))
        others.append(((w @ X > 0) == dataset.train.Y).mean(axis=1))
    report(tries, tries, progress)
    return RandomWeights(np.concatenate(test), np.concatenate(others), len(dataset.test))
