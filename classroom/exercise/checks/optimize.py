"""Checks of optimize: one step by hand, two steps, two hundred, and the list of costs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from logreg_core.words import count

from .. import worked
from ..results import Call, Result
from ..values import as_array, figure, numbers_in, pair, said, shown
from ..worked import KNOWS_NOTHING, RATE, SEVEN, Descended, Example, descend
from .judge import NO_RETURN, Check, Fault, Suspects, close, equals, shape_is, unchanged

ARGUMENTS = ("w", "b", "X", "Y")
THREE = 'two dictionaries and a list: {"w", "b"}, {"dw", "db"}, costs'
RATE_OF_MANY = 0.3
HABITS = (0.5, 0.005, 0.009, 0.01, 0.001, 0.1, 1.0)  # learning rates that are often hard-coded


def _call(example: Example, num_iterations: int, learning_rate: float) -> Call:
    keywords: dict[str, Any] = {"num_iterations": num_iterations, "learning_rate": learning_rate}
    return Call("optimize", (example.w, example.b, example.X, example.Y), keywords)


one, two, other_rate = _call(KNOWS_NOTHING, 1, RATE), _call(KNOWS_NOTHING, 2, RATE), _call(KNOWS_NOTHING, 1, 0.06)
many, seven = _call(SEVEN, 201, RATE_OF_MANY), _call(SEVEN, 3, RATE_OF_MANY)
in_order = Call("optimize", (SEVEN.w, SEVEN.b, SEVEN.X, SEVEN.Y, 3, RATE_OF_MANY, True))


def _part(result: Result, name: str) -> Any:
    """``w``, ``b``, ``dw``, ``db`` or ``costs`` of the result of optimize, or None."""
    parts = pair(result.value, 3) or [None] * 3
    if name == "costs":
        return parts[2]
    holder = parts[0] if name in ("w", "b") else parts[1]
    return holder.get(name) if isinstance(holder, dict) else None


def _column(numbers: Sequence[float]) -> Any:
    return np.array(numbers)[:, None]


def _form(results: Sequence[Result]) -> Fault | None:
    value = results[0].value
    came = shown(value) if isinstance(value, tuple | list) else said(value)
    parts = pair(value, 3)
    if parts is None:
        why = NO_RETURN if value is None else f"It returned {said(value)}; it should return {THREE}."
        return Fault(why, came, THREE)
    for index, names in ((0, ("w", "b")), (1, ("dw", "db"))):
        holder = parts[index]
        if not isinstance(holder, dict):
            what = ("first", "second")[index]
            why = f"The {what} value is {said(holder)}; it should be a dictionary with {names[0]} and {names[1]}."
            return Fault(f"{why} The order is `return params, grads, costs`.", came, THREE)
        for name in names:
            if name not in holder:
                order = " Were the two dictionaries swapped?" if index == 0 and "dw" in holder else ""
                return Fault(f'"{name}" is missing in the {("first", "second")[index]} dictionary.{order}', came, THREE)
    return None


def _shapes(results: Sequence[Result]) -> Fault | None:
    spread: dict[tuple[int, ...], str] = {
        (4, 4): "A column plus a row makes a table. Does dw have the shape of w?",
        (4, 7): "Does dw have the shape of w? A column minus a table is a table.",
    }
    return (
        shape_is("`w`", _part(results[0], "w"), (4, 1), spread, "its shape before")
        or shape_is("`b`", _part(results[0], "b"), (), {})
        or shape_is("`dw`", _part(results[0], "dw"), (4, 1), {}, "the shape of `w`")
        or shape_is("`db`", _part(results[0], "db"), (), {})
    )


def _list(results: Sequence[Result]) -> Fault | None:
    costs = _part(results[0], "costs")
    if isinstance(costs, list):
        for cost in costs[:3]:
            if fault := shape_is("A cost in the list", cost, (), {}):
                return fault
        return None
    why = "Only one cost was returned, not a list." if as_array(costs) is not None and not np.shape(costs) else ""
    return Fault(
        f"`costs` is {said(costs)}; it should be a list."
        f" {why or 'Start with `costs = []` and use `costs.append(cost)`.'}",
        said(costs),
        "a list",
    )


@cache
def _after(steps: int, rate: float = RATE, **how: bool) -> Descended:
    return descend(KNOWS_NOTHING, steps, rate, **how)


def _one_w(results: Sequence[Result]) -> Fault | None:
    start, right = np.zeros((2, 1)), _column(worked.W_AFTER_A_STEP)
    slope = _column(worked.DW_OF_NOTHING)
    two_steps = _column(_after(2).w)
    suspects: Suspects = [
        (
            -right,
            "The step goes uphill: the cost rises along dw, so subtract it, `w - learning_rate * dw`.",
        ),
        (
            start,
            "w did not change. Is the new w kept, `w = w - ...`, and does the loop run once for one iteration?",
        ),
        (-slope, "The step is dw itself: `learning_rate` is missing."),
        (slope, "The gradient was returned instead of w."),
        (two_steps, "It took two steps instead of one: use `range(num_iterations)`."),
        (-slope / RATE, "The step is divided by the learning rate. Multiply: `learning_rate * dw`."),
        *(
            (
                -rate * slope,
                f"The step uses the rate {rate:g}. Is it hard-coded? Use `learning_rate`.",
            )
            for rate in HABITS
        ),
    ]
    return equals("`w`", _part(results[0], "w"), right, suspects, "One step is w - 0.6 dw, with dw = -2/3 and -1/6.")


def _one_b(results: Sequence[Result]) -> Fault | None:
    slope = worked.DB_OF_NOTHING
    suspects: Suspects = [
        (-worked.B_AFTER_A_STEP, "b goes uphill: `b - learning_rate * db`, with a minus as for w."),
        (0.0, "b did not change. It takes a step like w: `b = b - learning_rate * db`."),
        (-slope, "The step of b is db itself: `learning_rate` is missing."),
        (_after(2).b, "It took two steps instead of one: use `range(num_iterations)`."),
    ]
    return equals(
        "`b`", _part(results[0], "b"), worked.B_AFTER_A_STEP, suspects, "One step is b - 0.6 db, with db = -1/6."
    )


def _gradient(results: Sequence[Result]) -> Fault | None:
    after = _after(2)
    late = (
        "This is the gradient after the last step. It should be the one of the last step: do not call"
        " `propagate` again after the loop."
    )
    return equals(
        "`dw`", _part(results[0], "dw"), _column(worked.DW_OF_NOTHING), [(_column(after.dw), late)]
    ) or equals("`db`", _part(results[0], "db"), worked.DB_OF_NOTHING, [(after.db, late)])


def _two(results: Sequence[Result]) -> Fault | None:
    first = "The second step starts where the first one started, not where it ended: use `w = w - ...`."
    stale = "The second step uses the gradient of the first one. Call `propagate` in the loop, with the new w and b."
    short = "It took one step instead of two. Is `return` inside the loop, or does the range end too early?"
    for name, called in (("w", "`w`"), ("b", "`b`")):

        def at(end: Descended, name: str = name) -> Any:
            return _column(end.w) if name == "w" else end.b

        suspects: Suspects = [
            (at(_after(1)), short),
            (at(_after(0)), "Nothing has moved after two steps."),
            (at(_after(2, fresh=False)), stale),
            (at(_after(2, from_start=True)), first),
            (at(_after(2, moving_b=False)), "That is w if b stays at 0: b takes steps too."),
            (at(_after(3)), "It took three steps instead of two: use `range(num_iterations)`."),
            (at(_after(2, -RATE)), "The steps go uphill: the gradient is subtracted."),
        ]
        if fault := equals(f"{called}, after two steps,", _part(results[0], name), at(_after(2)), suspects):
            return fault
    return None


def _rate(results: Sequence[Result]) -> Fault | None:
    w = _part(results[0], "w")
    slope = _column(worked.DW_OF_NOTHING)
    used = [
        (
            -rate * slope,
            f"The step uses the rate {rate:g}, whatever rate is given: use `learning_rate`.",
        )
        for rate in (RATE, *HABITS)
    ]
    return equals("`w`, at the rate 0.06,", w, -0.06 * slope, used)


def _hundreds(results: Sequence[Result]) -> Fault | None:
    costs = _part(results[0], "costs")
    if not isinstance(costs, list):
        return Fault("`costs` is not a list.", said(costs), "a list")
    kept, why = len(costs), ""
    counted = count(kept, "cost")
    if kept == 3:
        return None
    if kept in (200, 201):
        why = "Is the cost kept at every iteration? Only at every hundredth: `if i % 100 == 0`."
    elif kept == 2:
        why = (
            "Is the first one missing, or the last? i counts 0, 1, 2, ..., and 0 % 100 is 0: the costs of i ="
            " 0, 100, 200."
        )
    elif kept == 1:
        why = "Only one cost was kept. Is `costs = []` inside the loop, or does `return` end it early?"
    elif kept == 0:
        why = "No cost was kept: `costs.append(cost)` belongs in the loop."
    said_ = f"After 201 iterations the list has {counted}; it should have 3, those of i = 0, 100 and 200. {why}"
    return Fault(said_.strip(), counted, "3 costs")


def _costs(results: Sequence[Result]) -> Fault | None:
    costs = _part(results[0], "costs")
    numbers = numbers_in(costs)
    if numbers is None or len(numbers) != 3:
        return Fault("`costs` should be a list of three numbers.", shown(costs), "three numbers")
    right = descend(SEVEN, 202, RATE_OF_MANY).costs
    wanted, after = [right[i] for i in (0, 100, 200)], [right[i] for i in (1, 101, 201)]
    late = "These are the costs after each step. The list holds those before: keep the cost from `propagate`."
    frozen = "The cost never changes. Call `propagate` in the loop, with the new w and b."
    return equals("`costs`", np.array(numbers), wanted, [(after, late), ([right[0]] * 3, frozen)])


def _in_order(results: Sequence[Result]) -> Fault | None:
    by_name, by_place = _part(results[0], "w"), _part(results[1], "w")
    one_, other = as_array(by_name), as_array(by_place)
    if one_ is not None and other is not None and close(one_, other):
        return None
    why = "The order of the arguments is w, b, X, Y, num_iterations, learning_rate, print_cost."
    return Fault(why, shown(by_place), f"{shown(by_name)}, as with the same arguments by name")


def _unchanged(results: Sequence[Result]) -> Fault | None:
    return unchanged(ARGUMENTS, results)


ONE_STEP = f"{KNOWS_NOTHING.words}, num_iterations = 1, learning_rate = 0.6"
THREE_STEPS = f"{SEVEN.words}; num_iterations = 3, learning_rate = {figure(RATE_OF_MANY)}"
MANY_STEPS = f"{SEVEN.words}; num_iterations = 201, learning_rate = {figure(RATE_OF_MANY)}"

CHECKS = (
    Check("three values are returned", "shape", ONE_STEP, (one,), _form),
    Check("the shapes of w, b, dw and db", "shape", THREE_STEPS, (seven,), _shapes),
    Check("costs is a list of numbers", "shape", ONE_STEP, (one,), _list),
    Check("w after one step", "value", ONE_STEP, (one,), _one_w),
    Check("b after one step", "value", ONE_STEP, (one,), _one_b),
    Check("the gradient of this step", "value", ONE_STEP, (one,), _gradient),
    Check("w and b after two steps", "value", ONE_STEP.replace("iterations = 1", "iterations = 2"), (two,), _two),
    Check("another learning rate", "value", ONE_STEP.replace("0.6", "0.06"), (other_rate,), _rate),
    Check("how many costs are kept", "value", MANY_STEPS, (many,), _hundreds),
    Check("which costs are kept", "value", MANY_STEPS, (many,), _costs),
    Check(
        "the arguments in order, with print_cost",
        "edge",
        f"{THREE_STEPS}, print_cost = True",
        (seven, in_order),
        _in_order,
    ),
    Check("the arguments stay unchanged", "edge", "all of the above", (one, two, seven), _unchanged),
)
