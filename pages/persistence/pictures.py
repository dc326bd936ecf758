"""Pictures as bytes, and back, without loss: a dataset, a collection, a photo.

Each pixel is stored as its difference from its left neighbour, modulo 256, as in the filter Sub of PNG (W3C, Portable
Network Graphics, section 9.2). Deflated photographs then have about two thirds of the bytes.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from classroom.untrusted import Value
from logreg_core.data.collection import MAX_PICTURES, SIDE, Collection, Picture
from logreg_core.data.dataset import CHANNEL_COUNTS, Dataset, Split
from logreg_core.errors import DatasetError, UploadError
from logreg_core.untrusted.photo_decoder import MAX_PHOTO_SIDE

from .archive import Archive, ClassName, pack, printable, unpack

MAX_SIDE = 512  # pixels of a side of a dataset's images, as for uploads
MAX_PIXELS = 64 * 2**20  # numbers in the pictures of one dataset
MAX_NAME = 200
MAX_ORIGIN = 2000
MAX_TITLE = 300
MAX_IMAGES = 2**20  # of a dataset, and so of labels


Number = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class _OfDataset(Value, frozen=True):
    name: Annotated[str, Meta(max_length=MAX_NAME)]
    origin: Annotated[str, Meta(max_length=MAX_ORIGIN)]
    class_names: tuple[ClassName, ClassName]
    bursts: bool


class _OfCollection(Value, frozen=True):
    taken: Number
    begun: Number


class _OfPhoto(Value, frozen=True):
    title: Annotated[str, Meta(max_length=MAX_TITLE)]


def pack_dataset(dataset: Dataset) -> bytes:
    """Return a dataset with its name, origin and bursts as bytes. Raises UploadError if it is too large."""
    header = _OfDataset(
        printable(dataset.name, MAX_NAME),
        printable(dataset.origin, MAX_ORIGIN),
        dataset.class_names,
        dataset.train.bursts is not None and dataset.test.bursts is not None,
    )
    arrays: dict[str, NDArray] = {}
    for part, split in (("train", dataset.train), ("test", dataset.test)):
        arrays[f"{part}_images"] = differences(split.images)
        arrays[f"{part}_labels"] = split.labels.astype(np.uint8)
        if header.bursts and split.bursts is not None:
            arrays[f"{part}_bursts"] = split.bursts.astype(np.int32)
    return pack("dataset", header, arrays)


def dataset_of(data: bytes) -> Dataset:
    """Return the dataset in untrusted bytes, with the same digest. Raises UploadError if they hold none."""
    parcel = unpack("dataset", data, _OfDataset, most=MAX_PIXELS + 6 * MAX_IMAGES + 2**20)
    header = parcel.header
    try:
        learn, check = (_split(parcel, part, header.bursts) for part in ("train", "test"))
        if learn.images.size + check.images.size > MAX_PIXELS:
            raise parcel.refusal(f"at most {MAX_PIXELS:,} pixels", f"{learn.images.size + check.images.size:,}")
        return Dataset(header.name, header.class_names, learn, check, header.origin)
    except DatasetError as error:
        raise UploadError(f"A kept dataset must be one. {error}") from error


def _split(parcel: Archive[_OfDataset], part: str, has_bursts: bool) -> Split:
    images = parcel.array(f"{part}_images", "u1", (None, None, None, None))
    m, height, width, channels = images.shape
    if not (0 < m <= MAX_IMAGES and 0 < height <= MAX_SIDE and 0 < width <= MAX_SIDE and channels in CHANNEL_COUNTS):
        raise parcel.refusal(f"images of at most {MAX_SIDE} x {MAX_SIDE} pixels, grey or in colour", images.shape)
    labels = parcel.array(f"{part}_labels", "u1", (m,)).astype(np.int64)
    bursts = parcel.array(f"{part}_bursts", "i4", (m,)).astype(np.int64) if has_bursts else None
    return Split(pixels_of(images), labels, bursts)


def pack_collection(collection: Collection) -> bytes:
    """Return the pictures of a collection, their classes, bursts and numbers as bytes. Raises UploadError if it is too
    large."""
    pictures = collection.pictures
    arrays: dict[str, NDArray] = {
        "pixels": differences(np.array([each.pixels for each in pictures], np.uint8).reshape(-1, SIDE, SIDE, 3)),
        **{
            name: np.array([getattr(each, name) for each in pictures], np.int32)
            for name in ("label", "burst", "number")
        },
    }
    return pack("collection", _OfCollection(collection.taken, collection.begun), arrays)


def collection_of(data: bytes) -> Collection:
    """Return the collection in untrusted bytes. Raises UploadError if they hold none."""
    parcel = unpack("collection", data, _OfCollection, most=(3 * SIDE**2 + 12) * MAX_PICTURES + 2**20)
    pixels = parcel.array("pixels", "u1", (None, SIDE, SIDE, 3))
    m = len(pixels)
    if m > MAX_PICTURES:
        raise parcel.refusal(f"at most {MAX_PICTURES} pictures", m)
    labels, bursts, numbers = (parcel.array(name, "i4", (m,)) for name in ("label", "burst", "number"))
    taken, begun = parcel.header.taken, parcel.header.begun
    if not np.isin(labels, (0, 1)).all():
        raise parcel.refusal("classes 0 and 1", np.unique(labels)[:5].tolist())
    if np.any(np.diff(numbers, prepend=0) <= 0) or np.any(numbers > taken):
        raise parcel.refusal(f"numbers of pictures that ascend to at most {taken:,}", numbers[:5].tolist())
    if (
        np.any(bursts < 1)
        or np.any(bursts > begun)
        or not all(_one(labels[bursts == each]) for each in np.unique(bursts))
    ):
        raise parcel.refusal(f"bursts from 1 to {begun:,}, each of one class", bursts[:5].tolist())
    whole = pixels_of(pixels)
    whole.setflags(write=False)
    rows = zip(whole, labels.tolist(), bursts.tolist(), numbers.tolist(), strict=True)
    return Collection(tuple(Picture(*row) for row in rows), taken, begun)


def _one(values: NDArray) -> bool:
    return len(np.unique(values)) == 1


def pack_photo(pixels: NDArray[np.uint8], title: str) -> bytes:
    """Return a picture ``(h, w, 3)`` or ``(h, w, 1)`` and its name as bytes. Raises UploadError if it is too large."""
    return pack("photo", _OfPhoto(printable(title, MAX_TITLE)), {"pixels": differences(pixels[np.newaxis])})


def photo_of(data: bytes) -> tuple[NDArray[np.uint8], str]:
    """Return the picture in untrusted bytes, uint8 ``(h, w, 3)`` or ``(h, w, 1)`` and read-only, and its name.

    Raises UploadError when they hold none.
    """
    parcel = unpack("photo", data, _OfPhoto, most=3 * MAX_PHOTO_SIDE**2 + 2**16)
    pixels = parcel.array("pixels", "u1", (1, None, None, None))
    _, height, width, channels = pixels.shape
    if not (0 < height <= MAX_PHOTO_SIDE and 0 < width <= MAX_PHOTO_SIDE and channels in CHANNEL_COUNTS):
        raise parcel.refusal(f"at most {MAX_PHOTO_SIDE} pixels on a side, grey or in colour", pixels.shape)
    picture = pixels_of(pixels)[0].copy()
    picture.setflags(write=False)
    return picture, parcel.header.title


def differences(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the difference of each pixel of uint8 ``(m, h, w, c)`` from its left neighbour, modulo 256; the first
    pixel of a row stays."""
    result = images.copy()
    np.subtract(images[:, :, 1:], images[:, :, :-1], out=result[:, :, 1:])
    return result


def pixels_of(differences: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Undo `differences`. Returns a new array of pixels."""
    return np.add.accumulate(differences, axis=2, dtype=np.uint8)
