"""Checks of propagate: two examples by hand, finite differences of the cost, and symmetries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import worked
from ..results import Call, Result
from ..values import as_array, figure, pair, quoted, said, shown
from ..worked import KNOWS_NOTHING, SEVEN, STEP, WITH_WEIGHTS, Example
from .judge import NO_RETURN, Check, Fault, Suspects, close, equals, shape_is, unchanged

ARGUMENTS = ("w", "b", "X", "Y")
WHOLE_SHAPE = "Is m the whole shape, a pair? m is one number: `X.shape[1]`."
DICTIONARY = 'a dictionary {"dw": ..., "db": ...} and the cost'


def _call(example: Example, w: Any = None, b: float | None = None, X: Any = None, Y: Any = None) -> Call:
    return Call(
        "propagate",
        (
            example.w if w is None else w,
            example.b if b is None else b,
            example.X if X is None else X,
            example.Y if Y is None else Y,
        ),
    )


by_hand, nothing, seven = _call(WITH_WEIGHTS), _call(KNOWS_NOTHING), _call(SEVEN)
twice = _call(SEVEN, X=np.hstack([SEVEN.X, SEVEN.X]), Y=np.hstack([SEVEN.Y, SEVEN.Y]))
swapped = _call(SEVEN, w=-SEVEN.w, b=-SEVEN.b, Y=1 - SEVEN.Y)
single = _call(SEVEN, X=SEVEN.X[:, :1], Y=SEVEN.Y[:, :1])
along = tuple(_call(SEVEN, w=SEVEN.w + sign * STEP * np.eye(4)[:, [place]]) for place in range(4) for sign in (1, -1))
along_b = tuple(_call(SEVEN, b=SEVEN.b + sign * STEP) for sign in (1, -1))


def part(result: Result, name: str) -> Any:
    """``dw``, ``db`` or ``cost`` of the result of propagate, or None."""
    parts = pair(result.value) or [None, None]
    return parts[1] if name == "cost" else parts[0].get(name) if isinstance(parts[0], dict) else None


def _form(results: Sequence[Result]) -> Fault | None:
    value = results[0].value
    parts = pair(value)
    came = shown(value) if isinstance(value, tuple | list) else said(value)
    if value is None:
        return Fault(NO_RETURN, "None", DICTIONARY)
    if isinstance(value, dict):
        why = "Only the dictionary was returned. Return the cost too: `return grads, cost`."
        return Fault(why, came, DICTIONARY)
    if parts is None:
        if isinstance(value, tuple) and len(value) == 3:
            why = 'It returned three values. dw and db go into one dictionary: `return {"dw": dw, "db": db}, cost`.'
        else:
            why = f"It returned {said(value)}; it should return two values: {DICTIONARY}."
        return Fault(why, came, DICTIONARY)
    if not isinstance(parts[0], dict):
        if isinstance(parts[1], dict):
            return Fault("The cost came first. The order is `return grads, cost`.", came, DICTIONARY)
        return Fault(f"The first value is {said(parts[0])}, not a dictionary.", came, DICTIONARY)
    missing = [name for name in ("dw", "db") if name not in parts[0]]
    if missing:
        names = ", ".join(quoted(str(key), 30) for key in parts[0]) or "nothing"
        return Fault(f'The dictionary holds {names}; "{missing[0]}" is missing.', came, DICTIONARY)
    return None


def _dw_shape(results: Sequence[Result]) -> Fault | None:
    return shape_is(
        "`dw`",
        part(results[0], "dw"),
        (4, 1),
        {
            (4, 7): "Did you multiply elementwise, with `*`? `X @ (A - Y).T`, X by `dZ.T`, adds up over the images.",
            (1, 4): "It is transposed: is it `(A - Y) @ X.T`? `X @ (A - Y).T` gives a column.",
            (4,): "One axis got lost, perhaps in a sum or mean with `axis=1`: `keepdims=True` keeps it. `@` with a"
            " column needs no sum.",
            (4, 4): "Each number of an image was combined with each other one. Is A a row, (1, 7)? `w.T @ X` makes one,"
            " `w * X` does not. And dw is `X @ (A - Y).T`.",
            (4, 2): WHOLE_SHAPE,
            (1, 7): "That is a number for each image. dw has one for each number of an image: multiply by X.",
            (7, 1): "That is a number for each image. dw has one for each number of an image: multiply by X.",
            (): "Everything was added up to one number. dw has one for each number of an image.",
        },
        "the shape of `w`",
    )


def _db_shape(results: Sequence[Result]) -> Fault | None:
    return shape_is("`db`", part(results[0], "db"), (), _scalar_suspects("A - Y"))


def _cost_shape(results: Sequence[Result]) -> Fault | None:
    return shape_is("The cost", part(results[0], "cost"), (), _scalar_suspects("Y log A and the rest"))


def _scalar_suspects(what: str) -> dict[tuple[int, ...], str]:
    boxed = (
        "One number in brackets is still an array, as `keepdims=True` and `@` give it. `np.sum` of everything"
        " gives a number, and `np.squeeze` takes it out."
    )
    images = f"That is a number for each image: add them up, with `np.sum` of {what}."
    return {
        (1, 1): boxed,
        (2,): WHOLE_SHAPE,
        (1,): "Did you add along `axis=1`? Without an axis `np.sum` adds up everything.",
        (1, 7): images,
        (7,): f"{images} Without `axis=0`.",
        (7, 7): "Each image was combined with each other image. A row (1, 7) times a column (7, 1) is a table (7, 7):"
        " give both the same shape.",
        (4,): "That is a number for each row of X. There is only one bias.",
        (4, 1): "That is a number for each row of X. There is only one bias.",
        (4, 7): "That has the shape of X. db is the mean of A - Y alone.",
    }


A = np.array([worked.ANSWERS])
Y, X, M, N = WITH_WEIGHTS.Y, WITH_WEIGHTS.X, 3, 2
A_WITHOUT_B = np.array([[9 / 10, 1 / 2, 3 / 4]])
Z = np.array([[1.0, -1, 0]]) * worked.LOG_3
UPSIDE_DOWN = (
    "These are the numbers for 1 - A. Is it `np.exp(z)` instead of `np.exp(-z)`, or are Y and 1 - Y, or A and 1 - A,"
    " swapped?"
)
LOG_2 = "Is it `np.log2`, the logarithm to base 2? The formula uses `np.log`."
LOG_10 = "Is it `np.log10`, the logarithm to base 10? The formula uses `np.log`."
SQUARED = "That is the squared error. The cost here is the cross-entropy, with logarithms."
NO_B = "b is missing: z is w.T @ X + b."
NOT_DIVIDED = "{} is the sum over the images, {} times too large. Divide by m to get the mean."
BY_ROWS = "It is divided by the wrong number: m is the number of images, `X.shape[1]`; `X.shape[0]` counts their rows."


def _cost(answers: Any) -> float:
    return float(-np.mean(Y * np.log(answers) + (1 - Y) * np.log(1 - answers)))


def cost_suspects() -> Suspects:
    """Wrong costs of the example by hand, each with its cause."""
    yes, no = float(np.sum(Y * np.log(A))), float(np.sum((1 - Y) * np.log(1 - A)))
    table = float(np.sum(Y.T * np.log(A) + (1 - Y).T * np.log(1 - A)))
    met = (
        "Each label was combined with each image's answer. A row (1, m) times a column (m, 1) is a table (m, m): Y and"
        " A must have the same shape."
    )
    return [
        (-worked.COST, "The cost has the wrong sign: the minus before the sum is missing. A cost is never negative."),
        (M * worked.COST, NOT_DIVIDED.format("The cost", M)),
        (-M * worked.COST, "The minus before the sum is missing, and so is the division by m."),
        (M / N * worked.COST, BY_ROWS),
        (-yes / M, "Only the images with label 1 are counted: the part with (1 - Y) log(1 - A) is missing."),
        (-no / M, "Only the images with label 0 are counted: the part with Y log A is missing."),
        (-(yes - no) / M, "The two parts are added: Y log A + (1 - Y) log(1 - A)."),
        (_cost(1 - A), UPSIDE_DOWN),
        (_cost(A_WITHOUT_B), NO_B),
        (-table / M, met),
        (-table, met),
        (-table / M**2, met),
        (worked.COST / np.log(2), LOG_2),
        (worked.COST / np.log(10), LOG_10),
        (np.mean((A - Y) ** 2), SQUARED),
        (np.mean((A - Y) ** 2) / 2, SQUARED),
        (
            -np.sum(Y * np.log(A) + 1 - Y * np.log(1 - A)) / M,
            "`1 - Y * ...` multiplies before it subtracts: (1 - Y) needs its brackets.",
        ),
        (np.mean(np.abs(A - Y)), "That is the mean distance. The cost here is the cross-entropy, with logarithms."),
    ]


def slope_suspects(name: str) -> Suspects:
    """Wrong ``dw`` or ``db`` of the example by hand, each with its cause."""

    def made(errors: Any) -> Any:
        return X @ errors.T / M if name == "dw" else np.sum(errors) / M

    right, called = made(A - Y), f"`{name}`"
    both = "Is it the sum of Y - A, not divided by m? Or the mean of A, without the labels?"
    return [
        (-right, f"{called} has the wrong sign: is it Y - A? It should be A - Y."),
        (M * right, NOT_DIVIDED.format(called, M)),
        (-M * right, both if name == "db" else f"{called} has the wrong sign, as from Y - A, and is not divided by m."),
        (M / N * right, BY_ROWS),
        (made(A), f"{called} is computed without the labels: use A - Y, not A."),
        (made(Z - Y), "sigmoid is missing: A is sigmoid(Z), and the errors are A - Y, not Z - Y."),
        (made(1 - A - Y), UPSIDE_DOWN),
        (made(A_WITHOUT_B - Y), NO_B),
        (
            made((A - Y) * A * (1 - A)),
            "The factor A (1 - A) is too much. It belongs to the squared error; with the cross-entropy it cancels.",
        ),
        (np.floor(right), "Is it `//`, which divides and rounds down to whole numbers? `/` divides."),
        (made(np.round(A) - Y), "A is rounded to 0 and 1. The errors are A - Y with A as it is."),
        *(
            [
                (2 * made((A - Y) * A * (1 - A)), "That is the slope of the squared error, not of the cross-entropy."),
                (
                    X.mean(axis=1, keepdims=True) * np.mean(A - Y),
                    "The mean of X times the mean of A - Y is not the mean of their products: `X @ (A - Y).T / m`.",
                ),
            ]
            if name == "dw"
            else [
                (np.sum(X @ (A - Y).T / M), "That is the sum of dw. db needs no X: it is the mean of A - Y."),
                (np.mean(np.abs(A - Y)), "Positive and negative errors must cancel: A - Y without `np.abs`."),
            ]
        ),
    ]


def _nothing(results: Sequence[Result]) -> Fault | None:
    many = 3 * worked.COST_OF_NOTHING
    suspects = [
        (-worked.COST_OF_NOTHING, "The cost has the wrong sign: the minus before the sum is missing."),
        (
            many,
            "The cost is 3 times too large, for 3 images: is the division by m missing, or was a row (1, m)"
            " multiplied by a column (m, 1)?",
        ),
        (-many, "The minus before the sum is missing, and so is the division by m."),
        (1.0, LOG_2),
        (0.25, SQUARED),
    ]
    hint = "Every a is 1/2 here, so each image costs log 2, and so does the mean."
    return equals("The cost", part(results[0], "cost"), worked.COST_OF_NOTHING, suspects, hint)


def _cost_by_hand(results: Sequence[Result]) -> Fault | None:
    hint = "A is [[3/4, 1/4, 1/2]] here, and the images cost -log 3/4, -log 3/4, -log 1/2."
    return equals("The cost", part(results[0], "cost"), worked.COST, cost_suspects(), hint)


def _dw_by_hand(results: Sequence[Result]) -> Fault | None:
    hint = "A - Y is [[-1/4, 1/4, -1/2]] here; dw is the mean of X (A - Y): (2 (-1/4) + 1 (1/4) + 3 (-1/2)) / 3."
    return equals("`dw`", part(results[0], "dw"), np.array(worked.DW)[:, None], slope_suspects("dw"), hint)


def _db_by_hand(results: Sequence[Result]) -> Fault | None:
    hint = "A - Y is [[-1/4, 1/4, -1/2]] here, and db is its mean."
    return equals("`db`", part(results[0], "db"), worked.DB, slope_suspects("db"), hint)


def _measured(results: Sequence[Result]) -> Fault | None:
    costs = [as_array(part(result, "cost")) for result in results[1:]]
    slopes = as_array(part(results[0], "dw"))
    if slopes is None or any(cost is None or cost.shape for cost in costs):
        return Fault("The cost is not a number for other weights.", shown(part(results[1], "cost")), "a number")
    rises = np.array([float(up - down) / (2 * STEP) for up, down in zip(costs[::2], costs[1::2], strict=True)])  # type: ignore[operator]
    return _agrees("dw", slopes.ravel(), rises)


def _measured_b(results: Sequence[Result]) -> Fault | None:
    up, down, slope = (
        as_array(part(*each)) for each in ((results[1], "cost"), (results[2], "cost"), (results[0], "db"))
    )
    if up is None or down is None or slope is None or up.shape or down.shape:
        return Fault("The cost is not a number for another bias.", shown(part(results[1], "cost")), "a number")
    return _agrees("db", slope.ravel(), np.array([float(up - down) / (2 * STEP)]))


def _agrees(name: str, slopes: Any, rises: Any) -> Fault | None:
    """The fault if a gradient does not agree with the slope of the function's own cost, or None."""
    if slopes.shape == rises.shape and np.allclose(slopes, rises, 1e-3, 1e-4):
        return None
    came, wanted = shown(slopes), f"{shown(rises)}, the cost's own slope"
    if not (np.isfinite(slopes).all() and np.isfinite(rises).all()):
        return Fault(f"The cost or `{name}` is not finite on ordinary numbers.", came, wanted)
    if np.allclose(slopes, -rises, 1e-3, 1e-4):
        return Fault(
            f"`{name}` has the opposite sign of your cost's slope: one of the two is wrong. Check the minus of the"
            " cost, and A - Y.",
            came,
            wanted,
        )
    if np.allclose(slopes, 7 * rises, 1e-3, 1e-4):
        return Fault(f"`{name}` is 7 times as steep as your cost: it is not divided by m = 7.", came, wanted)
    if np.allclose(7 * slopes, rises, 1e-3, 1e-4):
        return Fault(f"Your cost is 7 times as steep as `{name}`: the cost is not divided by m = 7.", came, wanted)
    index = int(np.argmax(np.abs(slopes - rises)))
    of = f"[{index}, 0]" if name == "dw" else ""
    said = (
        f"`{name}{of}` is {figure(slopes[index])}, but your own cost has the slope {figure(rises[index])} there. One of"
        " the two does not follow its formula."
    )
    return Fault(said, came, wanted)


