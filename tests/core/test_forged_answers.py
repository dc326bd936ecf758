"""A process that a learner's code has taken over may answer what it likes: the server takes no harm."""

from __future__ import annotations

import json
import time

import pytest

from classroom.exercise import wire
from classroom.exercise.checks.places import Places
from classroom.exercise.results import Failure
from classroom.exercise.run import Call, run_calls
from logreg_core.untrusted import sandbox
from tests.core.learner import at_most_more_memory


def answered(text: str) -> str:
    return f"out.write(b'\\n' + {text.encode()!r})"


FINE = {"value": 1, "failure": None, "changed": [], "trace": [], "printed": "", "seconds": 0.5}
BROKEN = {"kind": "error", "message": "m", "line": 1, "raised": "E", "names": {}}
LONG = int("9" * 4000)  # the longest whole number that Python's JSON reads has 4,300 digits
DEEP: object = 1
for _ in range(wire.DEEPEST + 1):
    DEEP = {"list": [DEEP]}
FORGED = [
    "",
    "out.write(b'\\n')",
    "os.abort()",
    "sys.exit(1)",
    "out.write(b'.' * 10**7)",
    "out.write(b'\\n' + b'[],' * 10**6)",
    "out.write(b'\\n' + b'[' * 10**5)",
    "out.write(b'\\n' + b'{\"a\":' * 20000)",
    "out.write(b'\\n' + b'9' * 10**6)",
    "out.write(b'\\n' + b'\xff' * 100)",
    "out.write(b'\\n{\"results\": [' + b'9' * 5000 + b']}')",
    *map(
        answered,
        [
            "null",
            "[]",
            "1",
            "{}",
            '{"results": null}',
            '{"results": []}',
            '{"results": {}}',
            '{"results": [1]}',
            '{"results": [{}]}',
            '{"results": [null]}',
            *(
                json.dumps({"results": [FINE | change]})
                for change in (
                    {"value": {"array": [2], "kind": "f", "data": "AAAA"}},
                    {"value": {"array": [10**30], "kind": "f", "data": ""}},
                    {"value": {"array": [2**31 - 1, 0], "kind": "f", "data": ""}},
                    {"value": {"array": [-1, -1], "kind": "f", "data": "AAAAAAAAAAA="}},
                    {"value": {"array": [1.0], "kind": "f", "data": "AAAAAAAAAAA="}},
                    {"value": {"array": [True], "kind": "f", "data": "AAAAAAAAAAA="}},
                    {"value": {"array": [1], "kind": "O", "data": "AAAAAAAAAAA="}},
                    {"value": {"array": [1], "kind": [], "data": "AAAAAAAAAAA="}},
                    {"value": {"array": [1], "kind": "i", "data": "AAAAAAAA8H8="}},
                    {"value": {"array": [1], "kind": "f", "data": "!!!"}},
                    {"value": {"array": [1], "kind": "f", "data": 5}},
                    {"value": {"array": 5, "kind": "f", "data": ""}},
                    {"value": {"array": [1] * 100, "kind": "f", "data": "AAAAAAAAAAA="}},
                    {"value": {"scalar": "f", "value": "1"}},
                    {"value": {"scalar": "i", "value": 10**30}},
                    {"value": {"scalar": "i", "value": 1.5}},
                    {"value": {"scalar": "x", "value": 1}},
                    {"value": {"list": {}}},
                    {"value": {"tuple": 1}},
                    {"value": {"dict": []}},
                    {"value": {"pickle": "gASVAAAA"}},
                    {"value": LONG},
                    {"value": {"list": [LONG]}},
                    {"value": {"scalar": "u", "value": LONG}},
                    {"value": DEEP},
                    {"changed": [LONG]},
                    {"failure": BROKEN | {"line": LONG}},
                    {"failure": BROKEN | {"names": {"a": [LONG]}}},
                    {"trace": [[LONG, "a", None, "int", []]]},
                    {"trace": [[1, "a", [-LONG], "int", []]]},
                    {"value": []},
                    {"value": {}},
                    {"seconds": -1.0},
                    {"seconds": float("nan")},
                    {"seconds": float("inf")},
                    {"seconds": 1},
                    {"seconds": "1"},
                    {"failure": 1},
                    {"failure": BROKEN | {"kind": "none"}},
                    {"failure": BROKEN | {"kind": []}},
                    {"failure": BROKEN | {"line": "1"}},
                    {"failure": BROKEN | {"message": 1}},
                    {"failure": BROKEN | {"names": []}},
                    {"failure": BROKEN | {"names": {"a": 1}}},
                    {"failure": BROKEN | {"names": {"a": ["1"]}}},
                    {"changed": 1},
                    {"changed": ["0"]},
                    {"trace": 1},
                    {"trace": [1]},
                    {"trace": [[1, 2, 3, 4, 5]]},
                    {"trace": [[1, "a", None, "int", [10**400]]]},
                    {"printed": 1},
                )
            ),
        ],
    ),
]


