"""The painting of weights that the visitor is at work on, for the dataset in hand."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import numpy as np

from logreg_core import ArgumentError
from logreg_core.exercise.painting import Easel, Painting

from . import data
from .store import Slot

LARGEST_TEXT = 8192  # signs: 64 by 64 cells take 5,464

_painting: Slot[dict[str, Any] | None] = Slot("painting", None, until={"dataset"})
_placed = Slot("painting_placed", 0)


def painting(easel: Easel) -> Painting:
    """The one on these images, or an empty one."""
    kept = _painting.get()
    if kept is None or kept.get("dataset") != data.dataset().digest:
        return easel.empty()
    try:
        return read(kept, easel)
    except ArgumentError:  # of an older version of this app, in a browser
        return easel.empty()


def take(painting: Painting) -> None:
    """Keep what the browser has."""
    _painting.set({**as_value(painting), "dataset": data.dataset().digest})


def place(painting: Painting) -> None:
    """Put a painting in the place of the one in the browser."""
    take(painting)
    _placed.set(_placed.get() + 1)


def placed() -> int:
    """How often one was put there."""
    return _placed.get()


def as_value(painting: Painting) -> dict[str, Any]:
    """A painting as plain values: its levels row by row, a byte each in base64."""
    return {"levels": base64.b64encode(painting.levels.tobytes()).decode(), "yes": painting.yes}


def read(value: object, easel: Easel) -> Painting:
    """The painting in such values from a browser. Raises ArgumentError for anything else."""
    levels, yes = (value.get("levels"), value.get("yes")) if isinstance(value, dict) else (None, None)
    rows, columns = easel.shape
    if not isinstance(levels, str) or len(levels) > LARGEST_TEXT or type(yes) is not int or yes > len(easel.train):
        raise ArgumentError("A painting must be levels in base64, and a number of training images.")
    try:
        numbers = np.frombuffer(base64.b64decode(levels, validate=True), np.int8)
    except (binascii.Error, ValueError) as error:
        raise ArgumentError("The levels of a painting must be base64.") from error
    if numbers.size != rows * columns:
        raise ArgumentError(f"A painting here must have {rows * columns} levels. Got {numbers.size}.")
    return Painting(numbers.reshape(rows, columns), yes)
