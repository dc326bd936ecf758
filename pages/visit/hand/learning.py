"""What was learned by in a tab: pencil and paper, the function of Code, and what Break it shows."""

from __future__ import annotations

from typing import Any

import numpy as np

from logreg_core import ArgumentError
from logreg_core.exercise.by_hand import START, ByHand
from logreg_core.exercise.functions import NAMES

from .. import by_hand, code, mistakes
from ..kept import Value, number, table

MOST_STEPS = 1000  # with pencil and paper
LARGEST_WEIGHT = 1e6  # of those
# The iteration with pencil and paper.


def _sheet() -> dict[str, Any] | None:
    here = by_hand.here.get()
    if here is START:
        return None
    return {"w": here.w[:, 0].tolist(), "b": here.b, "rate": here.rate, "costs": list(here.costs[-MOST_STEPS:])}


def _bring_sheet(value: object) -> None:
    values = table(value)
    w, costs = values.get("w"), values.get("costs")
    if type(w) is not list or type(costs) is not list or len(w) != len(START.w) or len(costs) > MOST_STEPS:
        raise ArgumentError(f"A sheet that was kept must have {len(START.w)} weights, and its costs. Got {w!r:.60}.")
    column = np.array([[number(each, LARGEST_WEIGHT)] for each in w])
    b, rate = number(values.get("b"), LARGEST_WEIGHT), number(values.get("rate"), LARGEST_WEIGHT)
    by_hand.here.set(ByHand(START.X, START.Y, column, b, rate, tuple(number(each, 1e12) for each in costs)))


def _bring_blanks(value: object) -> None:
    if by_hand.blanks.get() == by_hand.blanks.empty:
        by_hand.blanks.set(by_hand.read_blanks(value))


Value("sheet", None, _sheet, _bring_sheet)
Value("blanks", by_hand.blanks.empty, by_hand.blanks.get, _bring_blanks)


# The function that is being written on Code, and what is read on Break it.


def _bring_which(value: object) -> None:
    if value not in NAMES:
        raise ArgumentError(f"The functions are {', '.join(NAMES)}. Got {value!r:.40}.")
    code.which.renew(str(value))


def _bring_reading(value: object) -> None:
    mistakes.read_on(mistakes.read_reading(value))


Value("which", NAMES[0], code.which.get, _bring_which)
Value("reading", {}, mistakes.reading, _bring_reading)
