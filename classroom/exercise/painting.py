"""Painted weights: a map of levels, and the neuron that it defines.

A painting has an integer level for each cell: above 0 a bright pixel there pushes towards class 1, below 0 towards
class 0. A cell is one pixel, or a square of pixels if a side of the image has more than MAX_CELLS. All channels of a
pixel get the same weight. So the score of an image is a sum of products of integers,

    S = sum over cells  level * brightness        brightness: the sum of a cell's pixels and channels

which a browser also computes exactly, and updates while a stroke changes a few cells. The neuron answers class 1 if
``S`` is above a cut, chosen so that a given number of training images are above it: the cut gives the bias. Neither
depends on the scale of the weights. The scale is chosen last, so that the scores ``z`` of the training images have a
standard deviation of 1. If all of them have the same score, ``z`` is ``S`` minus the cut.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logreg_core.classifier import Classifier
from logreg_core.data.dataset import Dataset, Split
from logreg_core.data.preprocess import PIXEL_MAX
from logreg_core.errors import ArgumentError
from logreg_core.recipe import PAINTED, Unrepeatable

MAX_CELLS = 64  # cells along a side
STRONGEST = 127  # level
MAX_BRIGHTNESSES = 1_100_000  # brightnesses sent to a browser: enough for all images of the course's cats
TOGETHER = 2**22  # pixel values added up at a time


@dataclass(frozen=True, eq=False)
class Painting:
    """levels: int8 ``(rows, columns)``, read-only, from -STRONGEST to STRONGEST; yes: how many training images
    on the `Easel` get class 1.

    Raises ArgumentError for other levels, or a negative number of images.
    """

    levels: NDArray[np.int8]
    yes: int

    def __post_init__(self) -> None:
        levels = np.array(self.levels)
        if levels.ndim != 2 or levels.dtype != np.int8 or levels.min(initial=0) < -STRONGEST:
            raise ArgumentError(
                f"levels must be int8 (rows, columns), from -{STRONGEST} to {STRONGEST}. Got {levels.dtype}"
                f" {levels.shape}."
            )
        if self.yes < 0:
            raise ArgumentError(f"yes must be a number of images, at least 0. Got {self.yes}.")
        levels.setflags(write=False)
        object.__setattr__(self, "levels", levels)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is painted."""
        return not self.levels.any()


