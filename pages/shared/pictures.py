"""Arrays as pictures that a browser shows pixel by pixel."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable
from io import BytesIO
from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image, ImageColor

from logreg_core import Dataset, Split
from logreg_core.export import palette
from logreg_core.untrusted.photo import fit
from pages.figures.descriptions import signed_in_words
from pages.visit.shared import once_each

from . import browser, described
from .words import as_text

MAX_TILE = 128  # pixels
AVERAGE = 150  # approximate pixels of an average image
MAX_KEPT = 4 * 2**20  # bytes of thumbnails of one split; above, the cache is cleared


def thumbnail(split: Split, position: int) -> str:
    """Return a thumbnail of an image of a split, as `data_uri`, made once for all visitors."""
    return kept(split, position, lambda: data_uri(small(split.images[position])))


def average_picture(split: Split, label: int) -> str:
    """Return the average image of a class of a split, enlarged, as `data_uri`, made once as above."""

    def make() -> str:
        average = split.average_image(label)
        assert average is not None
        return data_uri(enlarge(average, AVERAGE))

    return kept(split, f"average {label}", make)


def kept(split: Split, name: int | str, make: Callable[[], str]) -> str:
    """Return the picture with this name of a split as a data URI, see `data_uri`; cached for all visitors."""
    held = _pictures(split)
    made = held.get(name)
    if made is None:
        made = make()
        if sum(map(len, held.values())) + len(made) > MAX_KEPT:
            held.clear()
        held[name] = made
    return made


@once_each
def _pictures(split: Split) -> dict[int | str, str]:
    return {}


def data_uri(image: NDArray[np.uint8]) -> str:
    """Return a uint8 image ``(h, w, c)``, grey, RGB or RGBA, as a data URI of a PNG.

    Compressed at the fast level: up to four times as fast, somewhat larger.
    """
    buffer = BytesIO()
    Image.fromarray(image[:, :, 0] if image.shape[2] == 1 else image).save(buffer, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def small(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the image, averaged down until no side is longer than MAX_TILE."""
    height, width, channels = image.shape
    shrink = MAX_TILE / max(height, width, MAX_TILE)
    return fit(image, max(1, round(height * shrink)), max(1, round(width * shrink)), channels, how="stretch")


def enlarge(image: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Enlarge each pixel to a square of whole pixels, so that the longer side has about ``side``; never smaller."""
    factor = max(1, round(side / max(image.shape[:2])))
    return image.repeat(factor, axis=0).repeat(factor, axis=1)


def signed_picture(values: NDArray, side: int, *, of: str, width: str) -> str:
    """Return signed numbers ``(h, w)`` in the colours of the diverging map, around zero, as HTML. of: the text
    alternative. side: approximate pixels of the picture. width: on the page, in CSS.

    Up to half of the map, a class colour fades into the page's background; from there to the ends, theme colours are
    laid over it through masks, so the picture follows a change of theme without a rerun.
    """
    shares = values / (np.abs(values).max() or 1.0)
    near, far = np.clip(2 * np.abs(shares), 0, 1), np.clip(2 * np.abs(shares) - 1, 0, 1)
    classes = np.array([ImageColor.getrgb(colour) for colour in palette.CLASS_COLOURS], np.uint8)[
        (shares > 0).astype(int)
    ]
    words = html.escape(f"{of}: {signed_in_words(values)}")
    layers = [f'<img src="{data_uri(enlarge(np.dstack([classes, _opacity(near)]), side))}" alt="{words}">']
    for label in (0, 1):
        day, night = (palette.diverging(dark)[-label][1] for dark in (False, True))
        black = np.zeros((*shares.shape, 3), np.uint8)
        mask = data_uri(enlarge(np.dstack([black, _opacity(np.where((shares > 0) == label, far, 0))]), side))
        layers.append(
            f'<i style="background: {day}; background: light-dark({day}, {night}); mask-image: url({mask})"></i>'
        )
    return f'<span class="signed" style="width: {width}">{"".join(layers)}</span>'


def _opacity(shares: NDArray) -> NDArray[np.uint8]:
    return np.rint(255 * shares).astype(np.uint8)


def show_pixels(
    image: NDArray[np.uint8], side: int, *, alt: str, width: int | Literal["stretch"] | None = None
) -> None:
    """Show the pixels of an image enlarged to about ``side``, never as a lossy JPEG.

    The image is inside the page: a file would take another request.
    """
    described.image(data_uri(enlarge(image, side)), width=width or side, alt=alt)


def show_signed(values: NDArray, side: int, *, of: str, width: str = "") -> None:
    """Show signed numbers ``(h, w)`` as `signed_picture`. The default width is ``side``."""
    st.html(browser.style(__file__) + signed_picture(values, side, of=of, width=width or f"{side}px"))


def show_average_images(dataset: Dataset) -> None:
    """Show the average training image of each class, class 1 first, with the class names."""
    for label in (1, 0):
        name = dataset.class_names[label]
        if not dataset.train.count(label):
            continue
        described.image(
            average_picture(dataset.train, label),
            width=AVERAGE,
            caption=f"average {as_text(name)}",
            alt=f"The average of {name}",
        )
