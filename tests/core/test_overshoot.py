"""Steps that are too long: every rise against the textbook, whose cost is asked for after each of its steps."""

from __future__ import annotations

import numpy as np
import pytest

from logreg_core import Dataset, Descent, flatten, initialize, optimize, prepare, propagate
from logreg_core.descent import FeatureSpace, SampleSpace
from logreg_core.sources import faces

generator = np.random.default_rng(4)
X, Y = 3 * generator.normal(size=(12, 40)), generator.integers(0, 2, (1, 40))
both_spaces = pytest.mark.parametrize("space", [SampleSpace, FeatureSpace])


def descent(space: type = SampleSpace, **settings: object) -> Descent:
    return Descent(X, Y, **({"learning_rate": 1.0, "space": space(X, X[:, :0], 1.0)} | settings))  # type: ignore[arg-type]


def book_costs(X: np.ndarray, Y: np.ndarray, rate: float, steps: int) -> np.ndarray:
    """The textbook's cost before the first step and after each."""
    w, b = initialize(len(X))
    costs = [propagate(w, b, X, Y)[1]]
    for _ in range(steps):
        params, _, _ = optimize(w, b, X, Y, 1, rate)
        w, b = params["w"], params["b"]
        costs.append(propagate(w, b, X, Y)[1])
    return np.array(costs)


def penalized(run: Descent, l2: float, s: np.ndarray) -> float:
    A = 1 / (1 + np.exp(-(run.w.T @ X + run.b)))
    loss = -(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    return float((s * loss).sum() / s.sum() + l2 / 2 * (run.w**2).sum())


def rises(costs: np.ndarray) -> np.ndarray:
    """After which steps a cost is higher than before them, by more than rounding."""
    return np.flatnonzero(costs[1:] > (1 + 1e-9) * costs[:-1]) + 1


def test_on_the_faces_at_a_half_the_cost_rises_23_times_up_to_7() -> None:
    data = faces.load()
    costs = book_costs(prepare(data.train.images), data.train.labels.reshape(1, -1), 0.5, 400)
    run = Descent(flatten(data.train.images), data.train.labels.reshape(1, -1), learning_rate=0.5, divisor=255)
    run.advance(2000)
    trouble = run.trouble
    assert trouble is not None
    assert (trouble.rises, trouble.steps) == (len(rises(costs)), 2000) == (23, 2000)
    assert (trouble.highest, trouble.highest_at) == (pytest.approx(costs.max()), costs.argmax())
    assert round(trouble.highest, 2) == 7.15


def test_on_the_cats_at_the_default_rate_it_rises_154_times(cats: Dataset) -> None:
    pixels, labels = flatten(cats.train.images), cats.train.labels.reshape(1, -1)
    costs = book_costs(prepare(cats.train.images), labels, 0.005, 350)
    run = Descent(pixels, labels, learning_rate=0.005, divisor=255, record_every=11)
    run.advance(2000)
    trouble = run.trouble
    assert trouble is not None
    assert trouble.rises == len(rises(costs)) == 154
    assert trouble.highest == pytest.approx(costs.max())
    assert [record.iteration for record in run.records] == list(range(0, 2000, 11)), "the turns are no records"


@both_spaces
@pytest.mark.parametrize("record_every", [7, 10, 100])
def test_between_two_records_the_highest_and_the_lowest_step_are_kept(space: type, record_every: int) -> None:
    steps = 200
    costs = book_costs(X, Y, 1.0, steps)
    run = descent(space, record_every=record_every)
    run.advance(steps)
    shown = {record.iteration: record.cost for record in [*run.records, run.now]}
    shown |= {turn.iteration: turn.cost for turn in run.turns}
    for iteration, cost in shown.items():
        assert cost == pytest.approx(costs[iteration], abs=1e-9)
    for start in range(0, steps, record_every):
        stretch = list(range(start, min(start + record_every, steps) + 1))
        seen = [shown[i] for i in stretch if i in shown]
        assert max(seen) == pytest.approx(costs[stretch].max(), abs=1e-9)
        assert min(seen) == pytest.approx(costs[stretch].min(), abs=1e-9)
    assert len(run.turns) <= 2 * len(run.records)


@both_spaces
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"l2": 0.3},
        {"momentum": 0.8},
        {"l2": 0.1, "momentum": 0.5, "start": (generator.normal(size=(12, 1)), 0.3)},
        {"start": (generator.normal(size=(12, 1)), -1.0)},
        {"example_weights": np.where(np.arange(40) < 9, 0.0, generator.random(40))},
    ],
    ids="+".join,
)
@pytest.mark.parametrize("rate", [0.05, 0.3, 1.0])
def test_every_kind_of_run_has_its_rises_counted(space: type, settings: dict[str, object], rate: float) -> None:
    weights, l2 = np.asarray(settings.get("example_weights", np.ones(40))), float(settings.get("l2", 0.0))  # type: ignore[arg-type]
    run, single = descent(space, learning_rate=rate, **settings), descent(space, learning_rate=rate, **settings)
    objectives = [penalized(single, l2, weights)]
    for _ in range(150):
        single.advance(1)
        objectives.append(penalized(single, l2, weights))
    run.advance(150)
    risen = rises(np.array(objectives))
    for each in (run, single):
        if not len(risen):
            assert each.trouble is None
            continue
        assert each.trouble is not None
        assert each.trouble.rises == len(risen)
        assert each.trouble.highest == pytest.approx(max(objectives), abs=1e-9)


