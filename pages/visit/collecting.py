"""The pictures that the visitor collects with the camera, and the browser messages that bring them."""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import Any

import msgspec
from PIL import Image

from classroom.untrusted import Value
from logreg_core import LogregError, UploadError
from logreg_core.data.collection import MAX_AT_ONCE, MAX_FILE, MAX_PICTURES, SIDE, Collection, Picture
from pages.persistence import collection_of, pack_collection
from pages.persistence.archive import ClassName

from . import data
from .persistence import Held, Packed, Plain, mark
from .store import Field, Slot

SMALLER = 2  # how many times smaller a thumbnail is than the picture
PARTS = 5  # separate archives, so that one more burst does not send all pictures again
OF_A_PART = MAX_PICTURES // PARTS
PICTURE_BYTES = 3 * SIDE**2 + 8 * 2**10  # of a picture and its thumbnail, which takes less than 8 kB


@dataclass
class Collecting:
    """The collection, and which browser messages were processed.

    key: changes with every "Forget", so that late messages are ignored.
    answered: the number of the last processed message.
    refusal: why the last message was refused; empty if it was accepted.
    before: the collection before the last deletion.
    """

    collection: Collection = field(default_factory=Collection)
    key: str = field(default_factory=lambda: secrets.token_hex(8))
    answered: int = 0
    refusal: str = ""
    before: Collection | None = None
    _thumbnails: dict[int, str] = field(default_factory=dict, repr=False)

    @property
    def nbytes(self) -> int:
        """Return an upper bound of the memory in bytes, including pictures that `undo` restores."""
        return PICTURE_BYTES * len(self.collection if self.before is None else self.before)

    def hear(self, message: object, room: int = MAX_PICTURES) -> None:
        """Apply an untrusted browser message, or refuse it with a reason. room: how many more pictures there is memory
        for.
        """
        if not isinstance(message, dict) or message.get("key") != self.key:
            return
        if message.get("number") != self.answered + 1:  # a repeated message, because the answer was slow
            return
        self.answered += 1
        self.refusal = ""
        try:
            if "remove" in message:
                self._remove(message["remove"])
            else:
                self._add(message, room)
        except LogregError as error:
            self.refusal = str(error)

    def undo(self) -> None:
        """Restore the last deletion."""
        if self.before is not None:
            self.collection, self.before = self.before, None

    def for_browser(self, room: int = MAX_PICTURES) -> dict[str, Any]:
        """Return the state for the browser: the last processed message, how many pictures still fit, and all pictures.
        room: how many more there is memory for.
        """
        pictures = self.collection.pictures
        self._thumbnails = {each.number: self._thumbnails.get(each.number) or _thumbnail(each) for each in pictures}
        return {
            "key": self.key,
            "answered": self.answered,
            "room": min(MAX_PICTURES - len(pictures), room),
            "pictures": [
                {
                    "number": each.number,
                    "label": each.label,
                    "burst": each.burst,
                    "source": self._thumbnails[each.number],
                }
                for each in pictures
            ],
        }

    def _add(self, message: dict[str, Any], room: int) -> None:
        texts = message.get("pictures")
        if not isinstance(texts, list) or not 0 < len(texts) <= MAX_AT_ONCE:
            raise UploadError(f"A message must bring 1 to {MAX_AT_ONCE} pictures. Reload the page and try again.")
        if len(texts) > room:
            raise UploadError(
                f"The memory of your session has room for {room} more pictures, and {len(texts)} arrived. Delete some."
            )
        files = [_decoded(text) for text in texts]
        self.collection = self.collection.add(files, message.get("label", -1), continues=bool(message.get("continues")))
        self.before = None

    def _remove(self, numbers: object) -> None:
        if not isinstance(numbers, list) or not all(isinstance(number, int) for number in numbers):
            raise UploadError("What to delete must be a list of numbers. Reload the page and try again.")
        left = self.collection.without(numbers)
        if len(left) < len(self.collection):
            self.collection, self.before = left, self.collection


collected: Slot[Collecting | None] = Slot(
    "collecting",
    None,
    pictures=("your pictures on Build", lambda collecting: 0 if collecting is None else collecting.nbytes),
)
names = {1: Field("build.name_1", "thumb up"), 0: Field("build.name_0", "thumb down")}  # of the classes


class _Names(Value, frozen=True):
    first: ClassName = msgspec.field(name="0")
    second: ClassName = msgspec.field(name="1")


def _called() -> dict[str, str]:
    called = {str(label): name.get() for label, name in names.items()}
    return called if any(name.get() != name.empty for name in names.values()) else {}


def _call(called: dict[str, str]) -> None:
    for label, name in names.items():
        if called[str(label)].isprintable():
            name.set(called[str(label)])


def _part_of(part: int) -> Collection:
    held = collected.get()
    pictures = () if held is None else held.collection.pictures
    chosen = tuple(each for each in pictures if (each.number - 1) // OF_A_PART % PARTS == part)
    last = max((each.burst for each in chosen), default=0)
    return Collection(chosen, chosen[-1].number if chosen else 0, last)


def _mark_of_part(part: Collection) -> str:
    held = collected.get()
    return mark(held.key, [each.number for each in part.pictures]) if held is not None and part.pictures else ""


def _take_part(brought: bytes) -> None:
    found, held = collection_of(brought), collected.get() or Collecting()
    numbers = {each.number for each in held.collection.pictures}
    more = [each for each in found.pictures if each.number not in numbers]
    pictures = sorted([*held.collection.pictures, *more], key=lambda each: each.number)
    labels = {each.burst: each.label for each in pictures}
    if len(pictures) > MAX_PICTURES or any(labels[each.burst] != each.label for each in pictures):
        raise UploadError(f"A collection may have at most {MAX_PICTURES} pictures, each burst of one class.")
    if len(more) * PICTURE_BYTES > data.room_bytes():
        raise UploadError(f"There is no room for {len(more)} more pictures. Let go of a dataset.")
    before = held.collection
    held.collection = Collection(tuple(pictures), max(before.taken, found.taken), max(before.begun, found.begun))
    collected.set(held)


Held("hand_names", {}, _called, _call, keep=Plain(_Names, of="tab"))
for _part in range(PARTS):
    Held(
        f"collected_{_part}" if _part else "collected",
        Collection(),
        partial(_part_of, _part),
        lambda _: None,
        keep=Packed("the pictures of Build", mark=_mark_of_part, pack=pack_collection, take=_take_part),
    )


def _thumbnail(picture: Picture) -> str:
    """Return a thumbnail as a data URI."""
    buffer = BytesIO()
    Image.fromarray(picture.pixels).reduce(SMALLER).save(buffer, "WEBP", quality=70)
    return "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode()


def _decoded(text: object) -> bytes:
    """Decode a picture from text. Raises UploadError if it is invalid."""
    if not isinstance(text, str) or len(text) > 4 * (MAX_FILE // 3 + 1):
        raise UploadError("A picture must arrive as text of a bounded length. Reload the page and try again.")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise UploadError("A picture did not arrive whole. Take it again.") from None
