"""The iteration that the visitor works out with pencil and paper."""

from __future__ import annotations

from typing import Any

from logreg_core import ArgumentError
from logreg_core.exercise.by_hand import START, ByHand

from .store import Slot

here: Slot[ByHand] = Slot("step.here", START)
# The numbers that the visitor works out: all, those that are found, and of which weights, bias and rate.
blanks: Slot[dict[str, Any]] = Slot("step.blanks", {"mine": [], "found": [], "version": ""})


def version() -> str:
    """Another one for other weights, another bias or another rate."""
    now = here.get()
    return repr((now.w.tolist(), now.b, now.rate))


def read_blanks(value: object) -> dict[str, Any]:
    """Blanks as a browser sends them, which anybody could have written. Raises ArgumentError."""
    names = [name for name, each in START.quantities.items() if each.of]
    mine, found, of = (value.get(each) for each in blanks.empty) if isinstance(value, dict) else (None, None, None)
    if not isinstance(mine, list) or not isinstance(found, list) or not isinstance(of, str) or len(of) > 400:
        raise ArgumentError(f"The blanks must be two lists of names, and a text. Got {value!r:.60}.")
    return {
        "mine": [each for each in names if each in mine],
        "found": [each for each in names if each in found and each in mine],
        "version": of,
    }


def steps() -> int:
    """How many steps were taken since the start."""
    return len(here.get().costs)
