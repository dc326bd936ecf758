"""A learner's own photos become a dataset: a ZIP, a folder or many files, sorted into one folder per class.

    cats/1.jpg  cats/2.jpg  dogs/1.jpg            divided by a seed
    train/cats/1.jpg  test/cats/2.jpg             divided already
    labels.csv, and the files that it names       what `save` writes; comes back as it was, image by image

What is no photo is skipped and counted, what is a broken photo is listed with the reason. Photos are decoded by
`photo`, one at a time, and made small at once, so that many large ones need little memory.
"""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..dataset import Dataset, Split, split_dataset
from ..errors import ArchiveError, DatasetError, LogregError, PhotoError
from ..photo import MAX_BYTES, fit, open_photo
from . import zipped
from .choice import choose_two, clean_name, usual_order

Progress = Callable[[int, int], object]
Photos = bytes | Mapping[str, bytes]  # a ZIP, or files by their path

MAX_PHOTOS = 10_000
MAX_CLASSES = 200
MAX_IMAGE_BYTES = 64 * 2**20  # of all images together, once they have their size; reading takes four times that
MAX_UNPACKED_BYTES = 512 * 2**20  # that an archive may declare, including what is skipped
MAX_ENTRY_BYTES = 256 * 2**20  # of one entry, which may be a film that is skipped
MAX_RATIO = 200  # photos are packed already; only a flat BMP or TIFF shrinks as much
MAX_SIDE = 512  # pixels of an image
MAX_APART = 300  # photos of the formats that are read in a process of their own, 0.2 to 0.4 s each
MAX_BROKEN = 200
MAX_CSV_BYTES = 4 * 2**20
SECONDS = 90.0  # for all photos; 200 of a phone take 10, 10,000 of 64x64 pixels take 5
FIRST_SECONDS = 3.0  # after which it is known whether all will be read in time

