"""Values and arrays as deflated bytes, and a reader for untrusted bytes.

The bytes are a `container`, deflated (RFC 1950). Its header holds the ``kind`` of the archive and its ``version``. The
reader inflates no more bytes than the kind allows, reads the header as a type derived from `untrusted.Value`, and
checks the type and shape of each array. Anything else is an `UploadError`.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

import msgspec
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from classroom.untrusted import Value, inflated, read
from logreg_core.container import pack_arrays, unpack_arrays
from logreg_core.data.dataset import MAX_CLASS_NAME
from logreg_core.errors import ArgumentError, UploadError

MAX_BYTES = 20 * 2**20  # of one archive
VERSION = 2
LEVEL = 4  # zlib level: on photos, half the time of the default 6, and 2 % more bytes
PIECE = 2**20  # bytes to deflate between two checks of the total

ClassName = Annotated[str, Meta(max_length=MAX_CLASS_NAME)]
Digest = Annotated[str, Meta(max_length=64)]
H = TypeVar("H", bound=Value)


def pack(kind: str, header: Value, arrays: Mapping[str, NDArray]) -> bytes:
    """Return the bytes of an archive. Raises UploadError if they would be more than MAX_BYTES."""
    values = {"kind": kind, "version": VERSION, **msgspec.to_builtins(header)}
    whole = memoryview(pack_arrays(values, arrays))
    deflate, pieces, size = zlib.compressobj(LEVEL), list[bytes](), 0
    for start in range(0, len(whole), PIECE):
        pieces.append(deflate.compress(whole[start : start + PIECE]))
        size += len(pieces[-1])
        if size > MAX_BYTES:
            break
    pieces.append(deflate.flush())
    if size + len(pieces[-1]) > MAX_BYTES:
        raise UploadError(f"What is kept may have at most {MAX_BYTES // 2**20} MB. This has more. Save it as a file.")
    return b"".join(pieces)


def unpack(kind: str, data: bytes, header: type[H], *, most: int) -> Archive[H]:
    """Return the archive in untrusted bytes.

    header: the type of its header. most: maximum bytes, inflated. Raises UploadError if the bytes are no archive of
    this kind.
    """
    if len(data) > MAX_BYTES:
        raise _refusal(kind, f"at most {MAX_BYTES:,} bytes", f"{len(data):,}")
    try:
        whole = inflated(data, most)
    except ValueError as error:
        raise _refusal(kind, "deflated bytes, and nothing after them", f"{data[:8]!r}, {error}") from error
    if len(whole) > most:
        raise _refusal(kind, f"at most {most:,} bytes, inflated", "more")
    try:
        values, arrays = unpack_arrays(whole)
        is_plain = _is_plain(values)
    except (ArgumentError, RecursionError) as error:
        raise _refusal(kind, "the values and arrays of a container", str(error)) from error
    marks = values.pop("kind", None), values.pop("version", None)
    if marks != (kind, VERSION) or not is_plain:
        raise _refusal(kind, f"this name, the version {VERSION}, and printable texts", f"{marks!r:.60}")
    try:
        return Archive(kind, read(values, header, "its header"), arrays)
    except ArgumentError as error:
        raise UploadError(f"A kept {kind} is refused. {error} Start it again.") from error


def _is_plain(value: object) -> bool:
    """Whether all texts in the value are printable."""
    if isinstance(value, dict):
        return all(map(_is_plain, (*value, *value.values())))
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return not isinstance(value, str) or value.isprintable()


def _refusal(kind: str, rule: str, got: str) -> UploadError:
    return UploadError(f"A kept {kind} must have {rule}. Got {got:.120}. Start it again.")


@dataclass(frozen=True, eq=False)
class Archive(Generic[H]):
    """An archive with a checked header. Its arrays are checked when they are read."""

    kind: str
    header: H
    arrays: Mapping[str, NDArray]

    def refusal(self, rule: str, got: object) -> UploadError:
        """Return an error with the rule for archives of this kind, and what this one has."""
        return _refusal(self.kind, rule, repr(got) if isinstance(got, str) else str(got))

    def has(self, name: str) -> bool:
        """Whether the archive has an array of this name."""
        return name in self.arrays

    def array(self, name: str, kind: str, shape: Sequence[int | None], *, finite: bool = True) -> NDArray:
        """Return an array of this type, such as ``"f8"``, and this shape, where None stands for any length; read-only.

        finite: whether its numbers must be finite. Raises UploadError if there is no such array.
        """
        value = self.arrays.get(name)
        fits = value is not None and value.dtype.str[1:] == kind and len(value.shape) == len(shape)
        if value is None or not fits or any(b is not None and a != b for a, b in zip(value.shape, shape, strict=True)):
            wanted = ", ".join("any" if each is None else f"{each:,}" for each in shape)
            got = "none" if value is None else f"{value.dtype} {value.shape}"
            raise self.refusal(f"{name}, numbers ({kind}) of the shape ({wanted})", got)
        if finite and kind[0] == "f" and not np.isfinite(value).all():
            raise self.refusal(f"{name}, finite numbers", "nan or infinity")
        return value


def printable(text: str, longest: int) -> str:
    """Return the text without unprintable characters, as a header allows."""
    return "".join(filter(str.isprintable, text))[:longest]
