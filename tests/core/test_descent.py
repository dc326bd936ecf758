"""The engine against the textbook: the same path in both spaces, stopped and continued at will."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from logreg_core import ArgumentError, Dataset, Descent, flatten, initialize, optimize, predict, prepare, propagate
from logreg_core.descent.spaces import FeatureSpace, SampleSpace
from logreg_core.sources import digits

SPACES = [SampleSpace, FeatureSpace]
generator = np.random.default_rng(11)
X = generator.random((30, 20))
Y = generator.integers(0, 2, (1, 20))
X_TEST = generator.random((30, 9))
Y_TEST = generator.integers(0, 2, (1, 9))


def descent(space: type = SampleSpace, **changes: object) -> Descent:
    settings = {"learning_rate": 0.3, "X_test": X_TEST, "Y_test": Y_TEST, "space": space(X, X_TEST, 1.0)} | changes
    return Descent(X, Y, **settings)  # type: ignore[arg-type]


@cache
def textbook(cats: Dataset, rate: float, iterations: int) -> tuple[dict[str, Any], list[float]]:
    """The parameters and costs of the textbook's `optimize` on the cats, worked out once for all tests."""
    labels = cats.train.labels.reshape(1, -1)
    params, _, costs = optimize(*initialize(cats.n_x), prepare(cats.train.images), labels, iterations, rate)
    return params, costs


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("rate", [0.001, 0.005])
def test_on_the_cats_it_is_the_textbook_at_every_recorded_iteration(cats: Dataset, space: type, rate: float) -> None:
    iterations = 2000 if space is SampleSpace else 200
    labels = cats.train.labels.reshape(1, -1)
    params, costs = textbook(cats, rate, iterations)
    pixels = flatten(cats.train.images)
    run = Descent(pixels, labels, learning_rate=rate, divisor=255, space=space(pixels, pixels[:, :0], 255))
    run.advance(iterations)
    np.testing.assert_allclose(run.costs, costs, rtol=0, atol=1e-9)
    np.testing.assert_allclose(run.w, params["w"], rtol=0, atol=1e-9)
    assert run.b == pytest.approx(params["b"], abs=1e-9)


@pytest.mark.parametrize("space", SPACES)
def test_it_takes_exactly_the_steps_it_is_told_and_goes_on_where_it_stood(space: type) -> None:
    whole, parts = descent(space), descent(space)
    whole.advance(250)
    for iterations in (1, 99, 7, 143):
        parts.advance(iterations)
    assert whole.iteration == parts.iteration == 250
    assert [record.iteration for record in parts.records] == [0, 100, 200]
    assert list(map(repr, parts.records)) == list(map(repr, whole.records)), "nan is not equal to itself"
    np.testing.assert_array_equal(whole.w, parts.w)


@pytest.mark.parametrize("space", SPACES)
def test_a_new_learning_rate_takes_effect_from_the_next_step_on(space: type) -> None:
    run = descent(space)
    run.advance(40)
    run.learning_rate = 0.05
    run.advance(60)
    first, _, _ = optimize(*initialize(30), X, Y, 40, 0.3)
    second, _, _ = optimize(first["w"], first["b"], X, Y, 60, 0.05)
    np.testing.assert_allclose(run.w, second["w"], atol=1e-12)
    assert run.rates == [(0, 0.3), (40, 0.05)]


@pytest.mark.parametrize("space", SPACES)
def test_the_records_say_what_the_textbook_says_of_both_sets(space: type) -> None:
    run = descent(space, record_every=10)
    run.advance(31)
    assert [record.iteration for record in run.records] == [0, 10, 20, 30]
    for record in [*run.records[1:], run.now]:
        params, _, _ = optimize(*initialize(30), X, Y, record.iteration, 0.3)
        w, b = params["w"], params["b"]
        assert record.cost == pytest.approx(propagate(w, b, X, Y)[1], abs=1e-12)
        assert record.test_cost == pytest.approx(propagate(w, b, X_TEST, Y_TEST)[1], abs=1e-12)
        assert record.train_accuracy == np.mean(predict(w, b, X) == Y)
        assert record.test_accuracy == np.mean(predict(w, b, X_TEST) == Y_TEST)


def test_pixels_may_stay_uint8() -> None:
    pixels = generator.integers(0, 256, (12, 20), dtype=np.uint8)
    for space in SPACES:
        run = Descent(pixels, Y, learning_rate=0.1, divisor=255, space=space(pixels, pixels[:, :0], 255))
        run.advance(50)
        np.testing.assert_allclose(run.w, optimize(*initialize(12), pixels / 255, Y, 50, 0.1)[0]["w"], atol=1e-12)


