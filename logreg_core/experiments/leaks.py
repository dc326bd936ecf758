"""A search for duplicates: the same photo twice, within and between the training and the test images."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..classifier import Classifier
from ..data.dataset import Dataset, Split
from ..errors import ArgumentError
from ..evaluate import Accuracy, accuracy
from ..recipe import Recipe
from ..training import train
from ..untrusted.photo import fit
from ..words import count, percent
from .material import Progress, report

ALIKE = 0.97  # the smallest likeness at which two images may be the same photo
SIDE = 16  # pixels of the small grey images to compare
TWO_SHADES = 0.06  # the largest share of variance that two shades of grey may leave unexplained
SHORT = 2.0  # sides of a small image: a shorter border between its two shades is hardly more than one edge
BLOCK = 2**22  # likenesses computed at a time
MAX_PAIRS = 1000
SHIFT = 2  # the largest shift in pixels; less in images of less than 24 pixels
SMALLEST = 12  # the smallest side in pixels for a shift by one
ZOOM = 1.05  # the enlargement of the other image
MAX_MOVED = 2000  # images; above that no search for shifted and enlarged ones, whose cost is quadratic
TOO_MUCH = f"there are more than {MAX_MOVED:,} images, or they have fewer than {SMALLEST} pixels on a side"


@dataclass(frozen=True)
class ImagePair:
    """Two images that may be the same photo.

    first, second: each ``train`` or ``test`` and the position in this set; a training image comes first. likeness: the
    correlation of the two as small grey images, from -1 to 1, independent of brightness and contrast. exact: all pixels
    are equal. mirrored: one matches the mirrored other better. moved: they match only if one is shifted or enlarged a
    little.
    """

    first: tuple[str, int]
    second: tuple[str, int]
    likeness: float
    exact: bool
    mirrored: bool
    moved: bool = False

    @property
    def leaks(self) -> bool:
        """Whether the pair is a training and a test image, so that the neuron trained on a test photo."""
        return self.first[0] != self.second[0]


@dataclass(frozen=True)
class Leaks:
    """The pairs of `find_pairs` with a similarity of at least ``alike``, and whether shifted or enlarged copies were
    searched for too.
    """

    pairs: tuple[ImagePair, ...]
    alike: float
    looked_for_moved: bool

    @property
    def between(self) -> int:
        """The number of pairs of a training and a test image."""
        return sum(pair.leaks for pair in self.pairs)

    def words(self) -> str:
        """Return the result in sentences."""
        unseen = "" if self.looked_for_moved else f" Shifted and enlarged ones were not looked for: {TOO_MUCH}."
        if not self.pairs:
            return (
                f"None found: no two images are equal, and no two count as alike at {self.alike:.2f} or more.{unseen}"
            )
        more = " or more" if len(self.pairs) >= MAX_PAIRS else ""
        exact = sum(pair.exact for pair in self.pairs)
        return (
            f"{count(len(self.pairs), 'pair')}{more}, {self.between} of them between training and test, {exact} equal"
            " in every pixel. Whether they are the same photo is for you to judge: two simple pictures can be alike by"
            f" accident.{unseen}"
        )


@dataclass(frozen=True)
class LeftOut:
    """The effect of leaving training images out, on the same test images.

    dataset: without them; classifier: the neuron trained on it. images: how many were left out. before: the test
    accuracy of the neuron trained with them. after: of the neuron trained without them.
    """

    dataset: Dataset
    classifier: Classifier
    images: int
    before: Accuracy
    after: Accuracy

    def words(self) -> str:
        """Return the result in sentences."""
        text = (
            f"Without {count(self.images, 'training image')}, {percent(self.after.share)} of the {self.after.total}"
            f" test images are right. Before, it was {percent(self.before.share)}."
        )
        return f"{text} The score is the same." if self.before == self.after else text


def find_leaks(dataset: Dataset, alike: float, progress: Progress) -> Leaks:
    """Return the pairs of `find_pairs` as `Leaks`. Arguments and errors as for `find_pairs`."""
    pairs = find_pairs(dataset, alike=alike, progress=progress)
    return Leaks(tuple(pairs), alike, _can_be_moved(dataset))


def train_without(
    dataset: Dataset,
    positions: Iterable[int],
    *,
    iterations: int,
    learning_rate: float,
    l2: float = 0.0,
    progress: Progress,
) -> LeftOut:
    """Train the textbook's neuron with and without the training images at these positions.

    Raises ArgumentError, DatasetError as `without` does, and Cancelled.
    """
    left_out = sorted(set(positions))
    cleaned = without(dataset, left_out)
    recipe = Recipe(learning_rate, iterations, l2=l2)
    before = train(dataset, recipe, progress=lambda share: progress(share / 2))
    after = train(cleaned, recipe, progress=lambda share: progress((1 + share) / 2))
    scores = [accuracy(each.answers(dataset.test.images), dataset.test.labels) for each in (before, after)]
    return LeftOut(cleaned, after, len(left_out), *scores)


def find_pairs(dataset: Dataset, *, alike: float = ALIKE, progress: Progress = lambda share: None) -> list[ImagePair]:
    """Return all pairs of equal images, and of images with a likeness of at least ``alike``.

    `_plain` images must be equal: any two with an edge at the same position would match. Up to MAX_MOVED images are
    also compared with copies of each other, shifted by up to SHIFT pixels or enlarged by ZOOM. Such pairs must be twice
    as close to 1, because more comparisons find more accidental matches.

    Measured on the built-in images at 0.97: no pair of Faces, one exact pair of Cats, one pair of Drawings with small
    differences. Without the stricter rule: 5 pairs of backgrounds in Faces and 22 pairs of Drawings.

    Returns at most MAX_PAIRS pairs: first those between training and test set, then by likeness. progress: as in
    `sweep`. Raises ArgumentError unless ``alike`` is between 0 and 1, and Cancelled.
    """
    if not 0 < alike <= 1:
        raise ArgumentError(f"alike must be greater than 0 and at most 1. Got {alike!r}. Try {ALIKE}.")
    sets = (dataset.train, dataset.test)
    names = [(name, i) for name, part in zip(("train", "test"), sets, strict=True) for i in range(len(part))]
    small = np.concatenate([_small(part) for part in sets])  # (m, rows, columns)
    plain = _plain(small)
    straight, mirrored = _standard(small), _standard(small[:, :, ::-1])
    straight[plain], mirrored[plain] = 0, 0  # a likeness of 0 with every image
    views = _moved(sets, plain) if _can_be_moved(dataset) else []
    pairs: dict[tuple[int, int], ImagePair] = {}
    rows = max(1, BLOCK // len(small))
    for start in range(0, len(small), rows):
        some = slice(start, start + rows)
        likeness = straight[some] @ straight.T  # (some, m)
        in_mirror = straight[some] @ mirrored.T
        still, strict = np.maximum(likeness, in_mirror), (1 + alike) / 2
        for one, other in views:
            flat = other.reshape(len(other), -1).T
            np.maximum(likeness, one[some].reshape(-1, len(flat)) @ flat, out=likeness)
            np.maximum(in_mirror, one[some, :, ::-1].reshape(-1, len(flat)) @ flat, out=in_mirror)
        best = np.maximum(likeness, in_mirror)
        best = np.where(best >= strict, best, still)
        for row, j in zip(*_best_pairs(best, alike, start, len(dataset.train)), strict=True):
            i, mirror = start + row, bool(in_mirror[row, j] > likeness[row, j] + 1e-6)
            moved = bool(still[row, j] < alike - 1e-6)
            pairs[i, j] = ImagePair(names[i], names[j], min(float(best[row, j]), 1.0), False, mirror, moved)
        if len(pairs) > 2 * MAX_PAIRS:
            pairs = dict(sorted(pairs.items(), key=lambda item: _worth(item[1]))[:MAX_PAIRS])
        report(min(start + rows, len(small)), len(small), progress)
    for i, j in _equal(image for part in sets for image in part.images):
        pairs[i, j] = ImagePair(names[i], names[j], 1.0, True, False)
    return sorted(pairs.values(), key=_worth)[:MAX_PAIRS]


def _best_pairs(best: NDArray, alike: float, start: int, train: int) -> tuple[list[int], list[int]]:
    """Return rows and columns of the likenesses of at least ``alike``, at most MAX_PAIRS, pairs between the sets first.

    best: likenesses of the images from ``start`` on with all images, of which the first ``train`` are training images.
    Each pair counts once, and no image matches itself.
    """
    rows, columns = np.nonzero(best >= alike - 1e-6)
    once = columns > rows + start
    rows, columns = rows[once], columns[once]
    if len(rows) > MAX_PAIRS:
        leaks = (rows + start < train) != (columns < train)
        top = np.argpartition(-(best[rows, columns] + 2 * leaks), MAX_PAIRS)[:MAX_PAIRS]
        rows, columns = rows[top], columns[top]
    return rows.tolist(), columns.tolist()


def _worth(pair: ImagePair) -> tuple[bool, bool, float]:
    return not pair.leaks, not pair.exact, -pair.likeness


def to_leave_out(pairs: Iterable[ImagePair]) -> list[int]:
    """Return the positions of the training images to leave out: one of each pair.

    It is the training image of a pair between the sets, and the later of two training images. A pair of test images
    only counts twice in the test, so neither is left out.
    """
    last = {pair.second[1] if not pair.leaks else pair.first[1] for pair in pairs if pair.first[0] == "train"}
    return sorted(last)


def without(dataset: Dataset, positions: Iterable[int]) -> Dataset:
    """Return a new dataset without the training images at these positions; the test images stay.

    Raises ArgumentError for an invalid position, and DatasetError if a class has no training image left.
    """
    positions = sorted(set(positions))
    if positions and not 0 <= positions[0] <= positions[-1] < len(dataset.train):
        raise ArgumentError(f"positions must be from 0 to {len(dataset.train) - 1}. Got {positions}.")
    train = dataset.train.take(np.delete(dataset.train.indices(), positions))
    left_out = f"{len(positions)} training image" + ("" if len(positions) == 1 else "s")
    return Dataset(
        f"{dataset.name}, without {left_out}",
        dataset.class_names,
        train,
        dataset.test,
        origin=f"{dataset.origin} {left_out} left out as duplicates.".strip(),
    )


def _small(split: Split) -> NDArray:
    """Return small grey images: ``(m, rows, columns)``."""
    height, width, _ = split.image_shape
    size = min(height, SIDE), min(width, SIDE)
    return np.array([fit(image, *size, 1, how="stretch")[:, :, 0] for image in split.images], dtype=np.float32)


def _can_be_moved(dataset: Dataset) -> bool:
    return len(dataset.train) + len(dataset.test) <= MAX_MOVED and min(dataset.image_shape[:2]) >= SMALLEST


def _moved(sets: tuple[Split, Split], plain: NDArray[np.bool_]) -> list[tuple[NDArray, NDArray]]:
    """Return pairs of small images to compare, each ``(m, rows, columns)`` with mean 0 and length 1.

    The centre of each image is paired with shifted centres of the others, up to SHIFT pixels, and with their enlarged
    centre; and the other way round.
    """
    height, width, channels = sets[0].image_shape
    shift = min(SHIFT, min(height, width) // SMALLEST)
    luma = np.array([0.299, 0.587, 0.114] if channels == 3 else [1.0], dtype=np.float32)
    grey = np.concatenate([part.images @ luma for part in sets])  # (m, h, w)

    def view(down: float, right: float, zoom: float = 1.0) -> NDArray:
        y, x = (_shrink(side, shift, by, zoom) for side, by in ((height, down), (width, right)))
        small = y @ grey @ x.T
        small = _standard(small).reshape(small.shape)
        small[plain] = 0
        return small

    middle, larger = view(0, 0), view(0, 0, ZOOM)
    steps = range(-shift, shift + 1)
    shifted = [(middle, view(down, right)) for down in steps for right in steps if down or right]
    return [*shifted, (middle, larger), (larger, middle)]


def _shrink(side: int, margin: int, by: float, zoom: float) -> NDArray:
    """Return the matrix ``(rows, side)`` that averages a line of pixels into fewer: its centre without the margin,
    shifted by ``by`` pixels, or a smaller centre, which enlarges it.
    """
    length = (side - 2 * margin) / zoom
    rows = min(side - 2 * margin, SIDE)
    ends = side / 2 + by - length / 2 + length * np.arange(rows + 1) / rows
    pixels = np.arange(side)
    share = np.clip(np.minimum(ends[1:, None], pixels + 1) - np.maximum(ends[:-1, None], pixels), 0, None)
    return (share * rows / length).astype(np.float32)


def _plain(small: NDArray) -> NDArray[np.bool_]:
    """Return which images ``(m, rows, columns)`` show at most one shade, or two with a short border between them:
    ``(m,)``.

    The two shades are the means of the values above and below the midpoint of the darkest and the brightest value.

    Measured on the built-in images: 18 of the 200 images of Faces are plain, all of them backgrounds. Without this rule
    four pairs of backgrounds had a likeness of 0.97 or more; one image of each pair has at most 4 % of its variance
    left. Every face has at least 13 % left, every image of Cats and every drawing at least 8 %. Digits have 3 % or more
    left, and black and white letters nothing, but their border is longer.
    """
    rows = small.reshape(len(small), -1).astype(np.float64)
    halfway = (rows.min(axis=1, keepdims=True) + rows.max(axis=1, keepdims=True)) / 2
    bright = rows > halfway
    count = bright.sum(axis=1, keepdims=True)
    above = (rows * bright).sum(axis=1, keepdims=True) / np.maximum(count, 1)
    below = (rows * ~bright).sum(axis=1, keepdims=True) / np.maximum(rows.shape[1] - count, 1)
    left_over = ((rows - np.where(bright, above, below)) ** 2).sum(axis=1)
    shades = bright.reshape(small.shape)
    border = np.diff(shades, axis=1).sum(axis=(1, 2)) + np.diff(shades, axis=2).sum(axis=(1, 2))
    short = border < SHORT * max(small.shape[1:])
    return (left_over <= TWO_SHADES * rows.shape[1] * rows.var(axis=1)) & short


def _standard(small: NDArray) -> NDArray:
    """Return each image as a row of mean 0 and length 1, so that products are correlations; 0 for a constant image."""
    rows = small.reshape(len(small), -1)
    rows = rows - rows.mean(axis=1, keepdims=True)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(length > 0, length, 1)


def _equal(images: Iterable[NDArray]) -> Iterator[tuple[int, int]]:
    """Yield for each duplicate the position of the first equal image, and its own."""
    first: dict[bytes, int] = {}
    for position, image in enumerate(images):
        earlier = first.setdefault(image.tobytes(), position)
        if earlier != position:
            yield earlier, position