PHOTO = re.compile(r"\.(jpe?g|jfif|png|gif|bmp|webp|tiff?|avif|heic|heif)$", re.IGNORECASE)
APART = re.compile(r"\.(tiff?|avif|heic|heif)$", re.IGNORECASE)
ARCHIVE = re.compile(r"\.(zip|rar|7z|tar|t?gz|tbz2?|bz2|xz|jar|iso)$", re.IGNORECASE)
SYSTEM = re.compile(r"(^|/)(__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
PARTS = {
    **dict.fromkeys(("train", "training", "train_set", "training_set"), "train"),
    **dict.fromkeys(("test", "testing", "test_set", "val", "valid", "validation"), "test"),
}
LABELS = "labels.csv"
COLUMNS = ["file", "split", "label", "class", "height", "width", "channels"]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")  # what a spreadsheet would compute

ORIGIN = "Uploaded photos."
SYSTEM_FILES = "hidden files of the system"
OTHER_FILES = "files that are no photos"
WITHOUT_CLASS = "photos that lie in no folder"
NOT_CHOSEN = "photos of classes that were not chosen"
NOT_LISTED = f"photos that {LABELS} does not name"


@dataclass(frozen=True)
class Contents:
    """What a set of photos holds, before one of them is opened.

    classes: how many photos each class has, in the order in which two of them would be class 0 and class 1.
    divided: whether it says which photos are for training and which for testing.
    skipped: how many files are left out, by the reason.
    image_shape: ``(h, w, c)`` of the images where the set says so itself, as what `save` writes does.
    """

    classes: Mapping[str, int]
    divided: bool
    skipped: Mapping[str, int]
    image_shape: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class Reading:
    """A dataset and what it was not made of: files that were skipped, counted by the reason, and broken photos.

    broken: ``(path, reason)`` of each photo that could not be read.
    """

    dataset: Dataset
    skipped: Mapping[str, int]
    broken: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Photo:
    path: str
    class_name: str
    part: str | None  # "train", "test", or not said
    read: Callable[[], bytes] = field(repr=False)


def load(
    data: Photos,
    *,
    height: int | None,
    width: int | None,
    channels: int | None,
    test_share: float,
    seed: int,
    zero: str | None = None,
    one: str | None = None,
    how: str = "crop",
    name: str = "Uploaded photos",
) -> Dataset:
    """The dataset of `read`, for those who do not ask what was left out. Raises as `read`."""
    return read(
        data,
        height=height,
        width=width,
        channels=channels,
        test_share=test_share,
        seed=seed,
        zero=zero,
        one=one,
        how=how,
        name=name,
    ).dataset


def look(data: Photos) -> Contents:
    """What is in a ZIP or a set of files, from its names alone. Raises ArchiveError when it is refused."""
    return _list(data)[1]


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
    """Every photo of two classes, brought to one size.

    data: the bytes of a ZIP, or files by their path.
    height, width, channels: the size of the images; where one is None, it is what the set says itself, or what all
    photos have in common (grey where no photo has a colour).
    test_share, seed: how the photos are divided, where no folder says it already.
    zero, one: the folders that become class 0 and class 1. With ``one`` alone, all others together are class 0.
    how: "crop", "pad" or "stretch", as in `photo.fit`.
    progress: called with how many photos are done, of how many. What it raises ends the reading.

    Raises ArchiveError when the set is refused, and DatasetError when its photos do not make a dataset.
    """
    photos, contents = _list(data)
    names, labels = choose_two(list(contents.classes), zero, one)
    chosen = [photo for photo in photos if photo.class_name in labels]
    skipped = Counter(contents.skipped)
    skipped[NOT_CHOSEN] += len(photos) - len(chosen)
    _check_shape(height, width, channels, len(chosen))
    shape = tuple(
        given or said
        for given, said in zip((height, width, channels), contents.image_shape or (None,) * 3, strict=True)
    )
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
    """A ZIP of PNGs, one folder per part and class, and ``labels.csv`` with their order, classes and size.

    The same dataset gives the same bytes, and `load` with no size gives the same dataset back. The names of the classes
    are in the CSV; folders have harmless names.

    Raises DatasetError when it has more images than such a ZIP may have.
    """
    if len(dataset.train) + len(dataset.test) > MAX_PHOTOS:
        raise DatasetError(f"A ZIP of photos may have at most {MAX_PHOTOS:,} images. Save this dataset as HDF5.")
    rows, pictures = [COLUMNS], []
    for part, split in (("train", dataset.train), ("test", dataset.test)):
        for position, (image, label) in enumerate(zip(split.images, split.labels, strict=True)):
            folder = re.sub("[^A-Za-z0-9]+", "-", dataset.class_names[label])[:30].strip("-")
            path = f"{part}/{label}-{folder or 'class'}/{position:05d}.png"
            class_name = _guard(dataset.class_names[label])
            rows.append([path, part, str(label), class_name, *map(str, dataset.image_shape)])
            pictures.append((path, _png(image)))
    table = io.StringIO()
    csv.writer(table).writerows(rows)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for path, content in [(LABELS, table.getvalue().encode("utf-8-sig")), *pictures]:
            kind = zipfile.ZIP_DEFLATED if path == LABELS else zipfile.ZIP_STORED  # a PNG is packed already
            file.writestr(zipfile.ZipInfo(path), content, kind)  # ZipInfo has the same date always
    return buffer.getvalue()


def _png(image: NDArray[np.uint8]) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(image[:, :, 0] if image.shape[2] == 1 else image).save(buffer, "PNG")
    return buffer.getvalue()


def _guard(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; `_unguard` gives back what it was."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _unguard(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _list(data: Photos) -> tuple[list[_Photo], Contents]:
    """The photos in a ZIP or a set of files with their classes, and what else there is."""
    files: dict[str, Callable[[], bytes]] = {}
    skipped: Counter[str] = Counter()
    for path, size, get in _members(data):
        if SYSTEM.search(path):
            skipped[SYSTEM_FILES] += 1
        elif ARCHIVE.search(path):
            raise ArchiveError(f"There is an archive within: {path!r:.80}. Unpack it, and take the folders of photos.")
        elif PHOTO.search(path) or path.rpartition("/")[2] == LABELS:
            files[path] = partial(_bounded, size, get)
        else:
            skipped[OTHER_FILES] += 1
    photos, image_shape, order = _from_table(files, skipped) or (_from_folders(files, skipped), None, [])
    if len(photos) > MAX_PHOTOS:
        raise ArchiveError(f"There are {len(photos):,} photos, and at most {MAX_PHOTOS:,} are accepted. Use fewer.")
    counts = Counter(photo.class_name for photo in photos)
    if len(counts) > MAX_CLASSES:
        raise ArchiveError(
            f"There are {len(counts):,} folders of photos, at most {MAX_CLASSES} are accepted. Use fewer."
        )
    classes = MappingProxyType({name: counts[name] for name in order or usual_order(list(counts))})
    divided = {photo.part for photo in photos} == {"train", "test"}
    return photos, Contents(classes, divided, MappingProxyType(dict(+skipped)), image_shape)


def _members(data: Photos) -> list[tuple[str, int, Callable[[], bytes]]]:
    """Path, size and content of every file, by its path; the content is not read yet."""
    if isinstance(data, bytes):
        found = zipped.members(data, largest=MAX_ENTRY_BYTES, total=MAX_UNPACKED_BYTES, ratio=MAX_RATIO)
        listed = [(member.path, member.size, partial(zipped.inflate, data, member)) for member in found]
    else:
        given = {path.replace("\\", "/").lstrip("/"): content for path, content in data.items()}
        if len(given) > zipped.MAX_ENTRIES or sum(map(len, given.values())) > MAX_UNPACKED_BYTES:
            raise ArchiveError(
                f"There are {len(given):,} files. Accepted are {zipped.MAX_ENTRIES:,} of together"
                f" {MAX_UNPACKED_BYTES // 2**20} MB. Use fewer or smaller photos."
            )
        listed = [(path, len(content), partial(bytes, content)) for path, content in given.items()]
    return sorted(listed, key=lambda each: each[0])


def _bounded(size: int, get: Callable[[], bytes]) -> bytes:
    if size > MAX_BYTES:
        raise PhotoError(f"A photo may have at most {MAX_BYTES / 2**20:.0f} MB. This one has {size / 2**20:,.1f} MB.")
    return get()


def _from_folders(files: Mapping[str, Callable[[], bytes]], skipped: Counter[str]) -> list[_Photo]:
    """Class and part of each photo from the folders that it lies in."""
    skipped[OTHER_FILES] += sum(not PHOTO.search(path) for path in files)
    paths = [path for path in files if PHOTO.search(path)]
    folders = {path: path.split("/")[:-1] for path in paths}
    inside = [path for path in paths if folders[path]]
    while len(inside) > 1 and len({folders[path][0] for path in inside}) == 1 and any(folders[p][1:] for p in inside):
        for path in inside:  # all lie in one folder: it is no class, but what holds the classes
            del folders[path][0]
        inside = [path for path in inside if folders[path]]
    parts: dict[str, str] = {}
    firsts = {folders[path][0].casefold() for path in inside}
    if firsts <= set(PARTS) and any(folders[path][1:] for path in inside):
        parts = {path: PARTS[folders[path].pop(0).casefold()] for path in inside}
        inside = [path for path in inside if folders[path]]
    skipped[WITHOUT_CLASS] += len(paths) - len(inside)
    return [_Photo(path, clean_name(folders[path][0]), parts.get(path), files[path]) for path in inside]


def _from_table(
    files: Mapping[str, Callable[[], bytes]], skipped: Counter[str]
) -> tuple[list[_Photo], tuple[int, int, int], list[str]] | None:
    """The photos that ``labels.csv`` names, in its order, their size, and the classes; None without such a table."""
    tables = sorted((path for path in files if path.rpartition("/")[2] == LABELS), key=len)
    if not tables:
        return None
    try:
        text = files[tables[0]]()
        if len(text) > MAX_CSV_BYTES:
            raise ArchiveError(f"{LABELS} is too large: at most {MAX_CSV_BYTES:,} bytes are accepted.")
        rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error, PhotoError):
        return None
    if not rows or rows[0] != COLUMNS or len(rows) < 2:
        return None
    folder = tables[0].removesuffix(LABELS)
    photos, shapes = [], set()
    names: dict[str, str] = {}
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(COLUMNS) or row[1] not in ("train", "test") or row[2] not in ("0", "1"):
            raise ArchiveError(f"Line {number} of {LABELS} is not like the others: {','.join(row)!r:.80}. Correct it.")
        path, part, label, class_name = folder + row[0], row[1], row[2], " ".join(_unguard(row[3]).split())
        if path not in files:
            raise ArchiveError(f"{LABELS} names a file that is not there: {row[0]!r:.80}. Zip the whole folder.")
        if names.setdefault(label, class_name) != class_name:
            raise ArchiveError(f"{LABELS} has two names for class {label}: {names[label]!r} and {class_name!r}.")
        photos.append(_Photo(path, class_name, part, files[path]))
        shapes.add(tuple(row[4:]))
    if len(shapes) != 1 or not all(number.isdecimal() and len(number) < 5 for number in next(iter(shapes))):
        raise ArchiveError(f"Height, width and channels must be the same in every line of {LABELS}. Correct it.")
    height, width, channels = map(int, shapes.pop())
    _check_shape(height, width, channels, len(photos))
    named = {photo.path for photo in photos}
    skipped[NOT_LISTED] += sum(path not in named and path not in tables for path in files)
    return photos, (height, width, channels), [names[label] for label in sorted(names)]


def _check_shape(height: int | None, width: int | None, channels: int | None, count: int) -> None:
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
    photos: Sequence[_Photo], shape: tuple[int | None, ...], how: str, progress: Progress
) -> tuple[list[NDArray[np.uint8] | None], list[tuple[str, str]]]:
    """Each photo in the size that is asked for, or None where it is broken; and the broken ones with the reason.

    They are read in an order of chance, so that after a few seconds it is known how long all will take.
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


def _open(photo: _Photo, shape: tuple[int | None, ...], how: str) -> NDArray[np.uint8]:
    picture = open_photo(photo.read())
    height, width, channels = (given or own for given, own in zip(shape, picture.shape, strict=True))
    if max(height, width) > MAX_SIDE:
        raise PhotoError(f"It has {width} x {height} pixels, and an image at most {MAX_SIDE}. Choose a smaller size.")
    return fit(picture, height, width, channels, how)


def _stack(images: Sequence[NDArray[np.uint8]], *, grey: bool, broken: Sequence[tuple[str, str]]) -> NDArray[np.uint8]:
    """uint8 ``(m, h, w, c)`` from images of one size. grey: whether colours that are all grey become one channel."""
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
    photos: Sequence[_Photo],
    seed: int | None,
) -> Dataset:
    """The dataset as the folders or the table divide it; mixed by the seed, or in the given order without one."""
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
