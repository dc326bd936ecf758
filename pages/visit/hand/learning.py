"""What was learned by in a tab: the rounds of You, and the iteration with pencil and paper."""

from __future__ import annotations

from typing import Any

import numpy as np

from logreg_core import ArgumentError
from logreg_core.exercise.by_hand import START, ByHand

from .. import by_hand, rounds
from .waiting import Value, number, table, wait, whole

MOST_STEPS = 1000  # with pencil and paper
LARGEST_WEIGHT = 1e6  # of those
MOST_ROUNDS = 100
LONGEST_ROUND = 1000


def _rounds() -> dict[str, Any]:
    found = {"seed": rounds.seed.get(), "answers": {name: list(each) for name, each in rounds.answers.get().items()}}
    return found if found["seed"] or found["answers"] else {}


def _bring_rounds(value: object) -> None:
    values = table(value)
    answers = table(values.get("answers"))
    right = all(
        len(name) <= LONGEST_ROUND
        and type(each) is list
        and len(each) <= LONGEST_ROUND
        and {*map(str, each)} <= {"0", "1"}
        for name, each in answers.items()
    )
    if not right or len(answers) > MOST_ROUNDS:
        raise ArgumentError(f"At most {MOST_ROUNDS} rounds can be kept, of answers 0 and 1. Got {answers!r:.60}.")
    seed = whole(values.get("seed"), 10**6)
    wait("rounds", (seed, {name: tuple(map(int, each)) for name, each in answers.items()}))  # type: ignore[call-overload]


Value("rounds", {}, _rounds, _bring_rounds)


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


Value("sheet", None, _sheet, _bring_sheet)
