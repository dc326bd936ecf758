"""The painted map: a brush in the browser, with the score of the painting."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from classroom.exercise.painting import Easel
from logreg_core import ArgumentError
from logreg_core.evaluate import bigger_class
from logreg_core.export import palette
from pages.shared import browser, persistence
from pages.shared.words import percent, unbroken
from pages.visit import painting
from pages.visit.store import Field, Slot

MAX_NAME = 60  # characters of a stroke's name

_map: Field[Any] = Field("paint.map", None)
_stroke = Slot("paint.stroke", "", reset_on={"dataset"})
_mount = browser.component("paint_map", __file__)


def show_map(easel: Easel) -> None:
    """Show the current painting, on which the visitor paints.

    The browser numbers each stroke. The server sends its score after the last received stroke, and the browser compares
    it with its own.
    """
    current = painting.painting(easel)
    shown: dict[str, Any] = {
        **painting.as_value(current),
        "version": easel.dataset_digest,
        "shape": easel.shape,
        "number": painting.placed(),
        "keeps": persistence.may_keep() and not painting.is_of_a_picture(),
        "stroke": _stroke.get(),
        "right": easel.right(current),
        "names": easel.class_names,
        "always": [_always(labels, easel.class_names) for labels in (easel.train_labels, easel.test_labels)],
        "colours": palette.CLASS_COLOURS,
        "diverging": [palette.diverging(dark) for dark in (False, True)],
    }
    _mount(key=_map.key, data=shown, on_painting_change=_hear)


def _hear() -> None:
    """Store a stroke from the browser, which is untrusted."""
    message = getattr(_map.get(), "painting", None)
    message = dict(message) if isinstance(message, dict) else {}
    stroke = str(message.pop("stroke", ""))[:MAX_NAME]
    try:
        painting.take(painting.read(message, painting.easel()))
    except ArgumentError:
        return
    _stroke.set(stroke)


def _always(labels: NDArray[np.int64], names: tuple[str, str]) -> str:
    """Return the score of always giving the same answer."""
    label, baseline = bigger_class(labels)
    return f"always “{names[label]}”: {unbroken(percent(baseline.share))}"
