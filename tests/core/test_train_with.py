"""A learner's `model` trains on a dataset, in a process of its own: what it learns, what it shows, what goes wrong."""

from __future__ import annotations

import base64
import json
import math
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from classroom.exercise import run
from classroom.exercise.functions import program
from classroom.exercise.run import Call, Learned, available, run_calls, thinned, train_with
from logreg_core import logistic, prepare
from logreg_core.data.dataset import Dataset, split_dataset
from logreg_core.untrusted import confine, sandbox
from tests.until import until

TEXT, FIRST = program({})
DRAW = np.random.default_rng(0)


def dataset(side: int = 4, count: int = 40) -> Dataset:
    """Bright and dark pictures."""
    labels = np.arange(count) % 2
    images = DRAW.integers(0, 120, (count, side, side, 3)) + 100 * labels[:, None, None, None]
    return split_dataset("Light", ("dark", "bright"), images.astype("u1"), labels, test_share=0.25, seed=0)


DATA = dataset()


def train(text: str, **changes: Any) -> Learned:
    return train_with(text, DATA, **{"learning_rate": 0.1, "num_iterations": 50} | changes)


def test_the_one_way_to_write_it_learns_what_the_textbook_learns() -> None:
    learned = train(TEXT, num_iterations=300)
    X, X_test = prepare(DATA.train.images), prepare(DATA.test.images)
    book = logistic.model(X, DATA.train.Y, X_test, DATA.test.Y, 300, 0.1)
    assert learned.failure is None
    np.testing.assert_allclose(learned.w, book["w"], rtol=0, atol=1e-12)
    assert learned.b == pytest.approx(book["b"], abs=1e-12)
    assert [iteration for iteration, _ in learned.costs] == list(range(300))
    np.testing.assert_allclose([cost for _, cost in learned.costs][::100], book["costs"], rtol=1e-9)
    assert learned.returned["train_accuracy"] == book["train_accuracy"]
    np.testing.assert_array_equal(learned.returned["Y_pred_test"], book["Y_pred_test"])
    assert learned.seconds > 0


def test_images_arrive_as_columns_between_0_and_1() -> None:
    text = (
        "def model(X_train, Y_train, X_test, Y_test, num_iterations, learning_rate):\n"
        "    return {'w': 0. * X_train[:, :1], 'b': 0, 'X': X_train, 'Y': Y_train, 'T': X_test, 'U': Y_test,\n"
        "            'settings': [num_iterations, learning_rate], 'deep': [[[[[[[[1]]]]]]]]}"
    )
    got = train(text).returned
    assert got["deep"] == [[[[[[[[1]]]]]]]], "as deep as a value may be"
    for name, wanted in (("X", prepare(DATA.train.images)), ("T", prepare(DATA.test.images))):
        np.testing.assert_array_equal(got[name], wanted)
    np.testing.assert_array_equal(got["Y"], DATA.train.Y)
    np.testing.assert_array_equal(got["U"], DATA.test.Y)
    assert got["settings"] == [50, 0.1]


def model(body: str) -> str:
    """A program with this `model`, and all else as in the one way."""
    return program({"model": f"def model(X_train, Y_train, X_test, Y_test, num_iterations, learning_rate):\n{body}"})[0]


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        (TEXT.replace("np.log(A)", "np.log(A * 0)"), "", ""),  # only the cost is no number
        (TEXT.replace("(A - Y).T / m", "(A - Y).T / 0"), "output", "NaN or infinite"),
        (
            model("    return {'w': X_train[:, 0], 'b': 0.0}"),
            "output",
            "shape (48,) and dtype float64; it must be real and (48, 1)",
        ),
        (model("    return {'w': [1.0], 'b': 0.0}"), "output", "type list; it must be real and (48, 1)"),
        (model("    return {'w': X_train[:, :1], 'b': 'a'}"), "output", '"b" of type str'),
        (model("    return {'w': X_train[:, :1], 'b': X_train}"), "output", '"b" of type ndarray'),
        (model("    return {'w': X_train[:, :1], 'b': 10**400}"), "output", '"b" of type int'),
        (model("    return {'w': X_train[:, :1], 'b': np.nan}"), "output", "NaN or infinite"),
        (model("    return {'w': X_train[:, :1] * 1j, 'b': 0.0}"), "output", "complex"),
        (model("    return X_train, 0.0"), "output", 'a dict with "w" and "b"'),
        (model("    pass\n    return"), "output", 'a dict with "w" and "b"'),
        (model("    return 1 / 0"), "error", "division by zero"),
        (model("    return X_train @ X_train"), "shape", "matmul"),
        (model("    return unknown"), "name", "unknown"),
        (model("    return np.load('x')"), "refused", "np.load is not available here"),
        (model("    return (") + "\n", "syntax", "never closed"),
        (model("    return [0] * 10**10"), "memory", "too much memory"),
        ("model = 5", "error", "not callable"),
        ("x = 5", "name", "model"),
        ("x" * 100_000, "refused", "The text has 100,000"),
    ],
)
def test_what_goes_wrong_is_a_result(text: str, kind: str, said: str) -> None:
    learned = train(text)
    assert (learned.failure.kind if learned.failure else "") == kind, learned.failure
    assert said in (learned.failure.message if learned.failure else "")
    assert learned.w.shape == (48, 1)
    assert learned.w.dtype == np.float64


