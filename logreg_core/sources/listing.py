"""The photos and their classes in a ZIP, a folder or many files, from the names alone.

    cats/1.jpg  cats/2.jpg  dogs/1.jpg            one folder per class
    train/cats/1.jpg  test/cats/2.jpg             and divided already
    labels.csv, and the files that it names       see `table`

What is no photo is skipped and counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType

from ..errors import ArchiveError, PhotoError
from ..untrusted.photo import MAX_BYTES
from . import table, zipped
from .choice import clean_name, usual_order

Photos = bytes | Mapping[str, bytes]  # a ZIP, or files by their path

MAX_PHOTOS = 10_000
MAX_CLASSES = 200
MAX_UNPACKED_BYTES = 512 * 2**20  # that an archive may declare, including skipped files
MAX_ENTRY_BYTES = 256 * 2**20  # of one entry, which may be a film that is skipped
MAX_RATIO = 200  # photos are compressed already; only a uniform BMP or TIFF shrinks as much

PHOTO = re.compile(r"\.(jpe?g|jfif|png|gif|bmp|webp|tiff?|avif|heic|heif)$", re.IGNORECASE)
ARCHIVE = re.compile(r"\.(zip|rar|7z|tar|t?gz|tbz2?|bz2|xz|jar|iso)$", re.IGNORECASE)
SYSTEM = re.compile(r"(^|/)(__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
PARTS = {
    **dict.fromkeys(("train", "training", "train_set", "training_set"), "train"),
    **dict.fromkeys(("test", "testing", "test_set", "val", "valid", "validation"), "test"),
}

SYSTEM_FILES = "hidden files of the system"
OTHER_FILES = "files that are no photos"
WITHOUT_CLASS = "photos that lie in no folder"
NOT_LISTED = f"photos that {table.NAME} does not name"


@dataclass(frozen=True)
class Contents:
    """The contents of a set of photos, before any is opened.

    classes: the number of photos of each class; of two, the first becomes class 0.
    divided: whether the set is divided into training and test photos.
    skipped: the number of skipped files by reason.
    image_shape: ``(h, w, c)`` of the images if the set declares it, as from `archive.save`.
    """

    classes: Mapping[str, int]
    divided: bool
    skipped: Mapping[str, int]
    image_shape: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class Photo:
    """A photo: its path, class, part ("train", "test", or None if unknown), and bytes."""

    path: str
    class_name: str
    part: str | None
    read: Callable[[], bytes] = field(repr=False)


def list_photos(data: Photos) -> tuple[list[Photo], Contents]:
    """Return the photos in a ZIP or a set of files with their classes, and the contents.

    Raises ArchiveError for an invalid set.
    """
    files: dict[str, Callable[[], bytes]] = {}
    skipped: Counter[str] = Counter()
    for path, size, get in _members(data):
        if SYSTEM.search(path):
            skipped[SYSTEM_FILES] += 1
        elif ARCHIVE.search(path):
            raise ArchiveError(f"There is an archive within: {path!r:.80}. Unpack it, and take the folders of photos.")
        elif PHOTO.search(path) or path.rpartition("/")[2] == table.NAME:
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
    """Return size and content of every file by its path; the content is not read yet."""
    if isinstance(data, bytes):
        entries = zipped.members(data, largest=MAX_ENTRY_BYTES, total=MAX_UNPACKED_BYTES, ratio=MAX_RATIO)
        listed = [(member.path, member.size, partial(zipped.inflate, data, member)) for member in entries]
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


def _from_folders(files: Mapping[str, Callable[[], bytes]], skipped: Counter[str]) -> list[Photo]:
    """Return class and part of each photo from its folders."""
    skipped[OTHER_FILES] += sum(not PHOTO.search(path) for path in files)
    paths = [path for path in files if PHOTO.search(path)]
    folders = {path: path.split("/")[:-1] for path in paths}
    inside = [path for path in paths if folders[path]]
    while len(inside) > 1 and len({folders[path][0] for path in inside}) == 1 and any(folders[p][1:] for p in inside):
        for path in inside:  # one folder around all others is no class
            del folders[path][0]
        inside = [path for path in inside if folders[path]]
    parts: dict[str, str] = {}
    firsts = {folders[path][0].casefold() for path in inside}
    if firsts <= set(PARTS) and any(folders[path][1:] for path in inside):
        parts = {path: PARTS[folders[path].pop(0).casefold()] for path in inside}
        inside = [path for path in inside if folders[path]]
    skipped[WITHOUT_CLASS] += len(paths) - len(inside)
    return [Photo(path, clean_name(folders[path][0]), parts.get(path), files[path]) for path in inside]


def _from_table(
    files: Mapping[str, Callable[[], bytes]], skipped: Counter[str]
) -> tuple[list[Photo], tuple[int, int, int], list[str]] | None:
    """Return the photos in ``labels.csv``, in its order, their size, and the classes; None without such a table."""
    tables = sorted((path for path in files if path.rpartition("/")[2] == table.NAME), key=len)
    if not tables:
        return None
    folder = tables[0].removesuffix(table.NAME)
    beside = {path.removeprefix(folder) for path in files if path.startswith(folder)}
    try:
        parsed = table.read(files[tables[0]](), beside)
    except PhotoError:  # larger than any accepted file
        return None
    if parsed is None:
        return None
    rows, image_shape = parsed
    photos = [Photo(folder + row.file, row.class_name, row.part, files[folder + row.file]) for row in rows]
    named = {photo.path for photo in photos}
    skipped[NOT_LISTED] += sum(path not in named and path not in tables for path in files)
    return photos, image_shape, [name for _, name in sorted({(row.label, row.class_name) for row in rows})]
