"""A learner's own training beside the textbook's and the engine's, against a descent that is written out here."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from classroom.exercise import beside
from classroom.exercise.beside import Beside, Reference, most_iterations, neuron_of, train_beside
from classroom.exercise.functions import program
from classroom.exercise.results import Learned
from logreg_core import ArgumentError, Cancelled, Dataset, Unrepeatable
from logreg_core.sources import faces

RATE, STEPS = 0.01, 30
WAY, _ = program({})


@pytest.fixture(scope="module")
def data() -> Dataset:
    return faces.load()


@pytest.fixture(scope="module")
def found(data: Dataset) -> Beside:
    """One way to write it, trained."""
    return train_beside(WAY, data, RATE, STEPS)


def by_hand(data: Dataset) -> tuple[NDArray, float, list[float]]:
    X, y = data.train.images.reshape(len(data.train), -1) / 255, data.train.labels
    w, b, costs = np.zeros(X.shape[1]), 0.0, []
    for _ in range(STEPS):
        a = 1 / (1 + np.exp(-(X @ w + b)))
        costs.append(float(-np.mean(y * np.log(a) + (1 - y) * np.log(1 - a))))
        w, b = w - RATE * X.T @ (a - y) / len(y), b - RATE * float(np.mean(a - y))
    return w, b, costs


def test_all_three_go_the_way_that_is_written_out_here(data: Dataset, found: Beside) -> None:
    w, b, costs = by_hand(data)
    assert found.learned.failure is None
    assert found.textbook is not None
    assert found.engine is not None
    for way in (Reference(found.learned.costs, found.learned.w, found.learned.b), found.textbook, found.engine):
        theirs = dict(way.costs)
        np.testing.assert_allclose([theirs[i] for i in range(STEPS)], costs, rtol=1e-12)
        np.testing.assert_allclose(way.w[:, 0], w, atol=1e-13)
        assert way.b == pytest.approx(b)
    assert found.cost_difference(found.textbook) < 1e-13
    assert found.weight_difference(found.engine) < 1e-12


def test_the_differences_are_the_largest_ones_where_both_are_known() -> None:
    learned = Learned(np.array([[1.0], [3.0]]), 0.5, ((0, 0.7), (1, 0.5), (2, 0.9)), {}, None, 0.1)
    other = Reference(((0, 0.7), (2, 0.5), (5, 9.0)), np.array([[1.5], [-4.0]]), 0.5)
    found = Beside(learned, other, None, 0.1, 3)
    assert found.cost_difference(other) == pytest.approx(0.4)
    assert found.weight_difference(other) == pytest.approx(7 / 4)
    assert found.weight_difference(Reference((), np.zeros((2, 1)), 0.0)) == 3
    assert np.isnan(found.cost_difference(Reference((), np.zeros((2, 1)), 0.0)))


def test_costs_that_are_no_numbers_are_counted_and_the_others_compared() -> None:
    costs = ((0, 0.7), (1, float("nan")), (2, float("inf")), (3, 0.25))
    learned = Learned(np.ones((2, 1)), 0.5, costs, {}, None, 0.1)
    found = Beside(learned, None, None, 0.1, 4)
    assert found.costs_lost == 2
    assert found.cost_difference(Reference(((0, 0.7), (1, 0.6), (2, 0.5), (3, 0.5)), np.ones((2, 1)), 0.0)) == 0.25


def test_a_mistake_shows_as_a_difference(data: Dataset) -> None:
    code = WAY.replace('b = b - learning_rate * grads["db"]', "b = b")
    found = train_beside(code, data, RATE, STEPS)
    assert found.learned.failure is None
    assert found.learned.b == 0
    assert found.textbook is not None
    assert found.cost_difference(found.textbook) > 1e-5


def test_where_the_own_code_fails_nothing_else_is_trained(data: Dataset) -> None:
    found = train_beside(WAY.replace("return w, b", "return w"), data, RATE, STEPS)
    assert found.learned.failure is not None
    assert (found.textbook, found.engine) == (None, None)
    with pytest.raises(ArgumentError):
        neuron_of(found, data)


def test_the_neuron_says_how_it_was_made_and_that_no_recipe_leads_to_it(data: Dataset, found: Beside) -> None:
    neuron = neuron_of(found, data)
    assert isinstance(neuron.recipe, Unrepeatable)
    assert neuron.words == {
        "Learning rate": "0.01",
        "Iterations": "30",
        "Cannot be trained again": "it was trained by a learner's own code",
    }
    w, b, _ = by_hand(data)
    z = data.test.images.reshape(len(data.test), -1) / 255 @ w + b
    assert neuron.accuracy(data.test) == pytest.approx(np.mean((z > 0) == (data.test.labels == 1)))


def test_the_progress_goes_on_to_the_end_and_can_end_it(data: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    shares: list[float] = []
    train_beside(WAY, data, RATE, STEPS, shares.append)
    assert shares == sorted(shares)
    assert shares[-1] >= 0.5
    with pytest.raises(Cancelled):
        train_beside(WAY, data, RATE, STEPS, lambda share: share < beside.OWN)


def test_how_many_iterations_there_may_be_follows_from_the_size(data: Dataset) -> None:
    assert most_iterations(data) > 50_000
    assert data.n_x * len(data.train) * most_iterations(data) <= beside.MAX_PRODUCTS