def test_an_endless_loop_is_ended_and_names_its_line() -> None:
    text = model("    while True:\n        X_test = X_test + 1")
    learned = train(text, seconds=0.5)
    assert learned.failure is not None
    assert learned.failure.kind == "time"
    assert text.splitlines()[(learned.failure.line or 0) - 1].strip() in ("while True:", "X_test = X_test + 1")


def test_progress_is_told_and_can_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[float] = []
    train(
        TEXT.replace("m = X.shape[1]", "m = X.shape[1]\n    for i in range(2000): m = X.shape[1]"), progress=told.append
    )
    assert told == sorted(told)
    assert all(0 <= share <= 1 for share in told)

    children: list[subprocess.Popen[bytes]] = []
    begin = sandbox._start
    monkeypatch.setattr(sandbox, "_start", lambda *given: children.append(begin(*given)) or children[-1])

    class Stopped(Exception):
        pass

    def stop(_: float) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        train(model("    while True:\n        pass"), progress=stop, seconds=86_400)  # it has time enough
    assert [child.poll() for child in children] == [-9]


COUNTING = """
count = 0
def propagate(w, b, X, Y):
    global count
    cost = {3332: 0.5, 3333: 7.0}.get(count, 1 / (1 + count))
    count += 1
    return {"dw": 0 * w, "db": 0.0}, cost
"""


def test_many_costs_are_thinned_and_no_overshoot_is_lost() -> None:
    learned = train(program({"propagate": COUNTING})[0], num_iterations=9000)
    assert learned.failure is None
    costs = dict(learned.costs)
    assert len(costs) <= 2000
    assert list(costs) == sorted(costs)
    assert costs[0] == 1.0
    assert costs[3333] == 7.0
    assert costs[8999] == pytest.approx(1 / 9000)


def test_lines_on_a_screen_keep_their_ends_and_a_rise() -> None:
    for length in (1, 2, 399, 400, 401, 1999, 2000):
        costs = tuple((i, 1.0 / (i + 1)) for i in range(length))
        few = thinned(costs)
        assert (few[0], few[-1]) == (costs[0], costs[-1])
        assert len(few) <= 800
        assert [i for i, _ in few] == sorted({i for i, _ in few})
    for at in range(1001, 1009):
        assert (at, 9.0) in thinned((*costs[:at], (at, 9.0), *costs[at + 1 :]))


@pytest.mark.parametrize("cost", ["None", "'a'", "[1]", "np.ones(2)", "10**400", "f", "1j"])
def test_a_cost_that_is_no_number_is_nan(cost: str) -> None:
    text = f"def f(): pass\ndef propagate(w, b, X, Y):\n    return {{'dw': 0 * w, 'db': 0.0}}, {cost}"
    learned = train(program({"propagate": text})[0].replace("costs.append(cost)", "pass"), num_iterations=3)
    assert learned.failure is None
    assert len(learned.costs) == 3
    assert all(math.isnan(each) for _, each in learned.costs)


def test_too_many_pixels_are_refused_before_a_process_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MAX_NUMBERS", 100)
    monkeypatch.setattr(sandbox, "_start", None)
    learned = train(TEXT)
    assert learned.failure is not None
    assert learned.failure.kind == "memory"
    assert "Take fewer images" in learned.failure.message


ANSWER = {"failure": None, "w": None, "b": None, "costs": {"array": [0], "kind": "f", "data": ""}, "returned": {}}


