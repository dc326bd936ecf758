"""Values and arrays in one piece of deflated bytes, and a reader that trusts none of them.

The bytes are a `container`, deflated (RFC 1950). Its header says the ``kind`` of the parcel and its ``version``. They
may claim to be anything: no more is inflated than the kind allows, and each value is asked for by its name, its type
and its range, so that what is missing or odd is an `UploadError` and nothing else.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..container import pack_arrays, unpack_arrays
from ..errors import ArgumentError, UploadError

MOST_BYTES = 20 * 2**20  # of one parcel
VERSION = 2
LEVEL = 4  # of deflating: measured on photos, half the time of the usual 6, and 2 % more bytes
PIECE = 2**20  # bytes that are deflated between two looks at how many they have become


def pack(kind: str, header: Mapping[str, Any], arrays: Mapping[str, NDArray]) -> bytes:
    """The bytes of a parcel. Raises UploadError where they would be more than MOST_BYTES."""
    whole = memoryview(pack_arrays({"kind": kind, "version": VERSION, **header}, arrays))
    deflate, pieces, size = zlib.compressobj(LEVEL), list[bytes](), 0
    for start in range(0, len(whole), PIECE):
        pieces.append(deflate.compress(whole[start : start + PIECE]))
        size += len(pieces[-1])
        if size > MOST_BYTES:
            break
    pieces.append(deflate.flush())
    if size + len(pieces[-1]) > MOST_BYTES:
        raise UploadError(f"What is kept may have at most {MOST_BYTES // 2**20} MB. This has more. Save it as a file.")
    return b"".join(pieces)


def unpack(kind: str, data: bytes, *, most: int) -> Parcel:
    """The parcel in untrusted bytes.

    most: how many bytes it may be, inflated. Raises UploadError when these bytes are no such parcel of this kind.
    """
    if len(data) > MOST_BYTES:
        raise _refusal(kind, f"at most {MOST_BYTES:,} bytes", f"{len(data):,}")
    inflate = zlib.decompressobj()
    try:
        whole = inflate.decompress(data, most + 1)
        if len(whole) > most:
            raise _refusal(kind, f"at most {most:,} bytes, inflated", "more")
        if not inflate.eof or inflate.unused_data:
            raise _refusal(kind, "an end, and nothing after it", "other bytes")
        header, arrays = unpack_arrays(whole)
    except zlib.error as error:
        raise _refusal(kind, "deflated bytes", f"{data[:8]!r}") from error
    except ArgumentError as error:
        raise _refusal(kind, "the values and arrays of a container", str(error)) from error
    if (header.get("kind"), header.get("version")) != (kind, VERSION):
        found = f"{header.get('kind')!r:.20}, {header.get('version')!r:.20}"
        raise _refusal(kind, f"this name and the version {VERSION}", found)
    return Parcel(kind, header, arrays)


def _refusal(kind: str, rule: str, found: str) -> UploadError:
    return UploadError(f"A kept {kind} must have {rule}. Got {found:.120}. Begin it anew.")


@dataclass(frozen=True, eq=False)
class Parcel:
    """A parcel that is being read. Every method raises UploadError when there is no such value in it."""

    kind: str
    header: Mapping[str, Any]
    arrays: Mapping[str, NDArray]

    def refusal(self, rule: str, found: object) -> UploadError:
        """An error that says what a parcel of this kind must have, and what this one has."""
        return _refusal(self.kind, rule, repr(found) if isinstance(found, str) else str(found))

    def text(self, name: str, longest: int) -> str:
        """A printable text of at most so many characters."""
        value = self.header.get(name)
        if type(value) is not str or len(value) > longest or not value.isprintable():
            raise self.refusal(f"{name}, a printable text of at most {longest} characters", value)
        return value

    def whole(self, name: str, least: int, most: int) -> int:
        """A whole number from the least to the most."""
        value = self.header.get(name)
        if type(value) is not int or not least <= value <= most:
            raise self.refusal(f"{name}, a whole number from {least:,} to {most:,}", value)
        return value

    def number(self, name: str, least: float = -inf, most: float = inf) -> float:
        """A finite number from the least to the most."""
        value = self.header.get(name)
        if type(value) not in (int, float) or not least <= value <= most or not abs(value) < 1e300:  # type: ignore[operator, arg-type]
            raise self.refusal(f"{name}, a finite number from {least:g} to {most:g}", value)
        return float(value)  # type: ignore[arg-type]

    def yes(self, name: str) -> bool:
        """True or false."""
        value = self.header.get(name)
        if type(value) is not bool:
            raise self.refusal(f"{name}, true or false", value)
        return value

    def listed(self, name: str, most: int) -> list[Any]:
        """A list of at most so many values, of any kind."""
        value = self.header.get(name)
        if type(value) is not list or len(value) > most:
            raise self.refusal(f"{name}, a list of at most {most:,}", value)
        return value

    def texts(self, name: str, most: int, longest: int) -> tuple[str, ...]:
        """A list of at most so many printable texts."""
        values = self.listed(name, most)
        if not all(type(each) is str and len(each) <= longest and each.isprintable() for each in values):
            raise self.refusal(f"{name}, printable texts of at most {longest} characters", values)
        return tuple(values)

    def table(self, name: str) -> Parcel:
        """A table of further values, which is read in the same way."""
        value = self.header.get(name)
        if type(value) is not dict:
            raise self.refusal(f"{name}, a table", value)
        return Parcel(self.kind, value, self.arrays)

    def has(self, name: str) -> bool:
        """Whether there is an array of this name."""
        return name in self.arrays

    def array(self, name: str, kind: str, shape: Sequence[int | None], *, finite: bool = True) -> NDArray:
        """An array of this type, such as ``"f8"``, and this shape, in which None stands for any length; read-only.

        finite: whether its numbers must be.
        """
        value = self.arrays.get(name)
        fits = value is not None and value.dtype.str[1:] == kind and len(value.shape) == len(shape)
        if value is None or not fits or any(b is not None and a != b for a, b in zip(value.shape, shape, strict=True)):
            wanted = ", ".join("any" if each is None else f"{each:,}" for each in shape)
            found = "none" if value is None else f"{value.dtype} {value.shape}"
            raise self.refusal(f"{name}, numbers ({kind}) of the shape ({wanted})", found)
        if finite and kind[0] == "f" and not np.isfinite(value).all():
            raise self.refusal(f"{name}, finite numbers", "nan or infinity")
        return value


def printable(text: str, longest: int) -> str:
    """A text as `Parcel.text` takes it."""
    return "".join(filter(str.isprintable, text))[:longest]
