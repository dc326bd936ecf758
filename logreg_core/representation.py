"""What a neuron is shown of a picture: its raw pixels, or numbers that say less about where, and more about what.

A neuron has one weight for each number, so it can only learn what a number means in every picture alike. Pixel 17 means
something in a picture of a face that is always in the same place; it means nothing in a picture of a cat that may lie
anywhere. Numbers such as "how many edges lean to the left here" or "how much of the picture is orange" survive a cat
that moves. They are worked out without looking at any label.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from skimage.feature import hog

from .errors import ArgumentError
from .photo import fit
from .preprocess import PIXEL_MAX, normalize, prepare

SMALLEST_SIDE = 8  # pixels, of a picture whose edges are counted: two cells of CELL pixels
CELL = 4  # pixels, at least
CELLS = 8  # about so many along each side
DIRECTIONS = 9  # of an edge, over half a turn
COLOUR_LEVELS = 4  # of each of red, green and blue
GREY_LEVELS = 16
THUMBNAIL_SIDE = 16  # pixels, at most


def represent(images: NDArray[np.uint8], name: str) -> NDArray[np.float64]:
    """The numbers that a neuron is shown of each image, one column per image: uint8 ``(m, h, w, c)`` to ``(n, m)``.

    name: one of REPRESENTATIONS.

    - ``pixels``: the textbook's, flattened and divided by 255; ``n = h * w * c``.
    - ``edges``: histograms of oriented gradients. How strong the edges of 9 directions are in each of about 8 by 8
      cells, relative to their surroundings. Source: N. Dalal and B. Triggs (2005), Histograms of oriented gradients
      for human detection; by `skimage.feature.hog`.
    - ``colours``: a histogram. The square root of the share of the pixels in each of 64 boxes of red, green and blue;
      of a grey picture, in each of 16 levels. Where they lie does not count. With square roots, a little of a colour
      counts for more than half of twice as much.
    - ``thumbnail``: the picture averaged down to at most 16 by 16 pixels, divided by 255.
    - ``together``: edges, colours and thumbnail, one below the other.

    Raises ArgumentError for an unknown name, for images that are not uint8 ``(m, h, w, c)``, and for edges of images
    with a side shorter than SMALLEST_SIDE.
    """
    images = _checked(images, name)
    if not len(images):
        return np.zeros((size_of(name, images.shape[1:]), 0))
    return np.vstack([part(images) for part in REPRESENTATIONS[name]])


def can_represent(name: str, image_shape: tuple[int, int, int]) -> bool:
    """Whether pictures ``(h, w, c)`` are large enough for this representation."""
    return _edges not in REPRESENTATIONS[name] or min(image_shape[:2]) >= SMALLEST_SIDE


def size_of(name: str, image_shape: tuple[int, int, int]) -> int:
    """``n``: how many numbers describe one picture ``(h, w, c)``. Raises ArgumentError as `represent` does."""
    return sum(parts_of(name, image_shape))


@lru_cache(maxsize=256)
def parts_of(name: str, image_shape: tuple[int, int, int]) -> tuple[int, ...]:
    """How many numbers each part has, one part but for ``together``. Raises ArgumentError as `represent` does."""
    black = _checked(np.zeros((1, *image_shape), np.uint8), name)
    return tuple(len(part(black)) for part in REPRESENTATIONS[name])


def picture_of(image: NDArray[np.uint8], name: str) -> NDArray[np.uint8]:
    """What is left of one image ``(h, w, c)``, as a picture for people: uint8, of any size, with 1 or 3 channels.

    Edges are drawn as strokes; colours are the middles of their boxes, sorted.

    Raises ArgumentError as `represent` does, and for ``together``, which is several pictures.
    """
    if name == "together":
        raise ArgumentError("'together' has no picture of its own. Use one of 'edges', 'colours' and 'thumbnail'.")
    image = _checked(np.asarray(image)[np.newaxis], name)[0]
    height, width, channels = image.shape
    if name == "thumbnail":
        return fit(image, *_thumbnail_size(image.shape), channels, how="stretch")
    if name == "edges":
        strokes = _hog(image, visualize=True)[1]
        return np.rint(PIXEL_MAX * strokes / (strokes.max() or 1)).astype(np.uint8)[..., np.newaxis]
    if name == "colours":
        side = (PIXEL_MAX + 1) // (COLOUR_LEVELS if channels == 3 else GREY_LEVELS)
        middles = (image // side * side + side // 2).reshape(-1, channels)
        order = np.lexsort([*middles.T[::-1], middles.sum(axis=1)])  # dark first
        return middles[order].reshape(width, height, channels).transpose(1, 0, 2)
    return image


def _checked(images: NDArray[np.uint8], name: str) -> NDArray[np.uint8]:
    if name not in REPRESENTATIONS:
        raise ArgumentError(f"representation must be one of {', '.join(REPRESENTATIONS)}. Got {name!r:.60}.")
    images = np.asarray(images)
    if images.ndim != 4 or images.shape[3] not in (1, 3) or images.dtype != np.uint8 or 0 in images.shape[1:]:
        raise ArgumentError(
            f"images must be uint8 of the shape (m, h, w, c) with 1 or 3 channels. Got {images.dtype} {images.shape}."
        )
    if not can_represent(name, images.shape[1:]):
        raise ArgumentError(
            f"The representation {name!r} needs images of at least {SMALLEST_SIDE} by {SMALLEST_SIDE} pixels."
            f" Got {images.shape[1]} by {images.shape[2]}. Use 'pixels', 'colours' or 'thumbnail', or larger images."
        )
    return images


def _edges(images: NDArray[np.uint8]) -> NDArray:
    """Blocks of 2 by 2 cells, each cell with its directions: ``(m, h, w, c) -> (n, m)``, ``n`` at most 2,304."""
    return np.column_stack([_hog(image) for image in images])


def _hog(image: NDArray[np.uint8], **options: Any) -> Any:
    height, width, channels = image.shape
    cell = max(CELL, height // CELLS), max(CELL, width // CELLS)
    if channels == 1:
        return hog(image[:, :, 0], DIRECTIONS, cell, (2, 2), "L2-Hys", **options)
    return hog(image, DIRECTIONS, cell, (2, 2), "L2-Hys", channel_axis=-1, **options)


def _colours(images: NDArray[np.uint8]) -> NDArray:
    """The square root of the share of each box of colours: ``(m, h, w, c) -> (64, m)`` or ``(16, m)``."""
    m, height, width, channels = images.shape
    levels = COLOUR_LEVELS if channels == 3 else GREY_LEVELS
    level = images // ((PIXEL_MAX + 1) // levels)
    box = np.zeros((m, height * width), np.uint8)
    for channel in range(channels):
        box = levels * box + level[..., channel].reshape(m, -1)
    counts = np.column_stack([np.bincount(one, minlength=levels**channels) for one in box])
    return np.sqrt(counts / (height * width))


def _thumbnail(images: NDArray[np.uint8]) -> NDArray:
    """``(m, h, w, c) -> (n, m)``, ``n`` at most 768."""
    size, channels = _thumbnail_size(images.shape[1:]), images.shape[3]
    return normalize(np.column_stack([fit(image, *size, channels, how="stretch").ravel() for image in images]))


def _thumbnail_size(image_shape: tuple[int, int, int]) -> tuple[int, int]:
    return min(image_shape[0], THUMBNAIL_SIDE), min(image_shape[1], THUMBNAIL_SIDE)


Part = Callable[[NDArray[np.uint8]], NDArray]

REPRESENTATIONS: dict[str, tuple[Part, ...]] = {
    "pixels": (prepare,),
    "edges": (_edges,),
    "colours": (_colours,),
    "thumbnail": (_thumbnail,),
    "together": (_edges, _colours, _thumbnail),
}

WORDS = {
    "pixels": "every pixel, divided by 255: where it is bright",
    "edges": "how strong the edges of each direction are in each part of the picture, whatever their colour",
    "colours": "how much of the picture has which colour, wherever it is",
    "thumbnail": f"the picture averaged down to at most {THUMBNAIL_SIDE} × {THUMBNAIL_SIDE} pixels",
    "together": "edges, colours and thumbnail side by side",
}  # what the numbers say, as the end of a sentence
TITLES = {
    "pixels": "pixels",
    "edges": "edges",
    "colours": "colours",
    "thumbnail": "a thumbnail",
    "together": "edges, colours and a thumbnail",
}  # what a neuron is shown, in a sentence
