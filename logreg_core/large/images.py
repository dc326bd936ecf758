"""Images on a disk as a Dask array in blocks, each of which a worker reads by itself.

Of three kinds, all of them written by oneself and trusted, unlike uploads, and all of them where every worker finds
them by the same path:

    name.h5       HDF5 with ``images`` ``(m, h, w, c)`` uint8 and ``labels`` ``(m,)``, or with the course's names,
                  ``train_set_x`` and ``train_set_y`` (or ``test_set_x`` and so on)
    name.zarr     a Zarr group with the arrays ``images`` and ``labels``
    a folder      of NumPy files: ``images-*.npy``, in the order of their names, and ``labels-*.npy`` beside them
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dask.array as da
import numpy as np
from dask.base import compute
from dask.delayed import delayed
from numpy.typing import NDArray

from ..errors import DatasetError

BLOCK = 2**25  # bytes of one block of images, about: some of them fit into any worker's memory
NAMES = (("images", "labels"), ("train_set_x", "train_set_y"), ("test_set_x", "test_set_y"))


@dataclass(frozen=True, eq=False)
class Large:
    """A collection of images and their labels.

    images: a Dask array uint8 ``(m, h, w, c)``; labels: int64 ``(m,)`` of 0 and 1, in the memory.
    """

    images: Any
    labels: NDArray[np.int64]

    def __post_init__(self) -> None:
        shape, kind = self.images.shape, self.images.dtype
        if len(shape) != 4 or shape[3] not in (1, 3) or 0 in shape or kind != np.uint8:
            raise DatasetError(f"images must be uint8 of the shape (m, h, w, c) with c 1 or 3. Got {kind} {shape}.")
        if self.labels.shape != shape[:1] or not np.isin(self.labels, (0, 1)).all():
            raise DatasetError(f"labels must be {shape[0]:,} numbers, 0 or 1. Got the shape {self.labels.shape}.")

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """``(h, w, c)`` of one image."""
        _, height, width, channels = self.images.shape
        return height, width, channels

    @property
    def X(self) -> Any:
        """What the descent is given: ``(n_x, m)``, one column per image, uint8."""
        return self.images.reshape(len(self.labels), -1).T

    @property
    def Y(self) -> NDArray[np.int64]:
        """The labels ``(1, m)``."""
        return self.labels[np.newaxis]

    def digest(self) -> str:
        """A SHA-256 over the shape, the labels and the digests of all images, each read once where it lies.

        It is another one than that of a `Dataset` of the same images, which reads them in one row.
        """
        blocks = self.images.rechunk({1: -1, 2: -1, 3: -1}).to_delayed().ravel()
        sha = hashlib.sha256(repr(self.images.shape).encode() + self.labels.astype("<i8").tobytes())
        for part in compute(*[delayed(_digests)(block) for block in blocks]):
            sha.update(part)
        return sha.hexdigest()


def open_images(path: Path) -> Large:
    """The images at this path. Raises DatasetError when there are none that can be read."""
    try:
        if path.is_dir() and sorted(path.glob("images-*.npy")):
            return _folder(path)
        if path.suffix in (".h5", ".hdf5"):
            return _hdf5(path)
        if path.suffix == ".zarr":
            return Large(_in_blocks(da.from_zarr(str(path), "images")), _labels(da.from_zarr(str(path), "labels")))
    except (OSError, KeyError, ValueError, ImportError) as error:
        raise DatasetError(f"{path} cannot be read: {error}") from error
    raise DatasetError(
        f"Images must be in a file .h5, in a folder .zarr, or in a folder with files images-*.npy. Got {path}."
    )


def _hdf5(path: Path) -> Large:
    import h5py

    file = h5py.File(path, "r")
    for images, labels in NAMES:
        if images in file and labels in file:
            return Large(
                _in_blocks(da.from_array(file[images], chunks=_chunks(file[images].shape))), _labels(file[labels])
            )
    raise DatasetError(f"{path} must hold images and labels. It holds {', '.join(sorted(file)[:10])}.")


def _folder(path: Path) -> Large:
    files = sorted(path.glob("images-*.npy"))
    beside = [each.with_name(each.name.replace("images-", "labels-")) for each in files]
    shapes = [np.load(each, mmap_mode="r").shape for each in files]
    blocks = [
        da.from_delayed(delayed(np.load)(str(file)), shape, dtype=np.uint8)
        for file, shape in zip(files, shapes, strict=True)
    ]
    return Large(_in_blocks(da.concatenate(blocks)), _labels(np.concatenate([np.load(each) for each in beside])))


def _in_blocks(images: Any) -> Any:
    return images.rechunk(_chunks(images.shape)) if max(images.chunks[0]) > _rows(images.shape) else images


def _chunks(shape: tuple[int, ...]) -> tuple[int, ...]:
    return (_rows(shape), *shape[1:])


def _rows(shape: tuple[int, ...]) -> int:
    return max(1, BLOCK // max(1, int(np.prod(shape[1:]))))


def _labels(labels: Any) -> NDArray[np.int64]:
    return np.asarray(labels).ravel().astype(np.int64)


def _digests(images: NDArray[np.uint8]) -> bytes:
    return b"".join(hashlib.sha256(image.tobytes()).digest() for image in images)
