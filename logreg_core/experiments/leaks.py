"""Has it seen the test already? The same photo twice, within and between the training and the test images."""

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

ALIKE = 0.97  # a likeness from which on two images may be the same photo
SIDE = 16  # pixels of the small grey pictures that are compared
TWO_SHADES = 0.06  # the most of its variance that a small picture of two shades of grey leaves unsaid
SHORT = 2.0  # sides of a small picture: a border between its two shades that is shorter is hardly more than one edge
BLOCK = 2**22  # likenesses that are worked out at a time
MAX_PAIRS = 1000
SHIFT = 2  # pixels of an image by which the other one may be shifted; fewer in images of less than 24 pixels
SMALLEST = 12  # pixels on a side of an image that can be shifted by one
ZOOM = 1.05  # how much larger the other one may be
MAX_MOVED = 2000  # images up to which shifted and enlarged ones are looked for: the work grows with their square
TOO_MUCH = f"there are more than {MAX_MOVED:,} images, or they have fewer than {SMALLEST} pixels on a side"


@dataclass(frozen=True)
class ImagePair:
    """Two images that may be one.

    first, second: each the name of a part, ``train`` or ``test``, and the position in it; a training image comes first.
    likeness: the correlation of the two, seen small and grey, from -1 to 1: brightness and contrast do not count.
    exact: all pixels are equal. mirrored: the one is more like the other in a mirror. moved: they are alike only when
    one of them is shifted or enlarged a little.
    """

    first: tuple[str, int]
    second: tuple[str, int]
    likeness: float
    exact: bool
    mirrored: bool
    moved: bool = False

    @property
    def leaks(self) -> bool:
        """Whether a training image is also in the test, so that the test asks what has been taught."""
        return self.first[0] != self.second[0]


@dataclass(frozen=True)
class Leaks:
    """All pairs that `find_pairs` found from a likeness ``alike`` on, and whether it also looked for moved ones."""

    pairs: tuple[ImagePair, ...]
    alike: float
    looked_for_moved: bool

    @property
    def between(self) -> int:
        """How many pairs are a training and a test image."""
        return sum(pair.leaks for pair in self.pairs)

    def words(self) -> str:
        """What it says, in sentences."""
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
    """What leaving training images out has changed, judged on the same test images.

    dataset: without them; classifier: the neuron that learned from it. images: how many were left out. before, after:
    the test accuracies of the neurons that learned with them and without them.
    """

    dataset: Dataset
    classifier: Classifier
    images: int
    before: Accuracy
    after: Accuracy

    def words(self) -> str:
        """What it says, in sentences."""
        said = (
            f"Without {count(self.images, 'training image')}, {percent(self.after.share)} of the {self.after.total}"
            f" test images are right. Before, it was {percent(self.before.share)}."
        )
        return f"{said} The score is the same." if self.before == self.after else said


def find_leaks(dataset: Dataset, alike: float, progress: Progress) -> Leaks:
    """What `find_pairs` finds. Arguments and errors as there."""
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
    """The textbook's neuron, trained with and without the training images at these positions.

    Raises ArgumentError, DatasetError as `without` does, and Cancelled.
    """
    gone = sorted(set(positions))
    cleaned = without(dataset, gone)
    recipe = Recipe(learning_rate, iterations, l2=l2)
    before = train(dataset, recipe, progress=lambda share: progress(share / 2))
    after = train(cleaned, recipe, progress=lambda share: progress((1 + share) / 2))
    scores = [accuracy(each.answers(dataset.test.images), dataset.test.labels) for each in (before, after)]
    return LeftOut(cleaned, after, len(gone), *scores)


