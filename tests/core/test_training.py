"""A recipe makes the textbook's neuron, the same again from what is kept, and others that have not seen an image."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl

import numpy as np
import pytest

from logreg_core import (
    ArgumentError,
    Cancelled,
    Classifier,
    Dataset,
    Descent,
    Minimum,
    Recipe,
    Split,
    Training,
    Unrepeatable,
    initialize,
    optimize,
    prepare,
    scores_without,
    sigmoid,
    train,
)
from logreg_core.data.division import folds_of, validation_of
from logreg_core.descent import optimum
from logreg_core.evaluate import Judged, scores_of
from logreg_core.export import load_classifier, save_classifier
from logreg_core.recipe import BEGUN_ELSEWHERE, BEGUN_PAINTED, GOAL_UNKNOWN, PAINTED, RATE_CHANGED, changed_on_the_way
from logreg_core.representation import represent
from logreg_core.sources import faces
from logreg_core.sources.catalog import CATALOG
from logreg_core.training import held_out, safe_learning_rate, validation_part
from tests.neurons import weights_after

DATA = Path(__file__).parents[1] / "data"
PATIENT = Recipe(learning_rate=0.5, num_iterations=6000, patience=2, seed=1)


def noise(m: int, bursts: np.ndarray | None = None, side: int = 4) -> Split:
    generator = np.random.default_rng(0)
    return Split(generator.integers(0, 256, (m, side, 3, 1), np.uint8), np.arange(m) % 2, bursts)


def dataset(train_set: Split) -> Dataset:
    return Dataset("noise", ("a", "b"), train_set, train_set.take(np.arange(2)))


def test_a_plain_recipe_makes_the_textbooks_neuron() -> None:
    data, recipe = faces.load(), Recipe(learning_rate=0.01, num_iterations=321)
    neuron = train(data, recipe)
    w, b = weights_after(data.train, 321, 0.01)
    np.testing.assert_allclose(neuron.w, w, rtol=0, atol=1e-10)
    assert neuron.b == pytest.approx(b, abs=1e-10)
    right = (sigmoid(w.T @ prepare(data.test.images) + b)[0] > 0.5) == data.test.labels
    assert neuron.accuracy(data.test) == right.mean()
    assert (neuron.recipe, neuron.iteration, neuron.dataset_digest) == (recipe, 321, data.digest)


def test_every_setting_reaches_the_descent() -> None:
    split = noise(24)
    recipe = Recipe(0.3, 40, l2=0.2, momentum=0.6, batch_size=5, patience=900, validation_share=0.25, seed=7)
    run = Training.begin(dataset(split), recipe)
    run.step(40)
    Y = split.labels[np.newaxis].astype(float)
    aside = validation_of(Y, 0.25, 7)
    X, learn = prepare(split.images), np.flatnonzero(~aside)
    w, b, v, v_b = np.zeros((12, 1)), 0.0, np.zeros((12, 1)), 0.0
    generator, deck = np.random.default_rng(7), np.empty(0, int)
    for _ in range(40):
        if not len(deck):
            deck = generator.permutation(learn)
        batch, deck = deck[:5], deck[5:]
        error = sigmoid(w.T @ X[:, batch] + b) - Y[:, batch]
        v, v_b = 0.6 * v + X[:, batch] @ error.T / len(batch) + 0.2 * w, 0.6 * v_b + error.mean()
        w, b = w - 0.3 * v, b - 0.3 * v_b
    np.testing.assert_allclose(run.descent.w, w, rtol=0, atol=1e-10)
    assert run.descent.b == pytest.approx(b, abs=1e-10)


def test_it_learns_from_what_the_representation_shows() -> None:
    data = faces.load()
    neuron = train(data, Recipe(0.5, 30, representation="thumbnail"))
    X = represent(data.train.images, "thumbnail")
    parameters, _, _ = optimize(*initialize(len(X)), X, data.train.labels[np.newaxis], 30, 0.5)
    np.testing.assert_allclose(neuron.w, parameters["w"], rtol=0, atol=1e-10)
    assert neuron.representation == "thumbnail"


def test_a_run_with_patience_is_made_again_by_the_recipe_that_its_neuron_holds() -> None:
    data = CATALOG["digits"].load()
    run = Training.begin(data, PATIENT, record_every=7)
    while not run.finished:
        run.step(333)
    kept = run.classifier
    assert kept is not None
    assert run.descent.stopped
    assert kept.iteration == run.iteration - 20
    assert kept.recipe == PATIENT, "the goal, and not the iteration of the weights"
    again = train(data, load_classifier(save_classifier(kept)).recipe)  # type: ignore[arg-type]
    assert (again.checksum, again.iteration) == (kept.checksum, kept.iteration)
    np.testing.assert_allclose(again.w, kept.w, rtol=0, atol=1e-12)
    aside = validation_of(data.train.Y, 0.2, 1)
    w, _ = weights_after(data.train.take(np.flatnonzero(~aside)), kept.iteration, 0.5)
    np.testing.assert_allclose(kept.w, w, rtol=0, atol=1e-9)


def validation_costs(data: Dataset, recipe: Recipe, iterations: int) -> list[float]:
    """After each step of the textbook's formulas."""
    aside = validation_of(data.train.Y, recipe.validation_share, recipe.seed)
    X, y = prepare(data.train.images), data.train.labels
    w, b, costs = np.zeros(len(X)), 0.0, []
    for _ in range(iterations + 1):
        z = w @ X + b
        costs.append(np.logaddexp(0, np.where(y == 1, -z, z))[aside].mean())
        error = np.where(aside, 0, sigmoid(z) - y) / (~aside).sum()
        w, b = w - recipe.learning_rate * (X @ error), b - recipe.learning_rate * error.sum()
    return costs


