"""Photos from outside: every kind against pixels known beforehand, the model's size, and files made to do harm."""

from __future__ import annotations

import contextlib
import io
import random
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
import skimage.data
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from logreg_core import Classifier, flatten, normalize, sigmoid
from logreg_core.errors import ArgumentError, PhotoError
from logreg_core.sources import faces
from logreg_core.untrusted import photo, photo_decoder, sandbox
from logreg_core.untrusted.photo import crop_box, fit, open_photo
from tests.files import encoded, one_colour

Pixels = NDArray[np.uint8]
ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 2**20
rng = np.random.default_rng(5)
NOISE = rng.integers(0, 256, (31, 47, 3), dtype=np.uint8)
CHELSEA: Pixels = skimage.data.chelsea()[40:104, 100:196]  # 64 x 96, smooth enough for codecs that lose details
RED, WHITE = (255, 0, 0), (255, 255, 255)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on how busy the machine is."""
    monkeypatch.setattr(photo, "SECONDS_APART", 60.0)


def file_of(picture: Pixels | Image.Image, kind: str, **options: object) -> bytes:
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    if kind != "HEIC":
        return encoded(image, kind, **options)
    buffer = io.BytesIO()
    pillow_heif.from_pillow(image).save(buffer, **{"quality": 90, **options})
    return buffer.getvalue()


def exif(orientation: int) -> bytes:
    directory = Image.Exif()
    directory[0x0112] = orientation
    directory[0x010F] = "a camera"
    return directory.tobytes()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(height: int, width: int, depth: int, colour: int, rows: bytes, *before: bytes) -> bytes:
    """A PNG made by hand: colour 0 is grey, 2 RGB, 6 RGBA; each row begins with a zero byte."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(before) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def tiff(tags: list[tuple[int, int, int, int]], data: bytes = b"") -> bytes:
    """A grey 64 x 64 TIFF made by hand of (tag, type, count, value); a value of -1 means: where `data` begins."""
    tags = sorted([(256, 4, 1, 64), (257, 4, 1, 64), (258, 3, 1, 8), (262, 3, 1, 1), *tags])
    start = 8 + 2 + 12 * len(tags) + 4
    entries = b"".join(struct.pack("<HHLL", *tag[:3], start if tag[3] < 0 else tag[3]) for tag in tags)
    return b"II*\0" + struct.pack("<LH", 8, len(tags)) + entries + b"\0\0\0\0" + data


def close(picture: Pixels, truth: Pixels) -> bool:
    """Equal but for what a codec loses at high quality."""
    return picture.shape == truth.shape and bool(np.abs(picture.astype(int) - truth).mean() < 4)


# What a file shows


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee", "rocket"])
def test_a_photo_without_loss_comes_out_pixel_for_pixel(name: str) -> None:
    truth = getattr(skimage.data, name)()
    assert np.array_equal(open_photo(file_of(truth, "PNG")), truth)


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("PNG", {}),
        ("BMP", {}),
        ("WEBP", {"lossless": True}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("TIFF", {"compression": "tiff_adobe_deflate", "big_tiff": True}),
    ],
)
def test_kinds_without_loss_keep_every_pixel(kind: str, options: dict[str, object]) -> None:
    picture = open_photo(file_of(NOISE, kind, **options))
    assert np.array_equal(picture, NOISE)
    assert picture.dtype == np.uint8
    assert picture.flags.c_contiguous
    assert picture.flags.writeable


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF", "HEIC"])
def test_kinds_with_loss_keep_the_picture(kind: str) -> None:
    assert close(open_photo(file_of(CHELSEA, kind, quality=90)), CHELSEA)


def test_a_progressive_jpeg_shows_the_same_as_a_plain_one() -> None:
    plain, progressive = (open_photo(file_of(CHELSEA, "JPEG", progressive=value)) for value in (False, True))
    assert np.array_equal(plain, progressive)


# By the EXIF standard: where the stored first row and first column lie in the upright picture.
STORED = {
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],  # top, right
    3: lambda upright: upright[::-1, ::-1],  # bottom, right
    4: lambda upright: upright[::-1],  # bottom, left
    5: lambda upright: upright.swapaxes(0, 1),  # left, top
    6: lambda upright: upright[:, ::-1].swapaxes(0, 1),  # right, top
    7: lambda upright: upright[::-1, ::-1].swapaxes(0, 1),  # right, bottom
    8: lambda upright: upright[::-1].swapaxes(0, 1),  # left, bottom
}


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIC"])
def test_a_phone_photo_with_any_exif_orientation_comes_out_upright(kind: str, orientation: int) -> None:
    stored = np.ascontiguousarray(STORED[orientation](CHELSEA))
    options = {} if kind in ("PNG", "TIFF") else {"quality": 90}
    picture = open_photo(file_of(stored, kind, exif=exif(orientation), **options))
    assert close(picture, CHELSEA)
    assert kind not in ("PNG", "TIFF") or np.array_equal(picture, CHELSEA)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data:UserWarning")
@pytest.mark.parametrize(
    "broken", [b"", b"Exif\0\0", b"Exif\0\0MM\0*\0\0", b"nonsense", exif(6)[:14], exif(9), exif(0)]
)
def test_a_damaged_orientation_leaves_the_picture_as_it_is(broken: bytes) -> None:
    assert photo_decoder._orientation(broken) in (0, 1, 9)
    assert np.array_equal(open_photo(png(1, 2, 8, 0, b"\0\x01\x02", chunk(b"eXIf", broken)))[:, :, 0], [[1, 2]])


