"""The picture in hand with the part that is used, which mouse and finger can drag to another place."""

from __future__ import annotations

import base64
from io import BytesIO

from PIL import Image

from logreg_core.photo import fit
from pages.shared import browser
from pages.shared.pictures import LONGEST_TILE, data_uri
from pages.visit.photos import Photo
from pages.visit.shared import once_each

LONGEST_SIDE = 640  # pixels that are sent to the browser, which needs no more to show the picture
_mount = browser.component("square", __file__)


def drag_square(photo: Photo, box: tuple[int, int, int, int] | None, *, key: str) -> tuple[float, float] | None:
    """Show the picture, faded outside of ``box`` (left, top, right, bottom, in its pixels); without a box, as it is.

    Returns, in the run after the visitor has dragged the box, how far across and how far down it lies now: shares of
    the room, from 0 to 1, to the nearest hundredth, as the sliders show them.
    """
    height, width = photo.pixels.shape[:2]
    data = {
        "source": _address(photo),
        "small": max(height, width) <= LONGEST_TILE,
        "size": [width, height],
        "box": box,
        "words": f"{photo.title}; what is not used of it is faded",
    }
    moved = _mount(key=key, data=data, on_moved_change=lambda: None).moved
    if not isinstance(moved, list) or not all(isinstance(share, int | float) and 0 <= share <= 1 for share in moved):
        return None
    return tuple(round(share, 2) for share in moved) if len(moved) == 2 else None


@once_each
def _address(photo: Photo) -> str:
    """The picture for the browser: as it is where it is small, otherwise reduced and as a JPEG."""
    pixels = photo.pixels
    height, width = pixels.shape[:2]
    if max(height, width) <= LONGEST_TILE:
        return data_uri(pixels)
    shrink = min(1.0, LONGEST_SIDE / max(height, width))
    reduced = fit(pixels, max(1, round(height * shrink)), max(1, round(width * shrink)), 3, how="stretch")
    buffer = BytesIO()
    Image.fromarray(reduced).save(buffer, "JPEG", quality=90)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()
