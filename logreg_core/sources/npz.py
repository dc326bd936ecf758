"""A dataset from NumPy's file format ``.npz``.

    x_train y_train x_test y_test        or train_images train_labels test_images test_labels, and the like
    images labels                        or X y, x y, data target: divided by a seed
    class_names                          texts, one for each number among the labels; may be missing

An ``.npz`` is a ZIP of arrays. NumPy's own reader would run code in the file (a pickle), and allocate the terabytes
that a header may declare. Here NumPy parses only the headers, which are checked against the actual bytes; the arrays
are views of these bytes.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from ..data.dataset import Dataset, Split, split_dataset
from ..errors import ArchiveError
from ..untrusted.fair_semaphore import FairSemaphore
from ..untrusted.photo import fit
from . import zipped
from .archive import MAX_IMAGE_BYTES, MAX_SIDE
from .choice import choose_two, clean_name, usual_order
from .listing import MAX_CLASSES, Contents

MAX_BYTES = 192 * 2**20  # of all arrays that the file declares; MNIST has 55 MB, CIFAR 184 MB
MAX_IMAGES = 100_000
MAX_TEXT = 1024  # bytes of one text
BLOCK = 500  # images converted at once
WAIT_SECONDS = 10.0  # seconds to wait for a turn
ORIGIN = "Uploaded as .npz."

IMAGES = "images|image|imgs|pixels|data|x|set_x"
LABELS = "labels|label|targets|target|classes|y|set_y"
NAMES = ("class_names", "label_names", "target_names", "list_classes", "names")

_turns = FairSemaphore(1)  # a file may take 400 MB during reading, and a tenth of that afterwards


def look(data: bytes) -> Contents:
    """Return the classes of a file. Raises ArchiveError for an invalid file."""
    with _one_file():
        sets, class_names = _open(data)
        together = np.concatenate([labels for _, labels in sets.values()])
        divided = len(sets) == 2
        del sets
    values, counts = np.unique(together, return_counts=True)
    names = _names(values, class_names)
    count = dict(zip(names, map(int, counts), strict=True))
    ordered = {name: count[name] for name in _order(values, names)}
    return Contents(MappingProxyType(ordered), divided, MappingProxyType({}))


def load(
    data: bytes,
    *,
    height: int | None = None,
    width: int | None = None,
    channels: int | None = None,
    test_share: float = 0.2,
    seed: int = 0,
    zero: str | None = None,
    one: str | None = None,
    how: str = "crop",
    name: str = "Uploaded .npz",
) -> Dataset:
    """Return the images of two classes as a dataset.

    Images may be ``(m, h, w)``, ``(m, h, w, c)`` or ``(m, c, h, w)`` with 1 or 3 channels: whole numbers from 0 to 255,
    or fractions from 0 to 1. Labels may be numbers or texts, ``(m,)``, ``(1, m)`` or ``(m, 1)``.
    height, width, channels: as in `archive.read`; None leaves the images as they are. zero, one: the same.

    Raises ArchiveError for an invalid file, and DatasetError if its content is no dataset.
    """
    with _one_file():
        return _load(data, (height, width, channels), test_share, seed, zero, one, how, name)


def _one_file() -> AbstractContextManager[None]:
    """Hold a turn. Raises ArchiveError if too many wait."""
    return _turns.take(
        WAIT_SECONDS, ArchiveError("Too many files are being read at the moment. Try again in a minute.")
    )


def _load(
    data: bytes,
    shape: tuple[int | None, ...],
    test_share: float,
    seed: int,
    zero: str | None,
    one: str | None,
    how: str,
    name: str,
) -> Dataset:
    sets, class_names = _open(data)
    values = np.unique(np.concatenate([labels for _, labels in sets.values()]))
    names = _names(values, class_names)
    (zero_name, one_name), label_of = choose_two(_order(values, names), zero, one)
    lookup = np.array([label_of.get(each, -1) for each in names])  # (classes,)
    splits = {}
    for part, (images, labels) in sets.items():
        y = lookup[np.searchsorted(values, labels)]  # (m,) of 0, 1, and -1 for unused classes
        pixels = _pixels(images, np.flatnonzero(y >= 0), part)
        sizes = [given or own for given, own in zip(shape, pixels.shape[1:], strict=True)]
        if max(sizes[:2]) > MAX_SIDE or len(pixels) * math.prod(sizes) > MAX_IMAGE_BYTES:
            raise ArchiveError(
                f"{len(pixels):,} images of {sizes[1]} x {sizes[0]} pixels are too many or too large. Accepted are"
                f" sides of {MAX_SIDE} pixels, and {MAX_IMAGE_BYTES // 2**20} MB. Choose a smaller size."
            )
        if tuple(sizes) != pixels.shape[1:]:
            pixels = np.stack([fit(image, sizes[0], sizes[1], sizes[2], how) for image in pixels])
        splits[part] = pixels, y[y >= 0]
    pair = zero_name, one_name
    if len(splits) == 1:
        (pixels, y), *_ = splits.values()
        return split_dataset(name, pair, pixels, y, test_share=test_share, seed=seed, origin=ORIGIN)
    return Dataset(name, pair, Split(*splits["train"]), Split(*splits["test"]), origin=ORIGIN)


def _open(data: bytes) -> tuple[dict[str, tuple[NDArray[Any], NDArray[Any]]], NDArray[Any] | None]:
    """Return the images and labels of each part ("all" if there is only one), and the names of the classes."""
    entries = zipped.members(data, largest=MAX_BYTES, total=MAX_BYTES, ratio=math.inf)
    arrays = {member.path.removesuffix(".npy"): member for member in entries}
    listed = ", ".join(f"{key!r:.40}" for key in list(arrays)[:8]) or "nothing"
    keys = {part: (_key(arrays, part, IMAGES), _key(arrays, part, LABELS)) for part in ("train", "test", "")}
    parts = [part for part in ("train", "test") if all(keys[part])] or [""]
    if not all(keys[parts[0]]):
        raise ArchiveError(
            f"The file must hold images and labels, such as 'x_train' and 'y_train', or 'images' and 'labels'. It has:"
            f" {listed}."
        )
    sets = {}
    for part in parts:
        images_key, labels_key = keys[part]
        images = _array(zipped.inflate(data, arrays[images_key]), images_key)
        labels = _array(zipped.inflate(data, arrays[labels_key]), labels_key)
        _check_images(images, images_key)
        count = len(images)
        if labels.shape not in ((count,), (1, count), (count, 1)):
            raise ArchiveError(
                f"There must be one label per image in {labels_key!r:.40}, so the shape ({count},). Got {labels.shape}."
            )
        sets[part or "all"] = images, labels.reshape(count)
    if len({(labels.dtype.kind in "US") for _, labels in sets.values()}) == 2:
        raise ArchiveError("The labels must be numbers in both parts, or texts in both. Write the file again.")
    names_key = next((key for key in NAMES if key in arrays), None)
    return sets, None if names_key is None else _array(zipped.inflate(data, arrays[names_key]), names_key)


def _key(arrays: Mapping[str, object], part: str, kind: str) -> str:
    """Return the key of a part's images or labels, such as ``x_train``, ``train_images`` or ``train_set_x``; or an
    empty text."""
    pattern = rf"(?:{kind})_?{part}|{part}_?(?:{kind})" if part else kind
    return next((key for key in arrays if re.fullmatch(pattern, key, re.IGNORECASE)), "")


def _array(data: bytes, key: str) -> NDArray[Any]:
    """Return the array in the bytes of an ``.npy`` file, as a read-only view. Raises ArchiveError."""
    stream = io.BytesIO(data)
    try:
        version = npy.read_magic(stream)
        read_header = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}[version]
        shape, in_columns, dtype = read_header(stream)
    except Exception as error:  # NumPy's parser may raise anything on untrusted bytes
        raise ArchiveError(f"{key!r:.40} is no array that can be read. Write it again with numpy.savez.") from error
    if dtype.kind not in "buifUS" or not 0 < dtype.itemsize <= MAX_TEXT or dtype.subdtype is not None:
        raise ArchiveError(
            f"{key!r:.40} must hold plain numbers or texts. Got {dtype!s:.60}. Convert it, and save again."
        )
    count, start = math.prod(shape), stream.tell()
    if len(shape) > 4 or min(shape, default=1) < 1 or start + count * dtype.itemsize != len(data):
        raise ArchiveError(
            f"{key!r:.40} says that it has the shape {shape!s:.80}, and has other data or none. Write it again."
        )
    return np.frombuffer(data, dtype, count, start).reshape(shape, order="F" if in_columns else "C")


def _check_images(images: NDArray[Any], key: str) -> None:
    shape = images.shape
    channels = len(shape) == 3 or (len(shape) == 4 and (shape[3] in (1, 3) or shape[1] in (1, 3)))
    if not channels or 0 in shape or images.dtype.kind not in "buif":
        raise ArchiveError(
            f"Images must have the shape (m, h, w), (m, h, w, 1) or (m, h, w, 3) in {key!r:.40}. Got"
            f" {images.dtype!s:.20} {shape}."
        )
    if len(images) > MAX_IMAGES:
        raise ArchiveError(f"At most {MAX_IMAGES:,} images are accepted. {key!r:.40} has {len(images):,}. Use fewer.")


def _pixels(images: NDArray[Any], chosen: NDArray[np.int64], part: str) -> NDArray[np.uint8]:
    """Return the chosen images as uint8 ``(m, h, w, c)``."""
    if not len(chosen):
        raise ArchiveError(f"No image of these classes is in the part {part!r}. Choose other classes.")
    if math.prod(images.shape[1:]) * len(chosen) > MAX_IMAGE_BYTES:
        raise ArchiveError(
            f"The images of these classes have {math.prod(images.shape[1:]) * len(chosen):,} numbers, and at most"
            f" {MAX_IMAGE_BYTES:,} are accepted. Choose other classes, or use fewer images."
        )
    if images.ndim == 3:
        images = images[..., np.newaxis]
    elif images.shape[3] not in (1, 3):
        images = np.moveaxis(images, 1, 3)  # (m, c, h, w) -> (m, h, w, c)
    blocks = [chosen[start : start + BLOCK] for start in range(0, len(chosen), BLOCK)]
    low = min(images[block].min().item() for block in blocks)
    high = max(images[block].max().item() for block in blocks)
    if not (low >= 0 and high <= 255):
        raise ArchiveError(
            f"Pixels must be from 0 to 255, or fractions from 0 to 1. Got numbers from {low:g} to {high:g}."
        )
    scale = 255.0 if high <= 1 and images.dtype.kind in "bf" else 1.0
    pixels = np.empty((len(chosen), *images.shape[1:]), np.uint8)
    for number, block in enumerate(blocks):
        numbers = images[block]
        pixels[number * BLOCK : number * BLOCK + len(block)] = (
            numbers if numbers.dtype.kind in "iu" else np.rint(numbers * scale)
        )
    return pixels


def _names(values: NDArray[Any], class_names: NDArray[Any] | None) -> list[str]:
    """Return the names of the classes with these labels."""
    if len(values) > MAX_CLASSES:
        raise ArchiveError(f"At most {MAX_CLASSES} classes are accepted. Got {len(values):,} different labels.")
    if values.dtype.kind in "US":
        names = [clean_name(_text(value)) for value in values]
    else:
        if not np.isfinite(values).all() or (values != np.rint(values)).any():
            raise ArchiveError(f"Labels must be whole numbers or texts. Got {values[:4].tolist()}.")
        numbers = [int(value) for value in values]
        names = [clean_name(f"class {number}") for number in numbers]
        texts = [] if class_names is None or class_names.dtype.kind not in "US" else list(class_names.reshape(-1))
        if len(texts) > max(numbers) and min(numbers) >= 0:
            names = [clean_name(_text(texts[number])) for number in numbers]
    if len(set(names)) < len(names):
        raise ArchiveError("Two classes have the same name. Write the file again with different names.")
    return names


def _order(values: NDArray[Any], names: list[str]) -> list[str]:
    """Return the order of the classes: by number if they have numbers."""
    return usual_order(names) if values.dtype.kind in "US" else names


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
