"""Decodes a picture in bounded time and memory, and checks what Pillow does not.

`photo` calls `decode` directly for formats whose checks can be complete, and in a sandbox for the others.
"""

from __future__ import annotations

import math
import re
import struct
import sys
from io import BytesIO
from typing import cast

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from ..errors import PhotoError
from .confine import restrict

MAX_PHOTO_SIDE = 2048  # pixels of a side of the result; a larger picture is averaged down

# Limits of the input. Worst time and additional memory found within them on two cores: JPEG in one scan
# 0.3 s and 60 MB, in several 1.5 s and 390 MB; PNG 1.2 s and 220 MB; GIF and BMP 0.4 s and 140 MB; WebP 0.8 s and
# 390 MB; a file cut into tiny parts 1.2 s and 60 MB; TIFF 4 s and 420 MB; AVIF 1 s and 320 MB; HEIC 2.7 s and 390 MB.
MAX_PIXELS = 50_000_000
MAX_PIXELS_OF = {"WebP": 25_000_000, "AVIF": 25_000_000}  # their decoders keep several copies
MAX_STREAMED_PIXELS = 200_000_000  # for a JPEG in one scan, decoded row by row at a reduced scale
MAX_SCANS = 30  # scans of a JPEG, up to 40 ms each; cameras and programs write 1 to 15
MAX_SEGMENTS = 2_000  # of a JPEG
MAX_EXIF_BYTES = 2**18
MAX_PACKED_CHUNKS = 100  # texts and colour profiles of a PNG
MAX_PROFILE_BYTES = 2**16
MAX_READS = 1_000_000  # read calls by Pillow, of one file
STRIP_PIXELS = 2**20  # pixels converted at once
# Limits of the sandbox: 512 MB of memory, seconds of processor time in case the parent is gone, no new file and no
# socket. Not "NPROC": the threads of the AVIF and HEIC decoders count as processes of an ordinary user.
LIMITS = {"DATA": 512 * 2**20, "CPU": 9, "FSIZE": 0, "CORE": 0, "NOFILE": 0}

# Pillow's readers. They are called directly, because `Image.open` warns about large photos and refuses the largest, by
# a limit that the whole process shares.
PLUGINS: dict[str, type[ImageFile.ImageFile]] = {
    "JPEG": JpegImagePlugin.JpegImageFile,
    "PNG": PngImagePlugin.PngImageFile,
    "GIF": GifImagePlugin.GifImageFile,
    "BMP": BmpImagePlugin.BmpImageFile,
    "WebP": WebPImagePlugin.WebPImageFile,
    "TIFF": TiffImagePlugin.TiffImageFile,
    "AVIF": AvifImagePlugin.AvifImageFile,
    "HEIC": pillow_heif.HeifImageFile,
}
JPEG_MARKER = re.compile(rb"\xff([\xc0-\xcf\xd9-\xfe])")  # the end of the file, and the markers that begin a segment

# The inverse of each EXIF orientation. (`ImageOps.exif_transpose` fails if any other part of the EXIF is odd.)
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

TOO_MANY_PARTS = "This file is cut into more parts than can be read safely. Save it again, as a plain JPEG or PNG."