@pytest.mark.parametrize("goal", [7, 10, 20, 95])
def test_early_stopping_looks_at_the_goal_too(goal: int) -> None:
    data, recipe = faces.load(), Recipe(num_iterations=goal, patience=5)
    costs = validation_costs(data, recipe, goal)
    looks = [*range(0, goal, 10), goal]
    best = min(looks, key=costs.__getitem__)
    neuron = train(data, recipe)
    assert best == goal, "the cost still falls"
    assert neuron.iteration == best
    run = Training.begin(data, recipe)
    run.finish()
    assert run.result.validation_cost == pytest.approx(costs[best], abs=1e-9)
    w, _ = weights_after(data.train.take(np.flatnonzero(~validation_of(data.train.Y, 0.2, 0))), goal, 0.005)
    np.testing.assert_allclose(neuron.w, w, rtol=0, atol=1e-9)


def test_a_goal_that_is_raised_leaves_no_trace_of_the_look_at_the_old_one() -> None:
    data = faces.load()
    recipe = Recipe(0.05, 300, patience=2)
    run = Training.begin(data, replace(recipe, num_iterations=35))
    for goal in (35, 300):
        run.aim(goal)
        run.finish()
    assert run.classifier is not None
    assert run.classifier.digest == train(data, recipe).digest


def test_a_neuron_on_the_way_holds_the_recipe_of_its_own_steps() -> None:
    data = faces.load()
    run = Training.begin(data, Recipe(num_iterations=500))
    run.step(37)
    assert run.classifier is not None
    assert run.classifier.recipe == Recipe(num_iterations=37)
    assert train(data, Recipe(num_iterations=37)).digest == run.classifier.digest
    run.stop()
    assert run.finished
    run.aim(60)
    run.finish()
    assert run.classifier.iteration == run.iteration == 60


def test_a_rate_that_was_changed_on_the_way_leaves_no_recipe() -> None:
    run = Training.begin(faces.load(), Recipe(num_iterations=20, patience=4))
    run.step(5)
    run.descent.learning_rate = 0.1
    run.finish()
    assert run.classifier is not None
    made = run.classifier.recipe
    assert isinstance(made, Unrepeatable)
    assert made.why == RATE_CHANGED
    assert made.settings == {name: value for name, value in run.recipe.settings.items() if name != "learning_rate"}
    assert validation_part(run.dataset.train, made) is not None, "what was set aside is known all the same"


