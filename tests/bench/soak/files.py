"""What visitors of the soak hand over: sound files, the same with damage, and files that were made to do harm."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from functools import cache

import h5py
import numpy as np

from tests.fuzz import files

SOUND_CODE = "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n"
HOSTILE_CODE = (
    "def sigmoid(z):\n    while True:\n        pass\n",
    "def sigmoid(z):\n    return [0] * 10**10\n",
    "def sigmoid(z):\n    return sigmoid(z)\n",
    "def sigmoid(z):\n    return ().__class__.__mro__\n",
)


@cache
def _photos() -> list[bytes]:
    return files.photos()


@cache
def _archives() -> list[tuple[str, bytes]]:
    zips, npzs = [("pets.zip", each) for each in files.zips()], [("some.npz", each) for each in files.npzs()]
    return [*zips, *npzs, ("train.h5", files.hdf5s()[0])]


def photo(draw: random.Random) -> bytes:
    """A photo in one of the formats."""
    return draw.choice(_photos())


def hostile_photo(draw: random.Random) -> bytes:
    """A damaged photo, noise, or a small one that claims to be large."""
    return draw.choice([lambda: damaged(draw, photo(draw)), lambda: draw.randbytes(5_000), _claims_much])()


def dataset(draw: random.Random) -> tuple[str, bytes]:
    """A name and a file: one of a few, or 1 MB of images that nobody has seen before."""
    if draw.random() < 0.5:
        return draw.choice(_archives())
    images = np.random.default_rng(draw.randrange(2**32)).integers(0, 256, (100, 64, 64, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    np.savez(buffer, x=images, y=np.arange(100) % 2)
    return "own.npz", buffer.getvalue()


def hostile_dataset(draw: random.Random) -> tuple[str, bytes]:
    """A name and a file that is damaged, that unpacks to very much, or that asks for what is not its own."""
    name, data = draw.choice(_archives())
    return draw.choice([(name, damaged(draw, data)), *_traps()])


def damaged(draw: random.Random, data: bytes) -> bytes:
    """The same with some bytes overwritten, and in one of three its end cut off."""
    content = bytearray(data)
    for _ in range(draw.randint(1, 20)):
        content[draw.randrange(len(content))] = draw.randrange(256)
    return bytes(content[: draw.randrange(len(content))] if draw.random() < 1 / 3 else content)


@cache
def _claims_much() -> bytes:
    """A PNG of 30,000 x 30,000 pixels in a few bytes."""
    parts = [(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(bytes(10**6)))]
    chunks = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@cache
def _traps() -> list[tuple[str, bytes]]:
    bomb, outside = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(4):
            file.writestr(f"{'ab'[number % 2]}/{number}.png", bytes(64 * 2**20))
    header = b"{'descr': '|u1', 'fortran_order': False, 'shape': (2000000, 2000, 2000, 1), }\n"
    claims = io.BytesIO()
    with zipfile.ZipFile(claims, "w") as file:
        for key in ("x.npy", "y.npy"):
            file.writestr(key, b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(99))
    with h5py.File(outside, "w") as file:
        file.create_dataset("train_set_x", (8, 4, 5, 3), "u1", external=[("/etc/passwd", 0, 480)])
        file.create_dataset("train_set_y", data=np.arange(8) % 2)
    made = {"bomb.zip": bomb, "claims.npz": claims, "outside.h5": outside}
    return [(name, buffer.getvalue()) for name, buffer in made.items()]
