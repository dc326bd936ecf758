"""Changes to a dataset that can be listed and undone; each change returns a new dataset.

The pictures stay where they are. A change is only a new list of which of them are for training and which for testing,
what they show, and what that is called. So a hundred changes need hardly more memory than none.
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
    """A dataset as it was, and what has become of it. Each method returns the next one; this one stays as it is.

    original: the dataset that the changes began with. Its images are counted through: training images first.
    class_names: what class 0 and class 1 are called now.
    labels: 0 or 1 for each image of the original ``(m,)``, as it is now.
    train, test: the images that are now for training and for testing, by their number in the original.
    history: one sentence for each change, the first change first.
    mirrored: whether each training image has a copy besides, mirrored left to right. The copies have no number:
        whatever is moved, left out or divided takes its copy along, and a test image has none.

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
        """A dataset as it is, without a change."""
        learn, check = len(dataset.train), len(dataset.test)
        labels = np.concatenate([dataset.train.labels, dataset.test.labels])
        return cls(dataset, dataset.class_names, labels, np.arange(learn), np.arange(learn, learn + check))

    def dataset(self) -> Dataset:
        """What has become of it: a new dataset, with a digest of its own; the original itself before any change.

        Raises DatasetError when the names of the classes are not two different ones.
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
        """The images that take no part, by their number in the original."""
        return np.setdiff1d(np.arange(len(self.labels)), np.concatenate([self.train, self.test]))

    def rename(self, zero: str, one: str) -> Edits:
        """Call the classes something else. Raises DatasetError when the names are not two different ones."""
        names = Dataset("", (zero, one), self.original.train, self.original.test).class_names  # checked and tidied
        pairs = zip(self.class_names, names, strict=True)
        said = [f"class {label} from “{old}” to “{new}”" for label, (old, new) in enumerate(pairs) if old != new]
        return self._then(f"Renamed {' and '.join(said)}.", class_names=names) if said else self

    def swap(self) -> Edits:
        """Make class 0 class 1, and the other way round."""
        zero, one = self.class_names
        return self._then(
            f"Swapped the classes: “{zero}” is now class 1, and “{one}” class 0.",
            class_names=(one, zero),
            labels=1 - self.labels,
        )

    def move(self, part: str, positions: Iterable[int]) -> Edits:
        """Move images of a part to the other one. part: "train" or "test"; positions: as they are counted there now.

        Raises ArgumentError when there is no such part or image, and DatasetError when too few would stay.
        """
        other = "test" if part == "train" else "train"
        staying, going, said = self._take(part, positions)
        return self._then(
            f"Moved {said} to the {TITLES[other]} images.",
            **{part: staying, other: np.concatenate([getattr(self, other), going])},
        )

    def leave_out(self, part: str, positions: Iterable[int]) -> Edits:
        """Leave images of a part out. Arguments and errors as in `move`."""
        staying, _, said = self._take(part, positions)
        return self._then(f"Left out {said}.", **{part: staying})

    def restore(self) -> Edits:
        """Bring all images back that were left out, each to the part that it was in at first."""
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
        """Add a copy of each training image, mirrored left to right; where there are such copies, nothing changes.

        An image and its copy are on one side of every division of the training images (`Split.twins`).
        """
        if self.mirrored or self.original.train.twins is not None:
            return self
        return self._then(f"Added mirrored copies of {_images(len(self.train), 'training')}.", mirrored=True)

    def redivide(self, *, test_share: float, seed: int) -> Edits:
        """Divide anew what is not left out, as `division.divide` does; known bursts or twins stay whole.

        In which order the pictures of a burst were taken is not known here: where a class has a single burst, those
        that are kept for testing need not be the last ones.

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
            f"Divided anew with the seed {seed}: {len(learn):,} training and {len(check):,} test images{how}.",
            train=present[learn],
            test=present[check],
        )

    def balance(self, *, seed: int) -> Edits:
        """Leave out so many images of the larger class, chosen by the seed, that both are alike in each part.

        A part that shows one class only stays as it is.
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
        """The numbers of a part without some positions, the numbers at these positions, and what to call them."""
        if part not in TITLES:
            raise ArgumentError(f"part must be 'train' or 'test'. Got {part!r:.60}.")
        numbers: NDArray[np.int64] = getattr(self, part)
        chosen = sorted({int(position) for position in positions})
        if self.mirrored and part == "train":  # who picks a copy picks its image
            chosen = sorted({each % len(numbers) for each in chosen if each < 2 * len(numbers)})
        if not chosen or chosen[0] < 0 or chosen[-1] >= len(numbers):
            raise ArgumentError(f"positions must be from 0 to {len(numbers) - 1}, one at least. Got {chosen[:5]}.")
        listed = ", ".join(map(str, chosen[:NAMED])) + (", …" if len(chosen) > NAMED else "")
        said = f"{_images(len(chosen), TITLES[part])} ({listed})"
        return np.delete(numbers, chosen), numbers[chosen], said

    def _split(self, numbers: NDArray[np.int64]) -> Split:
        """The images with these numbers, in this order."""
        learn = len(self.original.train)
        images = np.empty((len(numbers), *self.original.image_shape), np.uint8)
        images[numbers < learn] = self.original.train.images[numbers[numbers < learn]]
        images[numbers >= learn] = self.original.test.images[numbers[numbers >= learn] - learn]
        images.setflags(write=False)
        known = (self.original.bursts, self.original.twins)
        return Split(images, self.labels[numbers], *(None if each is None else each[numbers] for each in known))


def _images(count: int, kind: str = "") -> str:
    return f"{count:,} {kind} image{'' if count == 1 else 's'}".replace("  ", " ")
