"""Checks of predict: examples for mental arithmetic, exactly one half, and extreme scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..results import Call, Result
from ..values import as_array, said, shown
from ..worked import IMAGES, SEVEN
from .judge import NO_RETURN, Check, Fault, Suspects, equals, shape_is, unchanged

W = np.array([[1.0], [-1.0]])
X = np.array(IMAGES)


def _call(w: Any, b: float, images: Any) -> Call:
    return Call("predict", (w, b, images))


by_hand = _call(W, -0.75, X)  # z is 2 - 0 - 0.75 = 1.25, 1 - 1 - 0.75 = -0.75, 3 - 2 - 0.75 = 0.25
bias = _call(W, 2.5, np.array([[3.0, 1, 0, 0], [2.0, 2, 2, 4]]))  # z is 3.5, 1.5, 0.5, -1.5
half = _call(W, -2.0, X)  # z is 0, -2, -1
seven, single = _call(SEVEN.w, SEVEN.b, SEVEN.X), _call(SEVEN.w, SEVEN.b, SEVEN.X[:, :1])
far = _call(1000 * W, 0.0, np.array([[1.0, 0, 3], [0.0, 1, 1]]))  # z is 1000, -1000, 2000

TRUTHS = "The answers are True and False; they should be 0 and 1: `.astype(int)` makes numbers."
HAND = "X = [[2, 1, 3], [0, 1, 2]], w = [[1], [-1]], b = {}: z = {}"


def _form(results: Sequence[Result]) -> Fault | None:
    value = results[0].value
    if value is None:
        return Fault(NO_RETURN, "None", "shape (1, 7)")
    if isinstance(value, tuple):
        return Fault(f"It returned {said(value)}; it should return only the answers.", said(value), "shape (1, 7)")
    return shape_is(
        "The array of answers",
        value,
        (1, 7),
        {
            (7,): "A row (1, 7) must stay a row: was it flattened, or is there one index too many?",
            (7, 1): "It is transposed: is it `X.T @ w`? `w.T @ X` gives a row.",
            (4, 7): "Give one answer for each image, not for each number: w.T @ X adds up, `w * X` does not.",
            (): "There is one answer for all images. `A > 0.5` compares each.",
        },
    )


def _single(results: Sequence[Result]) -> Fault | None:
    return shape_is("The array of answers, for one image,", results[0].value, (1, 1), {(): "Was it squeezed?"})


def _only(results: Sequence[Result]) -> Fault | None:
    values = as_array(results[0].value)
    if values is None:
        return Fault("The answers are not numbers.", said(results[0].value), "0 and 1")
    if getattr(getattr(results[0].value, "dtype", None), "kind", "") == "b":
        return Fault(TRUTHS, shown(values), "0 and 1")
    if np.isin(values, (0, 1)).all():
        return None
    why = "The answers should be only 0 and 1."
    if np.isin(values, (-1, 1)).all():
        why += " “No” is 0 here, not -1."
    elif ((values > 0) & (values < 1)).all():
        why += " These are the probabilities: compare them with 0.5."
    else:
        why += " Were the scores returned, before sigmoid?"
    return Fault(why, shown(values), "only 0 and 1")


UPSIDE_DOWN = "Yes and no are swapped. Is it `A < 0.5`, or is sigmoid made with `np.exp(z)`?"
ALL = "Everything is {}. Is A compared with 0.5? A lies between 0 and 1, so all of it is above 0 and none above 1."


def _by_hand(results: Sequence[Result]) -> Fault | None:
    suspects: Suspects = [
        ([[0, 1, 0]], UPSIDE_DOWN),
        (
            [[1, 0, 0]],
            "z is compared with 0.5, instead of A. A > 0.5 where z > 0: was sigmoid forgotten, or 0.5 rounded up?",
        ),
        ([[1, 1, 1]], ALL.format("yes")),
        ([[0, 0, 0]], ALL.format("no")),
    ]
    return equals("The answer", results[0].value, [[1, 0, 1]], suspects)


def _bias(results: Sequence[Result]) -> Fault | None:
    suspects: Suspects = [
        ([[1, 0, 0, 0]], "b is forgotten: z is w.T @ X + b."),
        ([[0, 0, 0, 0]], "Everything is no. Is b subtracted? z is w.T @ X + b. Or is A compared with 1?"),
        ([[0, 0, 0, 1]], UPSIDE_DOWN),
    ]
    return equals("The answer", results[0].value, [[1, 1, 1, 0]], suspects)


def _half(results: Sequence[Result]) -> Fault | None:
    suspects: Suspects = [
        ([[1, 0, 0]], "Exactly 0.5 is not greater than 0.5, so the answer is 0: `>`, not `>=`."),
        ([[1, 0, 1]], "b is forgotten: z is w.T @ X + b."),
    ]
    return equals("The answer", results[0].value, [[0, 0, 0]], suspects)


def _far(results: Sequence[Result]) -> Fault | None:
    return equals("The answer", results[0].value, [[1, 0, 1]])


def _unchanged(results: Sequence[Result]) -> Fault | None:
    return unchanged(["w", "b", "X"], results)


CHECKS = (
    Check("the shape of the answers", "shape", "X (4, 7), w (4, 1)", (seven,), _form),
    Check("the shape for one image", "shape", "X (4, 1), w (4, 1)", (single,), _single),
    Check("only 0 and 1", "value", "X (4, 7), w (4, 1)", (seven,), _only),
    Check(
        "three images, worked out by hand", "value", HAND.format("-0.75", "[[1.25, -0.75, 0.25]]"), (by_hand,), _by_hand
    ),
    Check("the bias counts", "value", "w = [[1], [-1]], b = 2.5: z = [[3.5, 1.5, 0.5, -1.5]]", (bias,), _bias),
    Check("exactly one half", "edge", HAND.format("-2", "[[0, -2, -1]]"), (half,), _half),
    Check("extreme scores", "edge", "z = [[1000, -1000, 2000]]", (far,), _far),
    Check("the arguments stay unchanged", "edge", "all of the above", (seven, by_hand), _unchanged),
)
