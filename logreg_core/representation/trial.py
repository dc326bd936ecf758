"""A test of a representation on pictures of many sizes, to find mistakes early."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from ..errors import ArgumentError
from .entry import Block, Picture, Representation

NAME = re.compile(r"[a-z][a-z0-9_-]{0,19}")
SIZES = ((0, 0, 1), (0, 5, 3), (8, 8, 3), (25, 25, 1), (9, 31, 3), (64, 64, 3), (100, 70, 1))  # (h, w, c), or larger
IMAGES = 3


def try_out(representation: Representation) -> None:
    """Represent a few noisy pictures of valid sizes.

    Raises ArgumentError if the entry is not as declared: a valid name, blocks with the same number of values for every
    picture of a size, finite and from 0 to 1, independent of the other pictures, and a valid picture. Also raises what
    its own functions raise.
    """
    texts = (representation.name, representation.title, representation.words)
    if not all(isinstance(text, str) and text.strip() for text in texts) or not NAME.fullmatch(representation.name):
        raise ArgumentError(
            "A representation has a name of at most 20 letters a to z, digits, - and _, a title and words."
            f" Got {texts!r:.200}."
        )
    side = representation.smallest_side
    if type(side) is not int or side < 1 or not representation.blocks:
        raise ArgumentError(
            "A representation has at least one block, and a smallest side of at least 1 pixel."
            f" Got {len(representation.blocks)} and {side!r:.40}."
        )
    generator = np.random.default_rng(0)
    for height, width, channels in SIZES:
        shape = (IMAGES, max(side, height), max(side, width), channels)
        images = generator.integers(0, 256, shape, dtype=np.uint8)
        images.setflags(write=False)
        for block in representation.blocks:
            _try_block(block, images, representation.name)
        if representation.picture is not None:
            _try_picture(representation.picture, images[0], representation.name)


def _try_block(block: Block, images: NDArray[np.uint8], name: str) -> None:
    numbers = np.asarray(block(images))
    if numbers.ndim != 2 or numbers.shape[1] != len(images) or not len(numbers):
        raise ArgumentError(
            f"Each block of {name!r} must give an array (n, {len(images)}) for images {images.shape}."
            f" Got the shape {numbers.shape}."
        )
    if numbers.dtype.kind != "f" or not ((numbers >= 0) & (numbers <= 1 + 1e-9)).all():
        raise ArgumentError(
            f"Each block of {name!r} must give finite floating point numbers from 0 to 1. Got {numbers.dtype}"
            f" from {numbers.min():g} to {numbers.max():g} for images {images.shape}. Divide by the largest possible."
        )
    alone = np.asarray(block(images[:1]))
    if alone.shape != (len(numbers), 1) or not np.allclose(alone[:, 0], numbers[:, 0], rtol=1e-9, atol=1e-12):
        raise ArgumentError(
            f"Each block of {name!r} must give an image the same numbers whichever images are beside it. One does not."
        )


def _try_picture(picture: Picture, image: NDArray[np.uint8], name: str) -> None:
    shown = np.asarray(picture(image))
    if shown.ndim != 3 or shown.shape[2] not in (1, 3) or shown.dtype != np.uint8 or not shown.size:
        raise ArgumentError(
            f"The picture of {name!r} must be uint8 (h, w, c) with 1 or 3 channels. Got {shown.dtype} {shown.shape}."
        )
