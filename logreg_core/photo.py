"""A photo is the least trusted thing that a visitor brings, so here it becomes upright pixels or a clear refusal.

Reading a file ends within seconds and within bounded memory, whatever the file claims. JPEG, PNG, GIF, BMP and WebP are
read in this process, after a look at the few things that Pillow does not bound. TIFF, AVIF and HEIC can hold almost
anything, films included, and only reading them shows what they cost (measured: 1 GB of memory for an AVIF of 4 KB, 9 s
and 4 GB for a HEIC of 20 MB). So they are read in a process of their own, which the system stops.
"""

from __future__ import annotations

import contextlib
import math
import re
import struct
import subprocess
import sys
import threading
from io import BytesIO
from pathlib import Path
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

from .errors import ArgumentError, PhotoError

LONGEST_SIDE = 2048  # pixels of what comes out; a larger picture is averaged down

# What may come in, and the worst that was found within it, in time and additional memory on two cores: JPEG in one scan
# 0.3 s and 60 MB, in several 1.5 s and 390 MB; PNG 1.2 s and 220 MB; GIF and BMP 0.4 s and 140 MB; WebP 0.8 s and
# 390 MB; a file cut into tiny parts 1.2 s and 60 MB; TIFF 4 s and 420 MB; AVIF 1 s and 320 MB; HEIC 2.7 s and 390 MB.
MAX_BYTES = 25 * 2**20
MAX_PIXELS = 50_000_000
MAX_PIXELS_OF = {"WebP": 25_000_000, "AVIF": 25_000_000}  # their decoders keep several copies
MAX_STREAMED_PIXELS = 200_000_000  # for a JPEG in one scan, which is decoded row by row at a reduced scale
MAX_SCANS = 30  # of a JPEG, up to 40 ms each; cameras and programs write 1 to 15
MAX_SEGMENTS = 2_000  # of a JPEG
MAX_EXIF_BYTES = 2**18
MAX_PACKED_CHUNKS = 100  # texts and colour profiles of a PNG
MAX_PROFILE_BYTES = 2**16
MAX_READS = 1_000_000  # by Pillow, of one file
STRIP_PIXELS = 2**20  # that are converted at once
READERS = 2  # photos at once, so that a class that uploads together does not fill the memory
SECONDS_APART = 4.5  # for the process of its own; a HEIC of 48 million pixels takes 2 to 3
BYTES_APART = 512 * 2**20

SIGNATURES = re.compile(
    rb"(?P<JPEG>\xff\xd8\xff)|(?P<PNG>\x89PNG\r\n\x1a\n)|(?P<GIF>GIF8[79]a)|(?P<BMP>BM)|(?P<WebP>RIFF.{4}WEBP)"
    rb"|(?P<TIFF>II[*+]\0|MM\0[*+])|(?P<AVIF>.{4}ftyp(?:avi[fs]|.{4,48}avif))|(?P<HEIC>.{4}ftyp(?:he[iv]|mif|msf))",
    re.DOTALL,
)
# Pillow's readers. They are called directly, because `Image.open` warns of large photos, and refuses the largest ones,
# by a limit that the whole process shares.
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
APART = ("TIFF", "AVIF", "HEIC")
JPEG_MARKER = re.compile(rb"\xff([\xc0-\xcf\xd9-\xfe])")  # the end of the file, and all that begin a segment

# What undoes each of EXIF's orientations. (`ImageOps.exif_transpose` fails where some other part of the EXIF is odd.)
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

_turn = threading.BoundedSemaphore(READERS)


def open_photo(data: bytes) -> NDArray[np.uint8]:
    """The picture in these bytes as a person would see it: upright, on white, in sRGB; of a film, the first frame.

    data: a whole file, of any kind in SIGNATURES.
    Returns uint8 ``(h, w, 3)``. Where a side would be longer than LONGEST_SIDE, blocks of pixels are averaged. Nothing
    else of the file is kept: no place, no time, no camera.

    Raises PhotoError when the file is empty, too large, not a picture, damaged, or takes too much to read.
    """
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
    with _turn:
        return _decode_apart(kind, data) if kind in APART else _decode(kind, data)