def _twice(results: Sequence[Result]) -> Fault | None:
    for name, called in (("cost", "The cost"), ("dw", "`dw`"), ("db", "`db`")):
        once, both = as_array(part(results[0], name)), as_array(part(results[1], name))
        if once is None or both is None or once.shape != both.shape:
            return shape_is(called, part(results[1], name), once.shape if once is not None else (), {})
        if close(both, once):
            continue
        said = (
            f"{called} changes when every image appears twice. A mean does not change: divide by m, the"
            " number of images."
        )
        return Fault(said, shown(both), shown(once))
    return None


def _swapped(results: Sequence[Result]) -> Fault | None:
    for name, called, sign in (("cost", "The cost", 1), ("dw", "`dw`", -1), ("db", "`db`", -1)):
        one, other = as_array(part(results[0], name)), as_array(part(results[1], name))
        if one is None or other is None or one.shape != other.shape:
            return shape_is(called, part(results[1], name), one.shape if one is not None else (), {})
        if close(other, sign * one):
            continue
        return Fault(
            f"When yes and no are swapped, and w and b change their sign, {called.lower() if sign > 0 else called}"
            f" should {'stay the same' if sign > 0 else 'only change its sign'}.",
            shown(other),
            shown(sign * one),
        )
    return None


def _single(results: Sequence[Result]) -> Fault | None:
    return (
        shape_is("`dw`, with one image,", part(results[0], "dw"), (4, 1), {}, "the shape of `w`")
        or shape_is("`db`, with one image,", part(results[0], "db"), (), {})
        or shape_is("The cost, with one image,", part(results[0], "cost"), (), {})
    )


