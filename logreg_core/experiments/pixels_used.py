"""Double descent: the accuracy against the number of pixels per image, below and above the number of images.

With few numbers no weights fit all training images; with about as many as images some do, and with more, infinitely
many do. The smallest of these are chosen: the penalty is so weak that it only decides between them. Where some weights
just fit all labels, even the smallest are huge, and the test cost has a peak: the double descent. For random labels the
peak is at about ``m / 2`` numbers. Sources: M. Belkin, D. Hsu, S. Ma, S. Mandal (2019), Reconciling modern
machine-learning practice and the classical bias-variance trade-off; T. M. Cover (1965), Geometrical and statistical
properties of systems of linear inequalities.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..checks import check_count
from ..data.dataset import Dataset
from ..data.preprocess import flatten, normalize
from ..descent import optimum
from ..errors import ArgumentError
from .material import Progress, parts, report

WEAK = 1e-6  # the penalty
MAX_IMAGES = 300  # each neuron solves a system of as many equations, about twenty times


@dataclass(frozen=True, eq=False)
class PixelsUsed:
    """The numbers used per image, ``(n,)``, and for each the training and test accuracies from 0 to 1, ``(n,
    repeats)``.

    cost: of the test images, ``(n, repeats)``. images: the number of training images. swapped: how many got the wrong
    label on purpose.
    """

    sizes: tuple[int, ...]
    train: NDArray
    test: NDArray
    cost: NDArray
    images: int
    swapped: int


def sizes_of(n_x: int, m: int, steps: int = 9) -> tuple[int, ...]:
    """Return the tested counts: about ``steps`` from 2 to all, in geometric progression.

    They include the number of images and half of it.
    """
    tried = {round(size) for size in np.geomspace(min(2, n_x), n_x, steps)}
    return tuple(sorted(tried | {size for size in ((m + 1) // 2, m) if size < n_x}))


def pixels_used(
    dataset: Dataset,
    *,
    repeats: int = 5,
    swapped: float = 0.0,
    seed: int = 0,
    progress: Progress = lambda share: None,
) -> PixelsUsed:
    """Train the neuron on random pixels of each image, ``repeats`` times for each of `sizes_of`.

    swapped: the share of the training images with the wrong label, redrawn in each repeat. progress: as in `sweep`.
    Raises ArgumentError if a class has no training image or there are no test images, and Cancelled.
    """
    check_count("repeats", repeats)
    if not 0 <= swapped < 1:
        raise ArgumentError(f"swapped must be a share from 0 to below 1. Got {swapped!r:.60}. Try 0.2.")
    if not len(dataset.test):
        raise ArgumentError("There must be test images.")
    train, test = parts(dataset, seed, MAX_IMAGES)
    X, X_test = (normalize(flatten(part.images)) for part in (train, test))
    sizes, generator = sizes_of(*X.shape), np.random.default_rng(seed)
    train_accuracy, test_accuracy, cost = np.empty((3, len(sizes), repeats))
    wrong = round(swapped * len(train))
    for repeat in range(repeats):
        order, Y = generator.permutation(len(X)), train.Y.copy()
        Y[0, generator.choice(len(train), wrong, replace=False)] ^= 1
        for row, size in enumerate(sizes):
            report(repeat * len(sizes) + row, repeats * len(sizes), progress)
            used = order[:size]
            minimum = optimum(X[used], Y, l2=WEAK)
            z, z_test = (minimum.w.T @ images[used] + minimum.b for images in (X, X_test))
            train_accuracy[row, repeat] = np.mean((z > 0) == Y)
            test_accuracy[row, repeat] = np.mean((z_test > 0) == test.Y)
            cost[row, repeat] = np.mean(np.logaddexp(0, (1 - 2 * test.Y) * z_test))
    report(1, 1, progress)
    return PixelsUsed(sizes, train_accuracy, test_accuracy, cost, len(train), wrong)
