"""Lessons in links: compressed text in URL-safe characters."""

from __future__ import annotations

import base64
import zlib
from pathlib import Path

from logreg_core.errors import LessonError

from ..untrusted import inflated
from .files import MAX_BYTES, read, write
from .lesson import Lesson

VERSION = "2"  # the first character, raised with each new format. "1" had no checksum.
CHECKSUM = 4  # bytes of CRC-32 in front of the packed text
MAX_LINK = 4_000
"""Characters of a packed lesson in a link: half of the 8 kB request line that nginx and most servers accept.
"""
MAX_CODE = 858
"""Characters of a whole address in a QR code: version 20 at level L (ISO/IEC 18004, table 7), 97 by 97 squares. On a
screen one metre high each is about a centimetre, which a phone's camera can resolve from ten metres."""
MAX_PACKED = 90_000  # characters: more than any lesson needs
USUAL = Path(__file__).with_name("usual.txt").read_bytes()
"""The compression dictionary: text common to lessons. It belongs to the version and never changes."""


BROKEN = "This link is damaged or incomplete. Copy it again."
NEWER = "This link needs a newer version of this app. Open it on the server that it comes from."


def pack(lesson: Lesson) -> str:
    """The lesson for a link: a digit for the version, then URL-safe base64. Its name is left out."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=USUAL)
    packed = squeeze.compress(write(lesson).encode()) + squeeze.flush()
    return VERSION + base64.urlsafe_b64encode(_checksum(packed) + packed).decode().rstrip("=")


def unpack(text: str) -> Lesson:
    """The lesson in a link. Raises LessonError for an invalid link, and as `files.read`."""
    version = text[:1]
    if version not in ("1", VERSION):
        raise LessonError(NEWER if VERSION < version <= "9" else BROKEN)
    if len(text) > MAX_PACKED:
        raise LessonError(
            f"A lesson in a link must have at most {MAX_PACKED:,} characters. Got {len(text):,}. Use a file."
        )
    try:
        packed = base64.b64decode(text[1:] + "=" * (-(len(text) - 1) % 4), b"-_", validate=True)
        if version == VERSION:
            checksum, packed = packed[:CHECKSUM], packed[CHECKSUM:]
            if checksum != _checksum(packed):
                raise LessonError(BROKEN)
        content = inflated(packed, MAX_BYTES, -15, USUAL)
    except ValueError:
        raise LessonError(BROKEN) from None
    if len(content) > MAX_BYTES:
        raise LessonError(
            f"A lesson in a link must unpack to at most {MAX_BYTES:,} bytes. This one has more. Use a file."
        )
    try:
        content.decode()
        return read(content, "The lesson of this link")
    except UnicodeDecodeError:
        raise LessonError(BROKEN) from None
    except LessonError:
        if version == VERSION:
            raise
        raise LessonError(BROKEN) from None  # version 1 has no checksum: most likely a damaged link


def _checksum(packed: bytes) -> bytes:
    return zlib.crc32(packed).to_bytes(CHECKSUM)
