"""Reads an uploaded HDF5 file in a separate process, so that a hostile file can harm only that process.

`hdf5.py` runs it in a sandbox. Standard input brings, for each file, its
length (8 bytes, little-endian) and its bytes. Standard output gets the length of a header (4 bytes), the header
(JSON), and then for each set the pixels and the labels, one byte each. A refusal is a header with a code.

The HDF5 library only reports *where* the data lies. The data itself is cut out of the bytes here, and every cut is
checked against
the file: HDF5's own reading follows files to other files, and returns freed memory where a chunk is stored short. HDF5
2.0 also does so where gzip or LZF unpacks to fewer bytes. No sandbox prevents that, so the filters are undone here.
Whatever else goes wrong ends the process without an answer, and the parent calls the file damaged.
"""

from __future__ import annotations

import json
import math
import os
import struct
import sys
import zlib
from collections.abc import Iterator
from itertools import product
from typing import Any, BinaryIO

import h5py
import numpy as np
from numpy.typing import NDArray

from ..untrusted.confine import restrict

MAX_IMAGE_BYTES = 128 * 2**20  # of all images together, and of what is unpacked for one dataset
MAX_IMAGES = 100_000  # in one set
MAX_SIDE = 512  # pixels
MAX_CHUNKS = 50_000  # in one dataset
MAX_NAME_BYTES = 1024  # of one class name
MAX_KEYS = 5  # names in an error message
MAX_CLASSES = 200  # different labels

# What the process may use, set when all is imported (a late import would fail): no new file, no new process, 5 seconds
# of computing, 1 GiB of addresses (measured: 122 MB for the course's files, 490 MB for the heaviest that are accepted).
LIMITS = {"AS": 2**30, "CPU": 5, "FSIZE": 0, "CORE": 0, "NOFILE": 0, "NPROC": 0}

SIGNATURE = b"\x89HDF\r\n\x1a\n"
DEFLATE, SHUFFLE, FLETCHER32, LZF = 1, 2, 3, 32000
FILTERS = {1: "gzip", 2: "shuffle", 3: "fletcher32", 4: "szip", 32000: "lzf"}
PIPELINES = {  # in the order of writing; h5py writes the checksum last, PyTables first
    (*first, *shuffle, *packing, *last)
    for shuffle in ((), (SHUFFLE,))
    for packing in ((), (DEFLATE,), (LZF,))
    for first, last in (((), ()), ((FLETCHER32,), ()), ((), (FLETCHER32,)))
}
CHECKSUM_BYTES = 4
KEYS = ("{}_set_x", "{}_set_y"), ("X_{}", "Y_{}"), ("x_{}", "y_{}")  # of images and labels; the first is the course's
NUMBERS = [
    (getattr(h5py.h5t, f"{family}{8 * size}{order}"), np.dtype(f"{'<' if order == 'LE' else '>'}{kind}{size}"))
    for family, kind, sizes in (("STD_U", "u", (1, 2, 4, 8)), ("STD_I", "i", (1, 2, 4, 8)), ("IEEE_F", "f", (2, 4, 8)))
    for size in sizes
    for order in ("LE", "BE")
]

Bytes = NDArray[np.uint8]