def test_nothing_but_pixels_is_left_of_a_photo() -> None:
    with_data = file_of(NOISE, "PNG", exif=exif(1), pnginfo=None, dpi=(72, 72))
    picture = open_photo(with_data)
    assert type(picture) is np.ndarray
    assert picture.base is None
    assert not hasattr(picture, "info")


def test_alpha_is_laid_on_white() -> None:
    colour, alpha = (axis.ravel() for axis in np.meshgrid(np.arange(256), np.arange(0, 256, 5)))
    truth = np.rint((colour * alpha + 255 * (255 - alpha)) / 255)
    rgba = np.stack([colour, colour, colour, alpha], axis=1).astype(np.uint8).reshape(52, 256, 4)
    for kind, options in (("PNG", {}), ("TIFF", {}), ("WEBP", {"lossless": True, "exact": True})):
        assert np.array_equal(open_photo(file_of(rgba, kind, **options))[:, :, 1].ravel(), truth)
    grey = Image.fromarray(np.ascontiguousarray(rgba[:, :, 2:]), "LA")
    assert np.array_equal(open_photo(file_of(grey, "PNG"))[:, :, 2].ravel(), truth)


@pytest.mark.parametrize("kind", ["AVIF", "HEIC"])
def test_alpha_in_codecs_with_loss_is_laid_on_white_too(kind: str) -> None:
    picture = open_photo(file_of(Image.new("RGBA", (64, 64), (200, 0, 0, 51)), kind, quality=95))
    assert np.abs(picture.reshape(-1, 3) - np.array([244.0, 204.0, 204.0])).max() <= 4


def test_a_transparent_colour_is_white() -> None:
    palette = Image.new("P", (3, 1))
    palette.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255])
    palette.putdata([0, 1, 2])
    for kind in ("PNG", "GIF"):
        assert open_photo(file_of(palette, kind, transparency=1)).tolist() == [[[255, 0, 0], [255] * 3, [0, 0, 255]]]
    faded = file_of(palette, "PNG", transparency=bytes([0, 51, 255]))
    assert open_photo(faded).tolist() == [[[255] * 3, [204, 255, 204], [0, 0, 255]]]
    one_colour = file_of(Image.fromarray(np.array([[RED, (1, 2, 3)]], np.uint8)), "PNG", transparency=(1, 2, 3))
    assert open_photo(one_colour).tolist() == [[list(RED), list(WHITE)]]


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "GIF"])
def test_two_colours_and_grey_come_out_as_rgb(kind: str) -> None:
    grey = np.arange(256, dtype=np.uint8).reshape(16, 16)
    assert np.array_equal(open_photo(file_of(grey, kind)), np.repeat(grey[:, :, None], 3, axis=2))
    bits = Image.fromarray(grey).point(lambda value: 255 * (value > 99)).convert("1")
    assert np.array_equal(open_photo(file_of(bits, kind))[:, :, 0], np.where(grey > 99, 255, 0))


SIXTEEN_BITS = {0: 0, 128: 0, 129: 1, 257: 1, 25700: 100, 32767: 127, 32768: 128, 65406: 254, 65407: 255, 65535: 255}


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
@pytest.mark.parametrize("order", ["<u2", ">u2"])
def test_sixteen_bits_are_scaled_to_eight(kind: str, order: str) -> None:
    grey = np.array([list(SIXTEEN_BITS)], dtype=np.uint16)
    image = Image.frombytes("I;16" if order == "<u2" else "I;16B", (10, 1), grey.astype(order).tobytes())
    assert open_photo(file_of(image, kind))[0, :, 1].tolist() == list(SIXTEEN_BITS.values())


def test_sixteen_bits_per_colour_are_scaled_to_eight() -> None:
    values = np.arange(0, 256, dtype=np.uint16).reshape(1, 64, 4)
    rows = b"\0" + (values * 257).astype(">u2").tobytes()
    alpha = values[:, :, 3:].astype(float)
    truth = np.rint((values[:, :, :3] * alpha + 255 * (255 - alpha)) / 255)
    assert np.array_equal(open_photo(png(1, 64, 16, 6, rows)), truth)
    assert open_photo(png(1, 1, 16, 2, b"\0" + struct.pack(">3H", 0, 40 * 257, 65535))).tolist() == [[[0, 40, 255]]]


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    ("numbers", "truth"),
    [
        ([0.0, 0.25, 1.0], [0, 64, 255]),
        ([0.0, 100.0, 255.0], [0, 100, 255]),
        ([0.0, 257.0, 60000.0], [0, 1, 233]),
        ([-1.0, 0.0, 1.0], [0, 128, 255]),
        ([0.0, 50000.0, 200000.0], [0, 64, 255]),
        ([0.0, np.nan, 1.0], [0, 0, 255]),
        ([np.inf, 0.5, 1.0], [255, 128, 255]),
        ([0.0, 0.0, 0.0], [0, 0, 0]),
    ],
)
def test_floating_point_pictures_are_scaled_to_the_white_that_fits_them(numbers: list[float], truth: list[int]) -> None:
    image = Image.fromarray(np.array([numbers], np.float32))
    assert open_photo(file_of(image, "TIFF"))[0, :, 0].tolist() == truth


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    ("numbers", "truth"),
    [([0, 128, 255], [0, 128, 255]), ([0, 25700, 65535], [0, 100, 255]), ([-(2**31), 0, 2**31 - 1], [0, 128, 255])],
)
def test_pictures_of_large_whole_numbers_are_scaled_too(numbers: list[int], truth: list[int]) -> None:
    image = Image.fromarray(np.array([numbers], np.int32))
    assert open_photo(file_of(image, "TIFF"))[0, :, 0].tolist() == truth