def test_a_rate_that_grows_too_long_and_short_again_on_the_way_is_followed() -> None:
    run, costs = descent(learning_rate=0.001), [np.log(2)]
    for rate, steps in ((0.001, 70), (1.5, 30), (0.001, 90), (1.5, 1), (0.001, 3)):
        run.learning_rate = rate
        for _ in range(steps):
            run.advance(1)
            costs.append(penalized(run, 0.0, np.ones(40)))
            found = run.trouble
            assert (found.rises if found else 0) == len(rises(np.array(costs)))
    whole = descent(learning_rate=0.001)
    for rate, steps in ((0.001, 70), (1.5, 30), (0.001, 90), (1.5, 1), (0.001, 3)):
        whole.learning_rate = rate
        whole.advance(steps)
    assert whole.trouble == run.trouble
    assert whole.trouble is not None


def test_numbers_that_are_no_longer_finite_count_as_rises() -> None:
    run = Descent(X * 1e160, Y, learning_rate=1e10)
    run.advance(20)
    assert run.trouble is not None
    assert run.trouble.highest == np.inf
    assert run.trouble.diverging


def test_the_first_iterations_may_have_a_record_each() -> None:
    run, plain = descent(record_every=20, record_first=6), descent(record_every=20)
    for each in (run, plain):
        each.advance(50)
    assert [record.iteration for record in run.records] == [0, 1, 2, 3, 4, 5, 20, 40]
    np.testing.assert_array_equal(run.w, plain.w)


def test_runs_with_mini_batches_have_no_turns_but_may_diverge() -> None:
    run = descent(batch_size=5)
    run.advance(50)
    assert run.turns == []
    wild = Descent(X * 1e160, Y, learning_rate=1e10, batch_size=5)
    wild.advance(20)
    assert wild.trouble is not None
    assert wild.trouble.diverging


@both_spaces
@pytest.mark.parametrize("settings", [{}, {"l2": 0.3, "momentum": 0.8}, {"l2": 0.3, "start": (np.ones((12, 1)), 0.3)}])
def test_the_next_step_lands_where_it_was_said_to_land(space: type, settings: dict[str, object]) -> None:
    run = descent(space, learning_rate=0.4, **settings)
    run.advance(7)
    said = run.next_step()
    assert (said.rate, said.rates[0]) == (0.4, 0)
    assert said.objectives[0] == pytest.approx(run.now.objective)
    assert run.iteration == 7
    for place in (3, 40, 80):
        other = descent(space, learning_rate=0.4, **settings)
        other.advance(7)
        other.learning_rate = said.rates[place]
        other.advance(1)
        assert other.now.objective == pytest.approx(said.objectives[place])
    run.advance(1)
    assert run.now.objective == pytest.approx(said.landing)


@both_spaces
def test_the_curvature_here_is_the_largest_eigenvalue_of_the_second_derivative(space: type) -> None:
    run = descent(space, learning_rate=0.05)
    run.advance(30)
    A = 1 / (1 + np.exp(-(run.w.T @ X + run.b)))
    with_one = np.vstack([X, np.ones(40)])
    H = (with_one * A * (1 - A)) @ with_one.T / 40
    said = run.next_step()
    assert said.curvature == pytest.approx(np.linalg.eigvalsh(H)[-1])
    assert said.curvature <= 2 / said.safe
