"""The functions that a learner writes: the ways are the textbook's functions, and any order of writing works."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from classroom.exercise.functions import EXERCISES, NAMES, Exercise, is_blank, program
from logreg_core import logistic


def functions(written: dict[str, str]) -> dict[str, Any]:
    """The six functions of a program, as Python makes them."""
    names: dict[str, Any] = {}
    exec(program(written)[0], names)
    return names


def a_dataset() -> tuple[Any, ...]:
    rng = np.random.default_rng(13)
    X, Y = rng.normal(size=(5, 20)), (rng.random((1, 20)) < 0.5) * 1.0
    return X[:, :12], Y[:, :12], X[:, 12:], Y[:, 12:]


def test_the_exercises_are_the_six_functions_of_the_textbook_in_their_order() -> None:
    assert NAMES == ("sigmoid", "initialize", "propagate", "optimize", "predict", "model")
    for exercise in EXERCISES:
        code = getattr(logistic, exercise.name).__code__
        names = re.findall(r"[a-zA-Z_]+", exercise.signature.partition("(")[2].replace("=False", ""))
        assert names == list(code.co_varnames[: code.co_argcount]), "and they take the same arguments"


def test_the_ways_give_what_the_textbook_gives() -> None:
    mine, X_train, Y_train, X_test, Y_test = functions({}), *a_dataset()
    got = mine["model"](X_train, Y_train, X_test, Y_test, 250, 0.1)
    want = logistic.model(X_train, Y_train, X_test, Y_test, 250, 0.1)
    assert got.keys() == want.keys()
    for name, value in want.items():
        np.testing.assert_allclose(got[name], value, rtol=1e-12, err_msg=name)
    assert len(got["costs"]) == 3


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda each: each.name)
def test_an_exercise_starts_blank_and_leads_to_its_way(exercise: Exercise) -> None:
    assert exercise.start.startswith(exercise.signature)
    assert exercise.way.startswith(exercise.signature)
    assert "# your code here" in exercise.start
    assert functions({exercise.name: exercise.start})[exercise.name].__doc__, "and what is blank comes from the way"
    assert exercise.hints[0].endswith("?")
    assert len({*exercise.hints}) == 3
    assert max(map(len, exercise.start.splitlines())) <= 80


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda each: each.name)
def test_nothing_written_is_blank_and_a_line_is_not(exercise: Exercise) -> None:
    for text in ("", " \n", exercise.start, exercise.start.replace("\n", "\r\n"), exercise.start + "\n    # later\n"):
        assert is_blank(exercise, text)
    assert not is_blank(exercise, exercise.start.replace("pass", "return 1"))
    assert not is_blank(exercise, exercise.way)
    assert not is_blank(exercise, exercise.signature + " 0")


def test_a_program_says_where_each_function_begins() -> None:
    written = {"predict": "\n\n\ndef predict(w, b, X):\r\n    return 7", "model": "def model():\r    return 8"}
    text, first = program(written)
    lines = text.split("\n")
    assert lines[0] == "import numpy as np"
    assert lines[first["sigmoid"] - 1] == "def sigmoid(z):"
    assert lines[first["predict"] + 2] == "def predict(w, b, X):", "her own empty lines are kept"
    assert lines[first["model"] - 1 :][:2] == ["def model():", "    return 8"]
    assert "\r" not in text
    assert functions(written)["model"]() == 8