def test_what_else_was_changed_on_the_way_is_named() -> None:
    run = Training.begin(faces.load(), Recipe(num_iterations=20))
    assert run.settled
    run.step(5)
    run.descent.momentum = 0.5
    assert not run.settled
    run.descent.l2, run.descent.learning_rate = 0.1, 0.001
    run.finish()
    made = run.made
    assert isinstance(made, Unrepeatable)
    assert made.why == "the learning rate, the penalty and the momentum were changed on the way"
    assert not set(made.settings) & {"learning_rate", "l2", "momentum"}
    assert changed_on_the_way(["l2"]) == "the penalty was changed on the way"


def test_a_run_that_is_stopped_before_its_first_step_is_over() -> None:
    run = Training.begin(faces.load(), Recipe())
    run.stop()
    assert run.finished
    run.aim(3)
    assert not run.finished


def test_steps_that_lead_beyond_all_numbers_are_refused_with_the_remedy() -> None:
    wild = Recipe(learning_rate=10.0, l2=10.0, num_iterations=500)
    for call in (lambda: train(faces.load(), wild), lambda: scores_without(faces.load(), wild)):
        with pytest.raises(ArgumentError, match="not finite. learning_rate must be smaller than 10 here"):
            call()


def test_the_work_reports_and_can_be_cancelled() -> None:
    data = dataset(noise(20))
    for recipe in (Recipe(num_iterations=100), Recipe(num_iterations=100, batch_size=3)):
        for call in (train, scores_without):
            heard: list[float] = []
            call(data, recipe, progress=heard.append)
            assert heard == sorted(heard)
            assert heard[-1] == 1
            with pytest.raises(Cancelled, match="after 2 of 100"):
                call(data, recipe, progress=lambda share: False)


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(0.5, 200, seed=3),
        Recipe(0.5, 200, l2=0.3, momentum=0.5, seed=3),
        Recipe(0.2, 60, batch_size=4, seed=3),
        Recipe(0.5, 400, patience=1, validation_share=0.3, seed=3),
    ],
)
def test_each_image_is_judged_by_a_neuron_of_the_same_recipe_that_has_not_seen_it(recipe: Recipe) -> None:
    split = noise(30)
    z = scores_without(dataset(split), recipe)
    fold = folds_of(split.Y, 5, 3)
    for k in range(5):
        learn = split.take(np.flatnonzero(fold != k))
        aside = validation_of(learn.Y, recipe.validation_share, 3) if recipe.patience else None
        alone = Descent(
            prepare(learn.images),
            learn.Y,
            learning_rate=recipe.learning_rate,
            l2=recipe.l2,
            momentum=recipe.momentum,
            batch_size=recipe.batch_size or None,
            seed=3,
            validation=aside,
            patience=recipe.patience or None,
        )
        alone.advance(recipe.num_iterations)
        w, b = alone.best_weights or (alone.w, alone.b)
        expected = (w.T @ prepare(split.images[fold == k]) + b)[0]
        np.testing.assert_allclose(z[fold == k], expected, rtol=0, atol=1e-8)


def test_noise_cannot_be_foreseen_and_can_be_learned_from() -> None:
    data = dataset(noise(30, side=20))
    recipe = Recipe(learning_rate=0.2, num_iterations=3000)
    assert scores_of(scores_without(data, recipe), data.train.labels)["roc_auc"].value < 0.8
    assert train(data, recipe).accuracy(data.train) == 1


def test_held_out_the_neuron_knows_no_more_of_cats_than_always_answering_the_same(cats: Dataset) -> None:
    z = scores_without(cats, Recipe())
    accuracy = scores_of(z, cats.train.labels)["accuracy"]
    assert accuracy.value == pytest.approx(0.65, abs=0.06)
    low, high = accuracy.interval or (0, 0)
    assert low < 137 / 209 < high


