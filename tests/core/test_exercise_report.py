"""What a report is made of: examples that hold, lines that are the learner's, and answers of any kind survived."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import approx_fprime
from scipy.special import expit, log_expit

from classroom.exercise import worked
from classroom.exercise.checks import CHECKS, calls_for, check
from classroom.exercise.functions import EXERCISES, NAMES
from classroom.exercise.report import WAITS, Report
from classroom.exercise.results import Call, Failure, Result
from classroom.exercise.run import run_calls, run_here
from classroom.exercise.values import figure, said, shown
from logreg_core import ArgumentError

pytestmark = pytest.mark.filterwarnings("ignore")

WAYS = {exercise.name: exercise.way for exercise in EXERCISES}


def cost_at(place: Any, X: Any, Y: Any) -> float:
    """The cross-entropy of SciPy's logistic function; place: the weights and, last, the bias."""
    z = place[:-1] @ X + place[-1]
    return -float(np.mean(Y * log_expit(z) + (1 - Y) * log_expit(-z)))


@pytest.mark.parametrize(
    ("example", "cost", "dw", "db"),
    [
        (worked.KNOWS_NOTHING, worked.COST_OF_NOTHING, worked.DW_OF_NOTHING, worked.DB_OF_NOTHING),
        (worked.WITH_WEIGHTS, worked.COST, worked.DW, worked.DB),
    ],
)
def test_the_numbers_worked_out_by_hand_are_those_of_scipy(example: Any, cost: float, dw: Any, db: float) -> None:
    place = np.append(example.w[:, 0], example.b)
    assert cost == pytest.approx(cost_at(place, example.X, example.Y[0]))
    slopes = approx_fprime(place, cost_at, 1e-7, example.X, example.Y[0])
    np.testing.assert_allclose([*dw, db], slopes, atol=1e-6)
    np.testing.assert_allclose(expit(worked.WITH_WEIGHTS.w.T @ worked.WITH_WEIGHTS.X - worked.LOG_3), [worked.ANSWERS])


def test_a_step_worked_out_by_hand_is_exact_in_fractions() -> None:
    slopes = [Fraction(-2, 3), Fraction(-1, 6)]
    assert [0 - Fraction(3, 5) * slope for slope in slopes] == [Fraction(2, 5), Fraction(1, 10)]
    assert [Fraction(2, 5), Fraction(1, 10)] == [
        Fraction(each).limit_denominator(100) for each in worked.W_AFTER_A_STEP
    ]


def test_the_descent_in_plain_python_goes_down_the_measured_slope() -> None:
    example = worked.SEVEN
    before, after = worked.descend(example, 4, 0.3), worked.descend(example, 5, 0.3)
    place = np.array([*before.w, before.b])
    slopes = approx_fprime(place, cost_at, 1e-7, example.X, example.Y[0])
    np.testing.assert_allclose([*after.w, after.b], place - 0.3 * slopes, atol=1e-6)
    np.testing.assert_allclose([*after.dw, after.db], slopes, atol=1e-6)
    assert after.costs[-1] == pytest.approx(cost_at(place, example.X, example.Y[0]))
    assert len(after.costs) == 5


def test_every_check_says_what_went_in_and_what_should_have_come_out() -> None:
    for name in NAMES:
        report = check(name, {name: f"def {name}(*given, **more):\n    return None\n"}, run_here)
        assert not report.passed
        assert len(report.outcomes) == len(CHECKS[name])
        assert report.outcomes[0].said.startswith("It returned None. Is there a `return`")
        assert all(outcome.given and outcome.said for outcome in report.outcomes if not outcome.passed)
        assert report.outcomes[0].came == "None"
        assert report.outcomes[0].wanted
        assert {outcome.said for outcome in report.outcomes[1:]} == {WAITS}


def test_the_sentence_of_the_contract() -> None:
    text = WAYS["propagate"].replace("X @ (A - Y).T / m", "X * (A - Y) / m")
    (outcome,) = [
        each for each in check("propagate", {"propagate": text}, run_here).outcomes if each.check == "the shape of dw"
    ]
    assert outcome.said.startswith("`dw` has shape (4, 7); it should have the shape of `w`, (4, 1).")
    assert outcome.came == "shape (4, 7)"
    assert outcome.wanted == "shape (4, 1)"


