"""Reads an untrusted ZIP archive: checks all declared sizes before it inflates a byte.

A ZIP of a few kilobytes can declare millions of entries or gigabytes of data, hide one entry in another, or name files
outside its folder. This reader checks the directory at its end first, and refuses the whole archive if any part is
unusual. Then it inflates entries one at a time, in memory, and never beyond their declared size.
"""

from __future__ import annotations

import contextlib
import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass

from ..errors import ArchiveError

MAX_ARCHIVE_BYTES = 64 * 2**20
MAX_ENTRIES = 20_000  # the longest directory: 20,000 names of 140 bytes
MAX_DIRECTORY_BYTES = 4 * 2**20
MAX_NAME = 1000  # characters

END = struct.Struct("<4s4H2LH")  # the record at the end of an archive, with the position of its directory
LOCAL = struct.Struct("<4s22x2H")  # the header before an entry's data
ENCRYPTED = 0x0001 | 0x0040 | 0x2000
UTF8 = 0x0800
KINDS = {zipfile.ZIP_STORED: "stored", zipfile.ZIP_DEFLATED: "deflate"}
DAMAGED = "The archive is damaged, incomplete, or a ZIP of an unusual kind. Zip the folder again, or copy it again."


@dataclass(frozen=True)
class Member:
    """A file in an archive: its path with ``/``, its size in bytes, and the position of its compressed data."""

    path: str
    size: int
    start: int
    packed: int
    method: int
    crc: int


def members(data: bytes, *, largest: int, total: int, ratio: float) -> list[Member]:
    """Return the files in a ZIP archive, in its order, without inflating them. Folders are left out.

    largest, total: the bytes that one file, and all of them, may declare.
    ratio: the maximum compression of a file of a megabyte or more.

    Raises ArchiveError if the bytes are no ZIP, or one that breaks a rule.
    """
    _recognise(data)
    entries, directory_at = _directory(data)
    found, ranges, names, declared = [], [], set(), 0
    for entry in entries:
        path = _path(entry)
        if path in names:
            raise ArchiveError(f"The archive has two entries called {path!r:.80}. Zip the folder again.")
        names.add(path)
        _check(entry, path, largest, ratio)
        declared += entry.file_size
        start = _data_start(data, entry)
        ranges.append((entry.header_offset, start + entry.compress_size))
        if not path.endswith("/"):
            kind = entry.compress_type
            found.append(Member(path, entry.file_size, start, entry.compress_size, kind, entry.CRC))
    if declared > total:
        raise ArchiveError(
            f"The archive unpacks to {declared / 2**20:,.0f} MB, and at most {total / 2**20:.0f} MB are accepted."
            " Use fewer or smaller files."
        )
    ranges.sort()
    ends = [0, *(end for _, end in ranges)]
    starts = [*(start for start, _ in ranges), directory_at]
    if any(end > start for end, start in zip(ends, starts, strict=True)):
        raise ArchiveError("Entries of the archive lie on top of each other, as no program writes them. Zip it again.")
    return found


def inflate(data: bytes, member: Member) -> bytes:
    """Return the bytes of one file in the archive. Inflates at most one byte more than declared. Raises ArchiveError if
    they differ."""
    packed: bytes | memoryview = memoryview(data)[member.start : member.start + member.packed]
    if member.method == zipfile.ZIP_DEFLATED:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            packed = inflater.decompress(packed, member.size + 1)
        except zlib.error as error:
            raise ArchiveError(f"{member.path!r:.80} is damaged in the archive.") from error
    if len(packed) != member.size or zlib.crc32(packed) != member.crc:
        raise ArchiveError(f"{member.path!r:.80} is damaged in the archive, or larger than it declares.")
    return bytes(packed)


