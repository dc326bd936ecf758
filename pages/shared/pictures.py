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
AVERAGE = 150  # pixels of an average image, about
MAX_KEPT = 4 * 2**20  # bytes of small pictures of one split; whoever looks at more begins anew


def thumbnail(split: Split, position: int) -> str:
    """A small picture of an image of a split, as `data_uri`: made once for all who look at it."""
    return kept(split, position, lambda: data_uri(small(split.images[position])))


def average_picture(split: Split, label: int) -> str:
    """The average image of a class that a split shows, enlarged, as `data_uri`: made once as above."""

    def make() -> str:
        average = split.average_image(label)
        assert average is not None
        return data_uri(enlarge(average, AVERAGE))

    return kept(split, f"average {label}", make)


def kept(split: Split, name: int | str, make: Callable[[], str]) -> str:
    """What is drawn of a split under this name, as `data_uri`: made once for all who look at it."""
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
    """A uint8 image ``(h, w, c)``, grey, RGB or RGBA, as the address of a PNG that is inside the address itself.

    It is compressed the quick way: up to four times as quick, and somewhat larger.
    """
    buffer = BytesIO()
    Image.fromarray(image[:, :, 0] if image.shape[2] == 1 else image).save(buffer, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def small(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The image, averaged down until no side is longer than MAX_TILE."""
    height, width, channels = image.shape
    shrink = MAX_TILE / max(height, width, MAX_TILE)
    return fit(image, max(1, round(height * shrink)), max(1, round(width * shrink)), channels, how="stretch")


def enlarge(image: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Each pixel as a square of whole pixels, so that the longer side has about ``side`` of them; never smaller."""
    factor = max(1, round(side / max(image.shape[:2])))
    return image.repeat(factor, axis=0).repeat(factor, axis=1)


def signed_picture(values: NDArray, side: int, *, of: str, width: str) -> str:
    """Signed numbers ``(h, w)`` in the colours of the diverging map, around zero, as HTML. of: what they are, for those
    who do not see them. side: of the picture in its own pixels, about; width: on the page, in CSS.

    Up to half of the map a class's colour fades into the page, whatever that is; from there to its ends colours of the
    theme lie over it, through masks: so the picture follows when the theme changes without a run.
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
    """An image whose pixels are to be seen as they are: enlarged to about ``side``, and never as a lossy JPEG.

    It goes with the page itself: for a file of its own the browser would have to ask once more.
    """
    described.image(data_uri(enlarge(image, side)), width=width or side, alt=alt)


def show_signed(values: NDArray, side: int, *, of: str, width: str = "") -> None:
    """Signed numbers ``(h, w)`` as `signed_picture`; its width is ``side`` where none is given."""
    st.html(browser.style(__file__) + signed_picture(values, side, of=of, width=width or f"{side}px"))


def show_average_images(dataset: Dataset) -> None:
    """The average training image of each class, class 1 first, with their names."""
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
