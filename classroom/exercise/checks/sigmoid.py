"""Checks of sigmoid: at points known by hand, by its symmetry, and far from 0."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..results import Call, Result
from ..values import as_array, shown
from ..worked import LOG_3
from .judge import NO_RETURN, Check, Fault, equals, shape_is, unchanged

ROW = np.array([[-LOG_3, 0.0, LOG_3]])
A_ROW = [[1 / 4, 1 / 2, 3 / 4]]
GRID = np.array([[0.5, -1.5, 2.0], [3.0, -0.25, 1.0]])
RISING = np.linspace(-6, 6, 25)[None]
FAR = np.array([[-1000.0, 1000.0]])

a_row, a_grid = Call("sigmoid", (ROW,)), Call("sigmoid", (GRID,))
a_vector, a_number, a_zero = Call("sigmoid", (ROW[0],)), Call("sigmoid", (LOG_3,)), Call("sigmoid", (0,))
mirrored, rising, far = Call("sigmoid", (-GRID,)), Call("sigmoid", (RISING,)), Call("sigmoid", (FAR,))

WRONG_SIGN = "These are the answers for -z: is it `np.exp(z)` instead of `np.exp(-z)`?"
SUSPECTS = (
    (1 / (1 + np.exp(ROW)), WRONG_SIGN),
    (1 + np.exp(-ROW), "`1 / 1 + ...` divides only 1 by 1. The denominator needs brackets: `1 / (1 + ...)`."),
    (1 + np.exp(ROW), "That is only the denominator, with the wrong sign: `1 / (1 + np.exp(-z))`."),
    (np.exp(ROW), "Is `1 +` missing in the denominator? 1 / e^(-z) is e^z."),
    (np.exp(-ROW), "That is only `np.exp(-z)`: put it into `1 / (1 + ...)`."),
    (np.tanh(ROW), "That is tanh, which goes from -1 to 1. sigmoid goes from 0 to 1."),
    (ROW, "z was returned unchanged."),
    (np.maximum(ROW, 0), "That is ReLU, which is 0 below 0. sigmoid rises smoothly from 0 to 1."),
    (np.round(A_ROW), "The answers are rounded to 0 and 1. sigmoid gives a probability: 0.75, not 1."),
    (np.floor(A_ROW), "Everything is 0. Is it `//`, which divides and rounds down? `/` divides."),
)


def _form(results: Sequence[Result]) -> Fault | None:
    value = results[0].value
    if value is None:
        return Fault(NO_RETURN, "None", "shape (1, 3)")
    return shape_is("sigmoid of a row", value, (1, 3), {(3,): "A row (1, 3) must stay a row: were the brackets lost?"})


def _number(results: Sequence[Result]) -> Fault | None:
    return shape_is("sigmoid of a number", results[0].value, (), {})


def _grid(results: Sequence[Result]) -> Fault | None:
    return shape_is("sigmoid of two rows", results[0].value, (2, 3), {(3,): "Only one row was returned."}) or shape_is(
        "sigmoid of a vector", results[1].value, (3,), {}
    )


def _values(results: Sequence[Result]) -> Fault | None:
    return equals("sigmoid", results[0].value, A_ROW, SUSPECTS)


def _numbers(results: Sequence[Result]) -> Fault | None:
    return equals("sigmoid(log 3)", results[0].value, 3 / 4, [(1 / 4, WRONG_SIGN)]) or equals(
        "sigmoid(0)", results[1].value, 1 / 2
    )


def _symmetric(results: Sequence[Result]) -> Fault | None:
    one, other = as_array(results[0].value), as_array(results[1].value)
    if one is None or other is None or one.shape != other.shape:
        return Fault("The results for z and for -z do not have the same shape.", shown(results[1].value))
    return equals("sigmoid(-z)", other, 1 - one, hint="It should be 1 - sigmoid(z): e^(-z) is 1 / e^z.")


def _rises(results: Sequence[Result]) -> Fault | None:
    fault = shape_is("sigmoid", results[0].value, RISING.shape, {})
    values = as_array(results[0].value)
    if fault or values is None:
        return fault
    steps = np.diff(values[0])
    if (steps > 0).all():
        return None
    where = RISING[0, int(np.argmin(steps > 0))]
    said = f"From z = {where:g} on, a larger z does not give a larger answer. sigmoid always rises."
    return Fault(said, shown(values[0, :: len(values[0]) // 4]), "numbers that rise from 0 to 1")


def _far(results: Sequence[Result]) -> Fault | None:
    values = as_array(results[0].value)
    if values is not None and values.shape == FAR.shape and np.isnan(values).any():
        said = (
            "It is NaN far from 0. Does it divide one e^z by another? For z = 1000 both are infinite."
            " `1 / (1 + np.exp(-z))` gives 1 there."
        )
        return Fault(said, shown(values), "[[0, 1]]")
    return equals("sigmoid", results[0].value, [[0, 1]])


def _unchanged(results: Sequence[Result]) -> Fault | None:
    return unchanged(["z"], results)


CHECKS = (
    Check("the shape for a row", "shape", "z = [[-1.0986, 0, 1.0986]], which is -log 3, 0, log 3", (a_row,), _form),
    Check("a number for a number", "shape", "z = log 3", (a_number,), _number),
    Check("the shape for other arrays", "shape", "z of shape (2, 3) and (3,)", (a_grid, a_vector), _grid),
    Check("a quarter, a half, three quarters", "value", "z = [[-log 3, 0, log 3]]", (a_row,), _values),
    Check("the same for single numbers", "value", "z = log 3, and z = 0", (a_number, a_zero), _numbers),
    Check("sigmoid(-z) is 1 - sigmoid(z)", "value", "six numbers, and minus these", (a_grid, mirrored), _symmetric),
    Check("it rises", "value", "z from -6 to 6", (rising,), _rises),
    Check("far from 0", "edge", "z = [[-1000, 1000]]", (far,), _far),
    Check("z stays unchanged", "edge", "two arrays", (a_row, a_grid), _unchanged),
)