@dataclass(frozen=True, eq=False)
class Easel:
    """The images of a dataset as brightnesses of cells.

    image_shape, class_names, dataset_name, dataset_digest: of the dataset, as in `Classifier`.
    images: the numbers of training and test images.
    cell: the side of a cell in pixels; at the right and lower edge a cell may be cut.
    train, test: the brightnesses of the images, uint16 ``(m, rows, columns)``; train_labels, test_labels: ``(m,)``.
    Above MAX_BRIGHTNESSES brightnesses, they cover a sample of the images, with seed 0.
    """

    image_shape: tuple[int, int, int]
    class_names: tuple[str, str]
    dataset_name: str
    dataset_digest: str
    images: tuple[int, int]
    cell: int
    train: NDArray[np.uint16]
    test: NDArray[np.uint16]
    train_labels: NDArray[np.int64]
    test_labels: NDArray[np.int64]

    @classmethod
    def of(cls, dataset: Dataset) -> Easel:
        """The easel of a dataset. Raises ArgumentError for images of more than 576 pixels on a side."""
        height, width, _ = dataset.image_shape
        cell = -(-max(height, width) // MAX_CELLS)
        if cell > 9:  # 9 * 9 * 3 * 255 is the largest that fits
            raise ArgumentError(f"Images must have at most {9 * MAX_CELLS} pixels on a side. Got {width}x{height}.")
        cells = -(-height // cell) * -(-width // cell)
        share = min(1.0, MAX_BRIGHTNESSES / (cells * (len(dataset.train) + len(dataset.test))))
        train, test = (_part(split, share) for split in (dataset.train, dataset.test))
        seen, tested = (brightness(part.images, cell) for part in (train, test))
        about = (dataset.image_shape, dataset.class_names, dataset.name, dataset.digest)
        images = (len(dataset.train), len(dataset.test))
        return cls(*about, images, cell, seen, tested, train.labels, test.labels)

    @property
    def shape(self) -> tuple[int, int]:
        """The rows and columns of a painting."""
        _, rows, columns = self.train.shape
        return rows, columns

    @property
    def is_whole(self) -> bool:
        """Whether it holds all images."""
        return (len(self.train), len(self.test)) == self.images

    @property
    def positives(self) -> int:
        """How many of its training images are of class 1."""
        return int(self.train_labels.sum())

    def empty(self) -> Painting:
        """An empty painting."""
        return Painting(np.zeros(self.shape, np.int8), self.positives)

    def averages(self) -> Painting:
        """The average training image of class 1 minus that of class 0."""
        one, zero = (self.train[self.train_labels == label] for label in (1, 0))
        return Painting(_levels(_mean(one) - _mean(zero)), self.positives)

    def picture(self, image: NDArray[np.uint8]) -> Painting:
        """One picture ``(h, w, c)`` of the size of the images minus the average training image."""
        return Painting(_levels(brightness(image[np.newaxis], self.cell)[0] - _mean(self.train)), self.positives)

    def sums(self, painting: Painting) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """``S`` of the training images ``(m,)``, and of the test images. Raises ArgumentError for another shape."""
        if painting.levels.shape != self.shape:
            raise ArgumentError(f"A painting here must have the shape {self.shape}. Got {painting.levels.shape}.")
        levels = painting.levels.astype(np.int64).ravel()
        train, test = (images.reshape(len(images), -1) @ levels for images in (self.train, self.test))
        return train, test

    def right(self, painting: Painting) -> tuple[int, int]:
        """How many training and test images are right. Raises ArgumentError as `sums`."""
        train, test = self.sums(painting)
        cut = cut_of(train, painting.yes)
        pairs = ((train, self.train_labels), (test, self.test_labels))
        counts = [int(np.count_nonzero((sums > cut) == (labels == 1))) for sums, labels in pairs]
        return counts[0], counts[1]

    def neuron(self, painting: Painting) -> Classifier:
        """The neuron of a painting. Raises ArgumentError as `sums`."""
        height, width, channels = self.image_shape
        train, _ = self.sums(painting)
        spread = float(train.std())
        strength = 1 / spread if spread else 1.0
        pixels = painting.levels.repeat(self.cell, axis=0).repeat(self.cell, axis=1)[:height, :width]
        w = strength * PIXEL_MAX * pixels.astype(np.float64)[:, :, np.newaxis].repeat(channels, axis=2)
        return Classifier(
            w.reshape(-1, 1),
            -strength * cut_of(train, painting.yes),
            self.image_shape,
            self.class_names,
            self.dataset_name,
            self.dataset_digest,
            Unrepeatable(PAINTED),
        )


def brightness(images: NDArray[np.uint8], cell: int) -> NDArray[np.uint16]:
    """The pixel values of each cell, all channels added up: uint8 ``(m, h, w, c)`` to ``(m, rows, columns)``."""
    _, height, width, _ = images.shape
    step = max(1, TOGETHER // images[:1].size)
    some = (images[start : start + step].sum(axis=3, dtype=np.uint16) for start in range(0, len(images), step))
    if cell == 1:
        return np.concatenate(list(some))
    rows, columns = np.arange(0, height, cell), np.arange(0, width, cell)
    return np.concatenate([np.add.reduceat(np.add.reduceat(each, rows, axis=1), columns, axis=2) for each in some])


def cut_of(sums: NDArray[np.int64], yes: int) -> float:
    """The cut above which ``yes`` of the sums ``(m,)`` lie, midway between two of them.

    If equal sums would lie on both sides, all of them lie below. If all sums should be above, it is 1/2 below the
    smallest.
    """
    if not len(sums):
        return 0.5
    order = np.sort(sums)[::-1]
    if yes >= len(order):
        return float(order[-1]) - 0.5
    above = order[yes - 1] if yes > 0 else order[0] + 1
    below = order[yes] if yes > 0 else order[0]
    return float(above + below) / 2 if above > below else float(below) + 0.5


def _part(split: Split, share: float) -> Split:
    if share == 1:
        return split
    some = np.random.default_rng(0).permutation(len(split))[: max(1, int(share * len(split)))]
    return split.take(np.sort(some))


def _mean(images: NDArray[np.uint16]) -> NDArray[np.float64]:
    return images.mean(axis=0) if len(images) else np.zeros(images.shape[1:])


def _levels(numbers: NDArray[np.float64]) -> NDArray[np.int8]:
    """Signed numbers ``(rows, columns)`` as levels, scaled so that the largest is STRONGEST."""
    largest = np.abs(numbers).max(initial=0.0)
    return np.rint(numbers * (STRONGEST / largest if largest else 0.0)).astype(np.int8)
