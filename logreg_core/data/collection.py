"""Camera pictures in bursts, and the dataset made from them.

Two pictures of one burst are a fraction of a second apart, so nearly the same. Therefore the test set has whole bursts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..errors import DatasetError, PhotoError
from ..untrusted.photo import fit, open_photo
from ..words import percent
from .dataset import Dataset, Split
from .division import divide

SIDE = 128  # pixels: the stored size; a dataset may be smaller
SIDES = (16, 24, 32, 48, 64, 96, 128)  # of a dataset's images
MAX_PICTURES = 500  # in one collection: 25 MB
MAX_AT_ONCE = 20  # pictures added in one message
MAX_FILE = 2**18  # bytes of one picture in a message
MAX_ARRIVING = 512  # pixels on a side of it
FEW = 10  # pictures of a class; with fewer the page warns
LOPSIDED = 2.0  # ratio of the classes' sizes from which the page warns


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture: uint8 ``(SIDE, SIDE, 3)``, its class (0 or 1), its burst's number, and its own number."""

    pixels: NDArray[np.uint8]
    label: int
    burst: int
    number: int


@dataclass(frozen=True, eq=False)
class Collection:
    """The pictures so far, in the order of taking. Immutable: each change returns a new collection.

    taken, begun: how many pictures and bursts were ever added, so that no number is used twice.
    """

    pictures: tuple[Picture, ...] = ()
    taken: int = 0
    begun: int = 0

    def __len__(self) -> int:
        return len(self.pictures)

    def count(self, label: int) -> int:
        """Return the number of pictures of this class."""
        return sum(picture.label == label for picture in self.pictures)

    def bursts(self, label: int) -> dict[int, int]:
        """Return the sizes of this class's bursts, by the burst's number, in the order of taking."""
        sizes: dict[int, int] = {}
        for picture in self.pictures:
            if picture.label == label:
                sizes[picture.burst] = sizes.get(picture.burst, 0) + 1
        return sizes

    def add(self, files: Sequence[bytes], label: int, *, continues: bool = False) -> Collection:
        """Return the collection with these untrusted PNG files added to a class.

        continues: whether they belong to the last burst of this class; otherwise they begin a new one.

        Raises DatasetError if they are too many, and PhotoError if one is no picture or too large.
        """
        if label not in (0, 1):
            raise DatasetError(f"A picture's class must be 0 or 1. Got {label!r:.40}.")
        if len(files) > MAX_AT_ONCE:
            raise DatasetError(f"At most {MAX_AT_ONCE} pictures can arrive at once. Got {len(files)}.")
        if len(self) + len(files) > MAX_PICTURES:
            raise DatasetError(
                f"A collection may have at most {MAX_PICTURES} pictures, and this one has {len(self)}."
                " Delete some, or make the dataset with these."
            )
        pixels = [_arrived(file) for file in files]
        earlier = [picture.burst for picture in self.pictures if picture.label == label]
        goes_on = continues and bool(earlier)
        burst = earlier[-1] if goes_on else self.begun + 1
        added = (Picture(each, label, burst, number) for number, each in enumerate(pixels, start=self.taken + 1))
        return Collection((*self.pictures, *added), self.taken + len(pixels), max(self.begun, burst))

    def without(self, numbers: Iterable[int]) -> Collection:
        """Return the collection without the pictures with these numbers."""
        gone = set(numbers)
        return replace(self, pictures=tuple(picture for picture in self.pictures if picture.number not in gone))

    def concerns(self, class_names: tuple[str, str]) -> list[str]:
        """Return problems that make the model or its test score worse, as sentences with a remedy."""
        counts = [self.count(0), self.count(1)]
        sentences = []
        for label, name in enumerate(class_names):
            if 0 < counts[label] < FEW:
                sentences.append(f"There are only {counts[label]} pictures of {name!r}. Take at least {2 * FEW}.")
            if len(self.bursts(label)) == 1:
                sentences.append(
                    f"All pictures of {name!r} are from one burst, so some of it would be learned from and some of it"
                    " tested on: nearly the same picture on both sides, and a score that is too good to be true. Take a"
                    " second burst, from another side or with another background."
                )
        small, large = sorted((0, 1), key=counts.__getitem__)
        if counts[small] and counts[large] > LOPSIDED * counts[small]:
            sentences.append(
                f"There are {counts[large]} pictures of {class_names[large]!r} and {counts[small]} of"
                f" {class_names[small]!r}. Always answering {class_names[large]!r} would already be right"
                f" {percent(counts[large] / len(self))} of the time. Take more of the other."
            )
        return sentences

    def dataset(
        self, class_names: tuple[str, str], *, side: int, channels: int, test_share: float, seed: int
    ) -> Dataset:
        """Return the pictures as a dataset of ``side`` x ``side`` pixels, divided by `division.divide`.

        Raises DatasetError if a class has fewer than two pictures, or an argument is invalid.
        """
        labels = np.array([picture.label for picture in self.pictures], dtype=np.int64)
        bursts = np.array([picture.burst for picture in self.pictures], dtype=np.int64)
        learn, check = divide(labels, share=test_share, seed=seed, bursts=bursts)
        images = np.stack([fit(picture.pixels, side, side, channels) for picture in self.pictures])
        whole = Split(images, labels, bursts)
        sizes = [len(self.bursts(label)) for label in (0, 1)]
        kept_share, asked = f"{100 * len(check) / len(self):.0f} %", f"{100 * test_share:.0f} %"
        why_not = f": {asked} were asked for, but a burst is kept as a whole or not at all"
        return Dataset(
            "My pictures",
            class_names,
            whole.take(learn),
            whole.take(check),
            origin=f"{len(self)} pictures in {sum(sizes)} bursts, taken with a camera. For testing, {len(check)} of"
            f" them ({kept_share}) are kept{why_not if kept_share != asked and max(sizes) > 1 else ''}."
            + (" Where a class has a single burst, that is cut." if min(sizes) == 1 else ""),
        )


def _arrived(file: bytes) -> NDArray[np.uint8]:
    """Return the pixels of an untrusted picture file: uint8 ``(SIDE, SIDE, 3)``, read-only.

    The first bytes of a PNG hold its size, so a huge one is refused before it is decoded.
    """
    if len(file) > MAX_FILE:
        raise PhotoError(f"A picture of a burst may have at most {MAX_FILE // 1024} kB. Got {len(file) // 1024} kB.")
    width, height = (int.from_bytes(file[at : at + 4], "big") for at in (16, 20))
    if not file.startswith(b"\x89PNG\r\n\x1a\n") or max(width, height) > MAX_ARRIVING:
        raise PhotoError(
            f"A picture of a burst must be a PNG with at most {MAX_ARRIVING} pixels on a side."
            " Reload the page and take it again."
        )
    pixels = fit(open_photo(file), SIDE, SIDE, 3)
    pixels.setflags(write=False)
    return pixels