def _recognise(data: bytes) -> None:
    """Refuse a file by its size and first bytes."""
    if not data:
        raise ArchiveError("The file is empty. Download or copy it again.")
    if len(data) > MAX_ARCHIVE_BYTES:
        raise ArchiveError(
            f"The archive is too large: it has {len(data) / 2**20:,.0f} MB and at most {MAX_ARCHIVE_BYTES / 2**20:.0f}"
            " MB are accepted. Use fewer or smaller photos."
        )
    if data.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")):
        raise ArchiveError("The file is packed in another way than ZIP. Unpack it, and zip the folder.")
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise ArchiveError(f"The file is not a ZIP archive: it begins with {data[:8]!r}. Zip a folder of photos.")


def _directory(data: bytes) -> tuple[list[zipfile.ZipInfo], int]:
    """Return the entries of the archive's directory, read by Python's zipfile, and the directory's position.

    zipfile gets only the directory, after a check of its size: it would read one of any length.
    """
    at = data.rfind(b"PK\x05\x06")
    if at < 0 or at + END.size > len(data):
        raise ArchiveError(DAMAGED)
    signature, disk, first_disk, in_this_disk, count, size, offset, comment = END.unpack_from(data, at)
    whole = at + END.size + comment == len(data) and offset + size == at
    if not whole or disk or first_disk or in_this_disk != count or data[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        raise ArchiveError(DAMAGED)
    if count > MAX_ENTRIES or size > MAX_DIRECTORY_BYTES:
        raise ArchiveError(
            f"The archive has {count:,} entries with a directory of {size:,} bytes. Accepted are {MAX_ENTRIES:,} and"
            f" {MAX_DIRECTORY_BYTES:,}. Use fewer files."
        )
    end = END.pack(signature, 0, 0, count, count, size, 0, 0)
    try:
        with zipfile.ZipFile(io.BytesIO(data[offset:at] + end)) as file:
            entries = file.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise ArchiveError(DAMAGED) from error
    if len(entries) != count:
        raise ArchiveError(DAMAGED)
    return entries, offset


def _path(entry: zipfile.ZipInfo) -> str:
    """Return the entry's path with ``/``. Raises ArchiveError if it leads out of the folder."""
    name = entry.orig_filename
    if not entry.flag_bits & UTF8:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode()  # many programs write UTF-8 without the flag for it
    path = unicodedata.normalize("NFC", name.replace("\\", "/"))
    odd = "\0" in path or path.startswith("/") or re.match("[A-Za-z]:", path) or ".." in path.split("/")
    if odd or not path.strip("/") or len(path) > MAX_NAME:
        raise ArchiveError(f"The archive names a file outside of its folder, or none: {path!r:.80}. Zip it again.")
    return path


def _check(entry: zipfile.ZipInfo, path: str, largest: int, ratio: float) -> None:
    """Refuse entries that cannot be inflated safely, or would grow too much."""
    mode = entry.external_attr >> 16
    if entry.create_system == 3 and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ArchiveError(f"{path!r:.80} in the archive is a link and not a file. Zip the files themselves.")
    if entry.flag_bits & ENCRYPTED:
        raise ArchiveError(f"{path!r:.80} in the archive is encrypted. Zip it again without a password.")
    if entry.compress_type not in KINDS:
        raise ArchiveError(f"{path!r:.80} is packed in a way that few programs read. Zip it again in the usual way.")
    if entry.file_size > largest:
        raise ArchiveError(
            f"{path!r:.80} unpacks to {entry.file_size / 2**20:,.0f} MB, and at most {largest / 2**20:.0f} MB are"
            " accepted. Leave it out, or make it smaller."
        )
    if entry.file_size >= 2**20 and entry.file_size > ratio * max(entry.compress_size, 1):
        raise ArchiveError(
            f"{path!r:.80} unpacks to {entry.file_size / max(entry.compress_size, 1):,.0f} times its size, as no photo"
            " does. Leave it out."
        )


def _data_start(data: bytes, entry: zipfile.ZipInfo) -> int:
    if entry.header_offset + LOCAL.size > len(data):
        raise ArchiveError(DAMAGED)
    signature, name, extra = LOCAL.unpack_from(data, entry.header_offset)
    if signature != b"PK\x03\x04":
        raise ArchiveError(DAMAGED)
    return entry.header_offset + LOCAL.size + name + extra