def test_the_colours_of_print_become_colours_of_light() -> None:
    cmyk = np.array([[[0, 0, 0, 0], [255, 0, 0, 0], [0, 100, 50, 0], [0, 0, 0, 255], [10, 20, 30, 100]]], np.uint8)
    light = 255 - cmyk.astype(float)
    truth = light[:, :, :3] * light[:, :, 3:] / 255
    for kind, tolerance in (("TIFF", 1), ("JPEG", 3)):  # a JPEG stores them inverted, as Adobe does
        wide = np.repeat(np.repeat(cmyk, 16, axis=0), 16, axis=1)
        picture = open_photo(file_of(Image.fromarray(wide, "CMYK"), kind, quality=100))
        assert np.abs(picture[8, 8::16] - truth[0]).max() <= tolerance


def animation(kind: str, **options: object) -> bytes:
    first, second = Image.new("RGB", (64, 64), RED), Image.new("RGB", (64, 64), (0, 0, 255))
    return file_of(first, kind, save_all=True, append_images=[second] * 3, **options)


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF", "AVIF"])
def test_an_animation_shows_its_first_frame(kind: str) -> None:
    data = animation(kind, **({"lossless": True} if kind == "WEBP" else {}))
    with Image.open(io.BytesIO(data)) as image:
        assert len(list(ImageSequence.Iterator(image))) > 1
    assert np.abs(open_photo(data) - np.array([255.0, 0, 0])).max() <= 4


def test_a_jpeg_with_several_pictures_shows_the_first() -> None:
    data = animation("MPO")
    assert b"MPF\0" in data
    assert np.abs(open_photo(data) - np.array([255.0, 0, 0])).max() <= 4


def profile(primaries: list[list[float]], extra: bytes = b"") -> bytes:
    """An ICC profile made by hand: three primaries (XYZ under D50) and the curve of a power of 2.2."""

    def fixed(*numbers: float) -> bytes:
        return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)

    values = {
        name: b"XYZ \0\0\0\0" + fixed(*xyz) for name, xyz in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True)
    }
    values |= {
        name: b"curv\0\0\0\0\0\0\0\1" + struct.pack(">Hxx", round(2.2 * 256)) for name in (b"rTRC", b"gTRC", b"bTRC")
    }
    values |= {b"wtpt": b"XYZ \0\0\0\0" + fixed(0.9642, 1, 0.8249), b"desc": b"desc\0\0\0\0\0\0\0\2X\0" + bytes(78)}
    if extra:
        values[extra] = b"mft2" + bytes(60)
    table, body, start = b"", b"", 128 + 4 + 12 * len(values)
    for name, value in values.items():
        table += name + struct.pack(">II", start + len(body), len(value))
        body += value
    head = struct.pack(">I4xI4s4s4s12x4s", start + len(body), 0x02400000, b"mntr", b"RGB ", b"XYZ ", b"acsp")
    head = head.ljust(68, b"\0") + fixed(0.9642, 1, 0.8249)
    return head.ljust(128, b"\0") + struct.pack(">I", len(values)) + table + body


DISPLAY_P3 = [[0.5151, 0.2412, -0.0011], [0.2920, 0.6922, 0.0419], [0.1571, 0.0666, 0.7841]]
SRGB = [[0.4361, 0.2225, 0.0139], [0.3851, 0.7169, 0.0971], [0.1431, 0.0606, 0.7141]]


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP", "HEIC"])
def test_a_wide_colour_space_is_converted_to_srgb(kind: str) -> None:
    colours = np.array([[10, 200, 30], [250, 120, 40], [128, 128, 128], [60, 60, 220], [255, 255, 255], [0, 0, 0]])
    linear = (colours / 255) ** 2.2 @ np.array(DISPLAY_P3) @ np.linalg.inv(SRGB)
    linear = linear.clip(0, 1)
    curve = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)  # sRGB's definition
    wide = np.repeat(np.repeat(colours[None].astype(np.uint8), 16, axis=0), 16, axis=1)
    options = {"WEBP": {"lossless": True}, "HEIC": {"quality": -1, "chroma": 444}}.get(kind, {})
    picture = open_photo(file_of(wide, kind, icc_profile=profile(DISPLAY_P3), **options))[8, 8::16]
    assert np.abs(picture - 255 * curve).max() <= 3
    assert np.abs(picture.astype(int) - colours).max() > 20


@pytest.mark.parametrize(
    "icc",
    [
        b"",
        b"nonsense",
        profile(DISPLAY_P3)[:200],
        profile(DISPLAY_P3)[:16] + b"CMYK" + profile(DISPLAY_P3)[20:],
        profile(DISPLAY_P3, b"A2B0"),
        profile(DISPLAY_P3, b"D2B0"),
        profile(DISPLAY_P3) + bytes(photo_decoder.MAX_PROFILE_BYTES),
        profile(DISPLAY_P3).replace(b"X\0", b"sRGB\0"),
    ],
)
def test_a_profile_that_is_not_simple_is_left_alone(icc: bytes) -> None:
    assert np.array_equal(open_photo(file_of(NOISE, "PNG", icc_profile=icc)), NOISE)


# Large pictures


def test_a_large_picture_is_averaged_in_blocks() -> None:
    image = rng.integers(0, 256, (3, 4097, 3), dtype=np.uint8)  # at most 2048, so blocks of 3 x 3; the last one is cut
    picture = open_photo(file_of(image, "PNG"))
    assert picture.shape == (1, 1366, 3)
    truth = [image[:, left : left + 3].mean(axis=(0, 1)) for left in range(0, 4097, 3)]
    assert np.abs(picture[0] - np.array(truth)).max() < 0.6