@pytest.mark.parametrize(
    "answer",
    [
        ANSWER,  # no weights, and no reason
        ANSWER | {"w": {"array": [0, 1], "kind": "f", "data": ""}, "b": 0.0},
        ANSWER | {"w": {"list": []}, "b": 0.0},
        ANSWER | {"costs": None},
        ANSWER | {"costs": 5},
        ANSWER | {"returned": None},
        ANSWER | {"returned": {"a": []}},
        {},
        None,
    ],
)
def test_a_forged_answer_is_a_failure(answer: object, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (b"." * 5 + b"\n" + json.dumps(answer).encode()).decode()
    monkeypatch.setattr(sandbox, "BOOT", f"import sys\nsys.stdin.buffer.read()\nsys.stdout.write({text!r})")
    told: list[float] = []
    learned = train(TEXT, progress=told.append)
    assert learned.failure is not None
    assert learned.failure.kind == "output"
    assert set(told) <= {0.0, 4 / 200}


def test_a_public_server_without_the_filter_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confine, "missing", lambda: "this is a toaster")
    run.missing.cache_clear()
    try:
        monkeypatch.delenv("LOGREG_PUBLIC", raising=False)
        assert available() == ""
        assert run_calls("def f(): return 1", [Call("f", ())])[0].value == 1
        monkeypatch.setenv("LOGREG_PUBLIC", "1")
        assert "this is a toaster" in available()
        monkeypatch.setattr(sandbox, "_start", None)
        [result] = run_calls("def f(): return 1", [Call("f", ())])
        assert result.failure is not None
        assert result.failure.kind == "unavailable"
        failure = train(TEXT).failure
        assert failure is not None
        assert failure.kind == "unavailable"
    finally:
        run.missing.cache_clear()


def test_a_filter_that_cannot_be_set_is_noticed_by_the_process_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    last = "importlib.import_module(module)"
    broken = f"child = {last}\nchild.restrict = lambda *given, **named: False\nchild"
    monkeypatch.setattr(sandbox, "BOOT", sandbox.BOOT.replace(last, broken))
    [result] = run_calls("def f(): return 1", [Call("f", ())])
    assert result.failure is not None or confine.missing()
    if not confine.missing():
        assert result.failure.kind == "unavailable"  # type: ignore[union-attr]


def test_who_must_wait_is_told_how_many_are_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_turns", turns := run.FairSemaphore(1))
    told: list[int] = []
    came = threading.Event()

    def ahead(count: int) -> None:
        told.append(count)
        came.set()

    results: list[object] = []
    with turns.take(0, TimeoutError()):
        threads = [
            threading.Thread(
                target=lambda: results.extend(run_calls("def f(): return 1", [Call("f", ())], ahead=ahead))
            )
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
            assert came.wait(60)
            came.clear()
        while turns.waiting < 2 or set(told) != {0, 1}:
            time.sleep(0.01)
    for thread in threads:
        thread.join()
    assert [result.value for result in results] == [1, 1]  # type: ignore[attr-defined]

    monkeypatch.setattr(run, "WAIT_SECONDS", 0.05)
    with turns.take(0, TimeoutError()):
        [result] = run_calls("def f(): return 1", [Call("f", ())])
        failure = result.failure
    assert failure is not None
    assert failure.kind == "busy"

    class Left(Exception):
        pass

    def leave(_: int) -> None:
        raise Left

    with turns.take(0, TimeoutError()), pytest.raises(Left):
        run_calls("def f(): return 1", [Call("f", ())], ahead=leave)
    assert turns.waiting == 0
    with turns.take(0, TimeoutError()):
        pass


def test_the_seconds_are_those_of_the_work_not_of_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = {"array": [48, 1], "kind": "f", "data": base64.b64encode(bytes(8 * 48)).decode()}
    answer = b".\n" + json.dumps(ANSWER | {"w": weights, "b": 0.0}).encode()
    clock = [0.0]

    def talk(*_: object, **__: object) -> bytes:
        clock[0] += 0.25
        return answer

    monkeypatch.setattr(sandbox, "talk", talk)
    monkeypatch.setattr(run, "perf_counter", lambda: clock[0])
    monkeypatch.setattr(run, "_turns", turns := run.FairSemaphore(1))
    learned: list[Learned] = []
    thread = threading.Thread(target=lambda: learned.append(train(TEXT)))
    with turns.take(0, TimeoutError()):
        thread.start()
        while not turns.waiting:
            time.sleep(0.01)
        clock[0] += 1000
    thread.join()
    assert learned[0].failure is None
    assert learned[0].seconds == 0.25


def test_nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = threading.active_count()
    train(TEXT)
    train("while True: pass", seconds=0.1)
    assert list(tmp_path.iterdir()) == []
    until(lambda: threading.active_count() <= before)
