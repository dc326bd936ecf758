"""What is played is the run: its records, its weights, its slope and its scores, as the textbook finds them."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from logreg_core import (
    ArgumentError,
    Classifier,
    Dataset,
    Recipe,
    Record,
    Split,
    Training,
    prepare,
    propagate,
    train,
)
from logreg_core.container import unpack_arrays
from logreg_core.data.preprocess import columns_of
from logreg_core.descent import Descent, FeatureSpace, Recording, frames_of, thinned
from logreg_core.representation import represent
from logreg_core.sources import faces
from logreg_core.training import descent_of
from pages.base.recorder import end_of, picture_of, place_of, recording_of, what_if
from tests.neurons import weights_after

PACE = {"record_every": 7, "record_first": 11}
ITERATIONS = 240


def noise(shape: tuple[int, int, int] = (6, 5, 3), m: int = 40) -> Dataset:
    generator = np.random.default_rng(1)
    images = generator.integers(0, 256, (m + 10, *shape), np.uint8)
    labels = (images.mean(axis=(1, 2, 3)) + generator.normal(0, 8, m + 10) > 127).astype(int)
    return Dataset("noise", ("a", "b"), Split(images[:m], labels[:m]), Split(images[m:], labels[m:]))


NOISE = noise()
RECIPES = {
    "plain": Recipe(0.05, ITERATIONS),
    "too long": Recipe(2.0, ITERATIONS),
    "momentum": Recipe(0.05, ITERATIONS, momentum=0.9),
    "penalty": Recipe(0.05, ITERATIONS, l2=0.3),
    "batches": Recipe(0.05, ITERATIONS, batch_size=7, momentum=0.5, seed=2),
    "patience": Recipe(0.3, ITERATIONS, patience=3, seed=1),
    "patience with batches": Recipe(0.3, ITERATIONS, patience=8, batch_size=9, validation_share=0.4),
    "edges": Recipe(0.3, ITERATIONS, representation="thumbnail", l2=0.01),
}
every_recipe = pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)


def begin(recipe: Recipe, space: str = "sample", data: Dataset = NOISE) -> Training:
    run = Training.begin(data, recipe, **PACE)
    if space == "feature":
        own = FeatureSpace(run.descent.space.X, run.descent.space.X_test, run.descent.space.divisor)
        run = Training(data, recipe, descent_of(data.train, recipe, data.test, space=own, **PACE))
    assert run.descent.space.name == space
    return run


def change(run: Descent, iteration: int) -> None:
    """What is changed on the way when the run is at this iteration."""
    if iteration == 30:
        run.learning_rate = 0.02
    if iteration == 77:
        run.l2, run.momentum = 0.2, 0.6
    if iteration == 150:
        run.momentum, run.learning_rate = 0.0, 0.1


def assert_alike(one: Recording, other: Recording) -> None:
    """Equal, but for what float32 rounds where many weights are looked at together."""
    for name in ("goal", "end", "records", "turns", "changes"):
        assert repr(getattr(one, name)) == repr(getattr(other, name)), name
    np.testing.assert_array_equal(one.frames, other.frames)
    np.testing.assert_allclose(one.weights, other.weights, rtol=0, atol=1.01 * one.scale / 127)
    np.testing.assert_allclose(one.slope, other.slope, rtol=1e-9)
    np.testing.assert_array_equal(one.histogram, other.histogram)
    np.testing.assert_array_equal(one.edges, other.edges)


def straight(recipe: Recipe, until: int, like: Training, changed: bool) -> Descent:
    """The descent itself, step by step, without a training around it."""
    aside = like.descent.space
    run = descent_of(NOISE.train, recipe, NOISE.test, space=aside, **PACE)
    for iteration in range(until):
        if changed:
            change(run, iteration)
        run.advance(1)
    if like.descent.stopped and until == like.iteration:
        if changed:
            change(run, until)
        run.advance(1)  # it looks once more, and stops
    return run


def assert_same(one: Descent, other: Descent) -> None:
    np.testing.assert_array_equal(one.coefficients, other.coefficients)
    for name in ("iteration", "b", "records", "now", "turns", "trouble", "changes", "stopped", "best"):
        assert repr(getattr(one, name)) == repr(getattr(other, name)), name
    np.testing.assert_array_equal(one.w, other.w)


@pytest.mark.parametrize("space", ["sample", "feature"])
@pytest.mark.parametrize("changed", [False, True], ids=["steady", "changed"])
@every_recipe
def test_any_place_of_a_run_is_the_run_that_went_there_straight(recipe: Recipe, space: str, changed: bool) -> None:
    run = begin(recipe, space)
    for stop in (1, 30, 77, 78, 150, ITERATIONS):
        run.step(stop - run.iteration) if not run.finished else None
        if changed and not run.finished:
            change(run.descent, stop)
    for place in {0, 1, 5, 30, 31, 76, 77, 78, 149, 150, 151, run.iteration - 1, run.iteration}:
        if place > run.iteration:
            continue
        then = run.at(place)
        assert_same(then.descent, straight(recipe, place, run, changed))
        if place < run.iteration:
            assert then.result == then.descent.now or place == 0
            assert not then.finished
    as_good = run.at(run.iteration)
    assert repr(as_good.result) == repr(run.result)
    assert (as_good.finished, as_good.made) == (run.finished, run.made)
    assert as_good.classifier is not None
    assert run.classifier is not None
    assert as_good.classifier.digest == run.classifier.digest


@pytest.mark.parametrize("recipe", [RECIPES["plain"], RECIPES["momentum"], RECIPES["batches"]])
def test_the_neuron_at_a_place_is_the_one_that_train_makes_of_so_many_iterations(recipe: Recipe) -> None:
    run = begin(recipe)
    run.finish()
    for place in (1, 64, 239):
        neuron = run.at(place).classifier
        assert neuron is not None
        assert neuron.digest == train(NOISE, replace(recipe, num_iterations=place)).digest


def test_with_patience_a_neuron_on_the_way_says_that_no_recipe_keeps_it() -> None:
    run = begin(RECIPES["patience"])
    run.finish()
    assert run.descent.stopped
    assert isinstance(run.made, Recipe)
    then = run.at(10).classifier
    assert isinstance(then, Classifier)
    assert then.iteration == 10
    assert "on the way of a run with early stopping" in then.recipe.why  # type: ignore[union-attr]
    np.testing.assert_array_equal(then.w, straight(RECIPES["patience"], 10, run, changed=False).w)


def test_what_comes_of_a_place_leaves_the_run_as_it_was_and_the_other_way_round() -> None:
    run = begin(RECIPES["plain"])
    run.step(100)
    before = recording_of(run)
    other, place = run.at(40), run.at(40)
    other.descent.l2 = 5.0
    other.finish()
    assert_alike(recording_of(run), before)
    run.finish()
    again = begin(RECIPES["plain"])
    again.step(40)
    assert_same(place.descent, again.descent)
    again.descent.l2 = 5.0
    again.finish()
    assert_alike(recording_of(other), recording_of(again))
    with pytest.raises(ArgumentError, match="from 0 to 240. Got 241"):
        run.at(241)
    with pytest.raises(ArgumentError, match="from 0 to 240. Got 1.5"):
        run.at(1.5)  # type: ignore[arg-type]


def test_a_recording_is_the_run() -> None:
    data, recipe = faces.load(), Recipe(0.01, 900)
    run = Training.begin(data, recipe, record_every=3, record_first=11)
    run.finish()
    made = recording_of(run)
    alone = descent_of(data.train, recipe, data.test, record_every=1)
    alone.advance(900)
    assert {*frames_of(900)} - {*range(11), *range(0, 901, 3)}, "not every frame lies on the pace of the records"
    shown = {*frames_of(900), *range(11), *range(0, 901, 3)}
    assert made.records == tuple(each for each in (*alone.records, alone.now) if each.iteration in shown)
    assert (made.goal, made.end, made.iteration, made.changes, made.turns) == (900, "goal", 900, (), ())
    assert made.frames.tolist() == frames_of(900)
    X, labels = prepare(data.train.images), data.train.labels
    for frame in (0, 1, 17, 55, len(made.frames) - 1):
        w, b = weights_after(data.train, int(made.frames[frame]), recipe.learning_rate)
        exact = w.reshape(*data.image_shape).sum(axis=2)
        assert np.abs(made.weights[frame] - exact).max() <= 0.5001 * made.scale / 127
        grads, _ = propagate(w, b, X, data.train.Y)
        assert made.slope[frame] == pytest.approx(np.hypot(np.linalg.norm(grads["dw"]), grads["db"]), rel=1e-9)
        z = (w.T @ X)[0] + b
        for label in (0, 1):
            counts, _ = np.histogram(z[labels == label], made.edges)
            np.testing.assert_array_equal(made.histogram[frame, label], counts)
    assert np.abs(made.maps).max() == 127
    assert type(made).from_bytes(made.to_bytes()).to_bytes() == made.to_bytes()
    assert len(made.to_bytes()) < 120_000


@pytest.mark.parametrize("space", ["sample", "feature"])
@pytest.mark.parametrize("name", ["penalty", "batches", "patience"])
def test_the_slope_is_that_of_finite_differences_of_the_objective_of_all_images(name: str, space: str) -> None:
    recipe = RECIPES[name]
    run = begin(recipe, space)
    run.finish()
    made, h = recording_of(run), 1e-5
    learn = np.ones(40, bool) if run.validation is None else ~run.validation
    X, Y = prepare(NOISE.train.images)[:, learn], NOISE.train.Y[:, learn]
    for frame in (0, 20, len(made.frames) - 1):
        then = run.at(int(made.frames[frame])).descent

        def objective(w: np.ndarray, b: float) -> float:
            z = w.T @ X + b
            return float(np.logaddexp(0, (1 - 2 * Y) * z).mean() + recipe.l2 / 2 * (w**2).sum())

        steps = [*(h * np.eye(len(X))[:, [i]] for i in range(len(X)))]
        slopes = [(objective(then.w + e, then.b) - objective(then.w - e, then.b)) / (2 * h) for e in steps]
        slopes.append((objective(then.w, then.b + h) - objective(then.w, then.b - h)) / (2 * h))
        assert made.slope[frame] == pytest.approx(np.linalg.norm(slopes), rel=1e-5, abs=1e-9)


@pytest.mark.parametrize("space", ["sample", "feature"])
@every_recipe
def test_frames_are_the_neurons_at_their_iterations(recipe: Recipe, space: str) -> None:
    run, image = begin(recipe, space), NOISE.test.images[3]
    run.step(60)
    if not run.finished:
        run.descent.l2 = 0.5
    run.finish()
    made, seen = recording_of(run), picture_of(run, image)
    x = represent(image[np.newaxis], recipe.representation)
    np.testing.assert_array_equal(made.frames, seen.frames)
    for frame, iteration in enumerate(made.frames.tolist()):
        then = run.at(iteration).descent
        assert seen.z[frame] == pytest.approx(float((then.w.T @ x)[0, 0]) + then.b, abs=1e-9)
        if recipe.representation == "pixels":
            exact = then.w.reshape(6, 5, 3).sum(axis=2)
            assert np.abs(made.weights[frame] - exact).max() <= 0.501 * made.scale / 127
            pushes = (then.w * x).reshape(6, 5, 3).sum(axis=2)
            assert np.abs(seen.pushes[frame] * seen.scale / 127 - pushes).max() <= 0.501 * seen.scale / 127
    if recipe.representation != "pixels":
        assert made.maps.shape == seen.pushes.shape == (len(made.frames), 0, 0)
    assert (made.histogram.sum(axis=2) == np.bincount(NOISE.train.labels)).all()
    assert made.changes == tuple(run.descent.changes)


def test_every_overshoot_is_seen() -> None:
    recipe = Recipe(2.0, 2500)
    run = Training.begin(NOISE, recipe, record_every=4, record_first=11)
    run.finish()
    every = descent_of(NOISE.train, recipe, NOISE.test, record_every=1)
    every.advance(2500)
    costs = [record.cost for record in (*every.records, every.now)]
    made = recording_of(run)
    shown = {point.iteration: point.cost for point in (*made.records, *made.turns)}
    assert len(made.records) <= 400 + 10 + 3
    assert list(shown)[:11] == list(range(11))
    assert max(shown.values()) == pytest.approx(max(costs), rel=1e-12)
    assert min(shown.values()) == pytest.approx(min(costs), rel=1e-12)
    places = [record.iteration for record in made.records]
    for left, right in pairwise(places):
        inside, there = costs[left : right + 1], [shown[i] for i in range(left, right + 1) if i in shown]
        rose = any(b > a * (1 + 1e-9) for a, b in pairwise(inside))
        if rose:
            assert (min(there), max(there)) == (pytest.approx(min(inside)), pytest.approx(max(inside)))


def ended(run: Training) -> Training:
    run.finish()
    return run


@pytest.mark.parametrize(
    ("make", "end"),
    [
        (lambda: begin(RECIPES["plain"]), "under way"),
        (lambda: ended(begin(RECIPES["plain"])), "goal"),
        (lambda: ended(begin(RECIPES["patience"])), "patience"),
        (lambda: ended(begin(Recipe(10.0, 500, l2=10.0))), "not finite"),
    ],
)
def test_a_recording_says_why_it_ends(make: Callable[[], Training], end: str) -> None:
    assert recording_of(make()).end == end
    stopped = begin(RECIPES["plain"])
    stopped.step(9)
    stopped.stop()
    assert end_of(stopped) == "stopped"
    assert recording_of(stopped).goal == 9


def test_a_recording_under_way_goes_on_where_it_was() -> None:
    run, whole = begin(RECIPES["momentum"]), begin(RECIPES["momentum"])
    whole.finish()
    for steps in (1, 3, 50, 120, 66):
        run.step(steps)
        part = recording_of(run)
        assert part.iteration == run.iteration == part.frames[-1]
        assert set(part.frames.tolist()) <= {*frames_of(ITERATIONS), run.iteration}
    assert_alike(recording_of(run), recording_of(whole))
    run.aim(300)
    run.finish()
    longer = recording_of(run)
    assert (longer.goal, longer.frames[-1]) == (300, 300)
    assert set(frames_of(ITERATIONS)) < set(longer.frames.tolist())


def test_beyond_all_numbers_the_frames_end_and_nothing_is_raised() -> None:
    run = begin(Recipe(10.0, 500, l2=10.0))
    run.finish()
    made, seen = recording_of(run), picture_of(run, NOISE.test.images[0])
    assert 1 <= len(made.frames) < len(frames_of(500))
    np.testing.assert_array_equal(made.frames, seen.frames)
    assert np.isfinite(seen.z).all()
    assert made.records[-1].iteration == 500
    here, picture = place_of(run, NOISE.test.images[0])
    assert (len(here.frames), len(picture.frames)) == (0, 0)
    assert type(here).from_bytes(here.to_bytes()).end == "not finite"


def test_a_place_is_one_exact_frame() -> None:
    data, recipe = faces.load(), Recipe(0.01, 300)
    run = Training.begin(data, recipe, record_every=7)
    run.finish()
    whole, image = recording_of(run), data.test.images[4]
    here, picture = place_of(run.at(123), image, like=whole)
    w, b = weights_after(data.train, 123, recipe.learning_rate)
    assert here.frames.tolist() == picture.frames.tolist() == [123]
    assert here.records == (train_record(data, recipe, 123),)
    exact, x = w.reshape(25, 25, 1)[:, :, 0], prepare(image[np.newaxis])
    assert np.abs(here.weights[0] - exact).max() <= 0.5001 * here.scale / 127
    assert picture.z[0] == pytest.approx(float((w.T @ x)[0, 0]) + b, abs=1e-9)
    assert (picture.pixels == image).all()
    np.testing.assert_array_equal(here.edges, whole.edges)
    header, arrays = unpack_arrays(picture.to_bytes(title="Test image 5", truth=None))
    assert header == {"scale": picture.scale, "title": "Test image 5", "truth": None}
    assert {name: array.dtype.str[1:] for name, array in arrays.items()} == {
        "frames": "i4",
        "z": "f8",
        "pushes": "i1",
        "pixels": "u1",
    }
    with pytest.raises(ArgumentError, match=r"image must have the shape \(25, 25, 1\)"):
        picture_of(run, image[:20])


def train_record(data: Dataset, recipe: Recipe, iterations: int) -> Record:
    run = descent_of(data.train, recipe, data.test)
    run.advance(iterations)
    return run.now


@pytest.mark.parametrize(
    "recipe", [RECIPES["plain"], RECIPES["momentum"], RECIPES["batches"], Recipe(0.3, 99, patience=50)]
)
def test_what_if_is_the_same_run_at_another_rate(recipe: Recipe) -> None:
    run = begin(recipe)
    run.step(30)
    run.descent.learning_rate = 2 * recipe.learning_rate
    run.step(30)
    curves = what_if(run, (10, 0.1, 0.5))
    assert [curve.name for curve in curves] == [f"rate {recipe.learning_rate * f:g}" for f in (10, 0.1, 0.5)]
    for curve, factor in zip(curves, (10, 0.1, 0.5), strict=True):
        alone = descent_of(
            NOISE.train, recipe, NOISE.test, learning_rate=factor * recipe.learning_rate, patience=None, **PACE
        )
        alone.advance(30)
        alone.learning_rate = 2 * factor * recipe.learning_rate
        alone.advance(run.iteration - 30)
        expected = [*alone.records, alone.now]
        assert [record.iteration for record in curve.records] == [record.iteration for record in expected]
        np.testing.assert_allclose([r.cost for r in curve.records], [r.cost for r in expected], rtol=1e-8)
        np.testing.assert_allclose([r.test_cost for r in curve.records], [r.test_cost for r in expected], rtol=1e-8)
        assert [r.test_accuracy for r in curve.records] == [r.test_accuracy for r in expected]
        assert curve.turns == thinned(expected, alone.turns)[1]
    assert recipe.batch_size or recipe.momentum or curves[0].turns, "at ten times the rate it rises between two records"


@pytest.mark.parametrize("space", ["sample", "feature"])
def test_a_start_from_other_weights_is_played_too(space: str) -> None:
    recipe, start = RECIPES["penalty"], (np.random.default_rng(0).normal(size=(90, 1)), 0.4)
    like = begin(recipe, space).descent.space
    run = Training(NOISE, recipe, descent_of(NOISE.train, recipe, NOISE.test, space=like, start=start))
    run.finish()
    made, seen = recording_of(run), picture_of(run, NOISE.test.images[0])
    x = prepare(NOISE.test.images[:1])
    assert seen.z[0] == pytest.approx(float((start[0].T @ x)[0, 0]) + 0.4, abs=1e-9)
    for frame in (0, 9, len(made.frames) - 1):
        then = run.at(int(made.frames[frame])).descent
        exact = then.w.reshape(6, 5, 3).sum(axis=2)
        assert np.abs(made.weights[frame] - exact).max() <= 0.501 * made.scale / 127
        assert seen.z[frame] == pytest.approx(float((then.w.T @ x)[0, 0]) + then.b, abs=1e-9)
    assert what_if(run, (1.0,))[0].records[-1].cost == pytest.approx(run.descent.now.cost, rel=1e-9)


@pytest.mark.parametrize("m", [6, 40])
def test_large_images_are_recorded_in_little_memory(m: int) -> None:
    data = noise((512, 512, 3), m)
    run = Training.begin(data, Recipe(1e-6, 100))
    run.finish()
    tracemalloc.start()
    try:
        made, seen = recording_of(run), picture_of(run, data.test.images[0])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 100 * 2**20
    assert made.maps.shape == seen.pushes.shape == (len(frames_of(100)), 64, 64)
    assert made.maps.nbytes <= 330_000
    exact = run.descent.w.reshape(64, 8, 64, 8, 3).sum(axis=4).mean(axis=(1, 3))
    assert np.abs(made.weights[-1] - exact).max() <= 0.51 * made.scale / 127
    x = prepare(data.test.images[:1])
    pushes = (run.descent.w * x).reshape(64, 8, 64, 8, 3).sum(axis=4).mean(axis=(1, 3))
    assert np.abs(seen.pushes[-1] * seen.scale / 127 - pushes).max() <= 0.51 * seen.scale / 127


def test_a_run_in_slices_has_the_same_checkpoints_where_there_is_room_for_few() -> None:
    data = noise((64, 64, 3), 8)
    space = FeatureSpace(columns_of(data.train)["X"], columns_of(data.test)["X"], 255.0)
    runs = []
    for pace in (100, 1):
        run = Training(
            data,
            Recipe(1e-4, 100, momentum=0.5),
            descent_of(data.train, Recipe(1e-4, momentum=0.5), data.test, space=space, record_every=1),
        )
        while not run.finished:
            run.step(pace)
        runs.append([each.iteration for each in run.checkpoints])
    assert runs[0] == runs[1]
    assert 20 < len(runs[0]) < 80


def test_checkpoints_are_bounded_but_for_the_start_and_the_end() -> None:
    data = noise((512, 512, 1), 8)
    space = FeatureSpace(columns_of(data.train)["X"], columns_of(data.test)["X"], 255.0)
    recipe = Recipe(1e-6, 12, momentum=0.5)
    run = Training(data, recipe, descent_of(data.train, recipe, data.test, space=space))
    run.finish()
    assert [each.iteration for each in run.checkpoints] == [0, 12]
    assert_same(run.at(9).descent, descent_straight(data, recipe, space, 9))
    small = begin(RECIPES["plain"])
    for goal in range(250, 3000, 50):
        small.step(10)
        small.aim(goal)
    assert len(small.checkpoints) <= 2 * 80 + 1
    assert small.checkpoints[0].iteration == 0


def descent_straight(data: Dataset, recipe: Recipe, space: Any, until: int) -> Descent:
    run = descent_of(data.train, recipe, data.test, space=space)
    run.advance(until)
    return run
