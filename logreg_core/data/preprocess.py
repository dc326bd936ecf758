"""From pictures to columns of numbers, the same for training images and photos."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ArgumentError
from .dataset import Split

PIXEL_MAX = 255  # the brightest value of an 8-bit pixel


def flatten(images: NDArray) -> NDArray:
    """Unroll each image into one column: ``(m, h, w, c) -> (h * w * c, m)``, without copying.

    Row by row, within a row pixel by pixel, within a pixel channel by channel.

    Raises ArgumentError when ``images`` does not have four axes.
    """
    images = np.asarray(images)
    if images.ndim != 4:
        raise ArgumentError(f"images must have the shape (m, h, w, c). Got {images.shape}.")
    return images.reshape(len(images), int(np.prod(images.shape[1:]))).T


def normalize(flat: NDArray) -> NDArray:
    """Divide by 255, so that black is 0 and full brightness is 1: same shape, floating point."""
    return np.asarray(flat) / PIXEL_MAX


def prepare(images: NDArray) -> NDArray:
    """`flatten`, then `normalize`: uint8 ``(m, h, w, c)`` to ``X`` of shape ``(h * w * c, m)``.

    Raises ArgumentError as `flatten` does.
    """
    return normalize(flatten(images))


def columns_of(train: Split, test: Split | None = None) -> dict[str, Any]:
    """Return arguments for `Descent`, `sweep`, `optimum` and others, by name: ``X``, ``Y``, ``divisor``.

    With a test set, also ``X_test`` and ``Y_test``. All are views: the pixels stay whole numbers, and the engine
    divides the products by ``divisor``, so that no second copy of all images is needed.
    """
    given = {"X": flatten(train.images), "Y": train.Y, "divisor": PIXEL_MAX}
    return given if test is None else given | {"X_test": flatten(test.images), "Y_test": test.Y}


def restore(columns: NDArray, image_shape: tuple[int, int, int]) -> NDArray:
    """Reshape columns to images: ``(h * w * c, m) -> (m, h, w, c)``, the inverse of `flatten`.

    Raises ArgumentError unless a column has ``h * w * c`` numbers.
    """
    columns = np.asarray(columns)
    if columns.ndim != 2 or columns.shape[0] != np.prod(image_shape):
        raise ArgumentError(
            f"columns must have the shape (h * w * c, m) = ({np.prod(image_shape)}, m) for images of {image_shape}."
            f" Got {columns.shape}."
        )
    return columns.T.reshape(-1, *image_shape)


def channel_names(channels: int) -> tuple[str, ...]:
    """Return the names of an image's channels, in order: grey, or red, green and blue."""
    return ("grey",) if channels == 1 else ("red", "green", "blue")