def find_pairs(dataset: Dataset, *, alike: float = ALIKE, progress: Progress = lambda share: None) -> list[ImagePair]:
    """All pairs of equal images, and of images with a likeness of at least ``alike``.

    Images that are `_plain` are alike only when they are equal: any two with the edge in the same place would be. Up to
    MAX_MOVED images are also compared with each other shifted by up to SHIFT pixels, and enlarged by ZOOM. Then they
    must be twice as near to 1: of so many looks, more find a likeness by accident.

    Measured on the built-in images at 0.97: no pair of Faces, one exact pair of Cats, one pair of Drawings that differ
    in little. Without the stricter rule, 5 pairs of backgrounds in Faces and 22 pairs of Drawings.

    Returns pairs between the parts first, and then the most alike first; at most MAX_PAIRS of them.
    progress: as in `sweep`. Raises ArgumentError unless ``alike`` is between 0 and 1, and Cancelled.
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
    found: dict[tuple[int, int], ImagePair] = {}
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
        for row, j in zip(*_best_places(best, alike, start, len(dataset.train)), strict=True):
            i, mirror = start + row, bool(in_mirror[row, j] > likeness[row, j] + 1e-6)
            moved = bool(still[row, j] < alike - 1e-6)
            found[i, j] = ImagePair(names[i], names[j], min(float(best[row, j]), 1.0), False, mirror, moved)
        if len(found) > 2 * MAX_PAIRS:
            found = dict(sorted(found.items(), key=lambda item: _worth(item[1]))[:MAX_PAIRS])
        report(min(start + rows, len(small)), len(small), progress)
    for i, j in _equal(image for part in sets for image in part.images):
        found[i, j] = ImagePair(names[i], names[j], 1.0, True, False)
    return sorted(found.values(), key=_worth)[:MAX_PAIRS]


def _best_places(best: NDArray, alike: float, start: int, train: int) -> tuple[list[int], list[int]]:
    """Rows and columns of the likenesses of at least ``alike``, at most MAX_PAIRS: pairs between the parts first.

    best: of the images from ``start`` on with all images, of which the first ``train`` are for training. Each pair
    counts once, and no image with itself.
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
    """The positions of the training images that a training without these pairs leaves out: one of each pair.

    A training image that is also a test image goes; of two training images that are one, the later one does. Of two
    test images none does: that photo only counts twice.
    """
    last = {pair.second[1] if not pair.leaks else pair.first[1] for pair in pairs if pair.first[0] == "train"}
    return sorted(last)


def without(dataset: Dataset, positions: Iterable[int]) -> Dataset:
    """A new dataset that lacks the training images at these positions; the test images stay.

    Raises ArgumentError for a position that is not there, and DatasetError when a class would be gone from training.
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
    """Grey and small: ``(m, rows, columns)``."""
    height, width, _ = split.image_shape
    size = min(height, SIDE), min(width, SIDE)
    return np.array([fit(image, *size, 1, how="stretch")[:, :, 0] for image in split.images], dtype=np.float32)


def _can_be_moved(dataset: Dataset) -> bool:
    return len(dataset.train) + len(dataset.test) <= MAX_MOVED and min(dataset.image_shape[:2]) >= SMALLEST


def _moved(sets: tuple[Split, Split], plain: NDArray[np.bool_]) -> list[tuple[NDArray, NDArray]]:
    """Which small pictures of all images are compared with which, each ``(m, rows, columns)`` of mean 0 and length 1.

    The middle of each image, with what lies up to SHIFT pixels beside the middle of the others, and with their middle
    enlarged; and the other way round.
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
    """The matrix ``(rows, side)`` that averages a line of pixels into fewer: its middle without a margin, moved by so
    many pixels, or a smaller middle, so that it is enlarged.
    """
    length = (side - 2 * margin) / zoom
    rows = min(side - 2 * margin, SIDE)
    ends = side / 2 + by - length / 2 + length * np.arange(rows + 1) / rows
    pixels = np.arange(side)
    share = np.clip(np.minimum(ends[1:, None], pixels + 1) - np.maximum(ends[:-1, None], pixels), 0, None)
    return (share * rows / length).astype(np.float32)


def _plain(small: NDArray) -> NDArray[np.bool_]:
    """Which pictures ``(m, rows, columns)`` show no more than one shade, or two with a short border between: ``(m,)``.

    The two shades are the means of what is brighter and of what is darker than halfway from the darkest to the
    brightest place.

    Measured on the built-in images: 18 of the 200 images of Faces are plain, all of them backgrounds. Without this rule
    four pairs of backgrounds had a likeness of 0.97 or more, and in each pair one leaves at most 4 % of its variance
    over. No face leaves less than 13 %, no image of Cats and no drawing less than 8 %. Digits leave 3 % or more, and
    letters in black and white nothing, but their border is longer.
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
    """Each picture as a row of mean 0 and length 1, so that a product is their correlation; 0 for a plain one."""
    rows = small.reshape(len(small), -1)
    rows = rows - rows.mean(axis=1, keepdims=True)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(length > 0, length, 1)


def _equal(images: Iterable[NDArray]) -> Iterator[tuple[int, int]]:
    """The positions of each image that came before, and of the first that it equals."""
    first: dict[bytes, int] = {}
    for position, image in enumerate(images):
        earlier = first.setdefault(image.tobytes(), position)
        if earlier != position:
            yield earlier, position
