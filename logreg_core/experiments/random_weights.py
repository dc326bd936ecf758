"""The best of N: how good weights look that were drawn at random and chosen by the test images."""

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

AT_ONCE = 2**21  # weights that are drawn together: 16 MB


@dataclass(frozen=True, eq=False)
class RandomWeights:
    """test, others: the accuracy of each random weighting, from 0 to 1, on the test images and on the training images,
    which had no part in any choice: ``(n,)`` each. test_images: how many there are.

    The best of many may well be good on other images too: to choose by the test images is to learn from them. What
    nothing but choosing does is seen by coins.
    """

    test: NDArray
    others: NDArray
    test_images: int

    def best_of(self, tries: int) -> tuple[float, float]:
        """The test accuracy of the best of so many, on average over all ways to draw them, and its accuracy on the
        other images. Of equally good ones each is as likely.

        Of ``n`` in rising order the best of ``N`` that are drawn with replacement is the ``i``-th with a chance of
        ``(i/n)^N - ((i-1)/n)^N``.
        """
        values, where, counts = np.unique(np.round(self.test, 12), return_inverse=True, return_counts=True)
        reached = np.cumsum(counts) / len(self.test)
        chances = np.diff(np.concatenate([[0.0], reached**tries]))
        others = np.bincount(where, weights=self.others) / counts
        return float(chances @ values), float(chances @ others)

    def best_coin(self, tries: int) -> float:
        """The test accuracy of the best of so many that toss a coin for each image, on average: a binomial number."""
        right = np.arange(self.test_images + 1)
        reached = binom.cdf(right, self.test_images, 0.5) ** tries
        return float(np.diff(reached, prepend=0.0) @ right / self.test_images)


def random_weights(
    dataset: Dataset, *, tries: int = 10_000, seed: int = 0, progress: Progress = lambda share: None
) -> RandomWeights:
    """Draw so many weightings, and judge each. Nothing is learned.

    Each weight is a standard normal number. The bias is that which makes the score of the average training image 0, so
    that a weighting says both classes. progress: as in `sweep`.

    Raises ArgumentError where there are no test images, and Cancelled.
    """
    check_count("tries", tries)
    if not len(dataset.test):
        raise ArgumentError("There must be test images to choose by.")
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