def test_strips_leave_no_seam() -> None:
    image = np.repeat(rng.integers(0, 256, (2500, 1, 3), dtype=np.uint8), 900, axis=1)  # more than one strip
    picture = open_photo(file_of(image, "PNG", compress_level=1))
    truth = image.reshape(1250, 2, 900, 3).mean(axis=1)[:, ::2]
    assert np.abs(picture - truth).max() <= 0.5


@pytest.mark.parametrize("size", [(60_000, 1), (1, 60_000), (1, 1), (2048, 3), (3, 2049)])
def test_extreme_proportions_are_read(size: tuple[int, int]) -> None:
    for kind in ("PNG", "JPEG"):
        picture = open_photo(file_of(Image.new("RGB", size, RED), kind))
        assert max(picture.shape) <= photo_decoder.MAX_PHOTO_SIDE
        assert np.abs(picture - np.array([255.0, 0, 0])).max() <= 2


def phone_photo(rows: int = 563, **options: object) -> bytes:
    """A JPEG of 12,000 x 9,008 pixels: one row of blocks, and the same bytes again and again behind restart marks."""
    strip = np.tile(skimage.data.astronaut()[100:116], (1, 24, 1))[:, :12_000]
    data = file_of(np.ascontiguousarray(strip), "JPEG", restart_marker_rows=1, **options)
    size = data.index(b"\xff\xc0") + 5
    scan = data.index(b"\xff\xda")
    start = scan + 2 + int.from_bytes(data[scan + 2 : scan + 4])
    head = data[:size] + struct.pack(">H", 16 * rows) + data[size + 2 : start]
    return head + b"".join(data[start:-2] + bytes([0xFF, 0xD0 + row % 8]) for row in range(rows - 1)) + data[start:]


def test_a_phone_photo_of_108_megapixels_opens_in_little_memory(measure: Measure) -> None:
    outcome, growth = measure(phone_photo(exif=exif(6)))
    assert outcome == "picture 1500 1126"
    assert growth < 150 * MEGABYTE


def test_a_reduced_jpeg_shows_the_same_as_the_mean_of_its_pixels() -> None:
    large = np.tile(skimage.data.astronaut(), (2, 9, 1))  # 1024 x 4608
    picture = open_photo(file_of(large, "JPEG", quality=95))
    assert picture.shape == (256, 1152, 3)  # by 2 while decoding, then by 2
    assert close(picture, large.reshape(256, 4, 1152, 4, 3).mean(axis=(1, 3)))


# The model's size


def test_an_integer_reduction_is_the_mean_of_each_block() -> None:
    image = rng.integers(0, 256, (12, 20, 3), dtype=np.uint8)
    halves = np.floor(image.reshape(12, 5, 4, 3).mean(axis=2) + 0.5)  # Pillow rounds after the columns, then again
    truth = np.floor(halves.reshape(3, 4, 5, 3).mean(axis=1) + 0.5)
    for how in ("crop", "pad", "stretch"):
        assert np.array_equal(fit(image, 3, 5, 3, how=how), truth)


def test_a_pixel_counts_where_its_centre_lies() -> None:
    row = np.array([[[0], [90], [240]]], np.uint8)  # centres at 1/2, 3/2 and 5/2, the middle one on the border
    assert fit(row, 1, 2, 1, how="stretch").ravel().tolist() == [45, 240]
    row = np.array([[[10], [20], [40], [80], [160]]], np.uint8)  # borders at 5/3 and 10/3
    assert fit(row, 1, 3, 1, how="stretch").ravel().tolist() == [15, 40, 120]


@pytest.mark.parametrize("how", ["crop", "pad", "stretch"])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_picture_of_the_right_size_is_returned_unchanged(how: str, channels: int) -> None:
    image = rng.integers(0, 256, (64, 48, channels), dtype=np.uint8)
    before = image.copy()
    result = fit(image, 64, 48, channels, how=how)
    assert np.array_equal(result, before)
    assert not np.shares_memory(result, image)
    assert result.dtype == np.uint8
    assert result.flags.c_contiguous


@pytest.mark.parametrize("how", ["crop", "pad", "stretch"])
@pytest.mark.parametrize("size", [(64, 64), (25, 25), (7, 31), (90, 2), (1, 1)])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("source", [(1, 300, 3), (300, 1, 1), (40, 30, 3), (50, 50, 1)])
def test_every_size_is_reached_from_every_size(
    how: str, size: tuple[int, int], channels: int, source: tuple[int, int, int]
) -> None:
    grey = fit(np.full(source, 77, np.uint8), *size, channels, how=how)
    assert grey.shape == (*size, channels)
    assert set(np.unique(grey)) <= ({77, 255} if how == "pad" else {77})


def test_crop_takes_exactly_the_box_that_is_drawn() -> None:
    image = rng.integers(0, 256, (50, 87, 3), dtype=np.uint8)
    left, top, right, bottom = crop_box(50, 87, 64, 48)
    alone = np.ascontiguousarray(image[top:bottom, left:right])
    assert np.array_equal(fit(image, 64, 48, 3), fit(alone, 64, 48, 3, how="stretch"))


def test_pad_keeps_the_whole_picture_between_white_bars() -> None:
    image = rng.integers(0, 255, (10, 20, 3), dtype=np.uint8)
    padded = fit(image, 20, 20, 3, how="pad")
    assert np.array_equal(padded[5:15], image)
    assert (padded[:5] == 255).all()
    assert (padded[15:] == 255).all()
    grey = fit(np.zeros((8, 2, 1), np.uint8), 4, 4, 1, how="pad")[:, :, 0]
    assert grey.tolist() == [[255, 0, 255, 255]] * 4  # an odd rest goes to the right


