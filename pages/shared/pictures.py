"""Arrays as pictures that a browser shows pixel by pixel."""

from __future__ import annotations

import base64
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from logreg_core.figures import palette


def data_uri(image: NDArray[np.uint8]) -> str:
    """A uint8 image ``(h, w, c)``, grey or RGB, as the address of a PNG that is inside the address itself."""
    buffer = BytesIO()
    Image.fromarray(image[:, :, 0] if image.shape[2] == 1 else image).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def enlarge(image: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Each pixel as a square of whole pixels, so that the longer side has about ``side`` of them; never smaller."""
    factor = max(1, round(side / max(image.shape[:2])))
    return image.repeat(factor, axis=0).repeat(factor, axis=1)


def with_frame(image: NDArray[np.uint8], box: tuple[int, int, int, int] | None) -> NDArray[np.uint8]:
    """The image with all outside of ``box`` (left, top, right, bottom) half faded to grey; as it is without a box."""
    if box is None:
        return image
    left, top, right, bottom = box
    faded = (image // 3 + 150).astype(np.uint8)
    faded[top:bottom, left:right] = image[top:bottom, left:right]
    return faded


def signed_picture(values: NDArray, *, dark: bool) -> NDArray[np.uint8]:
    """Signed numbers ``(h, w)`` in the colours of the diverging map, around zero: uint8 ``(h, w, 3)``."""
    limit = np.abs(values).max() or 1.0
    places, colours = zip(*palette.diverging(dark), strict=True)
    stops = np.array([ImageColor.getrgb(colour) for colour in colours])  # (5, 3)
    where = (values / limit + 1) / 2
    return np.stack([np.interp(where, places, stops[:, channel]) for channel in range(3)], axis=-1).astype(np.uint8)
