"""Changes to a dataset that can be listed and undone; each change returns a new dataset.

A change copies no pictures: it is a new list of training and test images, labels and class names. So a hundred changes
need hardly more memory than none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..checks import generator_of
from ..errors import ArgumentError, DatasetError
from .dataset import Dataset, Split
from .division import divide, some_of_each

TITLES = {"train": "training", "test": "test"}
NAMED = 5  # positions that a sentence of the history lists


@dataclass(frozen=True, eq=False)
class Edits:
    """A dataset and its changes. Immutable: each method returns a new object.

    original: the dataset before all changes. Its images are numbered, training images first.
    class_names: the current names of class 0 and class 1.
    labels: the current label of each image of the original, ``(m,)`` of 0 and 1.
    train, test: the current training and test images, by their numbers in the original.
    history: one sentence for each change, oldest first.
    mirrored: whether each training image also has a copy, mirrored left to right. Copies have no number: they follow
    their image, and a test image has none.

    Raises DatasetError when the training images no longer show both classes, or no test image is left.
    """

    original: Dataset
    class_names: tuple[str, str]
    labels: NDArray[np.int64]
    train: NDArray[np.int64]
    test: NDArray[np.int64]
    history: tuple[str, ...] = ()
    mirrored: bool = False

    def __post_init__(self) -> None:
        for label, name in enumerate(self.class_names):
            if not np.any(self.labels[self.train] == label):
                raise DatasetError(f"At least one training image must show {name!r:.70}. This change would leave none.")
        if not len(self.test):
            raise DatasetError("At least one image must be kept for testing. This change would leave none.")

    @classmethod
    def of(cls, dataset: Dataset) -> Edits:
        """Return a dataset without changes."""
        learn, check = len(dataset.train), len(dataset.test)
        labels = np.concatenate([dataset.train.labels, dataset.test.labels])
        return cls(dataset, dataset.class_names, labels, np.arange(learn), np.arange(learn, learn + check))

    def dataset(self) -> Dataset:
        """Return the changed dataset, with its own digest; the original itself without any change.

        Raises DatasetError unless the class names differ.
        """
        if not self.history:
            return self.original
        copies = " Half of the training images are mirrored copies." if self.mirrored else ""
        return Dataset(
            f"{self.original.name}, edited",
            self.class_names,
            self._split(self.train).mirrored() if self.mirrored else self._split(self.train),
            self._split(self.test),
            origin=f"{self.original.origin} Changed since: {len(self.history)} times.{copies}".strip(),
        )

    def left_out(self) -> NDArray[np.int64]:
        """The images that were left out, by their numbers in the original."""
        return np.setdiff1d(np.arange(len(self.labels)), np.concatenate([self.train, self.test]))

    def rename(self, zero: str, one: str) -> Edits:
        """Rename the classes. Raises DatasetError unless the names differ."""
        names = Dataset("", (zero, one), self.original.train, self.original.test).class_names  # checked and tidied
        pairs = zip(self.class_names, names, strict=True)
        said = [f"class {label} from “{old}” to “{new}”" for label, (old, new) in enumerate(pairs) if old != new]
        return self._then(f"Renamed {' and '.join(said)}.", class_names=names) if said else self

    def swap(self) -> Edits:
        """Swap class 0 and class 1."""
        zero, one = self.class_names
        return self._then(
            f"Swapped the classes: “{zero}” is now class 1, and “{one}” class 0.",
            class_names=(one, zero),
            labels=1 - self.labels,
        )

    def move(self, part: str, positions: Iterable[int]) -> Edits:
        """Move images to the other part. part: "train" or "test". positions: current ones in that part.

        Raises ArgumentError if there is no such part or image, and DatasetError if too few would stay.
        """
        other = "test" if part == "train" else "train"
        staying, going, said = self._take(part, positions)
        return self._then(
            f"Moved {said} to the {TITLES[other]} images.",
            **{part: staying, other: np.concatenate([getattr(self, other), going])},
        )

    def leave_out(self, part: str, positions: Iterable[int]) -> Edits:
        """Leave out images of a part. Arguments and errors as in `move`."""
        staying, _, said = self._take(part, positions)
        return self._then(f"Left out {said}.", **{part: staying})

    def restore(self) -> Edits:
        """Restore all images that were left out, each to its original part."""
        back = self.left_out()
        if not len(back):
            return self
        first = back < len(self.original.train)
        return self._then(
            f"Brought {_images(len(back))} back.",
            train=np.concatenate([self.train, back[first]]),
            test=np.concatenate([self.test, back[~first]]),
        )

    def mirror(self) -> Edits:
        """Add a mirrored copy of each training image, left to right; without effect if there are copies already.

        Every division of the training images keeps an image and its copy together (`Split.twins`).
        """
        if self.mirrored or self.original.train.twins is not None:
            return self
        return self._then(f"Added mirrored copies of {_images(len(self.train), 'training')}.", mirrored=True)

    def redivide(self, *, test_share: float, seed: int) -> Edits:
        """Divide again all images that are not left out, as `division.divide` does; known bursts or twins stay whole.

        The order within a burst is unknown here: if a class has a single burst, its test images need not be the last
        ones.

        Raises DatasetError as it does.
        """
        present = np.sort(np.concatenate([self.train, self.test]))
        known = self.original.twins if self.original.bursts is None else self.original.bursts
        bursts = None if known is None else known[present]
        learn, check = divide(self.labels[present], share=test_share, seed=seed, bursts=bursts)
        how = ""
        if self.original.bursts is not None and bursts is not None:
            cut = len(np.intersect1d(bursts[learn], bursts[check]))
            how = ", in whole bursts where a class has two or more" if cut else ", in whole bursts"
        return self._then(
            f"Divided again with the seed {seed}: {len(learn):,} training and {len(check):,} test images{how}.",
            train=present[learn],
            test=present[check],
        )

    def balance(self, *, seed: int) -> Edits:
        """Leave out random images of the larger class, by the seed, until both classes have the same size in each part.

        A part with one class only stays unchanged.
        """
        draws = generator_of(seed)
        kept, dropped = {}, 0
        for part in TITLES:
            numbers: NDArray[np.int64] = getattr(self, part)
            shown = self.labels[numbers]
            least = min(np.count_nonzero(shown == 0), np.count_nonzero(shown == 1)) or len(numbers)
            kept[part] = numbers[some_of_each(shown, (int(least), int(least)), draws)]
            dropped += len(numbers) - len(kept[part])
        if not dropped:
            return self
        return self._then(f"Balanced the classes with the seed {seed}: {_images(dropped)} left out.", **kept)

    def _then(self, sentence: str, **changes: object) -> Edits:
        return replace(self, history=(*self.history, sentence), **changes)  # type: ignore[arg-type]

    def _take(self, part: str, positions: Iterable[int]) -> tuple[NDArray[np.int64], NDArray[np.int64], str]:
        """Return the numbers of a part without some positions, the numbers at these positions, and words for them."""
        if part not in TITLES:
            raise ArgumentError(f"part must be 'train' or 'test'. Got {part!r:.60}.")
        numbers: NDArray[np.int64] = getattr(self, part)
        chosen = sorted({int(position) for position in positions})
        if self.mirrored and part == "train":  # a copy stands for its image
            chosen = sorted({each % len(numbers) for each in chosen if each < 2 * len(numbers)})
        if not chosen or chosen[0] < 0 or chosen[-1] >= len(numbers):
            raise ArgumentError(f"positions must be from 0 to {len(numbers) - 1}, one at least. Got {chosen[:5]}.")
        listed = ", ".join(map(str, chosen[:NAMED])) + (", …" if len(chosen) > NAMED else "")
        said = f"{_images(len(chosen), TITLES[part])} ({listed})"
        return np.delete(numbers, chosen), numbers[chosen], said

    def _split(self, numbers: NDArray[np.int64]) -> Split:
        """Return the images with these numbers, in this order."""
        learn = len(self.original.train)
        images = np.empty((len(numbers), *self.original.image_shape), np.uint8)
        images[numbers < learn] = self.original.train.images[numbers[numbers < learn]]
        images[numbers >= learn] = self.original.test.images[numbers[numbers >= learn] - learn]
        images.setflags(write=False)
        known = (self.original.bursts, self.original.twins)
        return Split(images, self.labels[numbers], *(None if each is None else each[numbers] for each in known))


def _images(count: int, kind: str = "") -> str:
    return f"{count:,} {kind} image{'' if count == 1 else 's'}".replace("  ", " ")
