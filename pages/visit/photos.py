"""The visitor's pictures, and how they are resized for the model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from classroom.untrusted import Count, Finite
from pages.persistence import pack_photo, photo_of

from . import data
from .persistence import Held, Packed, Plain
from .store import Field, Slot


@dataclass(frozen=True, eq=False)
class Photo:
    """A picture of the visitor's: uint8 ``(h, w, 3)`` or ``(h, w, 1)``, upright, with a title.
    test_image: its position among the test images of the current dataset, if it is one of them.
    """

    pixels: NDArray[np.uint8]
    title: str
    test_image: int | None = None

    @cached_property
    def mark(self) -> str:
        """Return a fingerprint of the pixels and the title."""
        return sha256(repr((self.title, self.pixels.shape)).encode() + self.pixels.tobytes()).hexdigest()


BOUNDS = {"zoom": (1.0, 100.0), "across": (0.0, 1.0), "down": (0.0, 1.0)}  # of the crop
Way = Literal["crop", "pad", "stretch"]

how_to_fit = Field("predict.how", "crop")
zoom = Field("predict.zoom", 1.0)
across = Field("predict.across", 0.5)
down = Field("predict.down", 0.5)
live_zoom = Field("predict.live_zoom", 1.0)
PART: dict[str, Field[Any]] = {"how": how_to_fit, "zoom": zoom, "across": across, "down": down}  # the crop
refusal = Slot("photo_refusal", "", reset_on={"pictures"})
_photo: Slot[Photo | None] = Slot(
    "photo",
    None,
    reset_on={"pictures"},
    keep=Packed(
        "the current picture",
        mark=lambda held: held.mark[:18],
        pack=lambda held: pack_photo(held.pixels, held.title),
        take=lambda brought: take_photo(Photo(*photo_of(brought))),
    ),
)
_test_image: Slot[Photo | None] = Slot("test_image", None, reset_on={"pictures", "dataset"})


def photo() -> Photo | None:
    """Return the picture that the visitor brought or chose, if any."""
    return _photo.get() or _test_image.get()


def own() -> Photo | None:
    """Return the current picture if the visitor brought it; None for a picture of the dataset."""
    return _photo.get()


def take_photo(picture: Photo) -> None:
    """Make this the current picture, with the largest centred crop. A test image is discarded with its dataset."""
    for slot, holds in ((_photo, picture.test_image is None), (_test_image, picture.test_image is not None)):
        slot.set(picture if holds else None)
    refusal.clear()
    for field in (zoom, across, down):
        field.set(field.empty)


def take_live_photo(picture: Photo) -> None:
    """Make a picture of the live camera the current one, with the crop that the camera showed."""
    take_photo(picture)
    how_to_fit.set("crop")
    zoom.set(live_zoom.get())


def move_part(to_the_right: float, downwards: float) -> None:
    """Move the crop: shares from 0 to 1, as in `photo.crop_box`."""
    across.set(to_the_right)
    down.set(downwards)


def _image() -> tuple[str, int] | None:
    held = photo()
    return None if held is None or held.test_image is None else (data.dataset().mark[:18], held.test_image)


def _take_image(image: tuple[str, int] | None) -> None:
    dataset = data.dataset()
    match image:
        case of, i if of == dataset.mark[:18] and i < len(dataset.test):
            take_photo(Photo(dataset.test.images[i], f"Test image {i}", i))


def _part() -> dict[str, Any]:
    return {name: field.get() for name, field in PART.items() if field.get() != field.empty}


def _take_part(part: dict[str, Any]) -> None:
    for name, value in part.items() if photo() is not None else ():
        if isinstance(value, str) == (name == "how"):
            least, most = BOUNDS.get(name, ("", ""))
            PART[name].set(value if name == "how" else min(most, max(least, value)))


Held("hand_test_image", None, _image, _take_image, keep=Plain(tuple[str, Count], of="tab"))
Held(
    "hand_part",
    {},
    _part,
    _take_part,
    keep=Plain(dict[Literal["how", "zoom", "across", "down"], Way | Finite], of="tab"),
)


def way_to_fit() -> dict[str, Any]:
    """Return how the current picture is resized for the model: arguments of `photo.fit`."""
    return {"how": how_to_fit.get(), "zoom": zoom.get(), "position": (across.get(), down.get())}
