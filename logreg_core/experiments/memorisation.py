"""Can it learn labels that mean nothing? The same images with shuffled labels can only be learned by heart.

A permutation test: were the images and their labels not related, the labels as they are would be one shuffle among
many, and the test score would have no reason to stand out. So the labels of the test images are shuffled too, among
themselves, as in scikit-learn's `permutation_test_score` with the parts as groups. With the test labels as they are, a
neuron that learned nonsense could answer all of them by accident, where the images fall into two kinds by themselves.
Source: M. Ojala and G. C. Garriga (2010), Permutation tests for studying classifier performance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from ..checks import check_count, check_hyperparameters
from ..dataset import Dataset
from ..descent import SampleSpace
from ..descent.arguments import penalties_row
from ..descent.spaces import Images
from ..preprocess import PIXEL_MAX, flatten
from .material import STEPS, Progress, parts, report


@dataclass(frozen=True)
class Memorisation:
    """How the neuron did with the labels as they are, and with each of ``n`` shuffles of them.

    train, test: the accuracies on the shuffled labels, from 0 to 1: ``(n,)``. real_train, real_test: those on the
    labels as they are.
    """

    train: NDArray
    test: NDArray
    real_train: float
    real_test: float

    @property
    def p_value(self) -> float:
        """How often chance alone does as well: ``(1 + shuffles with a test score at least as high) / (1 + n)``."""
        return float((1 + np.count_nonzero(self.test >= self.real_test - 1e-12)) / (1 + len(self.test)))


def memorise(
    dataset: Dataset,
    *,
    shuffles: int = 100,
    iterations: int = 2000,
    learning_rate: float = 0.005,
    l2: float = 0.0,
    seed: int = 0,
    progress: Progress = lambda share: None,
) -> Memorisation:
    """Train the textbook's neuron with the labels as they are and with each shuffle of them, side by side.

    The engine's runs share their labels, so the steps are taken here, in its sample space: there ``a`` holds one
    coefficient per image and run, and a step goes along ``errors = (A - Y) / m``, with a column of ``Y`` for each run,
    and shrinks ``a`` by the penalty ``l2``. Of a large dataset, `material.MOST_IMAGES` take part. progress: as in
    `sweep`.

    Raises ArgumentError for arguments out of range, and Cancelled.
    """
    check_count("shuffles", shuffles)
    check_hyperparameters(iterations, learning_rate)
    penalties_row(l2, 1)
    train, test = parts(dataset, seed)
    generator = np.random.default_rng(seed)
    Y, Y_test = (
        np.column_stack([part.labels, *(generator.permutation(part.labels) for _ in range(shuffles))])  # (m, 1 + n)
        for part in (train, test)
    )
    space = SampleSpace(flatten(train.images), flatten(test.images), PIXEL_MAX)
    a, b = np.zeros(Y.shape), np.zeros(Y.shape[1])

    def errors(z: NDArray, images: Images) -> NDArray:
        return (expit(z + b) - Y[images]) / len(Y)

    for iteration in range(iterations):
        if iteration % STEPS == 0:
            report(iteration, iterations, progress)
        _, error, gradient = space.descend(a, errors, None)
        a -= learning_rate * (gradient + l2 * a)
        b -= learning_rate * error.sum(axis=0)
    report(iterations, iterations, progress)
    train_accuracies = ((space.scores(a) + b > 0) == Y).mean(axis=0)
    test_accuracies = ((space.test_scores(a) + b > 0) == Y_test).mean(axis=0)
    return Memorisation(
        train_accuracies[1:], test_accuracies[1:], float(train_accuracies[0]), float(test_accuracies[0])
    )