def test_what_is_blank_is_said_to_be_blank_and_nothing_is_run() -> None:
    def run(*arguments: Any, **more: Any) -> list[Result]:
        raise AssertionError("nothing to run")

    for exercise in EXERCISES:
        for written in ({}, {exercise.name: exercise.start}):
            report = check(exercise.name, written, run)
            assert not report.passed
            assert report.words().splitlines()[0] == f"{exercise.name}: not checked"
            assert "still blank" in report.note


@pytest.mark.parametrize("name", ["cost", "", "sigmoid ", "__init__"])
def test_there_are_six_functions_and_no_other(name: str) -> None:
    with pytest.raises(ArgumentError, match="The functions are sigmoid, initialize"):
        check(name, {}, run_here)
    with pytest.raises(ArgumentError):
        calls_for(name)


def test_a_fault_in_another_function_is_looked_for_there() -> None:
    wrong = "def sigmoid(z):\n    return 1 / (1 + np.exp(z))\n"
    report = check("propagate", {"propagate": WAYS["propagate"], "sigmoid": wrong}, run_here)
    assert not report.passed
    assert "the fault is in `sigmoid`" in report.note
    both = check("optimize", WAYS | {"sigmoid": wrong, "model": ""}, run_here)
    assert "one of `sigmoid` and `propagate`" in both.note
    right = check("initialize", {"initialize": WAYS["initialize"], "sigmoid": wrong}, run_here)
    assert right.passed


def test_a_half_written_other_function_does_not_stand_in_the_way() -> None:
    written = {"sigmoid": WAYS["sigmoid"], "model": "def model(X_train:\n    w, b = ("}
    assert check("sigmoid", written, run_here).passed
    written = {"propagate": WAYS["propagate"], "sigmoid": "def sigmoid(z)\n    return z\n"}
    report = check("propagate", written, run_here)
    assert not report.passed
    assert "the fault is in `sigmoid`" in report.note
    assert "Line 1 of `sigmoid`" in report.outcomes[0].said
    assert "colon" in report.outcomes[0].said


def test_a_wrong_function_is_blamed_itself_whatever_the_others_are() -> None:
    wrong = WAYS["propagate"].replace("/ m\n    db", "\n    db")
    report = check("propagate", WAYS | {"propagate": wrong}, run_here)
    assert not report.note
    assert "not divided" in report.words() or "Divide by m" in report.words()


def test_helpers_of_her_own_may_stand_in_another_function() -> None:
    helper = "def mean(values):\n    return np.sum(values) / values.shape[1]\n\n\n" + WAYS["sigmoid"]
    text = WAYS["propagate"].replace("np.sum(A - Y) / m", "mean(A - Y)")
    assert check("propagate", {"sigmoid": helper, "propagate": text}, run_here).passed


def test_lines_are_those_of_her_own_text() -> None:
    written = {"sigmoid": "\n\n" + WAYS["sigmoid"], "propagate": "# mine\n\n" + WAYS["propagate"]}
    report = check("propagate", written, run_here)
    lines = written["propagate"].split("\n")
    assert report.trace
    for each in report.trace:
        assert lines[each.line - 1].strip().startswith(f"{each.name} = ")
    by_name = {each.name: each for each in report.trace}
    assert by_name["dw"].shape == (2, 1)
    np.testing.assert_allclose(by_name["dw"].first, worked.DW)

    written["propagate"] = written["propagate"].replace("w.T @ X", "w @ X")
    report = check("propagate", written, run_here)
    assert report.failure is not None
    assert report.failure.line is not None
    assert "w @ X" in written["propagate"].split("\n")[report.failure.line - 1]
    assert report.outcomes[0].said.startswith(f"Line {report.failure.line}, `A = sigmoid(w @ X + b)`: `w` is (2, 1)")
    assert report.outcomes[0].came.startswith("ValueError: matmul"), "NumPy's own words stand beside it"


def test_a_failure_in_another_function_says_where() -> None:
    written = {"sigmoid": "def sigmoid(z):\n    return z.no\n", "propagate": WAYS["propagate"]}
    report = check("propagate", written, run_here)
    assert report.outcomes[0].said.startswith("Line 2 of `sigmoid`, `return z.no`: ")
    assert report.failure is not None
    assert report.failure.line is None


