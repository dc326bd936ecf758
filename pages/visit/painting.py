"""The visitor's painted weights for the current dataset."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any

import numpy as np
from msgspec import Meta

from classroom.exercise.painting import Easel, Painting
from classroom.untrusted import Value, Whole
from classroom.untrusted import read as read_value
from logreg_core import ArgumentError

from . import data, persistence
from .persistence import Plain
from .shared import once_each
from .store import Slot

MAX_DIGEST = 64
MAX_TEXT = 8192  # characters: 64 by 64 cells take 5,464


class _Painted(Value, frozen=True):
    levels: Annotated[str, Meta(max_length=MAX_TEXT)]  # in base64, one byte each
    yes: Whole  # of the training images


class _OfDataset(_Painted, frozen=True):
    """A painting; whether it fits the current dataset is checked on access."""

    dataset: Annotated[str, Meta(max_length=MAX_DIGEST)]


_painting: Slot[dict[str, Any] | None] = Slot("painting", None, keep=Plain(_OfDataset))
_of_a_picture: Slot[dict[str, Any] | None] = Slot("painting_of_a_picture", None, reset_on={"dataset", "pictures"})
_placed = Slot("painting_placed", 0)
_easel_of = once_each(Easel.of)


def easel() -> Easel:
    """Return the easel for the current images, cached. Raises ArgumentError as `Easel.of` does."""
    return _easel_of(data.dataset())


def right() -> int | None:
    """Return how many test images the current painting classifies correctly; None without a painting, and if only a
    part of them is counted.
    """
    if mark() is None:
        return None
    current = easel()
    on_it = painting(current)
    return None if on_it.is_empty or not current.is_whole else current.right(on_it)[1]


def mark() -> object:
    """Return a fingerprint of the current painting; None without one on these images."""
    values = (value for slot in (_of_a_picture, _painting) if (value := slot.get()))
    match = next((value for value in values if value["dataset"] == data.dataset().digest), None)
    return match and (match["levels"], match["yes"])


def is_of_a_picture() -> bool:
    """Return whether the current painting started from a picture of the visitor's."""
    return _of_a_picture.get() is not None


def painting(easel: Easel) -> Painting:
    """Return the painting on these images, or an empty one."""
    for slot in (_of_a_picture, _painting):
        value = slot.get()
        if value and value["dataset"] == data.dataset().digest:
            try:
                return read({name: value[name] for name in ("levels", "yes")}, easel)
            except ArgumentError:  # stored by an older version of the app
                continue
    return easel.empty()


def take(painting: Painting) -> None:
    """Store the painting. The browser does not keep one that started from the visitor's picture."""
    slot: Slot[dict[str, Any] | None] = _of_a_picture if is_of_a_picture() else _painting
    slot.set({**as_value(painting), "dataset": data.dataset().digest})
    if painting.is_empty:
        _of_a_picture.clear()


def place(painting: Painting, *, of_a_picture: bool = False) -> None:
    """Set a painting; it replaces the one in the browser."""
    _of_a_picture.clear()
    if of_a_picture:
        _of_a_picture.set({})
    take(painting)
    _placed.set(_placed.get() + 1)


def placed() -> int:
    """Return a number that changes when a painting is set or restored after a reload."""
    return 2 * _placed.get() + persistence.is_brought()


def as_value(painting: Painting) -> dict[str, Any]:
    """Return a painting as JSON values: its levels row by row, a byte each, in base64."""
    return {"levels": base64.b64encode(painting.levels.tobytes()).decode(), "yes": painting.yes}


def read(value: object, easel: Easel) -> Painting:
    """Return the painting of such values from a browser. Raises ArgumentError if they are invalid."""
    painting = read_value(value, _Painted, "a painting")
    levels, yes = painting.levels, painting.yes
    rows, columns = easel.shape
    try:
        numbers = np.frombuffer(base64.b64decode(levels, validate=True), np.int8)
    except (binascii.Error, ValueError) as error:
        raise ArgumentError("The levels of a painting must be base64.") from error
    if numbers.size != rows * columns or yes > len(easel.train):
        raise ArgumentError(
            f"A painting here must have {rows * columns} levels, and up to {len(easel.train)} images. Got"
            f" {numbers.size}, {yes}."
        )
    return Painting(numbers.reshape(rows, columns), yes)
