"""The pictures that a tab has in hand: those of Build, the one of Predict, and the photos of Many."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

from logreg_core import UploadError
from logreg_core.collection import MOST_PICTURES, Collection
from logreg_core.dataset import LONGEST_CLASS_NAME
from logreg_core.keeping import collection_of, pack_collection, pack_photo, pack_table, photo_of, table_of
from logreg_core.keeping.table import Photo as Photographed

from .. import collecting, data, photos, rows
from ..kept import Stored, Value, mark, number, table
from ..photos import Photo
from ..rows import Row

PARTS = 5  # of the collected pictures: so that a burst more does not mean all of them once more
OF_A_PART = MOST_PICTURES // PARTS

# The pictures of Build, in parts, and what their classes are called.


def _part_of(part: int) -> Collection:
    held = collecting.collected.get()
    pictures = () if held is None else held.collection.pictures
    chosen = tuple(each for each in pictures if (each.number - 1) // OF_A_PART % PARTS == part)
    last = max((each.burst for each in chosen), default=0)
    return Collection(chosen, chosen[-1].number if chosen else 0, last)


def _declare_part(part: int) -> None:
    def mark_of_part() -> str:
        held = collecting.collected.get()
        numbers = [each.number for each in _part_of(part).pictures]
        return "" if held is None or not numbers else mark(held.key, numbers)

    def pack() -> Callable[[], bytes]:
        held = _part_of(part)
        return lambda: pack_collection(held)

    name = f"collected_{part}" if part else "collected"
    Stored(name, "the pictures of Build", mark=mark_of_part, pack=pack, take=_take_collected)


def _take_collected(brought: bytes) -> None:
    found, held = collection_of(brought), collecting.collected.get() or collecting.Collecting()
    here = {each.number for each in held.collection.pictures}
    more = [each for each in found.pictures if each.number not in here]
    pictures = sorted([*held.collection.pictures, *more], key=lambda each: each.number)
    labels = {each.burst: each.label for each in pictures}
    if len(pictures) > MOST_PICTURES or any(labels[each.burst] != each.label for each in pictures):
        raise UploadError(f"A collection may have at most {MOST_PICTURES} pictures, each burst of one class.")
    if len(more) * collecting.PICTURE_BYTES > data.room_bytes():
        raise UploadError(f"There is no room for {len(more)} more pictures. Let go of a dataset.")
    before = held.collection
    held.collection = Collection(tuple(pictures), max(before.taken, found.taken), max(before.begun, found.begun))
    collecting.collected.set(held)


def _names() -> dict[str, str]:
    called = {str(label): field.get() for label, field in collecting.names.items()}
    return called if any(field.get() != field.empty for field in collecting.names.values()) else {}


def _bring_names(value: object) -> None:
    for label, field in collecting.names.items():
        name = table(value).get(str(label))
        if isinstance(name, str) and len(name) <= LONGEST_CLASS_NAME and name.isprintable():
            field.set(name)


Value("names", {}, _names, _bring_names)
for _part in range(PARTS):
    _declare_part(_part)


# The picture in hand, and the part of it that is used.

_BOUNDS = {"zoom": (1.0, 100.0), "across": (0.0, 1.0), "down": (0.0, 1.0)}


def _photo_mark() -> str:
    held = photos.own()
    return "" if held is None else held.mark[:18]


def _pack_photo() -> Callable[[], bytes]:
    held = photos.own()
    return lambda: b"" if held is None else pack_photo(held.pixels, held.title)


def _take_photo(brought: bytes) -> None:
    pixels, title = photo_of(brought)
    photos.take_photo(Photo(pixels, title))


def _test_image() -> list[Any] | None:
    held = photos.photo()
    return None if held is None or held.test_image is None else [data.dataset().mark[:18], held.test_image]


def _bring_test_image(value: object) -> None:
    dataset = data.dataset()
    match value:
        case [str(of), int(i)] if of == dataset.mark[:18] and type(i) is int and 0 <= i < len(dataset.test):
            photos.take_photo(Photo(dataset.test.images[i], f"Test image {i}", i))


def _part_used() -> dict[str, Any]:
    return {name: field.get() for name, field in photos.PART.items() if field.get() != field.empty}


def _bring_part(value: object) -> None:
    values, found = table(value), dict[str, Any]()
    if values.get("how") in ("crop", "pad", "stretch"):
        found["how"] = values["how"]
    for name, (least, most) in _BOUNDS.items():
        if name in values:
            found[name] = min(most, max(least, number(values[name], most)))
    for name, each in found.items() if photos.photo() is not None else ():
        photos.PART[name].set(each)


Stored("photo", "the picture in hand", mark=_photo_mark, pack=_pack_photo, take=_take_photo)
Value("test_image", None, _test_image, _bring_test_image)
Value("part", {}, _part_used, _bring_part)


# The rows of Many.


def _rows_mark() -> str:
    held = rows.photo_rows.get()
    return mark([each.mark for each in held]) if held else ""


def _pack_rows() -> Callable[[], bytes]:
    held = rows.photo_rows.get()
    return lambda: pack_table([Photographed(r.name, r.reason, _bytes_in(r.thumbnail), r.seen) for r in held])


def _bytes_in(address: str) -> bytes:
    return b64decode(address.partition(",")[2])


def _take_rows(brought: bytes) -> None:
    found = tuple(
        Row(each.name, _AS_PNG + b64encode(each.thumbnail).decode() if each.thumbnail else "", each.seen, each.reason)
        for each in table_of(brought)
    )
    if sum(each.nbytes for each in found) > data.room_bytes():
        raise UploadError("There is no room for the photos of the table. Let go of a dataset.")
    rows.photo_rows.set(found)


_AS_PNG = "data:image/png;base64,"
Stored("rows", "the photos of Many", mark=_rows_mark, pack=_pack_rows, take=_take_rows)