def test_stretch_reaches_the_corners() -> None:
    image = np.zeros((2, 2, 3), np.uint8)
    image[0, 0], image[1, 1] = RED, WHITE
    stretched = fit(image, 6, 4, 3, how="stretch")
    assert np.array_equal(stretched, np.repeat(np.repeat(image, 3, axis=0), 2, axis=1))


def test_colour_becomes_grey_by_luma_before_the_size_changes() -> None:
    image = rng.integers(0, 256, (8, 8, 3), dtype=np.uint8)
    luma = np.rint(image @ np.array([0.299, 0.587, 0.114]))
    grey = fit(image, 8, 8, 1)
    assert np.abs(grey[:, :, 0] - luma).max() <= 1
    assert np.array_equal(fit(image, 3, 5, 1), fit(grey, 3, 5, 1))


def test_grey_becomes_colour_by_repetition() -> None:
    image = rng.integers(0, 256, (9, 9, 1), dtype=np.uint8)
    assert np.array_equal(fit(image, 4, 4, 3), np.repeat(fit(image, 4, 4, 1), 3, axis=2))


@pytest.mark.parametrize(
    ("size", "target", "box"),
    [
        ((48, 64), (1, 1), (8, 0, 56, 48)),
        ((64, 48), (64, 64), (0, 8, 48, 56)),
        ((100, 100), (2, 1), (25, 0, 75, 100)),
        ((100, 100), (1, 3), (0, 33, 100, 66)),
        ((5, 4), (1, 1), (0, 0, 4, 4)),
        ((1, 1000), (64, 64), (499, 0, 500, 1)),
        ((1, 3), (100, 1), (1, 0, 2, 1)),
        ((64, 64), (64, 64), (0, 0, 64, 64)),
    ],
)
def test_the_crop_box_is_the_centred_one_with_the_targets_proportions(
    size: tuple[int, int], target: tuple[int, int], box: tuple[int, int, int, int]
) -> None:
    assert crop_box(*size, *target) == box


def test_every_crop_box_lies_inside_touches_two_sides_and_is_within_half_a_pixel_of_the_proportions() -> None:
    for height, width, target_height, target_width in rng.integers(1, 300, (2000, 4)).tolist():
        left, top, right, bottom = crop_box(height, width, target_height, target_width)
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
        assert right - left == width or bottom - top == height
        assert abs(left - (width - right)) <= 1
        assert abs(top - (height - bottom)) <= 1
        if min(right - left, bottom - top) > 1:
            error_width = abs((right - left) - (bottom - top) * target_width / target_height)
            error_height = abs((bottom - top) - (right - left) * target_height / target_width)
            assert min(error_width, error_height) <= 0.5


@pytest.mark.parametrize("name", ["faces", "cats"])
def test_a_training_image_saved_as_png_and_opened_again_gives_the_probability_that_it_has_in_training(
    name: str, request: pytest.FixtureRequest
) -> None:
    dataset = faces.load() if name == "faces" else request.getfixturevalue("cats")
    w = rng.normal(0, 0.05, (dataset.n_x, 1))
    classifier = Classifier(w, 0.1, dataset.image_shape, dataset.class_names, dataset.name, dataset.digest)
    images = dataset.train.images[::5]
    in_training = sigmoid(w.T @ normalize(flatten(images)) + 0.1)[0]
    for image, expected in zip(images, in_training, strict=True):
        seen = fit(open_photo(encoded(image.squeeze())), *dataset.image_shape)
        assert np.array_equal(seen, image)
        assert classifier.probabilities(seen[np.newaxis])[0] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("zoom", "position", "box"),
    [
        (1, (0, 0), (0, 0, 48, 48)),
        (1, (1, 1), (16, 0, 64, 48)),
        (2, (0.5, 0.5), (20, 12, 44, 36)),
        (2, (0, 1), (0, 24, 24, 48)),
        (2, (1, 0), (40, 0, 64, 24)),
        (1000, (0.5, 0.5), (31, 23, 32, 24)),
    ],
)
def test_zoom_makes_the_part_smaller_and_position_moves_it_from_edge_to_edge(
    zoom: float, position: tuple[float, float], box: tuple[int, int, int, int]
) -> None:
    assert crop_box(48, 64, 25, 25, zoom, position) == box
    image = rng.integers(0, 256, (48, 64, 3), dtype=np.uint8)
    left, top, right, bottom = box
    alone = np.ascontiguousarray(image[top:bottom, left:right])
    assert np.array_equal(fit(image, 25, 25, 1, zoom=zoom, position=position), fit(alone, 25, 25, 1, "stretch"))


def test_every_zoomed_part_lies_inside_the_picture() -> None:
    for height, width, target_height, target_width in rng.integers(1, 300, (2000, 4)).tolist():
        zoom, across, down = rng.uniform(1, 20), *rng.uniform(0, 1, 2)
        left, top, right, bottom = crop_box(height, width, target_height, target_width, zoom, (across, down))
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height


