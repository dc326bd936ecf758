"""Images on disk as a Dask array in blocks; each worker reads its own blocks.

Three kinds are read. All are written by the user and trusted, unlike uploads, and every worker must find them by the
same path:

    name.h5       HDF5 with ``images`` ``(m, h, w, c)`` uint8 and ``labels`` ``(m,)``, or with the course's names,
                  ``train_set_x`` and ``train_set_y`` (or ``test_set_x`` and so on)
    name.zarr     a Zarr group with the arrays ``images`` and ``labels``
    a folder      of NumPy files: ``images-*.npy``, in the order of their names, and ``labels-*.npy`` beside them

A chunk without bytes in Zarr or HDF5 has their fill value, black by default.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dask.array as da
import numpy as np
from dask.base import compute
from dask.delayed import delayed
from numpy.typing import NDArray

from ..errors import DatasetError

BLOCK = 2**25  # maximum bytes of a block of images: several fit into any worker's memory
NAMES = (("images", "labels"), ("train_set_x", "train_set_y"), ("test_set_x", "test_set_y"))


@dataclass(frozen=True, eq=False)
class Large:
    """A collection of images and their labels.

    images: a Dask array uint8 ``(m, h, w, c)``; labels: int64 ``(m,)`` of 0 and 1, in the memory.
    """

    images: Any
    labels: NDArray[np.int64]

    def __post_init__(self) -> None:
        shape = _checked(self.images)
        if 0 in shape:
            raise DatasetError(f"There must be at least one image. Got {shape}.")
        if self.labels.shape != shape[:1] or not np.isin(self.labels, (0, 1)).all():
            raise DatasetError(f"labels must be {shape[0]:,} numbers, 0 or 1. Got the shape {self.labels.shape}.")

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """``(h, w, c)`` of one image."""
        _, height, width, channels = self.images.shape
        return height, width, channels

    @property
    def X(self) -> Any:
        """The input of the descent: ``(n_x, m)``, one column per image, uint8."""
        return self.images.reshape(len(self.labels), -1).T

    @property
    def Y(self) -> NDArray[np.int64]:
        """The labels ``(1, m)``."""
        return self.labels[np.newaxis]

    def digest(self) -> str:
        """A SHA-256 of the shape, the labels and the digests of all images; each worker reads its own images once.

        It differs from the digest of a `Dataset` of the same images, which hashes them in one pass.
        """
        blocks = self.images.rechunk({1: -1, 2: -1, 3: -1}).to_delayed().ravel()
        sha = hashlib.sha256(repr(self.images.shape).encode() + self.labels.astype("<i8").tobytes())
        for part in compute(*[delayed(_digests)(block) for block in blocks]):
            sha.update(part)
        return sha.hexdigest()


def open_images(path: Path) -> Large:
    """Return the images at this path. Raises DatasetError if there are none, or they cannot be read."""
    path = path.absolute()  # workers may have another working folder
    try:
        if path.is_dir() and sorted(path.glob("images-*.npy")):
            return _folder(path)
        if path.suffix in (".h5", ".hdf5"):
            return _hdf5(path)
        if path.suffix == ".zarr":
            return _zarr(path)
    except (OSError, KeyError, ValueError, ImportError) as error:
        raise DatasetError(f"{path} cannot be read: {error}") from error
    except DatasetError as error:
        raise DatasetError(f"{path}: {error}") from error
    raise DatasetError(
        f"Images must be in a file .h5, in a folder .zarr, or in a folder with files images-*.npy. Got {path}."
    )


def _zarr(path: Path) -> Large:
    import zarr

    group = zarr.open_group(path, mode="r")
    held, labels = group["images"], group["labels"]
    if not isinstance(held, zarr.Array) or not isinstance(labels, zarr.Array):
        raise DatasetError("images and labels must be arrays.")
    images = da.from_zarr(held)
    most = _rows(_checked(images))
    chunks = images.chunks[0] if max(images.chunks[0]) <= most else most
    whole = images.rechunk({0: chunks, 1: -1, 2: -1, 3: -1})
    return Large(whole.rechunk({0: _together(whole.chunks[0], most)}), _labels(labels[...]))


def _hdf5(path: Path) -> Large:
    import h5py

    with h5py.File(path, "r") as file:
        for images, labels in NAMES:
            if isinstance(file.get(images), h5py.Dataset) and isinstance(file.get(labels), h5py.Dataset):
                return Large(_in_blocks(_of_hdf5, _checked(file[images]), path, images), _labels(file[labels]))
        raise DatasetError(f"It must hold images and labels. It holds {', '.join(sorted(file)[:10])}.")


def _folder(path: Path) -> Large:
    parts: list[Any] = []
    labels: list[NDArray[np.int64]] = []
    for file in sorted(path.glob("images-*.npy")):
        try:
            shape = _checked(np.load(file, mmap_mode="r"))
            labels.append(_labels(np.load(file.with_name(file.name.replace("images-", "labels-", 1)))))
        except (DatasetError, ValueError) as error:
            raise DatasetError(f"{file.name}: {error}") from error
        if len(labels[-1]) != shape[0] or (parts and parts[0].shape[1:] != shape[1:]):
            raise DatasetError(
                f"Each image needs a label, and all images the same size. {file.name} has the shape {shape}, and"
                f" {len(labels[-1]):,} labels."
            )
        parts.append(_in_blocks(_of_numpy, shape, file))
    whole = da.concatenate(parts)
    return Large(whole.rechunk({0: _together(whole.chunks[0], _rows(whole.shape))}), np.concatenate(labels))


def _checked(images: Any) -> tuple[int, ...]:
    shape, kind = tuple(images.shape), images.dtype
    if len(shape) != 4 or shape[3] not in (1, 3) or kind != np.uint8:
        raise DatasetError(f"images must be uint8 of the shape (m, h, w, c) with c 1 or 3. Got {kind} {shape}.")
    return shape


def _in_blocks(read: Callable[..., NDArray[np.uint8]], shape: tuple[int, ...], *where: Any) -> Any:
    """Return images in blocks; a worker reads each by ``read(*where, start, stop)``."""
    most = _rows(shape)
    slices = [(start, min(start + most, shape[0])) for start in range(0, max(shape[0], 1), most)]
    return da.concatenate(
        [
            da.from_delayed(delayed(read)(*where, start, stop), (stop - start, *shape[1:]), np.uint8)
            for start, stop in slices
        ]
    )


def _of_numpy(file: Path, start: int, stop: int) -> NDArray[np.uint8]:
    return np.array(np.load(file, mmap_mode="r")[start:stop])


def _of_hdf5(path: Path, name: str, start: int, stop: int) -> NDArray[np.uint8]:
    import h5py

    with h5py.File(path, "r") as file:
        block: NDArray[np.uint8] = file[name][start:stop]
    return block


def _rows(shape: tuple[int, ...]) -> int:
    return max(1, BLOCK // max(1, int(np.prod(shape[1:]))))


def _together(chunks: Sequence[int], most: int) -> tuple[int, ...]:
    """Merge small neighbouring blocks without cutting any: a task costs as much for one image as for many."""
    blocks: list[int] = []
    for each in chunks:
        if blocks and blocks[-1] + each <= most:
            blocks[-1] += each
        else:
            blocks.append(each)
    return tuple(blocks)


def _labels(labels: Any) -> NDArray[np.int64]:
    values = np.asarray(labels).ravel()
    if values.dtype.kind not in "buif" or not (right := np.isin(values, (0, 1))).all():
        some = values if values.dtype.kind not in "buif" else values[~right]
        raise DatasetError(f"labels must be 0 or 1. Got {values.dtype}, such as {some[:3].tolist()}.")
    return values.astype(np.int64)


def _digests(images: NDArray[np.uint8]) -> bytes:
    return b"".join(hashlib.sha256(image.tobytes()).digest() for image in images)