def test_without_a_test_set_its_numbers_are_nan() -> None:
    run = Descent(X, Y, learning_rate=0.1)
    run.advance(1)
    assert np.isnan(run.now.test_cost)
    assert np.isnan(run.now.test_accuracy)


def test_a_snapshot_of_the_weights_does_not_change_with_the_run() -> None:
    for space in SPACES:
        run = descent(space)
        run.advance(5)
        snapshot = run.w
        before = snapshot.copy()
        run.advance(5)
        np.testing.assert_array_equal(snapshot, before)
        assert not np.array_equal(run.w, before)


def test_at_the_safe_rate_the_cost_only_falls_and_well_above_it_it_rises(cats: Dataset) -> None:
    pixels, labels = flatten(cats.train.images), cats.train.labels.reshape(1, -1)
    run = Descent(pixels, labels, learning_rate=1.0, divisor=255, record_every=1)
    assert run.safe_learning_rate == pytest.approx(0.0036, abs=0.00005)
    run.learning_rate = run.safe_learning_rate
    run.advance(300)
    assert run.trouble is None
    run.learning_rate = 0.02
    run.advance(100)
    trouble = run.trouble
    assert trouble is not None
    assert trouble.rises > 0
    assert trouble.highest > trouble.start == pytest.approx(np.log(2))


def test_a_run_is_called_diverging_only_while_it_is_worse_than_it_began() -> None:
    run = Descent(X, Y, learning_rate=300.0, record_every=1)
    run.advance(3)
    assert run.trouble is not None
    assert run.trouble.diverging
    run.learning_rate = run.safe_learning_rate
    run.advance(3000)
    assert run.trouble is not None
    assert not run.trouble.diverging


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Descent(X, Y[0], learning_rate=0.1), r"Y must have the shape \(1, m\), or .* with m = 20"),
        (lambda: Descent(X, Y + 1, learning_rate=0.1), "Y must hold only 0 and 1"),
        (lambda: Descent(X[0], Y, learning_rate=0.1), "X must have the shape"),
        (lambda: Descent(X[:, :0], Y[:, :0], learning_rate=0.1), "at least one column"),
        (lambda: Descent(X * np.nan, Y, learning_rate=0.1), "finite"),
        (lambda: Descent(X, Y, learning_rate=0), "learning_rate must be a number greater than 0"),
        (lambda: Descent(X, Y, learning_rate=0.1, record_every=0), "whole number"),
        (lambda: Descent(X, Y, learning_rate=0.1, X_test=X_TEST[:5], Y_test=Y_TEST), "as many rows as X, 30. Got 5"),
        (lambda: Descent(X, Y, learning_rate=0.1, X_test=X_TEST), "Y_test must have the shape"),
        (lambda: descent().advance(0), "whole number of at least 1"),
        (lambda: setattr(descent(), "learning_rate", -1), "learning_rate must be a number greater than 0"),
    ],
)
def test_a_wrong_argument_raises_our_error(call, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ArgumentError, match=words):
        call()


def test_a_cost_that_lies_flat_does_not_rise_by_rounding() -> None:
    data = digits.load(3, 9)
    run = Descent(
        flatten(data.train.images),
        data.train.labels.reshape(1, -1),
        learning_rate=0.02,
        l2=1.0,
        record_every=101,
        divisor=255,
    )
    assert run.safe_learning_rate > 0.02
    run.advance(20_000)
    costs = np.array([record.objective for record in run.records])
    assert (np.diff(costs) > 0).any(), "rounding moves the last digit"
    assert run.trouble is None


def test_on_the_cats_the_weights_are_the_textbooks_to_twelve_digits(cats: Dataset) -> None:
    labels, pixels = cats.train.labels.reshape(1, -1), flatten(cats.train.images)
    params, _ = textbook(cats, 0.001, 2000)
    run = Descent(pixels, labels, learning_rate=0.001, divisor=255)
    run.advance(2000)
    np.testing.assert_allclose(run.w, params["w"], rtol=0, atol=1e-12)
    assert run.b == pytest.approx(params["b"], abs=1e-12)


def test_what_is_carried_along_is_worked_out_anew_so_that_rounding_does_not_stay() -> None:
    run = Descent(X, Y, learning_rate=1e9)
    run.advance(3)  # scores of billions lose six digits
    run.learning_rate = 0.3
    for _ in range(2):
        run.advance(1000)
        np.testing.assert_allclose(run.z, X.T @ run.w + run.b, rtol=1e-13, atol=0)
    assert np.abs(run.z).max() > 1e6