@pytest.mark.parametrize(("zoom", "position"), [(0.5, (0.5, 0.5)), (np.nan, (0.5, 0.5)), (1, (0.5, 1.1)), (1, (0.5,))])
def test_a_part_that_does_not_exist_is_refused(zoom: float, position: tuple[float, float]) -> None:
    with pytest.raises(ArgumentError, match="zoom|position"):
        fit(NOISE, 8, 8, 3, zoom=zoom, position=position)


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        ((NOISE.astype(float), 8, 8, 3), "uint8.*float64"),
        (([[1]], 8, 8, 3), "uint8.*list"),
        ((NOISE[:, :, 0], 8, 8, 3), r"shape.*\(31, 47\)"),
        ((NOISE[:, :, :2], 8, 8, 3), r"shape.*\(31, 47, 2\)"),
        ((NOISE[:0], 8, 8, 3), r"shape.*\(0, 47, 3\)"),
        ((NOISE, 0, 8, 3), "height.* 0"),
        ((NOISE, 8, -1, 3), "width.*-1"),
        ((NOISE, 8, 2.0, 3), r"width.*2\.0"),
        ((NOISE, 10**9, 8, 3), "height.*1000000000"),
        ((NOISE, 8, 8, 4), "channels.*4"),
        ((NOISE, 8, 8, 3, "squeeze"), "how.*'squeeze'"),
    ],
)
def test_a_wrong_argument_is_named_with_its_value(arguments: tuple[object, ...], rule: str) -> None:
    with pytest.raises(ArgumentError, match=rule):
        fit(*arguments)  # type: ignore[arg-type]


# Files that are refused

# A fresh process that has the imports behind it, and forks one for each file, so that each has a peak of its own.
MEASURE = """
import os, resource, sys
from logreg_core.untrusted.photo import PhotoError, open_photo
while length := sys.stdin.buffer.read(8):
    data = sys.stdin.buffer.read(int.from_bytes(length))
    if not os.fork():
        break
    data = b""
    print("status", os.wait()[1], flush=True)
else:
    sys.exit()
peak = lambda who: resource.getrusage(who).ru_maxrss
before = peak(resource.RUSAGE_SELF)
try:
    outcome = "picture {} {}".format(*open_photo(data).shape)
except PhotoError as error:
    outcome = f"refused: {error}"
print(max(peak(resource.RUSAGE_SELF) - before, peak(resource.RUSAGE_CHILDREN)), outcome)
"""
Measure = Callable[[bytes], tuple[str, int]]


@pytest.fixture(scope="module")
def measure() -> Iterator[Measure]:
    """What comes of a file in a process of its own, and by how many bytes the memory grew, there or in its child."""
    if sys.platform == "win32":
        pytest.skip("Windows does not tell the memory of a process that has ended")
    command = [sys.executable, "-W", "ignore", "-c", MEASURE]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:

        def measured(data: bytes) -> tuple[str, int]:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(len(data).to_bytes(8) + data)
            process.stdin.flush()
            lines = [process.stdout.readline().decode(), process.stdout.readline().decode()]
            assert lines[1] == "status 0\n", lines
            growth, _, outcome = lines[0].partition(" ")
            return outcome.strip(), int(growth) * (1 if sys.platform == "darwin" else 1024)

        yield measured


def refusal(data: bytes) -> str:
    with pytest.raises(PhotoError) as caught:
        open_photo(data)
    return str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        b"just a text",
        b"<!DOCTYPE html><html></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7\n",
        b"PK\x03\x04" + bytes(100),
        b"\0\0\0\x20ftypisom" + bytes(100),
        b"\0",
        b"\xff\xd8",
        bytes(1000),
    ],
)
def test_what_is_not_a_picture_is_refused_with_the_kinds_that_are(data: bytes) -> None:
    message = refusal(data)
    assert "JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF and HEIC" in message
    assert repr(data[:12]) in message
    assert message.endswith("Save the picture as JPEG or PNG.")


def test_an_empty_file_is_refused() -> None:
    assert "0 bytes" in refusal(b"")


def test_a_file_of_too_many_bytes_is_refused() -> None:
    assert "at most 25 MB. This file has 25.0 MB." in refusal(bytes(photo.MAX_BYTES + 1))


KINDS = ["JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF", "AVIF", "HEIC"]


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("kind", [*KINDS, "progressive"])
def test_a_file_that_is_cut_short_is_refused_and_not_half_grey(kind: str, share: float) -> None:
    whole = file_of(CHELSEA, "JPEG", progressive=True) if kind == "progressive" else file_of(CHELSEA, kind)
    message = refusal(whole[: int(share * len(whole))])
    assert "damaged or incomplete" in message
    assert not any(word in message for word in ("truncated", "PIL", "0x", "/"))


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("kind", KINDS)
def test_a_signature_without_a_picture_is_refused(kind: str) -> None:
    assert "damaged or incomplete" in refusal(file_of(CHELSEA, kind)[:16])


def test_damaged_files_give_a_picture_or_a_refusal_and_nothing_else() -> None:
    luck = random.Random(3)
    for kind in ("JPEG", "PNG", "GIF", "BMP", "WEBP"):
        whole = file_of(NOISE, kind)
        for _ in range(60):
            data = bytearray(whole)
            for _ in range(luck.choice((1, 3, 20))):
                data[luck.randrange(len(data)) if luck.random() < 0.5 else luck.randrange(60)] = luck.randrange(256)
            with contextlib.suppress(PhotoError):
                assert open_photo(bytes(data)).ndim == 3


def declared(kind: str, width: int, height: int) -> bytes:
    """A small file that declares another size."""
    data = bytearray(file_of(CHELSEA, kind, **({"lossless": True} if kind == "WEBP" else {})))
    if kind == "PNG":
        data[8:33] = chunk(b"IHDR", struct.pack(">II", width, height) + data[24:29])
    elif kind == "GIF":
        data[6:10] = struct.pack("<HH", width, height)
    elif kind == "BMP":
        data[18:26] = struct.pack("<ii", width, height)
    elif kind == "WEBP":
        data[21:25] = struct.pack("<I", (width - 1) | (height - 1) << 14)
    elif kind == "TIFF":
        data = bytearray(tiff([(273, 4, 1, -1), (279, 4, 1, 4096)], bytes(4096)))
        for tag, value in ((256, width), (257, height)):
            at = data.index(struct.pack("<HHL", tag, 4, 1)) + 8
            data[at : at + 4] = struct.pack("<L", value)
    elif kind == "JPEG":
        at = data.index(b"\xff\xc0") + 5
        data[at : at + 4] = struct.pack(">HH", height, width)
    else:
        at = data.index(b"ispe") + 8
        data[at : at + 8] = struct.pack(">II", width, height)
    return bytes(data)