def test_whole_bursts_are_held_out_and_no_more_folds_than_the_smaller_class_has() -> None:
    bursts = np.repeat(np.arange(12), 5)
    split = replace(noise(60, bursts), labels=bursts % 2)
    fold = held_out(split, 5, 0)
    assert set(fold) == set(range(5))
    assert all(len(set(fold[bursts == burst])) == 1 for burst in range(12))
    assert len(set(held_out(split, 50, 0))) == 6
    few = Split(noise(20).images, (np.arange(20) < 3).astype(int))
    assert np.bincount(held_out(few, 5, 0)[few.labels == 1]).tolist() == [1, 1, 1]
    lonely = Split(noise(20).images, (np.arange(20) < 1).astype(int))
    with pytest.raises(ArgumentError, match="the smaller class, 1"):
        scores_without(dataset(lonely), Recipe())


def test_a_twin_in_the_same_burst_is_no_help() -> None:
    """Pairs of equal noise: who divides image by image lets a neuron recognise the twin."""
    single = noise(40, side=40)
    twice = np.repeat(np.arange(40), 2)
    labels = np.random.default_rng(5).integers(0, 2, 40)[twice]
    told, untold = (Split(single.images[twice], labels, bursts) for bursts in (twice, None))
    recipe = Recipe(learning_rate=0.1, num_iterations=3000)
    areas = [scores_of(scores_without(dataset(each), recipe), labels)["roc_auc"].value for each in (told, untold)]
    assert areas[0] < 0.7 < areas[1]


def test_the_safe_rate_is_where_the_bound_of_the_curvature_says() -> None:
    data = faces.load()
    X = np.vstack([prepare(data.train.images), np.ones(len(data.train))])
    safe = 8 * len(data.train) / np.linalg.eigvalsh(X.T @ X)[-1]
    assert safe_learning_rate(data, Recipe()) == pytest.approx(safe, rel=1e-6)
    assert safe_learning_rate(data, Recipe(momentum=0.5)) is None
    assert safe_learning_rate(data, Recipe(batch_size=8)) is None


def test_the_same_neuron_has_the_same_digest_and_any_other_another_one() -> None:
    data = faces.load()
    neuron = train(data, Recipe(num_iterations=30))
    assert neuron.digest == load_classifier(save_classifier(neuron)).digest
    w = neuron.w.copy()
    w[3, 0] = np.nextafter(w[3, 0], 1)
    others = [
        replace(neuron, **change)
        for change in (
            {"w": w},
            {"b": float(np.nextafter(neuron.b, 1))},
            {"threshold": 0.4},
            {"class_names": ("a", "b")},
            {"dataset_name": "d"},
            {"dataset_digest": "0"},
            {"recipe": Recipe(num_iterations=31)},
            {"recipe": Unrepeatable(RATE_CHANGED)},
            {"recipe": Minimum(0.0)},
            {"iteration": 29},
        )
    ]
    assert len({neuron.digest, *(each.digest for each in others)}) == 11
    assert replace(neuron, w=w).checksum == neuron.checksum


# Files and links that were given out before recipes were kept


def old(name: str) -> tuple[Classifier, dict]:
    """A file of before, by us and as NumPy reads it."""
    data = (DATA / f"model-{name}.npz").read_bytes()
    with np.load(io.BytesIO(data)) as parts:
        weights, about = parts["weights"], json.loads(parts["about"].tobytes())
    neuron = load_classifier(data)
    assert "made" not in about, "it is an old file"
    assert neuron.w.tobytes() == weights.tobytes()
    assert (neuron.b, neuron.threshold) == (about["bias"], about["threshold"])
    back = load_classifier(save_classifier(neuron))
    assert back.digest == neuron.digest
    return neuron, about["settings"]


@pytest.mark.parametrize("name", ["pixels", "batches"])
def test_an_old_file_of_a_steady_run_holds_its_recipe_and_makes_its_neuron_again(name: str) -> None:
    neuron, settings = old(name)
    assert isinstance(neuron.recipe, Recipe)
    assert neuron.recipe.settings == settings
    assert neuron.iteration == settings["num_iterations"]
    again = train(CATALOG["digits"].load(), neuron.recipe)
    np.testing.assert_allclose(again.w, neuron.w, rtol=0, atol=1e-9)
    assert again.checksum == neuron.checksum