class Refused(Exception):
    """A file breaks a rule. Holds the rule's code, which the parent turns into a sentence, and the values."""

    def __init__(self, code: str, *values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def without_user_block(image: bytes) -> bytes:
    """Return the file from its signature on, which may follow a user block of 512, 1,024, 2,048, ... bytes.

    Source: HDF5 File Format Specification, section II.A. All addresses count from the signature.
    """
    at = 512
    while not image.startswith(SIGNATURE) and at < len(image):
        if image.startswith(SIGNATURE, at):
            return image[at:]
        at *= 2
    return image


def check_superblock(image: bytes) -> None:
    """Refuse truncated files, and files with unusual sizes of addresses."""
    head = image[:96]  # no HDF5 file is shorter
    if len(head) < 96:
        raise Refused("incomplete")
    sizes_at, addresses_at = {0: (13, 24), 1: (13, 28), 2: (9, 12), 3: (9, 12)}.get(head[8], (0, 0))
    base, _, end = struct.unpack_from("<3Q", head, addresses_at)
    if not head.startswith(SIGNATURE) or head[sizes_at : sizes_at + 2] != b"\x08\x08" or base & (base - 1):
        raise Refused("superblock")
    if not base <= end <= base + len(image):
        raise Refused("truncated", end - base, len(image))


def open_dataset(file: Any, name: str) -> Any:
    """Return the dataset of this name (h5py's low-level type) if its data lies in this file; None if it does not
    exist."""
    if not is_there(file, name):
        return None
    if file.links.get_info(name.encode()).type != h5py.h5l.TYPE_HARD:
        raise Refused("link", name)
    dataset = h5py.h5o.open(file, name.encode())
    if not isinstance(dataset, h5py.h5d.DatasetID):
        raise Refused("no_array", name)
    if dataset.get_space().get_simple_extent_type() != h5py.h5s.SIMPLE:
        raise Refused("no_array", name)
    plan = dataset.get_create_plist()
    if plan.get_external_count() or plan.get_layout() not in (h5py.h5d.CONTIGUOUS, h5py.h5d.CHUNKED):
        raise Refused("elsewhere", name)
    return dataset


def number_type(dataset: Any, name: str) -> np.dtype[Any]:
    """Return the dtype of a dataset of plain numbers; h5py writes booleans as an enumeration of small integers."""
    kind = dataset.get_type()
    if isinstance(kind, h5py.h5t.TypeEnumID):
        kind = kind.get_super()
    for known, dtype in NUMBERS:
        if known.equal(kind):
            return dtype
    raise Refused("type", name)


def cut(image: bytes, start: int | None, length: int) -> memoryview:
    """Return ``length`` bytes of the file from ``start``; all must be inside the file."""
    if start is None or not 0 <= start <= start + length <= len(image):
        raise Refused("incomplete")
    return memoryview(image)[start : start + length]


def read_array(image: bytes, dataset: Any, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return the content of a dataset in its own shape."""
    size = math.prod(dataset.shape) * dtype.itemsize
    if size > MAX_IMAGE_BYTES:
        raise Refused("too_large", size, MAX_IMAGE_BYTES)
    if dataset.get_create_plist().get_layout() == h5py.h5d.CHUNKED:
        return read_chunks(image, dataset, dtype)
    if dataset.get_storage_size() != size:
        raise Refused("incomplete")
    return np.frombuffer(cut(image, dataset.get_offset(), size), dtype).reshape(dataset.shape)


def read_chunks(image: bytes, dataset: Any, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return the content of a chunked dataset. Every chunk must exist."""
    plan = dataset.get_create_plist()
    filters = tuple(plan.get_filter(position)[0] for position in range(plan.get_nfilters()))
    if filters not in PIPELINES:
        raise Refused("filters", [FILTERS.get(code, code) for code in filters])
    shape, block = dataset.shape, plan.get_chunk()
    corners = [range(0, length, step) for length, step in zip(shape, block, strict=True)]
    count, size = math.prod(map(len, corners)), math.prod(block) * dtype.itemsize
    if count > MAX_CHUNKS or count * size > 2 * MAX_IMAGE_BYTES:  # blocks at the edge reach beyond it
        raise Refused("chunks", count, size)

    places: list[Any] = []

    def note(place: Any) -> bool | None:
        places.append(place)
        return True if len(places) > count else None  # True ends the iteration: an index may contain a cycle

    dataset.chunk_iter(note)
    if len(places) != count or {place.chunk_offset for place in places} != set(product(*corners)):
        raise Refused("incomplete")
    array = np.empty(shape, dtype)
    for place in places:
        packed = cut(image, place.byte_offset, place.size)
        active = [code for position, code in enumerate(filters) if not place.filter_mask >> position & 1]
        data = np.frombuffer(unpack(packed, active, size, dtype.itemsize), dtype).reshape(block)
        inside = [min(step, length - at) for at, step, length in zip(place.chunk_offset, block, shape, strict=True)]
        target = tuple(slice(at, at + part) for at, part in zip(place.chunk_offset, inside, strict=True))
        array[target] = data[tuple(map(slice, inside))]
    return array


def unpack(packed: bytes | memoryview, filters: list[int], size: int, itemsize: int) -> bytes | memoryview:
    """Undo the filters of one chunk, which must give exactly ``size`` bytes; decompress at most one byte more."""
    for position in reversed(range(len(filters))):
        most = size + CHECKSUM_BYTES * filters[:position].count(FLETCHER32)
        if filters[position] == DEFLATE:
            packed = inflate(packed, most)
        elif filters[position] == LZF:
            packed = expand(bytes(packed), most)
        elif filters[position] == SHUFFLE:
            packed = unshuffle(packed, itemsize)
        else:
            packed = checked_sum(packed)
    if len(packed) != size:
        raise Refused("incomplete")
    return packed


def inflate(packed: bytes | memoryview, most: int) -> bytes:
    """Decompress at most so many bytes by gzip."""
    inflater = zlib.decompressobj()
    plain = inflater.decompress(packed, most + 1)
    if not inflater.eof:
        raise Refused("incomplete")
    return plain


def expand(packed: bytes, most: int) -> bytes:
    """Decompress at most so many bytes by LZF.

    A control byte below 32 is the number of literal bytes that follow, minus one. Any other is a back reference: its
    upper three bits hold the length minus two (7: add the next byte), its lower five bits and the next byte the
    distance minus one. Source: M. Lehmann, LibLZF, the description of its format.
    """
    plain, at = bytearray(), 0
    try:
        while at < len(packed) and len(plain) <= most:
            control = packed[at]
            at += 1
            if control < 32:
                if at + control >= len(packed):
                    raise Refused("incomplete")
                plain += packed[at : at + control + 1]
                at += control + 1
                continue
            length = (control >> 5) + 2
            if length == 9:
                length += packed[at]
                at += 1
            back = ((control & 31) << 8) + packed[at] + 1
            at += 1
            if back > len(plain):
                raise Refused("incomplete")
            piece = plain[len(plain) - back : len(plain) - back + length]
            plain += (piece * (length // len(piece) + 1))[:length]  # the source may overlap the output
    except IndexError:
        raise Refused("incomplete") from None
    return bytes(plain)


def unshuffle(mixed: bytes | memoryview, itemsize: int) -> bytes:
    """Undo HDF5's shuffle filter: first bytes of all numbers, then second bytes, ...; remaining bytes stay at the
    end."""
    whole = len(mixed) // itemsize * itemsize
    return np.frombuffer(mixed[:whole], np.uint8).reshape(itemsize, -1).T.tobytes() + bytes(mixed[whole:])


def checked_sum(block: bytes | memoryview) -> memoryview:
    """Return the chunk without the checksum at its end, which must be right.

    Two sums modulo 65535: of the big-endian 16-bit words, and of the first sum after each word. Source: J. Fletcher
    (1982), An arithmetic checksum for serial transmissions; HDF5's Fletcher32 filter.
    """
    end = len(block) - CHECKSUM_BYTES
    if end < 0:
        raise Refused("incomplete")
    words = np.frombuffer(bytes(block[:end]) + bytes(end % 2), ">u2").astype(np.uint64)
    times = np.arange(len(words), 0, -1, dtype=np.uint64) % 65535
    sums = int(words.sum()) % 65535, int((words * times % 65535).sum()) % 65535
    stored = int.from_bytes(block[end:], "little")
    if (stored % 65536 % 65535, (stored >> 16) % 65535) != sums:
        raise Refused("checksum")
    return memoryview(block)[:end]


def read_images(image: bytes, dataset: Any, name: str, left: int) -> Bytes:
    """uint8 ``(m, h, w, c)``, at most ``left`` bytes, from that or ``(m, h, w)`` of whole numbers from 0 to 255."""
    dtype, shape = number_type(dataset, name), dataset.shape
    if len(shape) == 3:
        shape = (*shape, 1)
    if len(shape) != 4 or shape[3] not in (1, 3) or 0 in shape:
        raise Refused("shape", name, list(dataset.shape[:8]))
    if max(shape[1:3]) > MAX_SIDE or shape[0] > MAX_IMAGES:
        raise Refused("side", name, *shape[:3], MAX_IMAGES, MAX_SIDE)
    if math.prod(shape) > left:
        raise Refused("too_large", math.prod(shape) + MAX_IMAGE_BYTES - left, MAX_IMAGE_BYTES)
    array = read_array(image, dataset, dtype).reshape(shape)
    if dtype == np.uint8:
        return array
    low, high = array.min().item(), array.max().item()
    if not (low >= 0 and high <= 255):
        raise Refused("values", name, low, high)
    if dtype.kind == "f" and (array != np.floor(array)).any():
        raise Refused("scaled" if high <= 1 else "fractions", name, low, high)
    return array.astype(np.uint8)


def read_labels(image: bytes, dataset: Any, name: str, count: int) -> tuple[Bytes, list[int]]:
    """Return the different labels in ``(m,)``, ``(1, m)`` or ``(m, 1)`` whole numbers, and the index of each label in
    them.

    The indices are uint8 ``(m,)``.
    """
    dtype = number_type(dataset, name)
    if dataset.shape not in ((count,), (1, count), (count, 1)):
        raise Refused("labels_shape", name, count, list(dataset.shape[:8]))
    labels = read_array(image, dataset, dtype).reshape(count)
    values, places = np.unique(labels, return_inverse=True)
    if len(values) > MAX_CLASSES or not (np.isfinite(values) & (np.abs(values.astype(float)) < 2**31)).all():
        raise Refused("labels", name, MAX_CLASSES, values[:MAX_KEYS].tolist())
    if (values != np.floor(values)).any():
        raise Refused("labels", name, MAX_CLASSES, values[:MAX_KEYS].tolist())
    return places.astype(np.uint8), [int(value) for value in values]


def read_names(image: bytes, dataset: Any) -> list[str] | None:
    """Return the names of the classes, from texts of fixed or variable length; None if they are numbers."""
    kind = dataset.get_type()
    count = math.prod(dataset.shape)
    if isinstance(kind, h5py.h5t.TypeIntegerID):
        return None
    if not isinstance(kind, h5py.h5t.TypeStringID) or not 2 <= count <= MAX_CLASSES:
        raise Refused("names", MAX_CLASSES)
    if kind.is_variable_str():
        places = read_array(image, dataset, np.dtype("V16")).reshape(count)
        texts = [read_heap(image, *struct.unpack("<IQI", place.tobytes())) for place in places]
    elif kind.get_size() <= MAX_NAME_BYTES:
        texts = read_array(image, dataset, np.dtype(f"S{kind.get_size()}")).reshape(count).tolist()
    else:
        raise Refused("names", MAX_CLASSES)
    return [text.split(b"\0")[0].decode("utf-8", "replace") for text in texts]


def read_heap(image: bytes, length: int, address: int, number: int) -> bytes:
    """Return a text of variable length: object ``number`` of the heap at ``address``, which is a list of objects."""
    if length == 0:
        return b""
    signature, heap_size = struct.unpack("<8sQ", cut(image, address, 16))
    position, end = address + 16, address + min(heap_size, 2**20)
    while signature[:5] == b"GCOL\1" and position < end:
        index, size = struct.unpack("<H6xQ", cut(image, position, 16))
        if index == number and length <= min(size, MAX_NAME_BYTES):
            return cut(image, position + 16, length).tobytes()
        position += 16 + size + -size % 8
    raise Refused("names", MAX_CLASSES)


def list_keys(file: Any) -> list[str]:
    """Return the first few names in the file, of any objects."""
    keys: list[str] = []

    def note(key: bytes) -> bool | None:
        keys.append(key.decode("utf-8", "replace")[:100])
        return True if len(keys) == MAX_KEYS else None

    file.links.iterate(note)
    return keys


def read_file(image: bytes, left: int) -> tuple[dict[str, object], list[Bytes]]:
    """Return one file's part of the header, and its arrays: images, labels, images, labels."""
    image = without_user_block(image)
    check_superblock(image)
    file = h5py.h5f.open_file_image(image)  # from memory, without a Python file object that HDF5 calls
    header: dict[str, object] = {}
    arrays: list[Bytes] = []
    for part in ("train", "test"):
        names = next((names for names in keys_of(part) if any(is_there(file, name) for name in names)), None)
        if names is None:
            continue
        pictures, labels = (open_dataset(file, name) for name in names)
        if pictures is None or labels is None:
            raise Refused("half", *(names if labels is None else reversed(names)))
        images = read_images(image, pictures, names[0], left)
        places, values = read_labels(image, labels, names[1], len(images))
        arrays += images, places
        header[part] = {"shape": images.shape, "labels": values}
        left -= images.size
    if not arrays:
        raise Refused("keys", list_keys(file))
    classes = open_dataset(file, "list_classes")
    header["names"] = None if classes is None else read_names(image, classes)
    return header, arrays


def keys_of(part: str) -> list[tuple[str, str]]:
    """Return the possible names of the images and labels of a part."""
    return [(images.format(part), labels.format(part)) for images, labels in KEYS]


def is_there(file: Any, name: str) -> bool:
    """Whether the file has an object of this name."""
    return bool(file.links.exists(name.encode()))


def read_all(images: list[bytes]) -> tuple[dict[str, object], list[Bytes]]:
    """Return the header of the whole answer and its arrays; a refusal names the file."""
    headers: list[dict[str, object]] = []
    arrays: list[Bytes] = []
    for number, image in enumerate(images):
        try:
            header, more = read_file(image, MAX_IMAGE_BYTES - sum(array.size for array in arrays))
        except Refused as refusal:
            return {"refused": refusal.code, "file": number, "values": refusal.values}, []
        headers.append(header)
        arrays += more
    return {"files": headers}, arrays


def split_request(stream: BinaryIO) -> Iterator[bytes]:
    """Return the files from standard input."""
    while length := stream.read(8):
        yield stream.read(int.from_bytes(length, "little"))


def main() -> None:
    """Read all input, answer once, and exit at once."""
    restrict(LIMITS, threads=False)
    header, arrays = read_all(list(split_request(sys.stdin.buffer)))
    text = json.dumps(header).encode()
    sys.stdout.buffer.write(len(text).to_bytes(4, "little") + text)
    for array in arrays:
        sys.stdout.buffer.write(np.ascontiguousarray(array).reshape(-1).data)
    sys.stdout.buffer.flush()
    os._exit(0)
