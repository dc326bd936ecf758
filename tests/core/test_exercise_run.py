"""A learner's code is run: what comes back, what each line assigned, and why there is no value."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from classroom.exercise.run import Call, Result, run_calls, run_here
from logreg_core.untrusted import sandbox

CODE = """import numpy as np

def forward(w, b, X):
    m = X.shape[1]
    Z = w.T @ X + b
    grads = {"dw": np.zeros((2, 1))}
    for i in range(3):
        grads["dw"] -= w
        b += i
    print("b is", b)
    return grads, Z

def spoil(X):
    X[0, 0] = 7
    return X.sum()
"""
X = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
W = np.array([[1.0], [-1.0]])
EITHER = pytest.mark.parametrize("run", [run_here, run_calls], ids=["here", "apart"])
Run = Callable[..., list[Result]]


@EITHER
def test_a_value_comes_back_as_it_was_returned(run: Run) -> None:
    [result] = run(CODE, [Call("forward", (W, 0.5, X))])
    assert result.failure is None
    grads, Z = result.value
    np.testing.assert_array_equal(grads["dw"], [[-3.0], [3.0]])
    np.testing.assert_array_equal(Z, [[-2.5, -2.5, -2.5]])
    assert result.printed == "b is 3.5\n"
    assert result.changed == ()
    assert result.trace == ()


@EITHER
def test_each_call_gets_arguments_of_its_own_and_says_which_it_changed(run: Run) -> None:
    first, second = run(CODE, [Call("spoil", (X,)), Call("spoil", (X,))])
    assert first.value == second.value == 27.0
    assert isinstance(first.value, np.float64), "a NumPy scalar stays one"
    assert first.changed == (0,)
    assert X[0, 0] == 1.0


@EITHER
def test_the_trace_says_what_each_line_assigned_when_it_ran_first(run: Run) -> None:
    [result] = run(CODE, [Call("forward", (W, 0.5, X))], trace=True)
    assert [(each.line, each.name, each.shape, each.kind, each.first) for each in result.trace] == [
        (4, "m", None, "int", (3.0,)),
        (5, "Z", (1, 3), "float64 array", (-2.5, -2.5, -2.5)),
        (6, "grads", None, "dict of 1", ()),
        (8, 'grads["dw"]', (2, 1), "float64 array", (-1.0, 1.0)),
        (9, "b", None, "float", (0.5,)),
    ]


@EITHER
def test_the_trace_names_what_is_assigned_as_it_is_written(run: Run) -> None:
    code = 'def f():\n    größe = {"ä": 1}; größe["ä"] = 2; größe[\n        "ö"] = f"{(n := 3)}"\n'
    code += '    größe["ß"], (x) = 4, 5'
    [result] = run(code, [Call("f", ())], trace=True)
    assert [each.name for each in result.trace if each.name != "n"] == [
        "größe",
        'größe["ä"]',
        'größe[\n        "ö"]',
        'größe["ß"]',
        "x",
    ]
    assert "n" in [each.name for each in result.trace]


def test_as_many_assignments_as_a_text_may_have_are_traced_in_time() -> None:
    code = "def f():\n" + "\n".join(f"    a{n} = {n}" for n in range(2900)) + "\n    return a2899"
    [result] = run_calls(code, [Call("f", ())], trace=True, seconds=10)
    assert result.failure is None
    assert result.value == 2899
    assert len(result.trace) == 1000, "the most that an answer holds"


@EITHER
def test_a_failure_has_its_line_its_text_and_the_shapes_on_that_line(run: Run) -> None:
    [result] = run(CODE, [Call("forward", (W.T, 0.5, X))])
    assert result.failure is not None
    assert (result.failure.kind, result.failure.line, result.failure.raised) == ("shape", 5, "ValueError")
    assert result.failure.names == {"w": (1, 2), "X": (2, 3)}
    assert "size 2 is different from 1" in result.failure.message


@EITHER
@pytest.mark.parametrize(
    ("code", "kind", "line"),
    [
        ("def f(:\n    pass", "syntax", 1),
        ("def f():\n    return\n   x", "syntax", 3),
        ("def g():\n    pass", "name", None),
        ("def f():\n    return unknown", "name", 2),
        ("def f():\n    return 1 / 0", "error", 2),
        ("def f():\n    return f()", "error", 2),
        ("x = 1\ny = z\n", "name", 2),
        ("def f():\n    return f", "output", None),
        ("def f():\n    x = []\n    x.append(x)\n    return x", "output", None),
        ("def f():\n    return 0\0", "refused", 2),
        ("#" * 100_000, "refused", None),
        ("def f():\n    return " + "(" * 5000, "refused", 2),
    ],
)
def test_what_went_wrong_has_a_kind_and_a_line(run: Run, code: str, kind: str, line: int | None) -> None:
    [result] = run(code, [Call("f", ())])
    assert result.failure is not None
    assert (result.failure.kind, result.failure.line) == (kind, line)
    assert result.failure.message


def test_an_endless_loop_is_a_result() -> None:
    [result] = run_calls("def f():\n    while True:\n        pass", [Call("f", ())], seconds=1.0)
    assert result.failure is not None
    assert result.failure.kind == "time"


CHANGING = """import numpy as np
def f(a, b, c, d):
    a[0] = True
    c["x"] += 1
    d.append(1)

def g(x):
    x[0] = x
"""


@EITHER
def test_which_arguments_were_changed_is_seen_in_every_kind(run: Run) -> None:
    given = np.array([False, True]), np.array([np.nan, 1.0]), {"x": 1.0}, [1]
    first, second = run(CHANGING, [Call("f", given), Call("g", ([[1]],))])
    assert first.failure is None
    assert first.changed == (0, 2, 3)
    assert second.changed == (0,), "a list that holds itself"
    assert given[2] == {"x": 1.0}


VALUES = [
    None,
    True,
    7,
    -1.5,
    "text",
    np.array([True, False]),
    np.array([[1, 2], [3, 4]]),
    np.array([0.5, np.nan, np.inf]),
    np.zeros((2, 0)),
    np.float64(0.1),
    np.int64(3),
    np.bool_(True),
    (1, "a", None),
    [1.0, [2]],
    {"w": np.ones((2, 1)), "b": (0.0,)},
]


@EITHER
def test_values_go_there_and_come_back_unchanged(run: Run) -> None:
    for wanted, result in zip(VALUES, run("def f(x):\n    return x", [Call("f", (v,)) for v in VALUES]), strict=True):
        assert repr(result.value) == repr(wanted)
        assert type(result.value) is type(wanted)


def test_one_process_serves_all_calls_of_a_check_and_none_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = []
    begin = sandbox._start
    monkeypatch.setattr(sandbox, "_start", lambda *given: begun.append(1) or begin(*given))
    code = "count = 0\ndef f():\n    global count\n    count += 1\n    return count"
    assert [result.value for result in run_calls(code, [Call("f", ())] * 3)] == [1, 2, 3]
    assert [result.value for result in run_calls(code, [Call("f", ())])] == [1]
    assert len(begun) == 2


def test_arguments_as_large_as_the_courses_are_handed_over_and_larger_ones_are_a_failure() -> None:
    code = "def f(x):\n    return x.sum()"
    cats, vast = run_calls(code, [Call("f", (np.ones((12_288, 209)),))]), np.ones(2**23 + 1)
    assert cats[0].value == 12_288 * 209
    [result] = run_calls(code, [Call("f", (vast,))])
    assert result.failure is not None
    assert result.failure.kind == "memory"
    assert "Take fewer images" in result.failure.message