def _unchanged(results: Sequence[Result]) -> Fault | None:
    return unchanged(ARGUMENTS, results)


CHECKS = (
    Check("a dictionary and the cost are returned", "shape", WITH_WEIGHTS.words, (by_hand,), _form),
    Check("the shape of dw", "shape", SEVEN.words, (seven,), _dw_shape),
    Check("db is a number", "shape", SEVEN.words, (seven,), _db_shape),
    Check("the cost is a number", "shape", SEVEN.words, (seven,), _cost_shape),
    Check("with zero weights the cost is log 2", "value", KNOWS_NOTHING.words, (nothing,), _nothing),
    Check("the cost, worked out by hand", "value", WITH_WEIGHTS.words, (by_hand,), _cost_by_hand),
    Check("dw, worked out by hand", "value", WITH_WEIGHTS.words, (by_hand,), _dw_by_hand),
    Check("db, worked out by hand", "value", WITH_WEIGHTS.words, (by_hand,), _db_by_hand),
    Check(
        "dw is the slope of the cost",
        "value",
        f"{SEVEN.words}; each w a little more and less",
        (seven, *along),
        _measured,
    ),
    Check(
        "db is the slope of the cost",
        "value",
        f"{SEVEN.words}; b a little more and less",
        (seven, *along_b),
        _measured_b,
    ),
    Check("every image twice", "value", "the seven images, and the same fourteen", (seven, twice), _twice),
    Check("yes and no swapped", "value", "the seven images; then 1 - Y, -w, -b", (seven, swapped), _swapped),
    Check("one image", "edge", "X (4, 1), Y (1, 1)", (single,), _single),
    Check("the arguments stay unchanged", "edge", "all of the above", (by_hand, nothing, seven), _unchanged),
)