def test_a_sentence_of_ours_about_a_line_names_her_line() -> None:
    failure = Failure("refused", "Line 31: `open` is not allowed.", 31)
    text = WAYS["propagate"]

    def run(code: str, calls: list[Call], trace: bool = False) -> list[Result]:
        return [Result(None, failure)] * len(calls)

    report = check("propagate", {"propagate": text}, run)
    assert report.failure is not None
    assert report.failure.line is not None
    assert report.outcomes[0].said == f"Line {report.failure.line}: `open` is not allowed."
    assert 1 < report.failure.line < len(text.split("\n"))
    assert {outcome.said for outcome in report.outcomes} == {report.outcomes[0].said, WAITS}
    waiting = f"{len(CHECKS['propagate']) - 1} checks not run yet: the failed checks come first."
    assert waiting == report.waiting()
    assert report.words().endswith(waiting)


@pytest.mark.parametrize("kind", ["busy", "unavailable"])
def test_what_could_not_be_run_is_not_checked(kind: str) -> None:
    runs = []

    def run(code: str, calls: list[Call], trace: bool = False) -> list[Result]:
        runs.append(code)
        return [Result(None, Failure(kind, "Too many are checking. Try again in a minute."))] * len(calls)

    report = check("propagate", WAYS, run)
    assert report.words() == "propagate: not checked\n  Too many are checking. Try again in a minute."
    assert not report.passed
    assert len(runs) == 1, "and it is not tried once more at once"


def test_a_loop_without_end_in_a_function_is_not_waited_for_twice() -> None:
    runs = []

    def run(code: str, calls: list[Call], trace: bool = False) -> list[Result]:
        runs.append(code)
        line = code[: code.index("while True")].count("\n") + 1
        return [Result(None, Failure("time", f"Line {line} was still running.", line))] * len(calls)

    text = "def sigmoid(z):\n    while True:\n        pass\n"
    report = check("sigmoid", {"sigmoid": text, "predict": WAYS["predict"]}, run)
    assert report.outcomes[0].said == "Line 2 was still running."
    assert report.failure is not None
    assert report.failure.line == 2
    assert len(runs) == 1


class Odd:
    """Something that has no words for itself."""

    def __repr__(self) -> str:
        raise ValueError("no")


ODD = [
    None,
    True,
    0,
    -1,
    10**400,
    1.5,
    math.nan,
    math.inf,
    "text",
    "",
    b"bytes",
    1j,
    (),
    [],
    {},
    [[]],
    ([],),
    {"dw": None},
    {"w": 1},
    (None, None),
    (None, None, None),
    ({}, {}, {}),
    ({"dw": 1, "db": 2}, 3),
    ({"w": 1, "b": 2}, {"dw": 0, "db": 0}, []),
    ({"dw": [1], "db": "x"}, ()),
    np.array(None),
    np.array(["a"]),
    np.array([1j]),
    np.zeros(0),
    np.zeros((0, 3)),
    np.zeros((1, 1)),
    np.zeros((4, 7)),
    np.full((4, 1), np.nan),
    np.zeros((2,) * 8),
    np.float64(3),
    np.int64(3),
    np.bool_(True),
    np.array([10**30], dtype=object),
    [np.zeros((1, 3))],
    {"costs": {}, "w": [], "b": None},
    {1: 2},
    Odd(),
    [Odd()],
    {"dw": Odd()},
    (np.zeros((4, 1)), np.zeros((4, 1))),
    [[[[[[[[1]]]]]]]],
    {"w": {"w": {"w": {}}}},
    [1e308] * 300,
    "x" * 100_000,
    iter(()),
    np.exp,
]


@pytest.mark.parametrize("function", NAMES)
def test_any_answer_at_all_gives_a_report(function: str) -> None:
    for odd in ODD:
        for changed in ((), (0,), (0, 1, 2, 3, 99)):

            def run(
                code: str, calls: list[Call], trace: bool = False, odd: Any = odd, at: Any = changed
            ) -> list[Result]:
                return [Result(odd, changed=at)] * len(calls)

            report = check(function, {function: "x"}, run)
            assert not report.passed
            assert len(report.words()) < 20_000


def complete(parts: Any) -> dict[str, Any]:
    names = "costs train_accuracy test_accuracy w b learning_rate num_iterations Y_pred_train Y_pred_test".split()
    return dict(zip(names, parts, strict=False))


