"""What the engine adds to the textbook: families of runs, penalty, momentum, mini-batches, weights, early stopping."""

from __future__ import annotations

import numpy as np
import pytest

from logreg_core import ArgumentError, Descent, propagate
from logreg_core.descent import FeatureSpace, SampleSpace

generator = np.random.default_rng(23)
X = generator.normal(size=(12, 30))
Y = (X[:1] + X[1:2] + generator.normal(size=(1, 30)) > 0.3).astype(int)
HELD = generator.random(30) < 0.3
WEIGHTS = np.where(HELD, 0.0, generator.random(30))
START = generator.normal(size=(12, 3)), np.array([0.3, -0.2, 1.0])
both_spaces = pytest.mark.parametrize("space", [SampleSpace, FeatureSpace])
with_and_without_batches = pytest.mark.parametrize("batch_size", [None, 7])


def descent(kind: type, images: np.ndarray = X, labels: np.ndarray = Y, **settings: object) -> Descent:
    made = kind(images, settings.get("X_test", images[:, :0]), 1.0)
    return Descent(images, labels, **({"learning_rate": 0.2, "space": made} | settings))  # type: ignore[arg-type]


def penalized_cost(w, b, X, Y, l2, s) -> float:  # type: ignore[no-untyped-def]
    """The documented cost, as it is written."""
    A = 1 / (1 + np.exp(-(w.T @ X + b)))
    loss = -(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    return float((s * loss).sum() / s.sum() + l2 / 2 * (w**2).sum())


def plain_descent(w, b, X, Y, batches, rate, l2, momentum, s):  # type: ignore[no-untyped-def]
    """The documented step, as it is written."""
    v, v_b = np.zeros_like(w), 0.0
    for batch in batches:
        Xi, Yi, si = X[:, batch], Y[:, batch], s[batch]
        error = si * (1 / (1 + np.exp(-(w.T @ Xi + b))) - Yi) / si.sum() if si.any() else np.zeros(Yi.shape)
        v, v_b = momentum * v + Xi @ error.T + l2 * w, momentum * v_b + error.sum()
        w, b = w - rate * v, b - rate * v_b
    return w, b


def seen(m: int, batch_size: int, steps: int, seed: int) -> list[np.ndarray]:
    """Batches dealt from a deck that is shuffled anew for each epoch."""
    draws, batches = np.random.default_rng(seed), []
    while len(batches) < steps:
        deck = draws.permutation(m)
        batches += [deck[i : i + batch_size] for i in range(0, m, batch_size)]
    return batches[:steps]


@both_spaces
@with_and_without_batches
@pytest.mark.parametrize(
    "family",
    [
        {"learning_rate": [0.01, 0.1, 0.5]},
        {"l2": [0.0, 0.1, 1.0]},
        {"momentum": [0.0, 0.5, 0.9]},
        {"start": START, "l2": 0.1},
        {"example_weights": np.column_stack([WEIGHTS, np.ones(30), 1.0 - HELD])},
        {"learning_rate": [0.01, 0.1, 0.5], "l2": [0.5, 0.0, 0.1], "momentum": [0.9, 0.1, 0.0], "start": START},
    ],
    ids=lambda family: "+".join(family),
)
def test_runs_side_by_side_are_each_run_alone(space: type, batch_size: int | None, family: dict) -> None:
    together = descent(space, batch_size=batch_size, record_every=5, **family)
    together.advance(40)
    for i in range(3):
        own = {name: value[i] if isinstance(value, list) else value for name, value in family.items()}
        if "example_weights" in own:
            own["example_weights"] = own["example_weights"][:, i]
        if "start" in own:
            own["start"] = START[0][:, [i]], START[1][i]
        alone = descent(space, batch_size=batch_size, record_every=5, **own)
        alone.advance(40)
        np.testing.assert_allclose(together.w[:, [i]], alone.w, rtol=0, atol=1e-12)
        assert together.b[i] == pytest.approx(alone.b, abs=1e-12)
        np.testing.assert_allclose([cost[i] for cost in together.costs], alone.costs, rtol=0, atol=1e-12)
        np.testing.assert_allclose(together.now.penalty[i], alone.now.penalty, rtol=0, atol=1e-12)


@both_spaces
@with_and_without_batches
def test_held_out_images_do_not_influence_a_run(space: type, batch_size: int | None) -> None:
    changed = np.where(HELD, generator.normal(size=X.shape) * 50, X)
    runs = [descent(space, images, example_weights=WEIGHTS, batch_size=batch_size, l2=0.1) for images in (X, changed)]
    for run in runs:
        run.advance(40)
    np.testing.assert_allclose(runs[0].w, runs[1].w, rtol=0, atol=1e-12)
    assert runs[0].now.cost == pytest.approx(runs[1].now.cost, abs=1e-12)


@both_spaces
def test_watching_a_validation_part_is_training_without_it(space: type) -> None:
    for batch_size in (None, 7):
        watched = descent(space, validation=HELD, batch_size=batch_size)
        without = descent(space, X[:, ~HELD], Y[:, ~HELD], batch_size=batch_size)
        for run in (watched, without):
            run.advance(40)
        np.testing.assert_allclose(watched.w, without.w, rtol=0, atol=1e-12)
        assert watched.now.validation_cost == pytest.approx(
            propagate(without.w, without.b, X[:, HELD], Y[:, HELD])[1], abs=1e-12
        )


@both_spaces
def test_example_weights_count_in_the_validation_cost(space: type) -> None:
    weights = np.random.default_rng(8).random(30)
    run = descent(space, validation=HELD, example_weights=weights)
    run.advance(20)
    held = penalized_cost(run.w, run.b, X[:, HELD], Y[:, HELD], 0.0, weights[HELD])
    assert run.now.validation_cost == pytest.approx(held, abs=1e-12)
    with pytest.raises(ArgumentError, match="at least one image must have an example weight greater than 0"):
        descent(space, validation=HELD, example_weights=np.where(HELD, 0.0, weights))


@both_spaces
@pytest.mark.parametrize("momentum", [0.0, 0.8])
@pytest.mark.parametrize("l2", [0.0, 0.3])
@with_and_without_batches
def test_a_step_is_the_documented_one(space: type, momentum: float, l2: float, batch_size: int | None) -> None:
    w, b = START[0][:, [0]], 0.3
    run = descent(space, l2=l2, momentum=momentum, batch_size=batch_size, seed=4, example_weights=WEIGHTS, start=(w, b))
    run.advance(23)
    batches = [np.arange(30)] * 23 if batch_size is None else seen(30, batch_size, 23, 4)
    expected_w, expected_b = plain_descent(w, b, X, Y, batches, 0.2, l2, momentum, WEIGHTS)
    np.testing.assert_allclose(run.w, expected_w, rtol=0, atol=1e-12)
    assert run.b == pytest.approx(expected_b, abs=1e-12)
    assert run.now.objective == pytest.approx(penalized_cost(run.w, run.b, X, Y, l2, WEIGHTS), abs=1e-12)


@both_spaces
@pytest.mark.parametrize("batch_size", [None, 9])
def test_the_first_step_goes_along_the_finite_differences_of_the_documented_cost(
    space: type, batch_size: int | None
) -> None:
    w, b, h = START[0][:, [1]], 0.5, 1e-6
    run = descent(space, learning_rate=1.0, l2=0.3, example_weights=WEIGHTS, batch_size=batch_size, start=(w, b))
    run.advance(1)
    batch = np.arange(30) if batch_size is None else seen(30, batch_size, 1, 0)[0]

    def cost(w: np.ndarray, b: float) -> float:
        return penalized_cost(w, b, X[:, batch], Y[:, batch], 0.3, WEIGHTS[batch])

    for i in range(12):
        e = h * np.eye(12)[:, [i]]
        assert (w - run.w)[i, 0] == pytest.approx((cost(w + e, b) - cost(w - e, b)) / (2 * h), abs=1e-8)
    assert b - run.b == pytest.approx((cost(w, b + h) - cost(w, b - h)) / (2 * h), abs=1e-8)


def test_an_epoch_deals_every_image_exactly_once_and_another_seed_deals_otherwise() -> None:
    def dealt(seed: int) -> list[np.ndarray]:
        space, batches = FeatureSpace(X, X[:, :0], 1.0), []
        descend = space.descend
        space.descend = lambda *given: batches.append(given[-1]) or descend(*given)  # type: ignore[method-assign]
        Descent(X, Y, learning_rate=0.1, batch_size=7, seed=seed, space=space).advance(10)
        return batches

    batches = dealt(3)
    assert [len(batch) for batch in batches] == [7, 7, 7, 7, 2] * 2
    epochs = np.concatenate(batches[:5]), np.concatenate(batches[5:])
    assert all(sorted(epoch) == list(range(30)) for epoch in epochs)
    assert not np.array_equal(*epochs)
    np.testing.assert_array_equal(np.concatenate(dealt(3)), np.concatenate(batches))
    assert not np.array_equal(np.concatenate(dealt(4)), np.concatenate(batches))


@pytest.mark.parametrize("weights", [None, np.arange(1.0, 41.0)])
def test_a_batch_of_large_images_that_is_read_in_blocks_is_still_one_batch(weights: np.ndarray | None) -> None:
    large, labels = generator.random((12_288, 40)), np.arange(40)[np.newaxis] % 2
    run = descent(FeatureSpace, large, labels, batch_size=39, seed=5, example_weights=weights, learning_rate=1e-4)
    run.advance(3)
    batches, s = seen(40, 39, 3, 5), np.ones(40) if weights is None else weights
    w, b = plain_descent(np.zeros((12_288, 1)), 0.0, large, labels, batches, 1e-4, 0.0, 0.0, s)
    np.testing.assert_allclose(run.w, w, rtol=0, atol=1e-15)
    assert run.b == pytest.approx(b, abs=1e-15)
    step = run.next_step()
    run_of_all = descent(FeatureSpace, large, labels, start=(w, b), example_weights=weights, learning_rate=1e-4)
    np.testing.assert_allclose(step.objectives, run_of_all.next_step().objectives, rtol=1e-9)


def test_the_two_spaces_agree_from_any_start_with_a_penalty_and_momentum() -> None:
    runs = [descent(space, start=START, l2=[0.0, 0.1, 2.0], momentum=0.7) for space in (SampleSpace, FeatureSpace)]
    for run in runs:
        run.advance(60)
    np.testing.assert_allclose(runs[0].w, runs[1].w, rtol=0, atol=1e-12)
    np.testing.assert_allclose(runs[0].now.penalty, runs[1].now.penalty, rtol=0, atol=1e-12)
    np.testing.assert_allclose(runs[0].now.penalty, np.array([0.0, 0.05, 1.0]) * (runs[0].w ** 2).sum(axis=0))


@both_spaces
@pytest.mark.parametrize("patience", [1, 3])
def test_early_stopping_ends_after_its_patience_and_keeps_the_best_weights(space: type, patience: int) -> None:
    settings = {"learning_rate": 0.5, "validation": HELD, "X_test": X[:, :5], "Y_test": Y[:, :5]}
    run = descent(space, patience=patience, look_every=4, record_every=7, **settings)
    watcher = descent(space, record_every=4, **settings)
    run.advance(4000)
    watcher.advance(4000)
    costs = [record.validation_cost for record in watcher.records]
    best = stop = 0
    while stop - best < patience:
        stop += 1
        best = stop if costs[stop] < costs[best] else best
    assert run.stopped
    assert best > 0
    assert run.iteration == 4 * stop
    assert run.best == watcher.records[best]
    until_then = descent(space, learning_rate=0.5, validation=HELD)
    until_then.advance(4 * best)
    assert run.best_weights is not None
    np.testing.assert_allclose(run.best_weights[0], until_then.w, rtol=0, atol=1e-12)
    assert run.best_weights[1] == pytest.approx(until_then.b, abs=1e-12)
    run.advance(10)
    assert run.iteration == 4 * stop


@with_and_without_batches
def test_what_is_recorded_does_not_decide_where_a_run_ends(batch_size: int | None) -> None:
    runs = []
    for record_every in (1, 3, 10, 37, 10_000):
        run = Descent(
            X, Y, learning_rate=0.5, validation=HELD, patience=2, record_every=record_every, batch_size=batch_size
        )
        run.advance(5000)
        assert [record.iteration for record in run.records] == list(
            range(0, run.records[-1].iteration + 1, record_every)
        )
        runs.append(run)
    assert runs[0].stopped
    assert len({(run.iteration, run.best.iteration) for run in runs if run.best}) == 1
    for run in runs:
        np.testing.assert_array_equal(run.best_weights[0], runs[0].best_weights[0])  # type: ignore[index]


def test_early_stopping_never_looks_at_the_test_set() -> None:
    ends = []
    for X_test in (X[:, :5], -50 * X[:, 5:10]):
        run = Descent(
            X, Y, learning_rate=0.5, validation=HELD, patience=2, look_every=3, X_test=X_test, Y_test=Y[:, :5]
        )
        run.advance(4000)
        assert run.best is not None
        ends.append((run.iteration, run.best.iteration))
    assert ends[0] == ends[1]


LABELS = np.array([np.random.default_rng(seed).permutation(Y[0]) for seed in range(3)])  # (3, 30)


@both_spaces
@with_and_without_batches
def test_runs_with_labels_of_their_own_are_each_run_alone(space: type, batch_size: int | None) -> None:
    settings = {"batch_size": batch_size, "record_every": 5, "validation": HELD, "l2": 0.1, "momentum": 0.5}
    test = {"X_test": X[:, :8], "Y_test": LABELS[:, :8]}
    together = descent(space, labels=LABELS, **settings, **test)
    together.advance(40)
    for i in range(3):
        alone = descent(space, labels=LABELS[[i]], **settings, **test | {"Y_test": LABELS[[i], :8]})
        alone.advance(40)
        np.testing.assert_allclose(together.w[:, [i]], alone.w, rtol=0, atol=1e-12)
        assert together.b[i] == pytest.approx(alone.b, abs=1e-12)
        for record, expected in zip([*together.records, together.now], [*alone.records, alone.now], strict=True):
            for name in vars(expected):
                found = getattr(record, name)
                assert np.ravel(found)[i % np.size(found)] == pytest.approx(getattr(expected, name), abs=1e-12), name


@both_spaces
def test_the_first_step_on_labels_of_its_own_goes_along_the_finite_differences(space: type) -> None:
    w, b, h = START[0][:, [1]], 0.5, 1e-6
    run = descent(space, labels=LABELS, learning_rate=1.0, l2=0.3, start=(w, b))
    run.advance(1)
    for k, labels in enumerate(LABELS):
        for i in range(12):
            e = h * np.eye(12)[:, [i]]
            higher, lower = (penalized_cost(w + each, b, X, labels, 0.3, np.ones(30)) for each in (e, -e))
            assert (w[:, 0] - run.w[:, k])[i] == pytest.approx((higher - lower) / (2 * h), abs=1e-8)


def test_one_row_of_labels_for_each_run_or_one_for_all() -> None:
    with pytest.raises(ArgumentError, match=r"sequences must have the same length.* Got \[2, 3\]"):
        descent(SampleSpace, labels=LABELS, learning_rate=[0.1, 0.2])
    with pytest.raises(ArgumentError, match=r"Y must have the shape \(1, m\), or \(k, m\) for k runs, with m = 30"):
        descent(SampleSpace, labels=LABELS[:, :29])
    with pytest.raises(ArgumentError, match="only 0 and 1"):
        descent(SampleSpace, labels=LABELS + 1)
    both = descent(SampleSpace, labels=LABELS, learning_rate=[0.1, 0.2, 0.3])
    assert both.now.cost.shape == (3,)


@both_spaces
def test_the_safe_rate_knows_penalties_and_example_weights(space: type) -> None:
    heavy = np.where(np.arange(30) < 2, 1.0, 0.001)
    weights = np.column_stack([np.ones(30), heavy])
    run = descent(space, example_weights=weights, l2=[0.0, 0.5])
    for i, s in enumerate(weights.T):
        with_one = np.vstack([X, np.ones(30)]) * np.sqrt(s / s.sum())
        bound = np.linalg.norm(with_one, 2) ** 2 / 4 + [0.0, 0.5][i]
        assert run.safe_learning_rate[i] == pytest.approx(2 / bound, rel=1e-6)
    run = descent(space, example_weights=weights, l2=[0.0, 0.5], start=(START[0][:, :2], 0.0), record_every=1)
    run.learning_rate = run.safe_learning_rate
    run.advance(200)
    assert run.trouble is None


@both_spaces
def test_a_run_beyond_all_numbers_is_called_diverging_and_leaves_the_others_alone(space: type) -> None:
    run = descent(space, learning_rate=[0.1, 50.0], l2=1.0, start=(START[0][:, :1], 0.0))
    run.advance(1000)
    calm = descent(space, learning_rate=0.1, l2=1.0, start=(START[0][:, :1], 0.0))
    calm.advance(1000)
    assert not np.isfinite(run.now.objective[1])
    assert run.trouble is not None
    assert run.trouble.diverging.tolist() == [False, True]
    np.testing.assert_allclose(run.w[:, [0]], calm.w, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"l2": -1}, "l2 must be a number of at least 0. Got -1"),
        ({"l2": np.nan}, "l2 must be a number"),
        ({"momentum": 1.0}, "momentum must be at least 0 and below 1"),
        ({"batch_size": 0}, "batch_size must be a whole number of at least 1. Got 0"),
        ({"seed": -1}, "seed must be a whole number of at least 0"),
        ({"learning_rate": []}, "at least 1"),
        ({"learning_rate": "0.1"}, "learning_rate must be a number"),
        ({"learning_rate": [0.1, 0.2], "l2": [0.1, 0.2, 0.3]}, r"sequences must have the same length.* Got \[2, 3\]"),
        ({"example_weights": -np.ones(30)}, "example_weights must be 30 numbers of at least 0"),
        ({"example_weights": np.zeros(30)}, "at least one image must have an example weight"),
        ({"validation": np.ones(30, bool)}, "validation must be a boolean mask"),
        ({"validation": HELD.astype(int)}, "validation must be a boolean mask"),
        ({"patience": 1}, "patience needs a validation mask"),
        ({"patience": 0, "validation": HELD}, "patience must be a whole number"),
        ({"start": (np.zeros((3, 1)), 0.0)}, "start must be"),
        ({"space": SampleSpace(X[:, :9], X[:, :0], 1.0)}, "space must be made from X"),
        ({"start": (np.zeros((12, 1)), np.nan)}, "b must be a number"),
    ],
)
def test_a_wrong_setting_raises_our_error(settings: dict, words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        descent(SampleSpace, **settings)
