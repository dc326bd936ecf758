"""Seeded splits: the test set, the validation set, and the folds of a cross-validation.

All splits are stratified by class. Two pictures of one burst are nearly the same: with one for training and the other
for testing, a neuron that only memorises would look good. So known bursts stay whole. All positions and masks refer to
labels ``(m,)`` of 0 and 1, and the same seed always gives the same split.
"""

from __future__ import annotations

from numbers import Real

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..checks import check_count, generator_of
from ..errors import DivisionError

Positions = NDArray[np.int64]


def divide(
    labels: ArrayLike, *, share: float, seed: int, bursts: NDArray[np.int64] | None = None
) -> tuple[Positions, Positions]:
    """Return the positions to learn from and those set aside, a ``share`` of all, each in random order.

    labels, bursts, and what is raised: as in `set_aside`.
    """
    draws = generator_of(seed)
    learn, aside = set_aside(labels, share, draws, bursts)
    if bursts is not None:  # pictures of a burst are still next to each other
        draws, learn, aside = generator_of(seed), np.sort(learn), np.sort(aside)
    return draws.permutation(learn), draws.permutation(aside)


def set_aside(
    labels: ArrayLike, share: float, draws: np.random.Generator, bursts: NDArray[np.int64] | None = None
) -> tuple[Positions, Positions]:
    """Return the positions to learn from and those set aside: about ``share`` of each class, at least one image, never
    all.

    labels: ``(m,)`` or ``(1, m)`` of 0 and 1. bursts: ``(m,)``, the burst of each image, or None. Class 0 comes first;
    within a class the order is random, image by image or burst by burst.
    The only burst of a class is cut: its last pictures are set aside, as they differ most from the first ones.

    Raises DivisionError unless ``0 < share < 1`` and each class has two images, and ArgumentError for other labels.
    """
    if not (isinstance(share, Real) and 0 < float(share) < 1):
        raise DivisionError(f"The share that is set aside must be a number between 0 and 1. Got {share!r}. Try 0.2.")
    learn, aside = [], []
    for label, members in enumerate(_classes(labels)):
        if len(members) < 2:
            raise DivisionError(
                "Each class needs at least 2 images, one to learn from and one to be set aside."
                f" Class {label} has {len(members)}. Add images."
            )
        goal = min(max(round(share * len(members)), 1), len(members) - 1)
        groups = _groups(members, bursts)
        if len(groups) == 1:
            taken, left = [members[-goal:]], [members[:-goal]]
        else:
            groups = [groups[i] for i in draws.permutation(len(groups))]
            most = _how_many(list(map(len, groups)), goal)
            taken, left = groups[:most], groups[most:]
        aside += taken
        learn += left
    return np.concatenate(learn), np.concatenate(aside)


def validation_of(
    labels: ArrayLike, share: float, seed: int, bursts: NDArray[np.int64] | None = None
) -> NDArray[np.bool_]:
    """Return a mask ``(m,)`` of the images that `set_aside` sets aside. Arguments and errors as there."""
    _, aside = set_aside(labels, share, generator_of(seed), bursts)
    mask = np.zeros(np.size(labels), dtype=bool)
    mask[aside] = True
    return mask


def folds_of(labels: ArrayLike, folds: int, seed: int, bursts: NDArray[np.int64] | None = None) -> Positions:
    """Return the fold in which each image is held out: ``(m,)`` from 0 to ``folds - 1``, stratified by class.

    labels, bursts: as in `set_aside`. Raises ArgumentError unless each class has an image, or a burst, for every fold.
    """
    check_count("folds", folds)
    draws = generator_of(seed)
    grouped = [_groups(members, bursts) for members in _classes(labels)]
    smaller, what = min(map(len, grouped)), "images" if bursts is None else "bursts"
    if not 2 <= folds <= smaller:
        raise DivisionError(
            f"folds must be from 2 to the number of {what} of the smaller class, {smaller}. Got {folds}."
        )
    fold = np.empty(np.size(labels), dtype=np.int64)
    for groups in grouped:
        held = np.zeros(folds)  # images of this class in each fold so far
        for i in draws.permutation(len(groups)):
            least = int(np.argmin(held))
            fold[groups[i]] = least
            held[least] += len(groups[i])
    return fold


def folds_and_bursts(
    labels: ArrayLike, folds: int, bursts: NDArray[np.int64] | None = None
) -> tuple[int, NDArray[np.int64] | None]:
    """Return valid arguments for `folds_of`: at most as many folds as the smaller class has images or bursts, and the
    bursts, or None if a class has a single one, which must be cut.
    """
    for whole in (bursts, None):
        smaller = min(len(_groups(members, whole)) for members in _classes(labels))
        if smaller > 1:
            return min(folds, smaller), whole
    return folds, None


def some_of_each(labels: ArrayLike, counts: tuple[int, int], draws: np.random.Generator) -> Positions:
    """Return the ascending positions of so many random images of each class, or of all if there are fewer."""
    drawn = [draws.permutation(members)[:most] for members, most in zip(_classes(labels), counts, strict=True)]
    return np.sort(np.concatenate(drawn))


def _classes(labels: ArrayLike) -> list[Positions]:
    """Return the positions of class 0 and of class 1."""
    labels = np.ravel(labels)
    if not np.all((labels == 0) | (labels == 1)):
        raise DivisionError(f"Y must hold only 0 and 1. Got {np.unique(labels)[:5].tolist()}.")
    return [np.flatnonzero(labels == label) for label in (0, 1)]


def _groups(members: Positions, bursts: NDArray[np.int64] | None) -> list[Positions]:
    """Group these positions by burst, or one by one if bursts are unknown."""
    if bursts is None:
        return list(members[:, np.newaxis])
    return [members[bursts[members] == burst] for burst in np.unique(bursts[members])]


def _how_many(sizes: list[int], goal: int) -> int:
    """Return how many of the first groups come closest to the goal: at least one, and not all."""
    totals = np.cumsum(sizes)
    most = 1
    while most < len(sizes) - 1 and abs(totals[most] - goal) < abs(totals[most - 1] - goal):
        most += 1
    return most