@pytest.mark.parametrize("source", FORGED)
def test_a_forged_answer_is_a_failure_and_costs_the_server_little(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "BOOT", "import os, sys\nout = sys.stdout.buffer\n" + source)
    start = time.process_time()
    with at_most_more_memory(60 * 2**20):
        [result] = run_calls("def f(): pass", [Call("f", ())])
    assert result.value is None
    assert result.failure is not None
    assert result.failure.kind in ("output", "memory")
    assert time.process_time() - start < 10, "seconds of this process's own work"


def test_what_is_forged_but_well_formed_is_cut() -> None:
    answer = {
        "results": [
            FINE
            | {
                "printed": "x" * 10**5,
                "failure": BROKEN | {"message": "m" * 10**5, "raised": "E" * 10**4},
                "trace": [[1, "n" * 1000, [1] * 100, "k" * 1000, [1.0] * 100]] * 600,
            }
        ]
    }
    [result] = wire.results_of(json.dumps(answer).encode(), 1)
    assert result.failure is not None
    assert (len(result.printed), len(result.failure.message), len(result.failure.raised)) == (2000, 500, 100)
    assert len(result.trace) == 600
    assert [len(part) for part in (result.trace[0].name, result.trace[0].kind, result.trace[0].first)] == [100, 100, 4]


HALF = "\ud800"


def test_halves_of_pairs_which_no_page_can_show_do_not_get_through() -> None:
    shown = [1, HALF, None, HALF, []]
    forged = FINE | {
        "value": {"dict": {HALF: HALF}},
        "printed": HALF,
        "failure": BROKEN | {"message": HALF, "raised": HALF, "names": {HALF: [1]}},
        "trace": [shown],
    }
    [result] = wire.results_of(json.dumps({"results": [forged]}).encode(), 1)
    assert result.failure is not None
    texts = [result.printed, result.failure.message, result.failure.raised, *result.failure.names]
    texts += [result.trace[0].name, result.trace[0].kind, *result.value, *result.value.values()]  # type: ignore[misc, union-attr]
    assert set(texts) == {"?"}
    [printed] = run_calls("def f():\n    print('\\ud800')\n    raise ValueError('\\ud800')", [Call("f", ())])
    assert printed.printed == "?\n"
    assert printed.failure is not None
    assert printed.failure.message == "?"


@pytest.mark.parametrize("line", [-(10**9), -5, -1, 0, 10**9])
def test_a_forged_line_breaks_no_report(line: int) -> None:
    """The lines of a function that was cut out of a file have numbers of their own."""
    places = Places("import numpy\ndef f():\n    return 1", {"f": 2}, "f", {"f": (7, 8), "": (1,)})
    failure = Failure("error", "no", line, "ValueError")
    assert places.said(failure)
    assert places.own(failure).message == "no"
