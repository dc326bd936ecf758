"""The iteration that the visitor computes by hand on the page Step."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from msgspec import Meta, to_builtins

from classroom.exercise.by_hand import START, ByHand
from classroom.untrusted import Value, read

from .persistence import Held, Plain
from .store import Slot

NONE: dict[str, Any] = {"mine": [], "found": [], "version": ""}
MAX_STEPS = 1000  # stored steps
Number = Annotated[float, Meta(ge=-1e6, le=1e6)]
Cost = Annotated[float, Meta(ge=-1e12, le=1e12)]


class _Sheet(Value, frozen=True):
    w: Annotated[list[Number], Meta(min_length=len(START.w), max_length=len(START.w))]
    b: Number
    rate: Number
    costs: Annotated[list[Cost], Meta(max_length=MAX_STEPS)]


class _Blanks(Value, frozen=True):
    mine: list[str]
    found: list[str]
    version: Annotated[str, Meta(max_length=400)]


def _of_names(brought: dict[str, Any]) -> dict[str, Any]:
    """Blanks with valid names, each once; the solved ones are a subset."""
    names = [name for name, each in START.quantities.items() if each.of]
    mine = [each for each in names if each in brought["mine"]]
    return brought | {"mine": mine, "found": [each for each in mine if each in brought["found"]]}


here: Slot[ByHand] = Slot("step.here", START)
# The blanks that the visitor fills: all, those that are solved, and for which weights, bias and rate.
blanks: Slot[dict[str, Any]] = Slot("step.blanks", NONE)


def _sheet() -> dict[str, Any] | None:
    now = here.get()
    if now is START:
        return None
    return {"w": now.w[:, 0].tolist(), "b": now.b, "rate": now.rate, "costs": list(now.costs[-MAX_STEPS:])}


def _take_sheet(sheet: dict[str, Any] | None) -> None:
    if sheet is not None:
        column = np.array(sheet["w"])[:, np.newaxis]
        here.set(ByHand(START.X, START.Y, column, sheet["b"], sheet["rate"], tuple(sheet["costs"])))


Held("hand_sheet", None, _sheet, _take_sheet, keep=Plain(_Sheet, of="tab"))
Held("hand_blanks", NONE, blanks.get, blanks.set, keep=Plain(_Blanks, _of_names, of="tab"))


def version() -> str:
    """Return a fingerprint of weights, bias and rate."""
    now = here.get()
    return repr((now.w.tolist(), now.b, now.rate))


def read_blanks(value: object) -> dict[str, Any]:
    """Read untrusted blanks from a browser. Raises ArgumentError."""
    return _of_names(to_builtins(read(value, _Blanks, "the blanks")))


def steps() -> int:
    """Return the number of steps since the start."""
    return len(here.get().costs)