def fit(image: NDArray[np.uint8], height: int, width: int, channels: int, how: str = "crop") -> NDArray[np.uint8]:
    """A picture in the model's size: each pixel is the mean of those whose centre it covers (Pillow's BOX filter).

    image: uint8 ``(h, w, 3)``, or ``(h, w, 1)`` for grey.
    how: "crop" keeps the centred part with the target's proportions (`crop_box`), "pad" keeps all of it between white
    bars, "stretch" distorts it.
    Returns uint8 ``(height, width, channels)``. Colour becomes grey before the size changes, by Pillow's "L" (ITU-R
    601); grey becomes colour by repetition. What has the right size and channels already comes back unchanged.

    Raises ArgumentError when an argument is of another kind.
    """
    _check_fit(image, height, width, channels, how)
    rows, columns = image.shape[:2]
    picture = Image.fromarray(image[:, :, 0] if image.shape[2] == 1 else image).convert("L" if channels == 1 else "RGB")
    if how == "crop":
        picture = picture.crop(crop_box(rows, columns, height, width))
    elif how == "pad":
        left, top, right, bottom = crop_box(height, width, rows, columns)  # where it lies in the target
        inner = picture.resize((right - left, bottom - top), Image.Resampling.BOX)
        picture = Image.new(picture.mode, (width, height), "white")
        picture.paste(inner, (left, top))
    return np.array(picture.resize((width, height), Image.Resampling.BOX)).reshape(height, width, channels)


