"""Has it seen the test already? The same photo twice, within and between the training and the test images."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..dataset import Dataset, Split
from ..errors import ArgumentError
from ..photo import fit
from .material import Progress, report

ALIKE = 0.97  # a likeness from which on two images may be the same photo
SIDE = 16  # pixels of the small grey pictures that are compared
TWO_SHADES = 0.06  # the most of its variance that a small picture of two shades of grey leaves unsaid
SHORT = 2.0  # sides of a small picture: a border between its two shades that is shorter is hardly more than one edge
BLOCK = 2**22  # likenesses that are worked out at a time
MOST_PAIRS = 1000


@dataclass(frozen=True)
class Pair:
    """Two images that may be one.

    first, second: each the name of a part, ``train`` or ``test``, and the position in it; a training image comes first.
    likeness: the correlation of the two, seen small and grey, from -1 to 1: brightness and contrast do not count.
    exact: all pixels are equal. mirrored: the one is more like the other in a mirror.
    """

    first: tuple[str, int]
    second: tuple[str, int]
    likeness: float
    exact: bool
    mirrored: bool

    @property
    def leaks(self) -> bool:
        """Whether a training image is also in the test, so that the test asks what has been taught."""
        return self.first[0] != self.second[0]


def find_pairs(dataset: Dataset, *, alike: float = ALIKE, progress: Progress = lambda share: None) -> list[Pair]:
    """All pairs of equal images, and of images with a likeness of at least ``alike``.

    Images that are `_plain` are alike only when they are equal: any two with the edge in the same place would be.

    Returns pairs between the parts first, and then the most alike first; at most MOST_PAIRS of them.
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
    found: dict[tuple[int, int], Pair] = {}
    rows = max(1, BLOCK // len(small))
    for start in range(0, len(small), rows):
        likeness = straight[start : start + rows] @ straight.T  # (some, m)
        in_mirror = straight[start : start + rows] @ mirrored.T
        best = np.maximum(likeness, in_mirror)
        for row, j in zip(*_best_places(best, alike, start, len(dataset.train)), strict=True):
            i, mirror = start + row, bool(in_mirror[row, j] > likeness[row, j] + 1e-6)
            found[i, j] = Pair(names[i], names[j], float(best[row, j]), False, mirror)
        if len(found) > 2 * MOST_PAIRS:
            found = dict(sorted(found.items(), key=lambda item: _worth(item[1]))[:MOST_PAIRS])
        report(min(start + rows, len(small)), len(small), progress)
    for i, j in _equal(image for part in sets for image in part.images):
        found[i, j] = Pair(names[i], names[j], 1.0, True, False)
    return sorted(found.values(), key=_worth)[:MOST_PAIRS]


def _best_places(best: NDArray, alike: float, start: int, train: int) -> tuple[list[int], list[int]]:
    """Rows and columns of the likenesses of at least ``alike``, at most MOST_PAIRS: pairs between the parts first.

    best: of the images from ``start`` on with all images, of which the first ``train`` are for training. Each pair
    counts once, and no image with itself.
    """
    rows, columns = np.nonzero(best >= alike - 1e-6)
    once = columns > rows + start
    rows, columns = rows[once], columns[once]
    if len(rows) > MOST_PAIRS:
        leaks = (rows + start < train) != (columns < train)
        top = np.argpartition(-(best[rows, columns] + 2 * leaks), MOST_PAIRS)[:MOST_PAIRS]
        rows, columns = rows[top], columns[top]
    return rows.tolist(), columns.tolist()


def _worth(pair: Pair) -> tuple[bool, bool, float]:
    return not pair.leaks, not pair.exact, -pair.likeness


def to_leave_out(pairs: Iterable[Pair]) -> list[int]:
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