@pytest.mark.parametrize("kind", KINDS)
def test_a_size_beyond_the_limit_is_refused_before_anything_is_decoded(kind: str, measure: Measure) -> None:
    side = 16_384 if kind in ("WEBP", "AVIF", "HEIC") else 60_000
    outcome, growth = measure(declared(kind, side, side))
    assert outcome.startswith("refused: ")
    assert "million pixels" in outcome
    assert growth < 100 * MEGABYTE


def test_a_size_of_zero_is_refused() -> None:
    for kind in ("PNG", "JPEG", "BMP"):
        assert "damaged or incomplete" in refusal(declared(kind, 0, 0))


def test_a_small_png_of_177_megapixels_is_refused(measure: Measure) -> None:
    outcome, growth = measure(png(13_300, 13_300, 1, 0, bytes(13_300 * 1664)))
    assert "at most 50 million pixels. This one has 13,300 x 13,300" in outcome
    assert growth < 100 * MEGABYTE


def test_a_large_progressive_jpeg_is_refused_because_it_must_be_kept_whole() -> None:
    data = bytearray(file_of(CHELSEA, "JPEG", progressive=True))
    at = data.index(b"\xff\xc2") + 5
    data[at : at + 4] = struct.pack(">HH", 9_000, 12_000)
    assert "at most 50 million pixels" in refusal(bytes(data))


@pytest.mark.filterwarnings("ignore:.*had too many entries:UserWarning")
def test_a_jpeg_is_refused_for_scans_segments_and_exif_beyond_reason() -> None:
    progressive = file_of(CHELSEA, "JPEG", progressive=True)
    last = progressive.rindex(b"\xff\xda")
    again = progressive[last:-2]
    assert open_photo(progressive[:-2] + again * 5 + progressive[-2:]).shape == CHELSEA.shape
    assert refusal(progressive[:-2] + again * 1000 + progressive[-2:]) == photo_decoder.TOO_MANY_PARTS
    plain = file_of(CHELSEA, "JPEG")
    assert refusal(plain[:2] + b"\xff\xfe\0\2" * 300_000 + plain[2:]) == photo_decoder.TOO_MANY_PARTS
    segment = b"\xff\xe1\xff\xff" + b"Exif\0\0II*\0\x08\0\0\0".ljust(65_533, b"\0")
    assert refusal(plain[:2] + segment * 20 + plain[2:]) == photo_decoder.TOO_MANY_PARTS


def test_what_looks_like_scans_inside_other_parts_of_a_jpeg_is_not_counted() -> None:
    plain = file_of(CHELSEA, "JPEG", progressive=True)
    thumbnail = b"\xff\xe1\x40\x02" + b"\xff\xda\0\2" * 4096
    assert np.array_equal(open_photo(plain[:2] + thumbnail + plain[2:] + b"\xff\xda\0\2" * 4096), open_photo(plain))