def crop_box(height: int, width: int, target_height: int, target_width: int) -> tuple[int, int, int, int]:
    """The largest centred part of a picture that has the proportions of a target, to the nearest whole pixel.

    Returns ``(left, top, right, bottom)`` in pixels of the picture; right and bottom are the first ones left out.
    """
    box_height = min(height, max(1, (2 * width * target_height + target_width) // (2 * target_width)))
    box_width = min(width, max(1, (2 * height * target_width + target_height) // (2 * target_height)))
    left, top = (width - box_width) // 2, (height - box_height) // 2
    return left, top, left + box_width, top + box_height


def _check_fit(image: NDArray[np.uint8], height: int, width: int, channels: int, how: str) -> None:
    if not isinstance(image, np.ndarray) or image.dtype != np.uint8:
        raise ArgumentError(
            "image must be an array of whole numbers from 0 to 255 (uint8)."
            f" Got {getattr(image, 'dtype', type(image).__name__)}. Convert it first."
        )
    if image.ndim != 3 or image.shape[2] not in (1, 3) or 0 in image.shape:
        raise ArgumentError(f"image must have the shape (h, w, 3), or (h, w, 1) for grey. Got {image.shape}.")
    for name, value in (("height", height), ("width", width)):
        if not isinstance(value, int | np.integer) or not 1 <= value <= LONGEST_SIDE:
            raise ArgumentError(f"{name} must be a whole number from 1 to {LONGEST_SIDE}. Got {value!r:.60}.")
    if channels not in (1, 3):
        raise ArgumentError(f"channels must be 1 (grey) or 3 (colour). Got {channels!r:.60}.")
    if how not in ("crop", "pad", "stretch"):
        raise ArgumentError(f"how must be 'crop', 'pad' or 'stretch'. Got {how!r:.60}.")


class _Source(BytesIO):
    """A file that may be read only so often: cut into millions of parts, it would keep Pillow busy for a minute."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        if self.reads > MAX_READS:
            raise PhotoError(TOO_MANY_PARTS)
        return super().read(size)


def _decode(kind: str, data: bytes) -> NDArray[np.uint8]:
    """What `open_photo` returns, read in this process."""
    if kind == "PNG":
        _check_png(data)
    streamed = kind == "JPEG" and _check_jpeg(data)
    most = MAX_STREAMED_PIXELS if streamed else MAX_PIXELS_OF.get(kind, MAX_PIXELS)
    rule = f"In this format ({kind}), a photo may have at most {most / 1e6:.0f} million pixels."
    try:
        image = PLUGINS[kind](_Source(data))  # reads the size, decodes nothing
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
        # Found by fuzzing: OSError, SyntaxError, ValueError, TypeError, EOFError, RuntimeError. No list says what else.
        raise PhotoError(
            f"This {kind} file is damaged or incomplete, or of a kind that takes too much to read."
            " Download or copy it again, or save it as a plain JPEG or PNG."
        ) from error


def _check_jpeg(data: bytes) -> bool:
    """Whether one scan holds the whole picture, so that it need not be kept in memory to be decoded.

    Raises PhotoError for what Pillow does not bound: scans that each repaint the picture, segments, and EXIF data.
    """
    at = segments = scans = exif = components = 0
    streamed = False
    while marker := JPEG_MARKER.search(data, at):
        code, body = marker[1][0], marker.end() + 2  # two bytes of length come first
        at = marker.end() + int.from_bytes(data[marker.end() : body])
        segments += 1
        if code == 0xD9:  # the end; a film or other pictures may follow
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
    """Refuse very many packed texts and profiles: each unpacks to a megabyte, and Pillow unpacks all of them."""
    if sum(map(data.count, (b"iCCP", b"zTXt", b"iTXt"))) > MAX_PACKED_CHUNKS:
        raise PhotoError(TOO_MANY_PARTS)


def _reduction(image: Image.Image) -> int:
    return math.ceil(max(image.size) / LONGEST_SIDE)


def _shrink(image: Image.Image) -> Image.Image:
    """The picture as RGB, no side longer than LONGEST_SIDE; strip by strip, so that there is no second large copy."""
    factor, levels = _reduction(image), _levels(image)
    small = Image.new("RGB", (math.ceil(image.width / factor), math.ceil(image.height / factor)))
    rows = factor * max(1, STRIP_PIXELS // (factor * image.width))
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(top + rows, image.height)))
        small.paste(_to_rgb(strip, *levels).reduce(factor), (0, top // factor))
    return small


def _levels(image: Image.Image) -> tuple[float, float]:
    """The numbers that mean black and white where a pixel is one number of more than 8 bits.

    With 32 bits no file says which, so white is the first of 1, 255 and 65535 that no pixel exceeds.
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
    """The colours that a profile in the file means (phones: Display P3), in sRGB.

    Only three curves and a matrix are followed. Profiles with tables (A2B, D2B) are left alone, because nothing bounds
    what they cost, and so are damaged ones.
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
    """How the camera was held, 1 to 8; 1, upright, where nothing says it."""
    if not isinstance(exif, bytes) or len(exif) > MAX_EXIF_BYTES:
        return 1
    try:
        directory = Image.Exif()
        directory.load(exif)
        return int(directory.get(ExifTags.Base.Orientation, 1))
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, struct.error):
        return 1


# The process of its own gets the package without its `__init__`, which loads SciPy.
APART_CODE = f"""
import sys, types
_, kind, folder, *sys.path = sys.argv
package = sys.modules[{__package__!r}] = types.ModuleType({__package__!r})
package.__path__ = [folder]
from {__name__} import _answer
_answer(kind)
"""


def _decode_apart(kind: str, data: bytes) -> NDArray[np.uint8]:
    """What `open_photo` returns, read by `_answer` in a process of its own, which is stopped when it takes too long."""
    command = [sys.executable, "-I", "-S", "-c", APART_CODE, kind, str(Path(__file__).parent), *sys.path]
    try:
        answer = subprocess.run(
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a damaged TIFF can complain without end
            timeout=SECONDS_APART,
            check=False,
        ).stdout
    except OSError as error:
        raise PhotoError(f"{kind} files cannot be read on this server. Save the photo as JPEG or PNG.") from error
    except subprocess.TimeoutExpired:
        answer = b""
    if answer.startswith(b"-"):
        raise PhotoError(answer[1:].decode(errors="replace"))
    height, width = int.from_bytes(answer[1:3]), int.from_bytes(answer[3:5])
    if not height or len(answer) != 5 + 3 * height * width:
        raise PhotoError(
            f"Reading this {kind} file took more than {SECONDS_APART:g} seconds or too much memory, and was stopped."
            " Save it smaller, or as a plain JPEG or PNG."
        )
    return np.frombuffer(answer, np.uint8, offset=5).reshape(height, width, 3).copy()


def _answer(kind: str) -> None:
    """The process of its own: a file comes in; "+", height, width and pixels go out, or "-" and the refusal."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows and macOS have no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(2 * SECONDS_APART),) * 2)  # if nobody is left to stop it
        resource.setrlimit(resource.RLIMIT_DATA, (BYTES_APART,) * 2)
    try:
        pixels = _decode(kind, sys.stdin.buffer.read())
        size = b"".join(length.to_bytes(2) for length in pixels.shape[:2])
        sys.stdout.buffer.write(b"+" + size + pixels.tobytes())
    except PhotoError as error:
        sys.stdout.buffer.write(b"-" + str(error).encode())
