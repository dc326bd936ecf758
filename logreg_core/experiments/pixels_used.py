"""More numbers than images: the accuracy against how many pixels the neuron is shown, through ``m`` and beyond.

With few numbers no weights fit all training images; with about as many as images some do, and with more there are
endlessly many such weights. Of these the smallest are taken: the penalty is so weak that it only decides between them.
Source: M. Belkin, D. Hsu, S. Ma, S. Mandal (2019), Reconciling modern machine-learning practice and the classical
bias-variance trade-off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..checks import check_count
from ..dataset import Dataset
from ..descent import optimum
from ..errors import ArgumentError
from ..preprocess import flatten, normalize
from .material import Progress, parts, report

WEAK = 1e-6  # the penalty
MOST_IMAGES = 300  # that take part: each neuron solves a system of as many equations, some twenty times


@dataclass(frozen=True, eq=False)
class PixelsUsed:
    """How many numbers of each image were used, ``(n,)``, and the accuracies from 0 to 1, ``(n, repeats)``.

    images: how many training images there were.
    """

    sizes: tuple[int, ...]
    train: NDArray
    test: NDArray
    images: int


def sizes_of(n_x: int, m: int, steps: int = 9) -> tuple[int, ...]:
    """How many numbers are tried: about so many steps from 2 to all, each by the same factor, and ``m`` among them."""
    tried = {round(size) for size in np.geomspace(min(2, n_x), n_x, steps)}
    return tuple(sorted(tried | ({m} if m < n_x else set())))


def pixels_used(
    dataset: Dataset, *, repeats: int = 5, seed: int = 0, progress: Progress = lambda share: None
) -> PixelsUsed:
    """Train the neuron on some numbers of each image, drawn at random ``repeats`` times for each of `sizes_of`.

    progress: as in `sweep`. Raises ArgumentError where a class has no training image or there are no test images, and
    Cancelled.
    """
    check_count("repeats", repeats)
    if not len(dataset.test):
        raise ArgumentError("There must be test images to judge by.")
    train, test = parts(dataset, seed, MOST_IMAGES)
    X, X_test = (normalize(flatten(part.images)) for part in (train, test))
    sizes, generator = sizes_of(*X.shape), np.random.default_rng(seed)
    shares = np.empty((2, len(sizes), repeats))
    for repeat in range(repeats):
        order = generator.permutation(len(X))
        for place, size in enumerate(sizes):
            report(repeat * len(sizes) + place, repeats * len(sizes), progress)
            used = order[:size]
            found = optimum(X[used], train.Y, l2=WEAK)
            for part, images, truth in ((0, X, train.Y), (1, X_test, test.Y)):
                shares[part, place, repeat] = np.mean((found.w.T @ images[used] + found.b > 0) == truth)
    report(1, 1, progress)
    return PixelsUsed(sizes, shares[0], shares[1], len(train))