def test_an_old_file_of_a_run_whose_rate_was_changed_says_so() -> None:
    neuron, settings = old("rate-changed")
    assert isinstance(neuron.recipe, Unrepeatable)
    assert neuron.recipe.why == RATE_CHANGED
    assert neuron.recipe.settings == settings
    assert neuron.iteration == 120


def test_an_old_file_of_a_run_with_patience_does_not_know_its_goal() -> None:
    neuron, settings = old("patience")
    assert isinstance(neuron.recipe, Unrepeatable)
    assert neuron.recipe.why == GOAL_UNKNOWN
    assert "num_iterations" not in neuron.recipe.settings
    assert neuron.iteration == settings["num_iterations"] == 2960
    again = train(CATALOG["digits"].load(), PATIENT)
    assert (again.iteration, again.checksum) == (2960, neuron.checksum)
    judged = Judged(neuron, CATALOG["digits"].load())
    aside = validation_of(CATALOG["digits"].load().train.Y, settings["validation_share"], settings["seed"])
    assert judged.positions["validation"].tolist() == np.flatnonzero(aside).tolist()
    assert not judged.can_cross


def test_an_old_file_of_a_minimum_is_one() -> None:
    neuron, settings = old("minimum")
    assert neuron.recipe == Minimum(settings["l2"], "edges")
    assert neuron.iteration is None
    assert neuron.accuracy(CATALOG["digits"].load().test) > 0.8


@pytest.mark.parametrize(
    ("link", "checksum"),
    [
        ("learning_rate=0.05&num_iterations=200&l2=0.01&data=digits", "44af0449"),
        ("learning_rate=0.02&num_iterations=150&momentum=0.5&batch_size=16&seed=2&data=digits", "15115806"),
        ("learning_rate=0.5&num_iterations=6000&patience=2&seed=1&data=digits", "359ef06a"),
    ],
)
def test_a_link_that_was_given_out_with_its_checksum_leads_there_still(link: str, checksum: str) -> None:
    told = {name: float(value) for name, value in parse_qsl(link) if name != "data"}
    assert train(CATALOG["digits"].load(), Recipe.of(told)).checksum == checksum


def test_a_judged_neuron_is_crossed_by_its_own_recipe() -> None:
    data, recipe = CATALOG["digits"].load(), Recipe(0.3, 60, batch_size=32, seed=5)
    judged = Judged(train(data, recipe), data)
    assert judged.can_cross
    z = judged.cross()
    np.testing.assert_array_equal(z, scores_without(data, recipe))
    judged.hold_crossed(z)
    assert judged.labels("crossed").tolist() == data.train.labels.tolist()
    found = optimum(prepare(data.train.images), data.train.Y, l2=0.1)
    about = (data.image_shape, data.class_names, data.name, data.digest)
    still = Judged(Classifier(found.w, found.b, *about, Minimum(0.1)), data)
    assert not still.can_cross
    with pytest.raises(ArgumentError, match="trained by a recipe"):
        still.cross()


def test_what_is_set_for_the_steps_to_come_is_not_said_of_those_that_were_taken() -> None:
    data = CATALOG["digits"].load()
    run = Training.begin(data, Recipe(0.3, 60))
    run.step(20)
    run.descent.learning_rate, run.descent.l2 = 0.1, 0.5
    assert run.steady
    assert run.changed == []
    assert run.classifier is not None
    assert run.classifier.digest == train(data, Recipe(0.3, 20)).digest
    run.step(1)
    assert run.changed == ["learning_rate", "l2"]
    assert not run.steady
    assert isinstance(run.made, Unrepeatable)
    assert run.at(20).steady


def begun_at(w: np.ndarray, b: float, data: Dataset, recipe: Recipe, why: str = PAINTED, **records: int) -> Training:
    start = Classifier(w, b, data.image_shape, data.class_names, data.name, data.digest, Unrepeatable(why))
    return Training.begin(data, recipe, start=start, **records)