class _Source(BytesIO):
    """A file with a limited number of reads: a file cut into millions of parts would keep Pillow busy for a minute."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        if self.reads > MAX_READS:
            raise PhotoError(TOO_MANY_PARTS)
        return super().read(size)


def decode(kind: str, data: bytes) -> NDArray[np.uint8]:
    """Return the picture in a file of this kind (a key of PLUGINS): uint8 ``(h, w, 3)``, as `photo.open_photo` does.

    Raises PhotoError if it is too large, damaged, or too expensive to read.
    """
    if kind == "PNG":
        _check_png(data)
    streamed = kind == "JPEG" and _check_jpeg(data)
    most = MAX_STREAMED_PIXELS if streamed else MAX_PIXELS_OF.get(kind, MAX_PIXELS)
    rule = f"In this format ({kind}), a photo may have at most {most / 1e6:.0f} million pixels."
    try:
        image = PLUGINS[kind](_Source(data))  # reads the size without decoding
        if image.width * image.height > most:
            raise PhotoError(f"{rule} This one has {image.width:,} x {image.height:,}. Save it smaller.")
        if kind == "JPEG":
            scale = max(scale for scale in (1, 2, 4, 8) if scale <= _reduction(image))
            image.draft(None, (max(1, image.width // scale), max(1, image.height // scale)))
        image.load()
        picture = _to_srgb(_shrink(image), image.info.get("icc_profile"))
        turn = UPRIGHT.get(_orientation(image.info.get("exif")))
        return np.array(picture if turn is None else picture.transpose(turn))
    except PhotoError:
        raise
    except Image.DecompressionBombError as error:
        raise PhotoError(f"{rule} This one has many more. Save it smaller.") from error
    except Exception as error:
        # Fuzzing raised OSError, SyntaxError, ValueError, TypeError, EOFError, RuntimeError; there may be others.
        raise PhotoError(
            f"This {kind} file is damaged or incomplete, or of a kind that takes too much to read."
            " Download or copy it again, or save it as a plain JPEG or PNG."
        ) from error


def _check_jpeg(data: bytes) -> bool:
    """Whether one scan holds the whole picture, so that the decoder need not hold all of it in memory.

    Raises PhotoError for excesses that Pillow does not bound: scans that each repaint the picture, segments, EXIF data.
    """
    at = segments = scans = exif = components = 0
    streamed = False
    while marker := JPEG_MARKER.search(data, at):
        code, body = marker[1][0], marker.end() + 2  # the first two bytes are the length
        at = marker.end() + int.from_bytes(data[marker.end() : body])
        segments += 1
        if code == 0xD9:  # the end; a film or other pictures may follow it
            break
        if code in (0xC0, 0xC1):  # a frame that is not progressive
            components = int.from_bytes(data[body + 5 : body + 6])
        elif code == 0xDA:
            scans += 1
            streamed = scans == 1 and components == int.from_bytes(data[body : body + 1])
        elif code == 0xE1 and data.startswith(b"Exif", body):
            exif += at - body
        if scans > MAX_SCANS or segments > MAX_SEGMENTS or exif > MAX_EXIF_BYTES:
            raise PhotoError(TOO_MANY_PARTS)
    return streamed


def _check_png(data: bytes) -> None:
    """Refuse a PNG with very many compressed texts and profiles: each can inflate to a megabyte, and Pillow inflates
    all of them.
    """
    if sum(map(data.count, (b"iCCP", b"zTXt", b"iTXt"))) > MAX_PACKED_CHUNKS:
        raise PhotoError(TOO_MANY_PARTS)


def _reduction(image: Image.Image) -> int:
    return math.ceil(max(image.size) / MAX_PHOTO_SIDE)


def _shrink(image: Image.Image) -> Image.Image:
    """Return the picture as RGB, no side longer than MAX_PHOTO_SIDE. Works strip by strip, without a second large
    copy."""
    factor, levels = _reduction(image), _levels(image)
    small = Image.new("RGB", (math.ceil(image.width / factor), math.ceil(image.height / factor)))
    rows = factor * max(1, STRIP_PIXELS // (factor * image.width))
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(top + rows, image.height)))
        small.paste(_to_rgb(strip, *levels).reduce(factor), (0, top // factor))
    return small


def _levels(image: Image.Image) -> tuple[float, float]:
    """Return the numbers for black and white in a picture with one number of more than 8 bits per pixel.

    Files with 32 bits do not say which, so white is the first of 1, 255 and 65535 that no pixel exceeds.
    """
    if image.mode not in ("I", "F"):
        return 0, 65535
    low, high = cast(tuple[float, float], image.getextrema())
    if not math.isfinite(high - low):
        return 0, 1
    return min(low, 0), next((white for white in (1, 255, 65535) if high <= white), high)


def _to_rgb(image: Image.Image, black: float, white: float) -> Image.Image:
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        share = (np.nan_to_num(np.asarray(image, np.float64)) - black) / (white - black)
        return Image.fromarray(np.rint(255 * share.clip(0, 1)).astype(np.uint8)).convert("RGB")
    if image.mode == "La":
        image = image.convert("LA")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("RGB")


def _to_srgb(picture: Image.Image, profile: object) -> Image.Image:
    """Convert the colours from the file's profile (phones: Display P3) to sRGB.

    Only profiles of three curves and a matrix are applied. Profiles with tables (A2B, D2B) are ignored, because nothing
    bounds their cost, and so are damaged ones.
    """
    if not isinstance(profile, bytes) or len(profile) > MAX_PROFILE_BYTES or profile[16:20] != b"RGB ":
        return picture
    if any(word in profile for word in (b"A2B", b"D2B", b"sRGB")):
        return picture
    try:
        source, target = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, source, target) or picture
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture


def _orientation(exif: object) -> int:
    """Return the EXIF orientation, 1 to 8; 1, upright, if the file has none."""
    if not isinstance(exif, bytes) or len(exif) > MAX_EXIF_BYTES:
        return 1
    try:
        directory = Image.Exif()
        directory.load(exif)
        return int(directory.get(ExifTags.Base.Orientation, 1))
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, struct.error):
        return 1


def main(kind: str) -> None:
    """Run in the sandbox: read a file; write "+", height, width and pixels, or "-" and the refusal."""
    restrict(LIMITS, threads=True)
    try:
        pixels = decode(kind, sys.stdin.buffer.read())
        size = b"".join(length.to_bytes(2, "big") for length in pixels.shape[:2])
        sys.stdout.buffer.write(b"+" + size + pixels.tobytes())
    except PhotoError as error:
        sys.stdout.buffer.write(b"-" + str(error).encode())
