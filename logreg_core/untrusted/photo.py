"""Reads an untrusted photo as upright pixels, or raises a clear error.

Reading takes seconds at most and bounded memory, whatever the file declares. JPEG, PNG, GIF, BMP and WebP are read in
this process, after checks of what Pillow does not bound. The cost of TIFF, AVIF and HEIC, which can even hold films,
shows only during decoding (measured: 1 GB of memory for an AVIF of 4 KB, 9 s and 4 GB for a HEIC of 20 MB). So a
sandbox with limits reads them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import PIL
import pillow_heif
from numpy.typing import NDArray
from PIL import Image

from ..errors import ArgumentError, PhotoError
from . import sandbox
from .fair_semaphore import FairSemaphore
from .photo_decoder import MAX_PHOTO_SIDE, decode

MAX_BYTES = 25 * 2**20
CENTRE = (0.5, 0.5)
READERS = 2  # photos of each kind at once, so that a class that uploads together does not fill the memory
SECONDS_APART = 4.5  # in the sandbox; a HEIC of 48 million pixels takes 2 to 3

SIGNATURES = re.compile(
    rb"(?P<JPEG>\xff\xd8\xff)|(?P<PNG>\x89PNG\r\n\x1a\n)|(?P<GIF>GIF8[79]a)|(?P<BMP>BM)|(?P<WebP>RIFF.{4}WEBP)"
    rb"|(?P<TIFF>II[*+]\0|MM\0[*+])|(?P<AVIF>.{4}ftyp(?:avi[fs]|.{4,48}avif))|(?P<HEIC>.{4}ftyp(?:he[iv]|mif|msf))",
    re.DOTALL,
)
APART = ("TIFF", "AVIF", "HEIC")

_turns, _turns_apart = FairSemaphore(READERS), FairSemaphore(READERS)  # slow formats do not delay the others


def open_photo(data: bytes, watch: Callable[[object], object] | None = None) -> NDArray[np.uint8]:
    """Return the picture in these bytes as a person would see it: upright, on white, in sRGB; of a film, the first
    frame.

    data: a whole file, of any kind in SIGNATURES.
    watch: called about ten times a second during the wait for a turn and in the sandbox. It may raise.
    Returns uint8 ``(h, w, 3)``. If a side is longer than MAX_PHOTO_SIDE, blocks of pixels are averaged. All metadata is
    dropped: location, time, camera.

    Raises PhotoError if the file is empty, too large, no picture, damaged, or too expensive to read.
    """
    if not isinstance(data, bytes | bytearray | memoryview):
        raise ArgumentError(
            f"data must be the bytes of a file. Got {type(data).__name__}. Read the file in binary mode."
        )
    data = bytes(data)
    if not data:
        raise PhotoError("This file is empty: it has 0 bytes. Choose another one.")
    if len(data) > MAX_BYTES:
        raise PhotoError(
            f"A photo may have at most {MAX_BYTES / 2**20:.0f} MB. This file has {len(data) / 2**20:.1f} MB."
            " Save it smaller, or as JPEG."
        )
    signature = SIGNATURES.match(data)
    if signature is None:
        raise PhotoError(
            "This file is not a picture that we can read. We read JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF and HEIC;"
            f" this one begins with {data[:12]!r}. Save the picture as JPEG or PNG."
        )
    kind = str(signature.lastgroup)
    apart = kind in APART
    busy = PhotoError("Too many photos are being read at the moment. Try again in a minute.")
    with (_turns_apart if apart else _turns).take(sandbox.WAIT_SECONDS, busy, watch):
        return _decode_apart(kind, data, watch) if apart else decode(kind, data)


def fit(
    image: NDArray[np.uint8],
    height: int,
    width: int,
    channels: int,
    how: str = "crop",
    *,
    zoom: float = 1.0,
    position: tuple[float, float] = CENTRE,
) -> NDArray[np.uint8]:
    """Return a picture in the model's size: each pixel is the mean of those whose centre it covers (Pillow's BOX
    filter).

    image: uint8 ``(h, w, 3)``, or ``(h, w, 1)`` for grey.
    how: "crop" keeps the part with the target's proportions that `crop_box` says, "pad" keeps all of it between white
    bars, "stretch" distorts it.
    zoom, position: which part "crop" keeps, as in `crop_box`; by default the largest one, from the centre.
    Returns uint8 ``(height, width, channels)``. Colour becomes grey before the size changes, by Pillow's "L" (ITU-R
    601); grey becomes colour by repetition. A picture with the right size and channels is returned unchanged.

    Raises ArgumentError for invalid arguments.
    """
    _check_fit(image, height, width, channels, how, zoom, position)
    rows, columns = image.shape[:2]
    picture = Image.fromarray(image[:, :, 0] if image.shape[2] == 1 else image).convert("L" if channels == 1 else "RGB")
    if how == "crop":
        picture = picture.crop(crop_box(rows, columns, height, width, zoom, position))
    elif how == "pad":
        left, top, right, bottom = crop_box(height, width, rows, columns)  # its position in the target
        inner = _average(picture, right - left, bottom - top)
        picture = Image.new(picture.mode, (width, height), "white")
        picture.paste(inner, (left, top))
    return np.array(_average(picture, width, height)).reshape(height, width, channels)


def crop_box(
    height: int,
    width: int,
    target_height: int,
    target_width: int,
    zoom: float = 1.0,
    position: tuple[float, float] = CENTRE,
) -> tuple[int, int, int, int]:
    """Return the part of a picture that has the proportions of a target, to the nearest whole pixel.

    zoom: 1 for the largest such part, 2 for one whose sides are half as long, and so on.
    position: horizontal and vertical, each from 0 to 1: 0 is the left or upper edge, 0.5 the centre, 1 the right or
    lower edge. Returns ``(left, top, right, bottom)`` in pixels of the picture; right and bottom are exclusive.
    """
    box_height = min(height, max(1, (2 * width * target_height + target_width) // (2 * target_width)))
    box_width = min(width, max(1, (2 * height * target_width + target_height) // (2 * target_height)))
    box_height, box_width = max(1, round(box_height / zoom)), max(1, round(box_width / zoom))
    across, down = position
    left, top = int((width - box_width) * across), int((height - box_height) * down)
    return left, top, left + box_width, top + box_height


def _average(picture: Image.Image, width: int, height: int) -> Image.Image:
    """Apply Pillow's BOX filter along the rows, then down the columns. In one call, Pillow 13 sometimes reverses the
    order, which rounds differently from earlier versions and from the live camera's code.
    """
    narrow = picture.resize((width, picture.height), Image.Resampling.BOX)
    return narrow.resize((width, height), Image.Resampling.BOX)


def _check_fit(
    image: NDArray[np.uint8],
    height: int,
    width: int,
    channels: int,
    how: str,
    zoom: float,
    position: tuple[float, float],
) -> None:
    if not isinstance(image, np.ndarray) or image.dtype != np.uint8:
        raise ArgumentError(
            "image must be an array of whole numbers from 0 to 255 (uint8)."
            f" Got {getattr(image, 'dtype', type(image).__name__)}. Convert it first."
        )
    if image.ndim != 3 or image.shape[2] not in (1, 3) or 0 in image.shape:
        raise ArgumentError(f"image must have the shape (h, w, 3), or (h, w, 1) for grey. Got {image.shape}.")
    for name, value in (("height", height), ("width", width)):
        if not isinstance(value, int | np.integer) or not 1 <= value <= MAX_PHOTO_SIDE:
            raise ArgumentError(f"{name} must be a whole number from 1 to {MAX_PHOTO_SIDE}. Got {value!r:.60}.")
    if channels not in (1, 3):
        raise ArgumentError(f"channels must be 1 (grey) or 3 (colour). Got {channels!r:.60}.")
    if how not in ("crop", "pad", "stretch"):
        raise ArgumentError(f"how must be 'crop', 'pad' or 'stretch'. Got {how!r:.60}.")
    if not 1 <= zoom < float("inf"):
        raise ArgumentError(f"zoom must be a number from 1 (the largest part). Got {zoom!r:.60}.")
    if len(position) != 2 or not all(0 <= share <= 1 for share in position):
        raise ArgumentError(f"position must be two shares from 0 to 1: across and down. Got {position!r:.60}.")


def _decode_apart(kind: str, data: bytes, watch: Callable[[object], object] | None) -> NDArray[np.uint8]:
    """Return the result of `decode`, run in a sandbox."""
    answer = sandbox.ask(
        "logreg_core.untrusted.photo_decoder",
        [data],
        arguments=[kind],
        libraries=(np, PIL, pillow_heif),
        seconds=SECONDS_APART,
        longest_answer=5 + 3 * MAX_PHOTO_SIDE**2,
        error=PhotoError,
        watch=watch,
    )
    if answer.startswith(b"-"):
        raise PhotoError(answer[1:1000].decode(errors="replace"))
    height, width = int.from_bytes(answer[1:3], "big"), int.from_bytes(answer[3:5], "big")
    if not height or len(answer) != 5 + 3 * height * width:
        raise PhotoError(
            f"Reading this {kind} file took too much memory and was stopped. Save it smaller, or as JPEG or PNG."
        )
    return np.frombuffer(answer, np.uint8, offset=5).reshape(height, width, 3).copy()