@pytest.mark.parametrize("function", NAMES)
def test_odd_parts_of_an_answer_of_the_right_form_give_a_report(function: str) -> None:
    def formed(odd: Any) -> Any:
        forms = {
            "sigmoid": odd,
            "initialize": (odd, odd),
            "propagate": ({"dw": odd, "db": odd}, odd),
            "optimize": ({"w": odd, "b": odd}, {"dw": odd, "db": odd}, odd),
            "predict": odd,
            "model": complete([odd] * 9),
        }
        return forms[function]

    calls = calls_for(function)
    right = run_here(f"import numpy as np\n{''.join(WAYS.values())}", calls)
    for odd in ODD:
        for place in range(len(calls)):  # the rest is right, so that the later checks are reached

            def run(code: str, asked: list[Call], trace: bool = False, odd: Any = odd, at: int = place) -> list[Result]:
                return [Result(formed(odd)) if n == at else result for n, result in enumerate(right)]

            assert not (report := check(function, {function: "x"}, run)).passed or odd_but_right(odd), report.words()
            assert len(report.words()) < 20_000


def odd_but_right(odd: Any) -> bool:
    """Whether an odd answer may be the right one: a zero, a one."""
    return isinstance(odd, int | float | np.generic | np.ndarray)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.just(np.zeros((4, 1)))
    | st.just(np.ones((1, 7))),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.tuples(inner, inner, inner)
        | st.dictionaries(st.sampled_from(["dw", "db", "w", "b", "costs", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from(NAMES), values)
def test_whatever_comes_back_gives_a_report(function: str, value: Any) -> None:
    def run(code: str, calls: list[Call], trace: bool = False) -> list[Result]:
        return [Result(value)] * len(calls)

    assert isinstance(check(function, {function: "x"}, run).words(), str)
    assert isinstance(shown(value), str)
    assert len(said(value)) < 200


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None"),
        (np.zeros((4, 7)), "an array of shape (4, 7)"),
        (np.array(["a"]), "an array of <U1 of shape (1,)"),
        ([1, 2, 3], "a list of 3"),
        ({"a": 1}, "a dict of 1"),
        (0.5, "a number"),
        (True, "True"),
        ("abc", "a text"),
        (1j, "something of type complex"),
    ],
)
def test_a_value_in_words(value: Any, words: str) -> None:
    assert said(value) == words


def test_numbers_are_shown_short() -> None:
    assert shown(np.array([[1 / 3, -1.0, 0]])) == "[[0.33333, -1, 0]]"
    assert shown(np.zeros((4, 7))) == "0, 0, 0, 0, ... of shape (4, 7)"
    assert shown({"dw": np.zeros((4, 1)), "db": 0.5}) == '{"dw": an array of shape (4, 1), "db": a number}'
    assert shown((np.float64(0.25), None)) == "(0.25, None)"
    assert [figure(each) for each in (0.0, 2000, 1e-9, math.inf, math.nan)] == ["0", "2000", "1e-09", "inf", "nan"]


def test_a_report_in_words_tells_each_reason_once() -> None:
    report = check("sigmoid", {"sigmoid": "def sigmoid(z):\n    return 1 / (1 + np.exp(z))\n"}, run_here)
    text = report.words()
    assert text.splitlines()[0] == f"sigmoid: {sum(each.passed for each in report.outcomes)} of 9 checks passed"
    assert text.count("is it `np.exp(z)` instead of `np.exp(-z)`?") == 1
    assert "input:    z = [[-log 3, 0, log 3]]" in text
    assert "got:      [[0.75, 0.5, 0.25]]" in text
    assert "expected: [[0.25, 0.5, 0.75]]" in text


def test_nothing_is_passed_without_checks() -> None:
    assert not Report("sigmoid", ()).passed
    assert Report("sigmoid", ()).summary() == "not checked"


@pytest.mark.parametrize("name", ["sigmoid", "propagate", "model"])
def test_the_sandbox_gives_the_same_report(name: str) -> None:
    for text in (
        WAYS[name],
        WAYS[name].replace("np.exp(-z)", "np.exp(z)").replace("w.T @ X", "w @ X").replace("100 *", ""),
    ):
        assert check(name, {name: text}, run_calls).words() == check(name, {name: text}, run_here).words()
