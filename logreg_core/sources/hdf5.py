"""Reads and writes the course's HDF5 layout; an uploaded file is untrusted.

Two files, each with images, labels and the names of the classes:

    train_set_x  uint8 (m, h, w, 3)     test_set_x   uint8 (m, h, w, 3)
    train_set_y  int64 (m,)             test_set_y   int64 (m,)
    list_classes S (2,)                 list_classes S (2,)

So are the course's cats. Its other files have more classes, or numbers in the place of names, or labels ``(1, m)``;
others call the arrays ``X_train``, ``Y_train``, ``X_test``, ``Y_test``. All of these are read; the first is written.

A hostile HDF5 file can read other files of the server, or crash or hang the process. So uploaded bytes are taken apart
by `hdf5_child.py` in a sandbox, and only a small header, which is checked here, and raw pixels come back.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import h5py
import numpy as np
from numpy.typing import NDArray

from ..data.dataset import MAX_CLASS_NAME, Dataset, Split, split_dataset
from ..errors import ArchiveError, Hdf5Error
from ..untrusted import sandbox
from .choice import choose_two
from .hdf5_child import MAX_CLASSES, MAX_IMAGE_BYTES, MAX_IMAGES, MAX_SIDE, SIGNATURE
from .listing import Contents

MAX_FILE_BYTES = 64 * 2**20
MAX_HEADER_BYTES = 2**16
MAX_ANSWER_BYTES = MAX_HEADER_BYTES + MAX_IMAGE_BYTES + 4 * MAX_IMAGES  # pixels, and a byte per label of four sets
MAX_SHAPE = (MAX_IMAGES, MAX_SIDE, MAX_SIDE, 3)
READ_SECONDS = 4.0  # for one upload; the course's two files take 0.1

ORIGIN = "Uploaded as HDF5 in the layout of the course."

DAMAGED = "is damaged, or is HDF5 of an unusual kind, and cannot be read. Download it or write it again."
REFUSALS = {
    "superblock": "is HDF5 of an unusual kind (addresses of unusual size). Write it again with h5py.",
    "truncated": "is cut short: it should have {} bytes and has {}. Download or copy it again.",
    "incomplete": "is damaged: a part of its data is missing or has the wrong length. Write it again.",
    "link": "has a link under the name {}. Write the data itself under this name.",
    "no_array": "has something else than an array under the name {}. Write an array under this name.",
    "elsewhere": "does not hold the data of {} in the plain way (it is in another file, virtual or compact)."
    " Write it again as a plain array.",
    "type": "has something else than plain numbers in {}. Images are whole numbers from 0 to 255, labels are 0 and 1.",
    "too_large": "is too large: its data takes {} bytes and at most {} are accepted. Use fewer or smaller images.",
    "filters": "is packed with {}; only gzip, lzf, shuffle and fletcher32 are accepted. Write it with"
    " compression='gzip', or none.",
    "checksum": "is damaged: a checksum in it is wrong. Download it or write it again.",
    "chunks": "is stored in {} blocks of {} bytes, which are too many or too large. Write it again without chunks.",
    "shape": "must have images of the shape (m, h, w, 3), (m, h, w, 1) or (m, h, w) in {}. Got ({}).",
    "side": "has too many or too large images in {}: {} of {} x {} pixels. Accepted are {} images and sides of {}.",
    "values": "must have whole numbers from 0 to 255 in {}. Got numbers from {} to {}: store the pixels as uint8.",
    "scaled": "must have whole numbers from 0 to 255 in {}. Got fractions from {} to {}: multiply by 255, round and"
    " store as uint8.",
    "fractions": "must have whole numbers from 0 to 255 in {}. Got fractions from {} to {}: round and store as uint8.",
    "labels_shape": "must have one label per image in {}, so the shape ({},). Got ({}).",
    "labels": "must have whole numbers as labels in {}, at most {} different ones. Got {}.",
    "names": "must have from 2 to {} texts in 'list_classes', the names of the classes. Write them as short bytes.",
    "half": "has {} but not {}. Images and labels belong together.",
    "keys": "is HDF5, but not in the course's layout: it needs 'train_set_x' and 'train_set_y', or 'test_set_x' and"
    " 'test_set_y' (or 'X_train', 'Y_train' and so on). It has: {}.",
}


@dataclass(frozen=True, eq=False)
class Found:
    """One set in a file: uint8 images ``(m, h, w, c)`` and their labels, whole numbers ``(m,)``."""

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]


def look(train: bytes, test: bytes | None = None) -> Contents:
    """Return the classes. Raises Hdf5Error as `load` does."""
    names, sets = _read(train, test)
    labels = np.concatenate([each.labels for each in sets.values()])
    classes = _classes(labels, names)
    counts = {name: int(np.count_nonzero(labels == value)) for value, name in classes.items()}
    return Contents(MappingProxyType(counts), len(sets) == 2, MappingProxyType({}))


def load(
    train: bytes,
    test: bytes | None = None,
    *,
    test_share: float = 0.2,
    seed: int = 0,
    zero: str | None = None,
    one: str | None = None,
    name: str = "Uploaded HDF5",
) -> Dataset:
    """Return a dataset from one or two uploaded files in the course's layout, recognised by their keys.

    Images may be ``(m, h, w, 3)``, ``(m, h, w, 1)`` or ``(m, h, w)`` of whole numbers from 0 to 255; labels ``(m,)``,
    ``(1, m)`` or ``(m, 1)`` of whole numbers. Classes without a name in ``list_classes`` become "class 0", "class 1",
    ...; labels that do not begin at 0 take its names in ascending order, and the origin says so.
    test_share, seed: how to divide a single set; unused if the files have a training and a test set.
    zero, one: the chosen class 0 and class 1, as in `choose_two`; needed for more than two classes.

    Raises Hdf5Error if the bytes are no such files or the classes must be chosen, and DatasetError if their content is
    no dataset.
    """
    names, sets = _read(train, test)
    classes = _classes(np.concatenate([each.labels for each in sets.values()]), names)
    class_names, splits = _of_two(classes, sets, zero, one)
    origin = ORIGIN
    if names and not _count_from_0([*classes], names):
        origin += f" Its labels {_quote([*classes])} take the names in this order: {_quote(list(names))}."
    if len(splits) == 1:
        (whole,) = splits.values()
        return split_dataset(
            name, class_names, whole.images, whole.labels, test_share=test_share, seed=seed, origin=origin
        )
    learn, check = splits["train"], splits["test"]
    if learn.image_shape != check.image_shape:
        raise Hdf5Error(
            "Training and test images must have the same height, width and channels."
            f" Got {learn.image_shape} and {check.image_shape}."
        )
    return Dataset(name, class_names, learn, check, origin=origin)


def _read(train: bytes, test: bytes | None) -> tuple[tuple[str, ...], dict[str, Found]]:
    """Return the names of the classes, if the files have any, and the sets: "train", "test" or both."""
    files = [bytes(train)] if test is None else [bytes(train), bytes(test)]
    places = ["The file"] if test is None else ["The first file", "The second file"]
    for place, data in zip(places, files, strict=True):
        _recognise(place, data)
    names, sets = _parse(_ask(files), places)
    if len(set(names)) > 1:
        raise Hdf5Error(f"The two files must name the same classes. Got {list(names[0])!r} and {list(names[1])!r}.")
    for part, found in sets.items():
        if len(found) > 1:
            raise Hdf5Error(f"Both files have '{part}_set_x'. Upload one with 'train_set_x' and one with 'test_set_x'.")
    return names[0] if names else (), {part: found[0] for part, found in sets.items() if found}


def _classes(labels: NDArray[np.int64], names: tuple[str, ...]) -> dict[int, str]:
    """Return the name of each label's class; if all labels are 0 or 1, both classes, even if one has no image.

    Labels index the names. If they do not, such as 1 and 2, and there are as many names as distinct labels, the labels
    in ascending order take the names in order. Raises Hdf5Error if neither fits.
    """
    values = np.unique(labels).tolist()
    values = [0, 1] if set(values) <= {0, 1} else values
    if names and not _count_from_0(values, names):
        if len(values) != len(names):
            raise Hdf5Error(
                f"The labels {_quote(values)} do not say which of the {len(names)} names in 'list_classes' they mean."
                " Write labels from 0 on, or one name for each label."
            )
        return dict(zip(values, names, strict=True))
    return {value: names[value] if 0 <= value < len(names) else f"class {value}" for value in values}


def _count_from_0(values: Sequence[int], names: tuple[str, ...]) -> bool:
    return 0 <= values[0] <= values[-1] < len(names) or (values[0] == 0 and len(values) != len(names))


def _of_two(
    classes: dict[int, str], sets: dict[str, Found], zero: str | None, one: str | None
) -> tuple[tuple[str, str], dict[str, Split]]:
    """Return the names of class 0 and class 1, and the images of the classes used."""
    if list(classes) == [0, 1] and zero is None and one is None:
        return (classes[0], classes[1]), {part: Split(each.images, each.labels) for part, each in sets.items()}
    if len(set(classes.values())) < len(classes):
        raise Hdf5Error("Two classes have the same name. Write the file again with different names.")
    try:
        class_names, label_of = choose_two(list(classes.values()), zero, one)
    except ArchiveError as error:
        raise Hdf5Error(str(error)) from error
    values = np.array(list(classes))  # ascending, from `numpy.unique`
    label = np.array([label_of.get(name, -1) for name in classes.values()])
    splits = {}
    for part, each in sets.items():
        y = label[np.searchsorted(values, each.labels)]  # (m,) of 0, 1, and -1 for unused classes
        if not (y >= 0).any():
            raise Hdf5Error(
                f"There is no {part}ing image of these two classes. Choose others.".replace("testing", "test")
            )
        splits[part] = Split(each.images[y >= 0], y[y >= 0])
    return class_names, splits


def save(dataset: Dataset) -> tuple[bytes, bytes]:
    """Return the course's two files, for training and testing; the same dataset always gives the same bytes."""
    return _write("train", dataset.train, dataset.class_names), _write("test", dataset.test, dataset.class_names)


