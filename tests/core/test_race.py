"""Loops against vectors: the neuron's answers, bounded work, and a ratio that is only what was measured."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from scipy.special import expit

from classroom.exercise import truths
from classroom.exercise.functions import EXERCISES
from classroom.exercise.guesses import QUESTIONS
from classroom.exercise.race import LOOPS, MAX_NUMBERS, REPEATS, VECTORS, Race, Timed, race
from classroom.exercise.results import Call, Failure, Result
from logreg_core import ArgumentError

WAYS = {each.name: each.way for each in EXERCISES}
ANSWER = np.array([[0.5]])


def test_both_ways_give_the_answers_of_the_neuron() -> None:
    generator = np.random.default_rng(0)
    w, X = generator.normal(size=(6, 1)), generator.random((6, 4))
    names = {"np": np, "sigmoid": expit}
    exec(LOOPS + VECTORS, names)
    for name in ("forward_with_loops", "forward_with_vectors"):
        np.testing.assert_allclose(names[name](w, 0.3, X), expit(w.T @ X + 0.3))  # type: ignore[operator]


def test_it_is_timed_where_a_learners_code_runs_with_her_own_functions() -> None:
    found = race({name: WAYS[name] for name in ("sigmoid", "propagate")}, 30, 8)
    assert found.failure is None
    assert found.same
    assert {each.way for each in found.timed} == {"loops", "vectors", "propagate"}
    assert {(each.n_x, each.m) for each in found.timed if each.grows == "m"} == {(30, m) for m in (1, 2, 4, 8)}
    assert {(each.n_x, each.m) for each in found.timed if each.grows == "n_x"} == {(n, 8) for n in (3, 7, 15, 30)}
    loops, vectors = found.largest or ()
    assert (loops.n_x, loops.m) == (vectors.n_x, vectors.m) == (30, 8)


def test_a_sigmoid_of_hers_that_answers_otherwise_is_in_both_ways() -> None:
    half = "def sigmoid(z):\n    return 0 * z + 0.5\n"
    assert race({"sigmoid": half}, 5, 4).same
    broken = race({"sigmoid": "def sigmoid(z):\n    return 1 / zz\n"}, 5, 4)
    assert broken.failure is not None
    assert broken.failure.kind == "name"
    assert broken.largest is None
    assert math.isnan(broken.ratio)
    with pytest.raises(ArgumentError, match="timed both ways"):
        truths.loops_or_vectors(broken)


@pytest.mark.parametrize(("n_x", "m"), [(1, 1), (64, 1347), (12_288, 209), (10**6, 3), (3, 10**6), (270_000, 400)])
def test_no_pass_has_more_numbers_than_are_allowed(n_x: int, m: int) -> None:
    asked: list[Call] = []

    def run(_: str, calls: Sequence[Call]) -> list[Result]:
        asked.extend(calls)
        return [Result(ANSWER, seconds=0.1)] * len(calls)

    race({}, n_x, m, run=run)
    sizes = [call.arguments for call in asked]
    assert all(1 <= width <= n_x and 1 <= images <= m for width, images in sizes)  # type: ignore[operator]
    assert max(width * images for width, images in sizes) <= MAX_NUMBERS  # type: ignore[operator]
    assert sum(call.function == "of_loops" for call in asked) <= 8
    assert "of_propagate" not in {call.function for call in asked}


def test_the_shortest_of_several_counts_and_a_time_that_was_up_leaves_the_rest() -> None:
    def run(_: str, calls: Sequence[Call]) -> list[Result]:
        times = iter(0.001 * (1 + n) for n in range(len(calls)))
        done = [Result(ANSWER, seconds=next(times)) for _ in calls[: 2 * (1 + REPEATS)]]
        return done + [Result(None, Failure("time", "Too long."))] * (len(calls) - len(done))

    found = race({}, 100, 100, run=run)
    assert [each.seconds for each in found.timed if each.way == "vectors"] == pytest.approx([0.002, 0.008])
    assert [each.seconds for each in found.timed if each.way == "loops"] == pytest.approx([0.001, 0.007])
    assert found.ratio == pytest.approx(0.001 / 0.002), "of the largest pass, of 100 numbers of 12 images"
    assert found.failure == Failure("time", "Too long.")


@pytest.mark.parametrize("odd", [None, 1, np.array([[0.4]]), np.array([0.5]), np.array([[math.nan]])])
def test_answers_that_differ_are_not_called_the_same(odd: object) -> None:
    def run(_: str, calls: Sequence[Call]) -> list[Result]:
        return [Result(odd if call.function == "of_loops" else ANSWER) for call in calls]  # type: ignore[arg-type]

    assert not race({}, 2, 2, run=run).same


@pytest.mark.parametrize(("ratio", "place"), [(0.5, 0), (9.9, 0), (10, 1), (99, 1), (100, 2), (1000, 2), (1001, 3)])
def test_of_the_answers_that_with_the_measured_ratio_comes_true(ratio: float, place: int) -> None:
    found = Race((Timed("loops", "m", 5, 4, 0.001 * ratio), Timed("vectors", "m", 5, 4, 0.001)), True)
    truth = truths.loops_or_vectors(found)
    assert truth.answer == truths.LOOPS_OR_VECTORS[place]
    assert truth.answer in QUESTIONS["loops_or_vectors"].answers
    assert "4 images of 5 numbers" in truth.happened
    assert found.timed[1].words == "1 ms"
    assert Race((Timed("loops", "m", 5, 4, 4.0061), Timed("vectors", "m", 5, 4, 0.001)), True).times == "4,000 times"
