"""Checks of model: its result, that it learns only from the training images, and its accuracies."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from logreg_core.words import count

from ..results import Call, Result
from ..values import as_array, figure, numbers_in, quoted, said, shown
from ..worked import DATA_IN_WORDS, TEST_X, TEST_Y, TRAIN_X, TRAIN_Y, Descended, Example, descend
from .judge import NO_RETURN, Check, Fault, Suspects, close, equals, shape_is, unchanged

ARGUMENTS = ("X_train", "Y_train", "X_test", "Y_test")
KEYS = (
    "costs", "train_accuracy", "test_accuracy", "w", "b", "learning_rate", "num_iterations", "Y_pred_train",
    "Y_pred_test",
)  # fmt: skip
STEPS, RATE = 120, 0.1


def _call(steps: int = STEPS, rate: float = RATE, test: tuple[Any, Any] = (TEST_X, TEST_Y)) -> Call:
    return Call("model", (TRAIN_X, TRAIN_Y, *test), {"num_iterations": steps, "learning_rate": rate})


usual, short, fast = _call(), _call(steps=3), _call(rate=0.4)
other_test = _call(test=(TEST_X[:, ::-1] * 2, 1 - TEST_Y))


@cache
def _learned(steps: int, rate: float, on: str = "train") -> Descended:
    """The expected weights. on: also ``test``, ``both``, or ``swapped`` labels."""
    X = {"test": TEST_X, "both": np.hstack([TRAIN_X, TEST_X])}.get(on, TRAIN_X)
    Y = {"test": TEST_Y, "both": np.hstack([TRAIN_Y, TEST_Y]), "swapped": 1 - TRAIN_Y}.get(on, TRAIN_Y)
    return descend(Example("", np.zeros((3, 1)), 0.0, X, Y), steps, rate)


def _answers(end: Descended, X: Any) -> Any:
    return (np.array(end.w) @ X + end.b > 0)[None] * 1.0


def _part(result: Result, name: str) -> Any:
    return result.value.get(name) if isinstance(result.value, dict) else None


def _form(results: Sequence[Result]) -> Fault | None:
    value = results[0].value
    wanted = "a dictionary with " + ", ".join(KEYS)
    if value is None:
        return Fault(NO_RETURN, "None", wanted)
    if not isinstance(value, dict):
        return Fault(f"It returned {said(value)}; it should return one dictionary.", said(value), wanted)
    missing = [key for key in KEYS if key not in value]
    if not missing:
        return None
    names = ", ".join(f'"{key}"' for key in missing)
    keys = ", ".join(quoted(str(key), 30) for key in list(value)[:12] if key not in KEYS)
    near = f" It has {keys}, which is not needed." if keys else ""
    return Fault(f"The dictionary lacks {names}.{near}", ", ".join(str(key)[:30] for key in list(value)[:12]), wanted)


def _shapes(results: Sequence[Result]) -> Fault | None:
    (result,) = results
    crossed = "Are the answers for training and test images swapped?"
    return (
        shape_is('"w"', _part(result, "w"), (3, 1), {})
        or shape_is('"b"', _part(result, "b"), (), {})
        or shape_is('"Y_pred_train"', _part(result, "Y_pred_train"), (1, 6), {(1, 4): crossed})
        or shape_is('"Y_pred_test"', _part(result, "Y_pred_test"), (1, 4), {(1, 6): crossed})
        or shape_is('"train_accuracy"', _part(result, "train_accuracy"), (), {})
        or shape_is('"test_accuracy"', _part(result, "test_accuracy"), (), {})
        or _list(_part(result, "costs"))
    )


def _list(costs: object) -> Fault | None:
    return (
        None
        if isinstance(costs, list)
        else Fault(f'"costs" is {said(costs)}; it should be a list.', said(costs), "a list")
    )


def _weights(results: Sequence[Result]) -> Fault | None:
    right = _learned(STEPS, RATE)
    for name in ("w", "b"):

        def at(end: Descended, name: str = name) -> Any:
            return np.array(end.w)[:, None] if name == "w" else end.b

        if equals(name, _part(results[0], name), at(right)) is None:
            continue
        suspects: Suspects = [
            (
                at(_learned(0, RATE)),
                "It has learned nothing: it is still 0. `optimize` returns the new values in params.",
            ),
            (at(_learned(STEPS, RATE, "test")), "It learned from the test images. They are only for predict."),
            (
                at(_learned(STEPS, RATE, "both")),
                "It learned from training and test images together. Test images must be new to it.",
            ),
            (at(_learned(STEPS, RATE, "swapped")), "It learned with the labels swapped: use Y_train, not 1 - Y_train."),
            (
                at(_learned(2000, 0.5)),
                "It took 2,000 iterations at the rate 0.5: pass num_iterations and learning_rate to optimize.",
            ),
            (at(_learned(2000, RATE)), "It took 2,000 iterations: pass num_iterations to optimize."),
            (at(_learned(STEPS, 0.5)), "It trained at the rate 0.5: pass learning_rate to optimize."),
            (at(_learned(STEPS, 0.005)), "It trained at the rate 0.005: pass learning_rate to optimize."),
            *(
                (at(_learned(steps, RATE)), f"It took {count(steps, 'iteration')}, whatever num_iterations is.")
                for steps in (1, 100, 1000, 1500)
            ),
            (at(_learned(STEPS - 1, RATE)), "It took one step too few."),
            (at(_learned(STEPS + 1, RATE)), "It took one step too many."),
        ]
        hint = "Does it start at zero, and learn from X_train and Y_train?"
        if fault := equals(f'"{name}"', _part(results[0], name), at(right), suspects, hint):
            return fault
    return None


def _predictions(results: Sequence[Result]) -> Fault | None:
    end = _learned(STEPS, RATE)
    for name, X in (("Y_pred_train", TRAIN_X), ("Y_pred_test", TEST_X)):
        wanted = _answers(end, X)
        suspects: Suspects = [
            (np.zeros_like(wanted), "All answers are 0. Does predict get the learned w and b, or the initial ones?"),
            (1 - wanted, "Yes and no are swapped."),
        ]
        if fault := equals(f'"{name}"', _part(results[0], name), wanted, suspects):
            return fault
    return None


def _accuracy(part: str, Y: Any, other: str) -> Any:
    name = f"{part}_accuracy"

    def judge(results: Sequence[Result]) -> Fault | None:
        answers = as_array(_part(results[0], f"Y_pred_{part}"))
        if answers is None or answers.shape != Y.shape:
            return shape_is(f'"Y_pred_{part}"', _part(results[0], f"Y_pred_{part}"), Y.shape, {})
        right = 100 * float(np.mean(answers == Y))
        m, table = Y.size, answers - Y.T
        crossing = (
            f"Each answer was compared with each label: (1, {m}) and ({m}, 1) make a table of {m} x {m}."
            f" Y_pred_{part} and Y_{part} must have the same shape."
        )
        suspects: Suspects = [
            (right / 100, "That is a share, from 0 to 1. Multiply it by 100 to get per cent."),
            (100 - right, "That is the share of the wrong answers."),
            (1 - right / 100, "That is the share of the wrong answers, and not in per cent."),
            (100 * np.mean(table == 0), crossing),
            (100 - 100 * np.mean(np.abs(table)), crossing),
            (100 - 100 * np.sum(np.abs(answers - Y)), "The wrong answers are added up: take the mean, `np.mean`."),
            (100 * np.sum(answers == Y), "The right answers are counted: take the mean, `np.mean`."),
            (np.sum(answers == Y), "That is how many are right. The accuracy in per cent is 100 times the mean."),
            (100 * float(np.mean(answers == 1)), "That is the share of yes answers, not of right ones."),
        ]
        if (others := as_array(_part(results[0], f"Y_pred_{other}"))) is not None:
            truth = TEST_Y if other == "test" else TRAIN_Y
            if others.shape == truth.shape:
                suspects = [
                    *suspects,
                    (
                        100 * np.mean(others == truth),
                        f"That is the accuracy on the {'training' if other == 'train' else other} images.",
                    ),
                ]
        hint = f"{int(np.sum(answers == Y))} of {m} answers are right."
        return equals(f'"{name}"', _part(results[0], name), right, suspects, hint)

    return judge


def _settings(results: Sequence[Result]) -> Fault | None:
    for result, steps, rate in ((results[0], STEPS, RATE), (results[1], 3, RATE), (results[2], STEPS, 0.4)):
        for name, wanted in (("num_iterations", steps), ("learning_rate", rate)):
            value = as_array(_part(result, name))
            if value is None or value.shape or not close(value, wanted):
                why = f'"{name}" should hold what the caller asked for: `"{name}": {name}`.'
                return Fault(why, shown(_part(result, name)), figure(wanted))
    return None


def _obeys(results: Sequence[Result]) -> Fault | None:
    for result, name, end in (
        (results[0], "num_iterations = 3", _learned(3, RATE)),
        (results[1], "learning_rate = 0.4", _learned(STEPS, 0.4)),
    ):
        ignored = f"With {name} the weights are the same as before: pass it to optimize."
        wanted, before = np.array(end.w)[:, None], np.array(_learned(STEPS, RATE).w)[:, None]
        if fault := equals(f'"w", with {name},', _part(result, "w"), wanted, [(before, ignored)]):
            return fault
    return None


def _costs(results: Sequence[Result]) -> Fault | None:
    costs = _part(results[0], "costs")
    wanted = [_learned(STEPS, RATE).costs[i] for i in (0, 100)]
    numbers = numbers_in(costs)
    if numbers is None:
        return Fault("The costs are not all numbers.", shown(costs), shown(np.array(wanted)))
    if len(numbers) != len(wanted):
        why = f"120 iterations give 2 costs, those of i = 0 and 100. There are {len(numbers)}."
        return Fault(f"{why} Return the list from optimize.", f"{len(numbers)} costs", "2 costs")
    return equals("`costs`", np.array(numbers), wanted)


def _test_is_new(results: Sequence[Result]) -> Fault | None:
    one, other = as_array(_part(results[0], "w")), as_array(_part(results[1], "w"))
    if one is not None and other is not None and close(one, other):
        return None
    why = "Other test images gave other weights. The neuron must not learn from the test images."
    return Fault(why, shown(other), shown(one))


def _unchanged(results: Sequence[Result]) -> Fault | None:
    return unchanged(ARGUMENTS, results)


USUAL = f"{DATA_IN_WORDS}, num_iterations = {STEPS}, learning_rate = {figure(RATE)}"

CHECKS = (
    Check("a dictionary with all keys", "shape", USUAL, (usual,), _form),
    Check("the shapes of the values", "shape", USUAL, (usual,), _shapes),
    Check("the weights it learned", "value", USUAL, (usual,), _weights),
    Check("its answers", "value", USUAL, (usual,), _predictions),
    Check("the accuracy on the training images", "value", USUAL, (usual,), _accuracy("train", TRAIN_Y, "test")),
    Check("the accuracy on the test images", "value", USUAL, (usual,), _accuracy("test", TEST_Y, "train")),
    Check("the costs", "value", USUAL, (usual,), _costs),
    Check(
        "it uses num_iterations and learning_rate",
        "value",
        "3 iterations; the rate 0.4",
        (short, fast),
        _obeys,
    ),
    Check("it returns the settings", "value", "the same", (usual, short, fast), _settings),
    Check(
        "it does not learn from the test images",
        "edge",
        "the same training, other test images",
        (usual, other_test),
        _test_is_new,
    ),
    Check("the arguments stay unchanged", "edge", "all of the above", (usual, short), _unchanged),
)