def _write(part: str, split: Split, class_names: tuple[str, str]) -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w", libver=("earliest", "v108")) as file:
        file.create_dataset("list_classes", data=np.array([name.encode() for name in class_names]), track_times=False)
        file.create_dataset(f"{part}_set_x", data=split.images, track_times=False)
        file.create_dataset(f"{part}_set_y", data=split.labels, track_times=False)
    return buffer.getvalue()


def _recognise(place: str, data: bytes) -> None:
    """Refuse a file that is empty, too large, or does not begin as HDF5 does. Other well-known formats get a message of
    their own.

    Raises Hdf5Error.
    """
    if not data:
        raise Hdf5Error(f"{place} is empty. Download or copy it again.")
    if len(data) > MAX_FILE_BYTES:
        raise Hdf5Error(
            f"{place} is too large: it has {len(data):,} bytes and at most {MAX_FILE_BYTES:,} are accepted."
            " Use fewer or smaller images."
        )
    if data.startswith(SIGNATURE):
        return
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"version https://git-lfs"):
        raise Hdf5Error(
            f"{place} is a Git LFS pointer of {len(data):,} bytes, a note on where the file is, and not the file."
            " Fetch it with 'git lfs pull', or download it from the web page of the repository."
        )
    if b"<html" in start or start.startswith((b"<!doctype", b"<?xml")):
        raise Hdf5Error(f"{place} is a web page and not HDF5. Download the file itself, often called 'raw'.")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise Hdf5Error(f"{place} is a ZIP archive and not HDF5. Unpack it and upload the .h5 file that is in it.")
    if start.startswith(b"matlab"):
        raise Hdf5Error(f"{place} is a MATLAB file, which is not in the course's layout. Write it again with h5py.")
    if any(data.startswith(SIGNATURE, 512 * 2**k) for k in range((len(data) // 512).bit_length())):  # a user block
        return
    raise Hdf5Error(f"{place} is not HDF5: it begins with {data[:8]!r}. Upload a file written by h5py.")


def _ask(files: Sequence[bytes]) -> bytes:
    """Return the child's answer about these files, of bounded length and unchecked. Raises as `sandbox.ask`."""
    parts = [part for data in files for part in (len(data).to_bytes(8, "little"), data)]
    return sandbox.ask(
        "logreg_core.sources.hdf5_child",
        parts,
        libraries=(np, h5py),
        seconds=READ_SECONDS,
        longest_answer=MAX_ANSWER_BYTES,
        error=Hdf5Error,
    )


def _parse(answer: bytes, places: list[str]) -> tuple[list[tuple[str, ...]], dict[str, list[Found]]]:
    """Return the class names and the sets in an answer, which is untrusted: hostile bytes may have taken over the
    child.

    Raises Hdf5Error if the answer is a refusal or invalid.
    """
    end = 4 + int.from_bytes(answer[:4], "little")
    try:
        if not 4 < end <= MAX_HEADER_BYTES:
            raise ValueError("no header")
        header = json.loads(answer[4:end])
        if "refused" in header:
            raise Hdf5Error(f"{places[header['file']]} {_refusal(header['refused'], header['values'])}")
        names: list[tuple[str, ...]] = []
        sets: dict[str, list[Found]] = {"train": [], "test": []}
        for file in header["files"]:
            if file["names"] is not None:
                names.append(_clean(file["names"]))
            for part in sets:
                if part in file:
                    images, end = _cut(answer, end, file[part]["labels"], *file[part]["shape"])
                    sets[part].append(images)
        if not any(sets.values()) or len(header["files"]) != len(places) or end != len(answer):
            raise ValueError("not what was asked for")
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise Hdf5Error(f"{places[0] if len(places) == 1 else 'One of the files'} {DAMAGED}") from error
    return names, sets


def _refusal(code: str, values: list[object]) -> str:
    """Return the sentence for a code of the child, which can only insert numbers and short quoted texts."""
    return REFUSALS[code].format(*(_quote(value)[:200] for value in values))


def _quote(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_quote, value[:8])) or "nothing"
    if isinstance(value, int | float):
        return f"{value:,}"[:30] if isinstance(value, int) else f"{value:g}"
    return f"{str(value)[:60]!r}"


def _clean(names: object) -> tuple[str, ...]:
    """Return the class names, each as one short line of printable text."""
    if not isinstance(names, list) or not 2 <= len(names) <= MAX_CLASSES:
        raise ValueError("there are two classes or more")
    if not all(isinstance(name, str) for name in names):
        raise TypeError("a class name is a text")
    return tuple("".join(filter(str.isprintable, " ".join(name.split())))[:MAX_CLASS_NAME].strip() for name in names)


def _cut(answer: bytes, at: int, labels: object, count: int, *image_shape: int) -> tuple[Found, int]:
    """Return the set of this size that begins at ``at`` in the answer, and its end. labels: the different ones."""
    shape = count, *image_shape
    if not all(type(n) is int and 0 < n <= most for n, most in zip(shape, MAX_SHAPE, strict=True)):
        raise ValueError("a shape is four lengths, none of them too large")
    if not isinstance(labels, list) or not all(type(n) is int and abs(n) < 2**31 for n in labels[: MAX_CLASSES + 1]):
        raise TypeError("labels are whole numbers")
    pixels, end = math.prod(shape), at + math.prod(shape) + count
    if end > len(answer):
        raise ValueError("the answer is too short")
    images = np.frombuffer(answer, np.uint8, pixels, at).reshape(shape)
    return Found(images, np.array(labels, dtype=np.int64)[np.frombuffer(answer, np.uint8, count, at + pixels)]), end
