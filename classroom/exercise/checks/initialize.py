"""Checks of initialize: w is a column of zeros, b is zero."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..results import Call, Result
from ..values import as_array, pair, said, shape_of, shown
from .judge import NO_RETURN, Check, Fault, equals, shape_is

four, one, many = (Call("initialize", (dim,)) for dim in (4, 1, 60))


def _parts(result: Result) -> tuple[object, object]:
    parts = pair(result.value) or [None, None]
    return parts[0], parts[1]


def _form(results: Sequence[Result]) -> Fault | None:
    value = results[0].value
    parts = pair(value)
    if parts is None:
        why = NO_RETURN if value is None else f"It returned {said(value)}; `return w, b` returns both."
        return Fault(why, said(value), "two values: w, b")
    if shape_of(parts[0]) == () and shape_of(parts[1]) not in ((), None):
        return Fault("The bias came first. The order is `return w, b`.", shown(value), "first w, then b")
    return None


def _w(results: Sequence[Result]) -> Fault | None:
    return shape_is(
        "`w`",
        _parts(results[0])[0],
        (4, 1),
        {
            (4,): "`np.zeros(dim)` has one axis only. A column needs two numbers in its shape: `np.zeros((dim, 1))`.",
            (1, 4): "It is a row. A column has dim rows and one column: `np.zeros((dim, 1))`.",
            (4, 4): "One weight for each number of an image is enough: one column.",
        },
    ) or shape_is("`w`, where dim is 60,", _parts(results[1])[0], (60, 1), {(4, 1): "Is `dim` used?"})


def _b(results: Sequence[Result]) -> Fault | None:
    return shape_is("`b`", _parts(results[0])[1], (), {(1, 1): "`b = 0.0` is enough: a bias is one number."})


def _zeros(results: Sequence[Result]) -> Fault | None:
    w = as_array(_parts(results[0])[0])
    scattered = w is not None and np.isfinite(w).all() and len(np.unique(w)) > 1
    hint = (
        "Random weights are for layers of many neurons, which must differ. A single neuron starts at 0."
        if scattered
        else ""
    )
    ones = "These are ones. `np.zeros` makes zeros."
    return equals("`w`", w, np.zeros((4, 1)), [(np.ones((4, 1)), ones)], hint)


def _zero(results: Sequence[Result]) -> Fault | None:
    return equals("`b`", _parts(results[0])[1], 0.0)


def _one(results: Sequence[Result]) -> Fault | None:
    return shape_is("`w`, where dim is 1,", _parts(results[0])[0], (1, 1), {(): "Even one weight is a column."})


CHECKS = (
    Check("two values are returned", "shape", "dim = 4", (four,), _form),
    Check("the shape of w", "shape", "dim = 4, and dim = 60", (four, many), _w),
    Check("b is a number", "shape", "dim = 4", (four,), _b),
    Check("w is zero", "value", "dim = 4", (four,), _zeros),
    Check("b is zero", "value", "dim = 4", (four,), _zero),
    Check("an image of one number", "edge", "dim = 1", (one,), _one),
)