@pytest.mark.parametrize("m", [12, 300])  # in the sample space, and in the feature space
def test_a_start_at_other_weights_is_the_textbooks_descent_from_there(m: int) -> None:
    data, generator = dataset(noise(m)), np.random.default_rng(5)
    w, b = generator.normal(size=(12, 1)), -0.7
    run = begun_at(w, b, data, Recipe(0.3, 250), record_every=50)
    assert run.descent.space.name == ("sample" if m == 12 else "feature")
    np.testing.assert_array_equal(run.descent.w, w)
    run.finish()
    X, Y = prepare(data.train.images), data.train.Y
    parameters, _, costs = optimize(w, b, X, Y, 250, 0.3)
    np.testing.assert_allclose(run.descent.w, parameters["w"], rtol=0, atol=1e-12)
    assert run.descent.b == pytest.approx(parameters["b"], abs=1e-12)
    assert [record.cost for record in run.descent.records[::2]] == pytest.approx(costs, abs=1e-12)
    there = run.at(130)
    there_w = optimize(w, b, X, Y, 130, 0.3)[0]["w"]
    np.testing.assert_allclose(there.descent.w, there_w, rtol=0, atol=1e-12)
    assert there.start is run.start
    assert run.at(0).classifier is not None
    np.testing.assert_array_equal(run.at(0).descent.w, w)


def test_changes_and_patience_hold_from_other_weights_too() -> None:
    data = dataset(noise(24))
    w = np.random.default_rng(6).normal(size=(12, 1))
    run = begun_at(w, 0.2, data, Recipe(0.3, 90))
    run.step(40)
    run.descent.learning_rate = 0.05
    run.finish()
    X, Y = prepare(data.train.images), data.train.Y
    middle = optimize(w, 0.2, X, Y, 40, 0.3)[0]
    expected = optimize(middle["w"], middle["b"], X, Y, 50, 0.05)[0]
    np.testing.assert_allclose(run.descent.w, expected["w"], rtol=0, atol=1e-12)
    np.testing.assert_array_equal(run.at(70).at(60).descent.w, run.at(60).descent.w)
    assert run.made == Unrepeatable(
        f"{BEGUN_PAINTED}, and the learning rate was changed on the way",
        {name: value for name, value in run.recipe.settings.items() if name != "learning_rate"},
    )

    patient = begun_at(w, 0.2, data, replace(PATIENT, num_iterations=4000))
    patient.finish()
    assert patient.descent.stopped
    kept, aside = patient.classifier, patient.validation
    assert kept is not None
    assert aside is not None
    assert kept.iteration is not None
    w_then = (
        optimize(w, 0.2, X[:, ~aside], Y[:, ~aside], kept.iteration, PATIENT.learning_rate)[0]["w"]
        if kept.iteration
        else w
    )
    np.testing.assert_allclose(kept.w, w_then, rtol=0, atol=1e-12)


def test_no_recipe_leads_to_a_neuron_that_began_elsewhere_and_its_file_says_so() -> None:
    data = dataset(noise(12))
    run = begun_at(np.ones((12, 1)), 0.0, data, Recipe(0.1, 20))
    assert not run.steady
    assert run.classifier is not None
    assert run.classifier.recipe.why == BEGUN_PAINTED  # type: ignore[union-attr]
    assert run.classifier.iteration == 0, "at its start it is the painting"
    run.finish()
    back = load_classifier(save_classifier(run.classifier))
    assert back.digest == run.classifier.digest
    assert back.words["Cannot be trained again"] == BEGUN_PAINTED
    other = begun_at(np.ones((12, 1)), 0.0, data, Recipe(0.1, 20), RATE_CHANGED)
    assert other.made.settings["num_iterations"] == 20
    assert other.made.why == BEGUN_ELSEWHERE  # type: ignore[union-attr]


def test_a_start_that_reads_other_pictures_is_refused() -> None:
    data, other = dataset(noise(12)), dataset(noise(12, side=5))
    with pytest.raises(ArgumentError, match=r"start must be a neuron on the pixels of images of \(5, 3, 1\)"):
        Training.begin(other, Recipe(), start=begun_at(np.ones((12, 1)), 0.0, data, Recipe()).start)
    with pytest.raises(ArgumentError, match="on the thumbnail"):
        begun_at(np.ones((12, 1)), 0.0, data, Recipe(representation="thumbnail"))
