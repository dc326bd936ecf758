"""Which images are set aside: the folds of a cross-validation, and a validation part, by a seed and class by class."""

from __future__ import annotations

from numbers import Real

import numpy as np
from numpy.typing import NDArray

from ..checks import check_count
from ..errors import ArgumentError
from .arguments import generator_of


def folds_of(Y: NDArray, folds: int, seed: int) -> NDArray[np.int64]:
    """Which fold each image is held out in: ``(m,)`` from 0 to ``folds - 1``, each fold with its share of each class.

    Y: ``(1, m)`` of 0 and 1. Raises ArgumentError unless each class has an image for every fold.
    """
    check_count("folds", folds)
    classes = _shuffled_classes(Y, seed)
    smaller = min(map(len, classes))
    if not 2 <= folds <= smaller:
        raise ArgumentError(f"folds must be from 2 to the size of the smaller class, {smaller}. Got {folds}.")
    fold = np.empty(np.size(Y), dtype=np.int64)
    for members in classes:
        fold[members] = np.arange(len(members)) % folds
    return fold


def validation_of(Y: NDArray, share: float, seed: int) -> NDArray[np.bool_]:
    """A mask ``(m,)`` that sets aside this share of each class, at least one image of each and never all of one.

    Y: ``(1, m)`` of 0 and 1. Raises ArgumentError unless each class has two images and ``0 < share < 1``.
    """
    if not (isinstance(share, Real) and 0 < float(share) < 1):
        raise ArgumentError(f"share must be a number between 0 and 1. Got {share!r}. Try 0.2.")
    classes = _shuffled_classes(Y, seed)
    if min(map(len, classes)) < 2:
        raise ArgumentError("Each class must have at least two images, so that one can be set aside. Add images.")
    mask = np.zeros(np.size(Y), dtype=bool)
    for members in classes:
        mask[members[: min(max(round(share * len(members)), 1), len(members) - 1)]] = True
    return mask


def _shuffled_classes(Y: NDArray, seed: int) -> list[NDArray]:
    labels = np.ravel(Y)
    if not np.all((labels == 0) | (labels == 1)):
        raise ArgumentError(f"Y must hold only 0 and 1. Got {np.unique(labels)[:5].tolist()}.")
    generator = generator_of(seed)
    return [generator.permutation(np.flatnonzero(labels == label)) for label in (0, 1)]
