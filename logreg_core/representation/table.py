"""The table of representations, and functions that look one up by name."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..data.preprocess import prepare
from ..errors import ArgumentError
from . import colours, edges, thumbnail
from .entry import Representation, combined

REPRESENTATIONS: dict[str, Representation] = {}  # by name; `add` writes to it
TITLES: dict[str, str] = {}  # the neuron's input, in a sentence


def add(representation: Representation) -> None:
    """Add a representation to the table. Raises ArgumentError if its name is taken."""
    if representation.name in REPRESENTATIONS:
        raise ArgumentError(f"The name of a representation must be new. {representation.name!r:.60} is taken.")
    REPRESENTATIONS[representation.name] = representation
    TITLES[representation.name] = representation.title


PIXELS = Representation(
    "pixels",
    "pixels",
    "every pixel, divided by 255: where it is bright",
    blocks=(prepare,),
    picture=lambda image: image,
    elsewhere=("pixels",),
)
TOGETHER = combined(
    "together",
    "edges, colours and a thumbnail",
    "edges, colours and thumbnail side by side",
    edges.ENTRY,
    colours.ENTRY,
    thumbnail.ENTRY,
)
for _entry in (PIXELS, edges.ENTRY, colours.ENTRY, thumbnail.ENTRY, TOGETHER):
    add(_entry)


def check_representation(name: str) -> None:
    """Raises ArgumentError unless it is one of REPRESENTATIONS."""
    if name not in REPRESENTATIONS:
        raise ArgumentError(f"representation must be one of {', '.join(REPRESENTATIONS)}. Got {name!r:.60}.")


def represent(images: NDArray[np.uint8], name: str) -> NDArray[np.float64]:
    """Return the numbers that represent each image, one column per image: uint8 ``(m, h, w, c)`` to ``(n, m)``.

    name: one of REPRESENTATIONS.

    Raises ArgumentError for an unknown name, for images that are not uint8 ``(m, h, w, c)``, and for images with a side
    shorter than the representation needs.
    """
    images = _checked(images, name)
    if not len(images):
        return np.zeros((size_of(name, images.shape[1:]), 0))
    return np.vstack([block(images) for block in REPRESENTATIONS[name].blocks])


def can_represent(name: str, image_shape: tuple[int, int, int]) -> bool:
    """Whether pictures ``(h, w, c)`` are large enough for the representation."""
    return min(image_shape[:2]) >= REPRESENTATIONS[name].smallest_side


def size_of(name: str, image_shape: tuple[int, int, int]) -> int:
    """Return ``n``, the number of values for one picture ``(h, w, c)``. Raises ArgumentError as `represent` does."""
    return sum(parts_of(name, image_shape))


def parts_of(name: str, image_shape: tuple[int, int, int]) -> tuple[int, ...]:
    """Return the number of values of each block. Raises ArgumentError as `represent` does."""
    black = _checked(np.zeros((1, *image_shape), np.uint8), name)
    return _sizes(REPRESENTATIONS[name], black.shape[1:])


@lru_cache(maxsize=256)
def _sizes(representation: Representation, image_shape: tuple[int, int, int]) -> tuple[int, ...]:
    return tuple(len(block(np.zeros((1, *image_shape), np.uint8))) for block in representation.blocks)


def picture_of(image: NDArray[np.uint8], name: str) -> NDArray[np.uint8]:
    """Return a picture of what the representation keeps of one image ``(h, w, c)``: uint8, any size, 1 or 3 channels.

    Raises ArgumentError as `represent` does, and for a representation that has no picture, such as ``together``.
    """
    image = _checked(np.asarray(image)[np.newaxis], name)[0]
    picture = REPRESENTATIONS[name].picture
    if picture is None:
        others = ", ".join(repr(other) for other, each in REPRESENTATIONS.items() if each.picture)
        raise ArgumentError(f"{name!r} has no picture of its own. Use one of {others}.")
    return picture(image)


def _checked(images: NDArray[np.uint8], name: str) -> NDArray[np.uint8]:
    check_representation(name)
    images = np.asarray(images)
    if images.ndim != 4 or images.shape[3] not in (1, 3) or images.dtype != np.uint8 or 0 in images.shape[1:]:
        raise ArgumentError(
            f"images must be uint8 of the shape (m, h, w, c) with 1 or 3 channels. Got {images.dtype} {images.shape}."
        )
    if not can_represent(name, images.shape[1:]):
        side = REPRESENTATIONS[name].smallest_side
        others = ", ".join(repr(other) for other in REPRESENTATIONS if can_represent(other, images.shape[1:]))
        raise ArgumentError(
            f"The representation {name!r} needs images of at least {side} by {side} pixels."
            f" Got {images.shape[1]} by {images.shape[2]}. Use one of {others}, or larger images."
        )
    return images
