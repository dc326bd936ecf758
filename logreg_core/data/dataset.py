"""The dataset: a training and a test set of images, and the names of the two classes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..errors import DatasetError
from .division import divide

CHANNEL_COUNTS = (1, 3)  # grey, or red, green and blue
MAX_CLASS_NAME = 60  # characters


@dataclass(frozen=True, eq=False)
class Split:
    """Pictures and their labels, read-only.

    images: uint8 ``(m, h, w, c)`` with ``c`` 1 (grey) or 3 (RGB).
    labels: int64 ``(m,)`` of 0 and 1.
    bursts: int64 ``(m,)`` or None if unknown. Pictures of one burst, which are nearly the same, have the same number,
    in the other split too. Files do not contain bursts.
    twins: int64 ``(m,)``, the same number for an image and its mirrored copy. Recognised from the pixels if the second
    half of the images is the first half mirrored left to right, as `edits` makes it, so also after loading a file.

    Raises DatasetError if they do not fit together.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    bursts: NDArray[np.int64] | None = None
    twins: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        images = np.asarray(self.images)
        if images.ndim != 4 or images.shape[3] not in CHANNEL_COUNTS or 0 in images.shape:
            raise DatasetError(
                "Images must have the shape (m, h, w, c) with at least one image and 1 (grey) or 3 (colour) channels."
                f" Got {images.shape}."
            )
        if images.dtype != np.uint8:
            raise DatasetError(f"Images must be whole numbers from 0 to 255 (uint8). Got {images.dtype}.")
        labels = np.asarray(self.labels)
        if labels.shape != images.shape[:1]:
            raise DatasetError(
                f"There must be one label per image: {len(images)} images need labels of the shape ({len(images)},)."
                f" Got {labels.shape}."
            )
        if not np.isin(labels, (0, 1)).all():
            raise DatasetError(f"Labels must be 0 or 1. Got {np.unique(labels)[:5].tolist()}.")
        object.__setattr__(self, "images", _read_only(images))
        object.__setattr__(self, "labels", _read_only(labels.astype(np.int64)))
        if self.bursts is not None:
            bursts = np.asarray(self.bursts)
            if bursts.shape != labels.shape:
                raise DatasetError(
                    f"There must be one burst per image: {len(images)} images need bursts of the shape"
                    f" ({len(images)},). Got {bursts.shape}."
                )
            object.__setattr__(self, "bursts", _read_only(bursts.astype(np.int64)))
        if self.twins is None and _is_mirrored(self.images, self.labels):
            object.__setattr__(self, "twins", _read_only(np.tile(np.arange(len(self) // 2), 2)))

    def __len__(self) -> int:
        return len(self.images)

    def take(self, positions: NDArray[np.int64]) -> Split:
        """Return the images at these positions, in this order, with their labels, bursts and twins."""
        bursts, twins = (None if each is None else each[positions] for each in (self.bursts, self.twins))
        return Split(self.images[positions], self.labels[positions], bursts, twins)

    def mirrored(self) -> Split:
        """Return the images followed by a mirrored copy of each, left to right."""
        twice = np.concatenate([np.arange(len(self))] * 2)
        images = np.concatenate([self.images, self.images[:, :, ::-1]])
        images.setflags(write=False)
        return Split(images, self.labels[twice], None if self.bursts is None else self.bursts[twice])

    @property
    def groups(self) -> NDArray[np.int64] | None:
        """Groups that no division cuts, ``(m,)``: bursts if known, else twins; None without either."""
        return self.twins if self.bursts is None else self.bursts

    @property
    def Y(self) -> NDArray[np.int64]:
        """The labels in the textbook's shape: a read-only view ``(1, m)``."""
        return self.labels[np.newaxis]

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """``(h, w, c)`` of one image."""
        _, height, width, channels = self.images.shape
        return height, width, channels

    def count(self, label: int) -> int:
        """Return the number of images with this label."""
        return int(np.count_nonzero(self.labels == label))

    def indices(self, label: int | None = None) -> NDArray[np.int64]:
        """Return the positions of the images with this label, or of all images, in order."""
        if label is None:
            return np.arange(len(self))
        return np.flatnonzero(self.labels == label)

    def average_image(self, label: int) -> NDArray[np.uint8] | None:
        """Return the mean of the images with this label, rounded: uint8 ``(h, w, c)``; None if there is none."""
        chosen = self.images[self.labels == label]
        return np.rint(chosen.mean(axis=0)).astype(np.uint8) if len(chosen) else None

    def pixel_histogram(self, label: int, channel: int, bins: int = 32) -> NDArray[np.float64]:
        """Return the histogram of the pixel values of one class and channel as shares, in bins that divide 0 to 255
        evenly: ``(bins,)``.

        All 0 if there is no image with this label.
        """
        values = self.images[self.labels == label][..., channel]
        counts, _ = np.histogram(range(256), bins, range=(0, 256), weights=np.bincount(values.ravel(), minlength=256))
        return counts / max(values.size, 1)


@dataclass(frozen=True, eq=False)
class Dataset:
    """A training set and a test set. Immutable: each change returns a new dataset.

    name: for people. class_names: the names of label 0 and of label 1, in this order.
    train, test: the two splits; every image has the same ``(h, w, c)``, and ``train`` has both classes.
    origin: one sentence about its source, empty if unknown.

    Raises DatasetError if the parts do not fit together.
    """

    name: str
    class_names: tuple[str, str]
    train: Split
    test: Split
    origin: str = ""

    def __post_init__(self) -> None:
        names = tuple(" ".join(str(name).split()) for name in self.class_names)
        if len(names) != 2 or not all(names) or names[0] == names[1]:
            raise DatasetError(f"There must be two different class names. Got {list(self.class_names)[:5]!r:.200}.")
        if max(map(len, names)) > MAX_CLASS_NAME or not all(map(str.isprintable, names)):
            raise DatasetError(
                f"A class name must be printable and have at most {MAX_CLASS_NAME} characters. Got {names!r:.200}."
            )
        object.__setattr__(self, "class_names", names)
        if self.train.image_shape != self.test.image_shape:
            raise DatasetError(
                "Training and test images must have the same height, width and channels."
                f" Got {self.train.image_shape} and {self.test.image_shape}."
            )
        for label, class_name in enumerate(names):
            if not self.train.count(label):
                raise DatasetError(
                    f"The training set must show both classes, and has no image of class {label}, {class_name!r}."
                )

    def __sizeof__(self) -> int:
        """Include the bytes of the images: Dask uses the size to choose a worker."""
        return object.__sizeof__(self) + self.train.images.nbytes + self.test.images.nbytes

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """``(h, w, c)`` of every image."""
        return self.train.image_shape

    @property
    def n_x(self) -> int:
        """The number of values of one image: ``h * w * c``."""
        height, width, channels = self.image_shape
        return height * width * channels

    @property
    def bursts(self) -> NDArray[np.int64] | None:
        """The burst of each image, training images first; None if unknown, or if each burst has one image."""
        if self.train.bursts is None or self.test.bursts is None:
            return None
        bursts = np.concatenate([self.train.bursts, self.test.bursts])
        return bursts if len(np.unique(bursts)) < len(bursts) else None

    @property
    def train_bursts(self) -> NDArray[np.int64] | None:
        """The burst of each training image if `bursts` are known; else its twins."""
        return self.train.twins if self.bursts is None else self.train.bursts

    @property
    def twins(self) -> NDArray[np.int64] | None:
        """The twins of each image, training images first; a test image has none. None if no image has a twin."""
        known = self.train.twins
        return None if known is None else np.concatenate([known, known.max() + 1 + np.arange(len(self.test))])

    @property
    def cut_bursts(self) -> int:
        """The number of bursts with images in both sets; 0 if bursts are unknown."""
        if self.train.bursts is None or self.test.bursts is None:
            return 0
        return len(np.intersect1d(self.train.bursts, self.test.bursts))

    @cached_property
    def digest(self) -> str:
        """A SHA-256 of class names, shapes, pixels and labels: equal if and only if two datasets teach the same."""
        sha = hashlib.sha256()
        for part in self._fingerprint():
            sha.update(len(part).to_bytes(8, "little"))
            sha.update(part)
        return sha.hexdigest()

    @cached_property
    def mark(self) -> str:
        """A SHA-256 of the digest, name, origin and bursts: equal if and only if all of these are."""
        sha = hashlib.sha256(repr((self.digest, self.name, self.origin)).encode())
        for split in (self.train, self.test):
            sha.update(b"none" if split.bursts is None else split.bursts.astype("<i8").tobytes())
        return sha.hexdigest()

    def _fingerprint(self) -> Iterator[bytes | memoryview]:
        yield from (name.encode() for name in self.class_names)
        for split in (self.train, self.test):
            yield repr(split.images.shape).encode()
            yield split.images.reshape(-1).data
            yield split.labels.astype("<i8").tobytes()


def split_dataset(
    name: str,
    class_names: tuple[str, str],
    images: NDArray[np.uint8],
    labels: NDArray[np.int64],
    *,
    test_share: float,
    seed: int,
    origin: str = "",
) -> Dataset:
    """Divide images by a seed into training and test images, stratified by class.

    images: uint8 ``(m, h, w, c)``; labels: ``(m,)`` of 0 and 1.
    test_share: the share of test images, between 0 and 1; each part gets at least one image of each class.
    seed: the same seed gives the same division.

    Raises DivisionError, a DatasetError, if a class has fewer than two images, or the share is not between 0 and 1.
    """
    whole = Split(images, labels)
    learn, check = divide(whole.labels, share=test_share, seed=seed)
    return Dataset(
        name,
        class_names,
        whole.take(learn),
        whole.take(check),
        origin=origin,
    )


def _is_mirrored(images: NDArray[np.uint8], labels: NDArray[np.int64]) -> bool:
    """Whether the second half of the images is the first half, mirrored left to right."""
    half, rest = divmod(len(images), 2)
    if rest or not np.array_equal(images[half], images[0, :, ::-1]):  # decides nearly always, and quickly
        return False
    same = np.array_equal(labels[:half], labels[half:])
    return same and np.array_equal(images[half:], images[:half, :, ::-1])


def _read_only(array: NDArray) -> NDArray:
    """Return a read-only copy, or the array itself if it is read-only and owns its memory."""
    if array.flags.writeable or array.base is not None or not array.flags.c_contiguous:
        array = np.array(array, order="C")
        array.setflags(write=False)
    return array