PACKED = b"a\0\0" + zlib.compress(bytes(MEGABYTE))
# Files of so many parts that Pillow would read them more than `n` times.
PARTS: dict[str, Callable[[int], bytes]] = {
    "JPEG of filling": lambda n: b"\xff\xd8\xff" + b"\xff" * 3 * n,
    "JPEG of restarts": lambda n: b"\xff\xd8\xff\xe0\0\2" + b"\xff\xd0" * (3 * n // 2),
    "PNG of empty chunks": lambda n: png(1, 1, 8, 0, b"\0\0", chunk(b"prIv", b"") * (3 * n // 5)),
    "GIF of comments": lambda n: b"GIF89a\1\0\1\0\0\0\0!\xfe" + b"\1x" * n,
    "GIF of nothing": lambda n: b"GIF89a\1\0\1\0\0\0\0" + b"\1" * 2 * n,
    "PNG of profiles": lambda n: png(1, 1, 8, 0, b"\0\0", chunk(b"iCCP", PACKED) * 999),
    "PNG of texts": lambda n: png(1, 1, 8, 0, b"\0\0", chunk(b"zTXt", PACKED) * 999),
}


@pytest.mark.parametrize("make", PARTS.values(), ids=PARTS)
def test_a_file_cut_into_too_many_parts_is_refused(
    make: Callable[[int], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit is lower here, and the files have fewer parts by as much; the next test has the real one."""
    monkeypatch.setattr(photo_decoder, "MAX_READS", 50_000)
    assert refusal(make(50_000)) == photo_decoder.TOO_MANY_PARTS


def test_pillow_may_read_a_file_a_million_times() -> None:
    assert refusal(PARTS["GIF of comments"](photo_decoder.MAX_READS)) == photo_decoder.TOO_MANY_PARTS
    assert photo_decoder.MAX_READS == 1_000_000


def test_giant_texts_and_exif_in_a_png_do_not_matter(measure: Measure) -> None:
    rationals = b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHLL", 0x0112, 5, 1_500_000, 26) + bytes(12_000_004)
    text = b"Raw profile type exif\0\n\n\n" + b"00" * 5_000_000
    outcome, growth = measure(png(1, 1, 8, 0, b"\0\0", chunk(b"eXIf", rationals), chunk(b"tEXt", text)))
    assert outcome == "picture 1 1"
    assert growth < 150 * MEGABYTE


def heif_with_much_data(items: int, size: int) -> bytes:
    """A small HEIC, and many pieces of EXIF data that are all the same bytes, so that each costs 30 bytes."""

    def box(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I4s", 8 + len(content), kind) + content

    def boxes(start: int, end: int) -> Iterator[tuple[bytes, bytes]]:
        while start < end:
            length, kind = struct.unpack_from(">I4s", plain, start)
            yield kind, plain[start + 8 : start + length]
            start += length

    plain = file_of(CHELSEA, "HEIC")
    outer = dict(boxes(0, len(plain)))
    start = plain.index(b"meta") + 8
    inner = dict(boxes(start, start - 12 + len(outer[b"meta"]) + 8))
    entries = [box(b"infe", b"\2\0\0\0\0\1\0\0hvc1\0")]
    entries += [box(b"infe", struct.pack(">IHH", 0x02000001, 2 + item, 0) + b"Exif\0") for item in range(items)]
    links = b"\0\0\0\0" + b"".join(box(b"cdsc", struct.pack(">HHH", 2 + item, 1, 1)) for item in range(items))

    def head(at: int) -> bytes:
        places = [(1, 0, 1, at, len(outer[b"mdat"]))]
        places += [(2 + item, 0, 1, at + len(outer[b"mdat"]), size) for item in range(items)]
        table = struct.pack(">IHH", 0, 0x4400, len(places)) + b"".join(
            struct.pack(">HHHII", *place) for place in places
        )
        content = box(b"hdlr", inner[b"hdlr"]) + box(b"pitm", inner[b"pitm"]) + box(b"iloc", table)
        content += box(b"iinf", struct.pack(">IH", 0, len(entries)) + b"".join(entries)) + box(b"iref", links)
        meta = box(b"meta", b"\0\0\0\0" + content + box(b"iprp", inner[b"iprp"]))
        return box(b"ftyp", outer[b"ftyp"]) + meta

    start = len(head(0)) + 8
    return head(start) + box(b"mdat", outer[b"mdat"] + b"\0\0\0\6Exif\0\0II*\0".ljust(size, b"\0"))


def test_the_crafted_heic_is_otherwise_sound() -> None:
    assert close(open_photo(heif_with_much_data(1, 100)), CHELSEA)


HARMFUL: dict[str, Callable[[], bytes]] = {
    "a HEIC of 20 MB that asks for 4 GB": lambda: heif_with_much_data(200, 20_000_000),
    "a TIFF of millions of strips": lambda: tiff(
        [(273, 4, 3_000_000, -1), (278, 4, 1, 1), (279, 4, 3_000_000, -1)], struct.pack("<L", 8) * 3_000_000
    ),
    "a TIFF of one vast tile": lambda: tiff(
        [(259, 3, 1, 8), (322, 4, 1, 65_520), (323, 4, 1, 65_520), (324, 4, 1, -1), (325, 4, 1, 999)],
        zlib.compress(bytes(999_999)),
    ),
}


@pytest.mark.parametrize("make", HARMFUL.values(), ids=HARMFUL)
def test_a_file_that_takes_more_than_it_may_is_stopped(make: Callable[[], bytes], measure: Measure) -> None:
    outcome, growth = measure(make())
    assert outcome.startswith("refused: ")
    assert growth < 500 * MEGABYTE


def test_a_tiff_whose_pages_go_round_in_a_circle_shows_the_first() -> None:
    page = bytearray(tiff([(273, 4, 1, -1), (279, 4, 1, 4096)], bytes([7]) * 4096))
    end = 8 + 2 + 12 * 6
    page[end : end + 4] = struct.pack("<L", 8)
    assert open_photo(bytes(page)).tolist() == [[[7, 7, 7]] * 64] * 64


def test_a_photo_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo, "SECONDS_APART", 0.001)
    assert "was stopped" in refusal(file_of(CHELSEA, "HEIC"))


def test_a_server_without_processes_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    data = file_of(CHELSEA, "TIFF")
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert "cannot read such files at the moment" in refusal(data)


def test_many_visitors_at_once_each_get_their_own_photo() -> None:
    pictures = [np.full((20, 30, 3), value, np.uint8) for value in range(12)]
    files = [file_of(picture, kind) for picture, kind in zip(pictures, ["PNG", "BMP", "TIFF"] * 4, strict=True)]
    with ThreadPoolExecutor(12) as pool:
        for picture, opened in zip(pictures, pool.map(open_photo, files), strict=True):
            assert np.array_equal(picture, opened)


def test_slow_photos_do_not_hold_up_quick_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, done = threading.Barrier(photo.READERS + 1), threading.Event()

    def slow(kind: str, data: bytes, watch: object) -> NDArray[np.uint8]:
        reading.wait(60)
        done.wait(60)
        return np.zeros((1, 1, 3), np.uint8)

    monkeypatch.setattr(photo, "_decode_apart", slow)
    monkeypatch.setattr(sandbox, "WAIT_SECONDS", 0)
    quick = one_colour("black", (2, 1))
    with ThreadPoolExecutor(photo.READERS) as pool:
        waiting = [pool.submit(open_photo, b"\0\0\0\x18ftypheic" + bytes(20)) for _ in range(photo.READERS)]
        reading.wait(60)  # now the slow ones have all turns that there are for them
        assert open_photo(quick).shape == (1, 2, 3)
        with pytest.raises(PhotoError, match="Too many photos"):
            open_photo(b"\0\0\0\x18ftypheic" + bytes(20))
        done.set()
        assert [each.result().shape for each in waiting] == [(1, 1, 3)] * photo.READERS
