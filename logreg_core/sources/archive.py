"""Photos in a ZIP, a folder or many files, one folder per class, read as a dataset and written again.

`listing` finds the photos. This module decodes them with `photo`, one at a time, and scales each down at once, so that
many large photos need little memory. A broken photo is listed with the reason.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..data.dataset import Dataset, Split, split_dataset
from ..errors import ArchiveError, DatasetError, LogregError, PhotoError
from ..untrusted.photo import fit, open_photo
from . import table
from .choice import choose_two
from .listing import MAX_PHOTOS, Contents, Photo, Photos, list_photos

Progress = Callable[[int, int], object]

MAX_IMAGE_BYTES = 64 * 2**20  # of all images together, in their final size; reading takes four times as much
MAX_SIDE = 512  # pixels of an image
MAX_APART = 300  # photos in formats that need a sandbox, 0.2 to 0.4 s each
MAX_BROKEN = 200
SECONDS = 90.0  # for all photos; 200 of a phone take 10, 10,000 of 64x64 pixels take 5
FIRST_SECONDS = 3.0  # after which the total time is estimated

APART = re.compile(r"\.(tiff?|avif|heic|heif)$", re.IGNORECASE)
ORIGIN = "Uploaded photos."
NOT_CHOSEN = "photos of classes that were not chosen"


@dataclass(frozen=True)
class Reading:
    """A dataset, the numbers of skipped files by reason, and the broken photos.

    broken: ``(path, reason)`` of each photo that could not be read.
    """

    dataset: Dataset
    skipped: Mapping[str, int]
    broken: tuple[tuple[str, str], ...]


def look(data: Photos) -> Contents:
    """Return the contents of a ZIP or a set of files, from their names alone. Raises ArchiveError for invalid ones."""
    return _listed(data)[1]


def read(
    data: Photos,
    *,
    height: int | None = None,
    width: int | None = None,
    channels: int | None = None,
    test_share: float = 0.2,
    seed: int = 0,
    zero: str | None = None,
    one: str | None = None,
    how: str = "crop",
    name: str = "Uploaded photos",
    progress: Progress = lambda done, total: None,
) -> Reading:
    """Return the photos of two classes as a dataset of one image size.

    data: the bytes of a ZIP, or files by their path.
    height, width, channels: the size of the images; None for the size that the set declares or all photos share (grey
    if no photo has a colour).
    test_share, seed: how to divide the photos, unless folders do.
    zero, one: the folders that become class 0 and class 1. With ``one`` alone, all others together are class 0.
    how: "crop", "pad" or "stretch", as in `photo.fit`.
    progress: called with the number of photos done and of all. An exception from it ends the reading.

    Raises ArchiveError for an invalid set, and DatasetError if its photos make no dataset.
    """
    photos, contents = _listed(data)
    names, labels = choose_two(list(contents.classes), zero, one)
    chosen = [photo for photo in photos if photo.class_name in labels]
    skipped = Counter(contents.skipped)
    skipped[NOT_CHOSEN] += len(photos) - len(chosen)
    own = contents.image_shape or (None, None, None)
    shape = tuple(said if asked is None else asked for asked, said in zip((height, width, channels), own, strict=True))
    _check_shape(shape, len(chosen))
    images, broken = _decode(chosen, shape, how, progress)
    kept = [photo for photo, image in zip(chosen, images, strict=True) if image is not None]
    pixels = _stack([image for image in images if image is not None], grey=shape[2] is None, broken=broken)
    y = np.array([labels[photo.class_name] for photo in kept], dtype=np.int64)  # (m,)
    if contents.divided:
        dataset = _divided(name, names, pixels, y, kept, None if contents.image_shape else seed)
    else:
        dataset = split_dataset(name, names, pixels, y, test_share=test_share, seed=seed, origin=ORIGIN)
    return Reading(dataset, MappingProxyType(dict(+skipped)), tuple(sorted(broken)))


def save(dataset: Dataset) -> bytes:
    """Return a ZIP of PNGs, one folder per part and class, and ``labels.csv`` with their order, classes and size.

    The same dataset gives the same bytes, and `read` without a size returns the same dataset. The CSV holds the names
    of the classes; folders have safe names.

    Raises DatasetError if the dataset has too many images for a ZIP.
    """
    if len(dataset.train) + len(dataset.test) > MAX_PHOTOS:
        raise DatasetError(f"A ZIP of photos may have at most {MAX_PHOTOS:,} images. Save this dataset as HDF5.")
    rows, pictures = [], []
    for part, split in (("train", dataset.train), ("test", dataset.test)):
        for position, (image, label) in enumerate(zip(split.images, split.labels, strict=True)):
            folder = re.sub("[^A-Za-z0-9]+", "-", dataset.class_names[label])[:30].strip("-")
            path = f"{part}/{label}-{folder or 'class'}/{position:05d}.png"
            rows.append(table.Row(path, part, int(label), dataset.class_names[label]))
            pictures.append((path, _png(image)))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for path, content in [(table.NAME, table.write(rows, dataset.image_shape)), *pictures]:
            kind = zipfile.ZIP_DEFLATED if path == table.NAME else zipfile.ZIP_STORED  # a PNG is compressed already
            file.writestr(zipfile.ZipInfo(path), content, kind)  # ZipInfo always has the same date
    return buffer.getvalue()


def _png(image: NDArray[np.uint8]) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(image[:, :, 0] if image.shape[2] == 1 else image).save(buffer, "PNG")
    return buffer.getvalue()


def _listed(data: Photos) -> tuple[list[Photo], Contents]:
    """Return `list_photos`. Raises ArchiveError if the set declares images that are too large."""
    photos, contents = list_photos(data)
    if contents.image_shape:
        _check_shape(contents.image_shape, len(photos))
    return photos, contents


def _check_shape(shape: tuple[int | None, ...], count: int) -> None:
    height, width, channels = shape
    for title, side in (("height", height), ("width", width)):
        if side is not None and not 1 <= side <= MAX_SIDE:
            raise ArchiveError(f"The {title} of the images must be from 1 to {MAX_SIDE} pixels. Got {side}.")
    if channels not in (None, 1, 3):
        raise ArchiveError(f"Images have 1 channel (grey) or 3 (colour). Got {channels}.")
    size = (height or 1) * (width or 1) * (channels or 1)
    if count * size > MAX_IMAGE_BYTES:
        raise ArchiveError(
            f"{count:,} images of this size take {count * size / 2**20:,.0f} MB, and at most"
            f" {MAX_IMAGE_BYTES // 2**20} MB are accepted. Choose a smaller size, or use fewer photos."
        )


def _decode(
    photos: Sequence[Photo], shape: tuple[int | None, ...], how: str, progress: Progress
) -> tuple[list[NDArray[np.uint8] | None], list[tuple[str, str]]]:
    """Return each photo in the chosen size, or None for a broken one; and the broken ones with the reason.

    They are read in random order, so that the first few seconds predict the total time.
    """
    if sum(bool(APART.search(photo.path)) for photo in photos) > MAX_APART:
        raise ArchiveError(f"At most {MAX_APART} photos may be TIFF, AVIF or HEIC. Save them as JPEG or PNG.")
    images: list[NDArray[np.uint8] | None] = [None] * len(photos)
    broken: list[tuple[str, str]] = []
    start, used = monotonic(), 0
    for done, position in enumerate(random.sample(range(len(photos)), len(photos))):
        progress(done, len(photos))
        seconds = monotonic() - start
        if seconds > SECONDS or (seconds > FIRST_SECONDS and seconds / done * len(photos) > SECONDS):
            raise ArchiveError(
                f"Reading these {len(photos):,} photos would take longer than {SECONDS:.0f} seconds: after"
                f" {seconds:.0f} seconds {done:,} of them are done. Use fewer or smaller photos, as JPEG or PNG."
            )
        try:
            image = images[position] = _open(photos[position], shape, how)
        except LogregError as error:
            broken.append((photos[position].path, str(error)))
            if len(broken) > MAX_BROKEN:
                raise ArchiveError(f"More than {MAX_BROKEN} photos are broken. The last one: {error}") from error
        else:
            used += image.size
        if used > MAX_IMAGE_BYTES:
            raise ArchiveError(f"The images take more than {MAX_IMAGE_BYTES // 2**20} MB. Choose a smaller size.")
    progress(len(photos), len(photos))
    return images, broken


def _open(photo: Photo, shape: tuple[int | None, ...], how: str) -> NDArray[np.uint8]:
    picture = open_photo(photo.read())
    height, width, channels = (given or own for given, own in zip(shape, picture.shape, strict=True))
    if max(height, width) > MAX_SIDE:
        raise PhotoError(f"It has {width} x {height} pixels, and an image at most {MAX_SIDE}. Choose a smaller size.")
    return fit(picture, height, width, channels, how)


def _stack(images: Sequence[NDArray[np.uint8]], *, grey: bool, broken: Sequence[tuple[str, str]]) -> NDArray[np.uint8]:
    """Stack images of one size to uint8 ``(m, h, w, c)``. grey: whether to use one channel if all colours are grey."""
    if not images:
        raise ArchiveError(f"None of the photos can be read. {broken[0][1] if broken else 'There are none.'}")
    shapes = sorted({image.shape for image in images})
    if len(shapes) > 1:
        raise ArchiveError(
            f"The photos have different sizes, such as {shapes[0][1]} x {shapes[0][0]} and {shapes[-1][1]} x"
            f" {shapes[-1][0]} pixels. Choose one size for all images."
        )
    if grey and all((image == image[:, :, :1]).all() for image in images):
        images = [image[:, :, :1] for image in images]
    return np.stack(images)


def _divided(
    name: str,
    names: tuple[str, str],
    pixels: NDArray[np.uint8],
    labels: NDArray[np.int64],
    photos: Sequence[Photo],
    seed: int | None,
) -> Dataset:
    """Return the dataset as the folders or the table divide it; shuffled by the seed, or in the given order without
    one."""
    splits = []
    for part in ("train", "test"):
        members = np.flatnonzero([photo.part == part for photo in photos])
        if not len(members):
            raise ArchiveError(f"No photo of these classes in the part {part!r} can be read. Each part needs some.")
        if seed is not None:
            members = np.random.default_rng(seed).permutation(members)
        splits.append(Split(pixels[members], labels[members]))
    train, test = splits
    return Dataset(name, names, train, test, origin=ORIGIN)
