"""A run may be forked and changed on its way: it goes where the documented step leads, to the last digit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from logreg_core import ArgumentError, Descent
from logreg_core.descent import FeatureSpace, SampleSpace

generator = np.random.default_rng(29)
X = generator.normal(size=(8, 24))
Y = (X[:1] + generator.normal(size=(1, 24)) > 0.2).astype(int)
HELD = np.arange(24) % 4 == 0
START = generator.normal(size=(8, 1)), 0.3
SETTINGS: dict[str, dict[str, Any]] = {
    "plain": {},
    "too long": {"learning_rate": 9.0},
    "momentum": {"momentum": 0.8},
    "penalty": {"l2": 0.2, "start": START},
    "batches": {"batch_size": 5, "seed": 3, "momentum": 0.5},
    "patience": {"validation": HELD, "patience": 3, "look_every": 2, "learning_rate": 2.0},
    "family": {"learning_rate": [0.1, 0.5, 30.0], "l2": 0.1},
}
every_setting = pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
both_spaces = pytest.mark.parametrize("space", [SampleSpace, FeatureSpace])


def descent(space: type, **settings: Any) -> Descent:
    made = space(X, X[:, :6], 1.0)
    given = {"learning_rate": 0.4, "X_test": X[:, :6], "Y_test": Y[:, :6], "record_every": 3, "record_first": 4}
    return Descent(X, Y, space=made, **given | settings)


def assert_same(one: Descent, other: Descent) -> None:
    """Equal to the last digit, in all that can be asked of a run."""
    np.testing.assert_array_equal(one.coefficients, other.coefficients)
    assert (one.iteration, one.stopped) == (other.iteration, other.stopped)
    for name in ("b", "turns", "trouble", "changes", "records", "now", "best", "learning_rate", "l2", "momentum"):
        assert repr(getattr(one, name)) == repr(getattr(other, name)), name
    np.testing.assert_array_equal(one.safe_learning_rate, other.safe_learning_rate)


@both_spaces
@every_setting
@pytest.mark.parametrize("place", [0, 1, 8, 23])
def test_a_fork_goes_on_as_the_run_itself_and_neither_is_touched_by_the_other(
    space: type, settings: dict[str, Any], place: int
) -> None:
    straight, run = descent(space, **settings), descent(space, **settings)
    straight.advance(40)
    for _ in range(place):
        run.advance(1)
    before, other = run.fork(), run.fork()
    other.learning_rate = 0.01
    other.l2, other.momentum = 1.0, 0.3
    other.advance(17)
    fork = run.fork()
    for each in (run, fork):
        each.advance(max(1, 40 - each.iteration))
        assert_same(each, straight)
    before.advance(max(1, 40 - before.iteration))
    assert_same(before, straight)


@both_spaces
def test_all_three_settings_may_be_changed_on_the_way(space: type) -> None:
    run = descent(space)
    w, b, v, v_b = np.zeros((8, 1)), 0.0, np.zeros((8, 1)), 0.0
    plan = [("l2", 0.3), ("momentum", 0.7), ("learning_rate", 0.1), ("momentum", 0.0), ("l2", 0.0), ("momentum", 0.5)]
    now = {"learning_rate": 0.4, "l2": 0.0, "momentum": 0.0}
    for name, value in plan:
        run.advance(7)
        for _ in range(7):
            error = 1 / (1 + np.exp(-(w.T @ X + b))) - Y
            g, g_b = X @ error.T / 24 + now["l2"] * w, error.mean()
            begun = run.iteration > 14  # a momentum that is given to a run without one begins at rest
            v, v_b = (now["momentum"] * v + g, now["momentum"] * v_b + g_b) if begun else (g, g_b)
            w, b = w - now["learning_rate"] * v, b - now["learning_rate"] * v_b
        if run.iteration == 14:
            v, v_b = np.zeros((8, 1)), 0.0
        np.testing.assert_allclose(run.w, w, rtol=0, atol=1e-13)
        assert run.b == pytest.approx(b, abs=1e-13)
        setattr(run, name, value)
        now[name] = value
        assert (run.learning_rate, run.l2, run.momentum) == tuple(now.values())
        assert run.now.penalty == pytest.approx(now["l2"] / 2 * (w**2).sum(), abs=1e-13)
    assert run.changes == [(7 * (i + 1), *change) for i, change in enumerate(plan)]
    assert run.rates == [(0, 0.4), (21, 0.1)]


def test_only_changes_at_which_a_step_was_taken_are_kept() -> None:
    run = descent(SampleSpace)
    run.learning_rate = 3.0
    run.learning_rate = 0.2
    assert (run.changes, run.rates) == ([(0, "learning_rate", 0.2)], [(0, 0.2)])
    run.advance(4)
    for value in (0.5, 0.1, 0.0):
        run.l2 = value
    assert len(run.changes) == 1
    run.l2 = 0.1
    run.momentum = 0.5
    run.advance(1)
    run.l2 = 0.1
    assert run.changes[1:] == [(4, "l2", 0.1), (4, "momentum", 0.5)]


def test_a_larger_penalty_is_no_rise_and_the_step_before_it_is_still_looked_at() -> None:
    calm = descent(SampleSpace, record_every=1)
    calm.advance(30)
    calm.l2 = 2.0
    calm.learning_rate = calm.safe_learning_rate
    calm.advance(30)
    assert calm.records[30].objective > 1.5 * calm.records[29].objective
    assert calm.trouble is None
    for change in ([], [5], [5, 6, 7]):
        wild = descent(SampleSpace, learning_rate=20.0, record_every=1)
        for at in (5, 6, 7, 20):
            wild.advance(at - wild.iteration)
            if at in change:
                wild.l2 = 1e-12
                wild.l2 = 0.0
        assert wild.trouble is not None
        costs = [*(record.cost for record in wild.records), wild.now.cost]
        assert wild.trouble.rises == (np.diff(costs) > 0).sum()


@both_spaces
@pytest.mark.parametrize("settings", [{"momentum": 0.97}, {"batch_size": 12}], ids=["momentum", "batches"])
def test_a_larger_penalty_does_not_make_a_run_diverge(space: type, settings: dict[str, Any]) -> None:
    run = descent(space, learning_rate=2.0, record_every=1, **settings)
    run.advance(120)
    assert run.trouble is not None, "such steps go uphill now and then"
    before = run.trouble.rises
    start, run.l2 = run.records[0], 1000.0
    run.learning_rate = run.safe_learning_rate / 40
    assert run.now.objective > 2 * start.objective
    run.advance(1)
    after = run.trouble
    assert after is None or (not after.diverging and after.rises <= before)
    run.learning_rate = 1.0
    run.advance(40)
    assert run.trouble is not None
    assert run.trouble.diverging


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("learning_rate", 0, "learning_rate must be a number greater than 0"),
        ("l2", -1, "l2 must be a number of at least 0"),
        ("momentum", 1, "momentum must be at least 0 and below 1"),
        ("l2", [0.1, 0.2], "l2 must be a number"),
    ],
)
def test_a_wrong_value_is_refused_and_changes_nothing(name: str, value: Any, words: str) -> None:
    run, same = descent(SampleSpace), descent(SampleSpace)
    run.advance(5)
    same.advance(5)
    with pytest.raises(ArgumentError, match=words):
        setattr(run, name, value)
    for each in (run, same):
        each.advance(10)
    assert_same(run, same)


@every_setting
def test_another_run_can_follow_what_was_changed(settings: dict[str, Any]) -> None:
    run, other = descent(SampleSpace, **settings), descent(SampleSpace, **settings)
    run.l2 = 0.1
    for steps, name, value in ((1, "momentum", 0.3), (4, "learning_rate", 0.2), (6, "l2", 0.0)):
        run.advance(steps)
        setattr(run, name, value)
    run.advance(9)
    other.follow(run.changes, 5)
    assert other.iteration == min(5, run.iteration)
    other.follow(run.changes, 5)
    other.follow(run.changes, 20)
    assert_same(other, run)
