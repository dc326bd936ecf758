"""Centred and standardised inputs: the textbook on columns that are centred by hand, told in plain weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from logreg_core import (
    ArgumentError,
    Dataset,
    Descent,
    Recipe,
    Split,
    Training,
    initialize,
    optimize,
    prepare,
    propagate,
    scores_without,
    sigmoid,
    train,
)
from logreg_core.data.division import folds_of
from logreg_core.descent import FeatureSpace, SampleSpace, Space, spaces, sweep
from logreg_core.descent.inputs import Inputs
from logreg_core.estimator import NeuronClassifier
from logreg_core.evaluate import scores_of
from logreg_core.experiments.centring import valleys
from logreg_core.explain import influence, without_each
from logreg_core.export import load_classifier, save_classifier
from logreg_core.export.card import model_card
from logreg_core.export.pack import promise
from logreg_core.export.page import page
from logreg_core.representation import represent
from logreg_core.settings import CENTRED, STANDARDISED
from logreg_core.sources import drawings, faces
from logreg_core.training import held_out, safe_learning_rate, validation_part
from pages.base.recorder import picture_of, recording_of
from pages.persistence import PersistedRun, pack_run, run_of

FACES = faces.load()
KINDS = pytest.mark.parametrize("kind", [CENTRED, STANDARDISED])


def few(images: int = 40, side: int = 5, channels: int = 1, seed: int = 0) -> Dataset:
    """Noise whose first row of pixels is black, and whose last pixel is 77, in all training images."""
    generator = np.random.default_rng(seed)
    pixels = generator.integers(0, 256, (images + 12, side, side, channels), np.uint8)
    pixels[:images, 0], pixels[:images, -1, -1] = 0, 77
    labels = np.arange(images + 12) % 2
    return Dataset(
        "noise", ("a", "b"), Split(pixels[:images], labels[:images]), Split(pixels[images:], labels[images:])
    )


def by_hand(columns: np.ndarray, kind: int) -> tuple[np.ndarray, np.ndarray]:
    """The mean and the standard deviation that are subtracted and divided by, ``(n_x, 1)``."""
    mean, deviation = columns.mean(axis=1, keepdims=True), columns.std(axis=1, keepdims=True)
    deviation[deviation < 1e-9] = 1
    return mean, deviation if kind == STANDARDISED else np.ones_like(deviation)


@KINDS
@pytest.mark.parametrize("space", [SampleSpace, FeatureSpace])
@pytest.mark.parametrize("data", [few(), few(12, channels=3), FACES], ids=["grey", "twelve in colour", "faces"])
def test_it_is_the_textbook_on_centred_columns_told_in_plain_weights(
    data: Dataset, space: type[Space], kind: int
) -> None:
    X, Y = prepare(data.train.images), data.train.Y
    mean, deviation = by_hand(X, kind)
    shown, rate = (X - mean) / deviation, 0.02
    parameters, _, costs = optimize(*initialize(data.n_x), shown, Y, 250, rate)
    pixels = X * 255
    inputs = Inputs.of(kind, pixels, np.full(len(data.train), 1 / len(data.train)), 255)
    run = Descent(pixels, Y, learning_rate=rate, space=space(pixels, pixels[:, :3], 255, inputs))
    run.advance(250)
    np.testing.assert_allclose(run.costs, costs, atol=1e-11)
    said = sigmoid(parameters["w"].T @ shown + parameters["b"])
    np.testing.assert_allclose(sigmoid(run.w.T @ X + run.b), said, atol=1e-11)
    np.testing.assert_allclose(run.w, parameters["w"] / deviation, atol=1e-11)
    np.testing.assert_allclose(run.slope, _slope(parameters, shown, Y), atol=1e-11)


def _slope(parameters: dict, X: np.ndarray, Y: np.ndarray) -> float:
    gradients, _ = propagate(parameters["w"], parameters["b"], X, Y)
    return float(np.hypot(np.linalg.norm(gradients["dw"]), gradients["db"]))


@KINDS
@pytest.mark.parametrize("representation", ["pixels", "edges", "together"])
def test_the_neuron_of_such_a_recipe_reads_pictures_as_they_are(kind: int, representation: str) -> None:
    data = replace(FACES, test=FACES.test.take(np.arange(9)))
    neuron = train(data, Recipe(0.02, 60, inputs=kind, representation=representation))
    shown = represent(data.train.images, representation)
    mean, deviation = by_hand(shown, kind)
    parameters, _, _ = optimize(*initialize(len(shown)), (shown - mean) / deviation, data.train.Y, 60, 0.02)
    at_test = (represent(data.test.images, representation) - mean) / deviation
    expected = sigmoid(parameters["w"].T @ at_test + parameters["b"])[0]
    np.testing.assert_allclose(neuron.probabilities(data.test.images), expected, atol=1e-10)
    again = load_classifier(save_classifier(neuron))
    assert (again.digest, again.recipe) == (neuron.digest, neuron.recipe)


# The safe rate, and the cost after 200 steps at it, with two digits: with the inputs as they are, and centred.
MEASURED = {
    "faces": (0.067, 0.31, 0.144, 0.039),
    "cats": (0.0036, 0.040, 0.454, 0.176),
    "drawings": (0.0011, 0.33, 0.518, 0.0078),
}


@pytest.mark.parametrize("name", MEASURED)
def test_centred_steps_may_be_longer_and_come_further(name: str, request: pytest.FixtureRequest) -> None:
    data = {"faces": lambda: FACES, "drawings": drawings.load, "cats": lambda: request.getfixturevalue("cats")}
    before, after, plain, centred = MEASURED[name]
    dataset: Dataset = data[name]()
    assert safe_learning_rate(dataset, Recipe()) == pytest.approx(before, rel=0.03)
    assert safe_learning_rate(dataset, Recipe(inputs=CENTRED)) == pytest.approx(after, rel=0.03)
    for inputs, rate, cost in ((0, before, plain), (CENTRED, after, centred)):
        run = Training.begin(dataset, Recipe(rate, 200, inputs=inputs))
        run.finish()
        assert run.result.cost == pytest.approx(cost, rel=0.02)
        assert run.descent.trouble is None


@KINDS
def test_the_curvatures_are_the_eigenvalues_of_the_second_derivative_at_zero(kind: int) -> None:
    data = few(12, side=3)
    X = prepare(data.train.images)
    found = {valley.inputs: valley for valley in valleys(data)}
    for inputs in (0, kind):
        mean, deviation = by_hand(X, inputs) if inputs else (0.0, 1.0)
        with_bias = np.vstack([(X - mean) / deviation, np.ones(12)])
        expected = np.linalg.eigvalsh(with_bias @ with_bias.T / (4 * 12))[::-1]
        expected = expected[expected > 1e-12]
        np.testing.assert_allclose(found[inputs].curvatures, expected, rtol=1e-8)
        assert found[inputs].safe_rate == pytest.approx(2 / expected[0])
        assert found[inputs].condition == pytest.approx(expected[0] / expected[-1])
        run = Descent((X - mean) / deviation, data.train.Y, learning_rate=found[inputs].safe_rate)
        run.advance(200)
        assert found[inputs].cost == pytest.approx(run.now.cost)


@KINDS
def test_mean_and_deviation_come_from_what_is_learned_from_alone(kind: int) -> None:
    data, recipe = few(), Recipe(0.02, 50, inputs=kind)
    other = replace(data, test=Split(255 - data.test.images, data.test.labels))
    np.testing.assert_array_equal(train(data, recipe).w, train(other, recipe).w)
    patient = replace(recipe, patience=500)
    aside = validation_part(data.train, patient)
    assert aside is not None
    run = Training.begin(data, patient)
    run.step(50)
    rest = replace(data, train=data.train.take(np.flatnonzero(~aside)))
    expected = train(rest, recipe)
    np.testing.assert_allclose(run.descent.w, expected.w, atol=1e-11)
    assert run.descent.b == pytest.approx(expected.b, abs=1e-11)
    run.finish()
    best = run.descent.best_weights
    assert best is not None
    assert run.classifier is not None
    z = run.classifier.scores(data.train.images[aside])
    assert run.result.validation_cost == pytest.approx(
        np.mean(np.logaddexp(0, -(2 * data.train.labels[aside] - 1) * z))
    )


@KINDS
def test_a_pixel_that_never_changes_gets_no_weight(kind: int) -> None:
    neuron = train(few(), Recipe(0.02, 50, inputs=kind))
    assert not neuron.w[:5].any()
    assert neuron.w[-1] == pytest.approx(0, abs=1e-12)
    assert np.isfinite(neuron.w).all()


@KINDS
@pytest.mark.parametrize(
    "how",
    [{}, {"momentum": 0.9, "l2": 0.1}, {"batch_size": 8}, {"patience": 50}],
    ids=["plain", "both", "batch", "early"],
)
def test_a_run_goes_on_to_the_last_digit_wherever_it_was_left(kind: int, how: dict) -> None:
    data, recipe = few(), Recipe(0.02, 90, inputs=kind, **how)
    whole = Training.begin(data, recipe)
    whole.finish()
    parts = Training.begin(data, recipe)
    parts.step(37)
    kept = Training.begin(data, run_of(pack_run(PersistedRun(recipe), data), data).recipe)
    for run in (parts, kept, whole.at(37)):
        run.finish()
        np.testing.assert_array_equal(run.descent.w, whole.descent.w)
        assert run.descent.b == whole.descent.b
        assert run.made == whole.made == recipe


@KINDS
def test_a_run_that_begins_at_a_neuron_begins_with_its_answers(kind: int) -> None:
    data = few()
    start = train(data, Recipe(0.05, 20))
    run = Training.begin(data, Recipe(0.02, 40, inputs=kind), start=start)
    np.testing.assert_allclose(run.descent.z[:, 0], start.scores(data.train.images), atol=1e-12)
    np.testing.assert_allclose(run.descent.w, start.w, atol=1e-14)


def test_runs_share_their_images_only_where_these_are_shown_alike() -> None:
    data, recipe = few(8), Recipe(0.02, 2000)
    before = Training.begin(data, recipe)
    for other, shares in ((recipe, True), (replace(recipe, inputs=CENTRED), False)):
        assert (Training.begin(data, other, before).descent.space is before.descent.space) == shares
    centred = Training.begin(data, replace(recipe, inputs=CENTRED))
    for other, shares in ((centred.recipe, True), (replace(centred.recipe, patience=3), False)):
        assert (Training.begin(data, other, centred).descent.space is centred.descent.space) == shares


@KINDS
def test_large_sets_are_shown_as_they_are_read(kind: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data, recipe = few(200, side=3), Recipe(0.02, 40, inputs=kind)
    expected = train(data, recipe)
    monkeypatch.setattr(spaces, "MAX_COPY", 0)
    run = Training.begin(data, recipe)
    assert isinstance(run.descent.space, FeatureSpace)
    run.finish()
    np.testing.assert_allclose(run.descent.w, expected.w, atol=1e-12)


def test_centred_weights_are_a_mix_of_the_images_and_standardised_ones_are_not() -> None:
    run = Training.begin(FACES, Recipe(0.1, 1000, inputs=CENTRED))
    run.finish()
    a, neuron = run.sample_coefficients, run.classifier
    assert a is not None
    assert neuron is not None
    np.testing.assert_allclose(prepare(FACES.train.images) @ a, neuron.w, atol=1e-10)
    assert influence(neuron, a, FACES.train.images, FACES.test.images[0]).z == pytest.approx(
        neuron.scores(FACES.test.images[:1])[0]
    )
    other = Training.begin(FACES, Recipe(0.01, 1000, inputs=STANDARDISED))
    assert other.sample_coefficients is None
    with pytest.raises(ArgumentError, match="with the inputs as they are"):
        without_each(FACES, run.recipe, (), 10)


@KINDS
def test_scores_without_are_those_of_neurons_that_never_saw_the_fold(kind: int) -> None:
    data, recipe = few(20), Recipe(0.05, 30, inputs=kind)
    z, fold = scores_without(data, recipe), held_out(data.train, 5, recipe.seed)
    for k in range(5):
        rest = replace(data, train=data.train.take(np.flatnonzero(fold != k)))
        np.testing.assert_allclose(z[fold == k], train(rest, recipe).scores(data.train.images[fold == k]), atol=1e-12)


@KINDS
def test_each_fold_of_a_sweep_is_centred_by_what_it_learns_from(kind: int) -> None:
    data = few(30)
    X, Y = prepare(data.train.images), data.train.Y
    shares: list[float] = []
    found = sweep(X, Y, learning_rates=[0.01, 0.05], folds=3, iterations=60, inputs=kind, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    fold = folds_of(Y, 3, 0)
    for each in found:
        for k in range(3):
            kept, out = fold != k, fold == k
            mean, deviation = by_hand(X[:, kept], kind)
            shown = (X - mean) / deviation
            learned, _, _ = optimize(*initialize(len(X)), shown[:, kept], Y[:, kept], 60, each.learning_rate)
            _, cost = propagate(learned["w"], learned["b"], shown[:, out], Y[:, out])
            assert each.fold_costs[k] == pytest.approx(cost, abs=1e-11)


def test_the_estimator_is_that_behind_a_standard_scaler() -> None:
    rows, y = prepare(FACES.train.images).T, FACES.train.labels
    for kind, scaler in ((CENTRED, StandardScaler(with_std=False)), (STANDARDISED, StandardScaler())):
        own = NeuronClassifier(learning_rate=0.02, num_iterations=80, inputs=kind).fit(rows, y)
        pipeline = make_pipeline(scaler, NeuronClassifier(learning_rate=0.02, num_iterations=80)).fit(rows, y)
        np.testing.assert_allclose(own.predict_proba(rows), pipeline.predict_proba(rows), atol=1e-10)
        twice = np.r_[np.arange(150), np.arange(50)]
        counted = NeuronClassifier(learning_rate=0.02, num_iterations=80, inputs=kind)
        weighted = NeuronClassifier(learning_rate=0.02, num_iterations=80, inputs=kind)
        counted.fit(rows[twice], y[twice])
        weighted.fit(rows, y, np.where(np.arange(150) < 50, 2.0, 1.0))
        np.testing.assert_allclose(counted.coef_, weighted.coef_, atol=1e-10)
        assert not hasattr(own, "partial_fit")


def test_what_was_given_out_before_keeps_its_words_and_its_digest() -> None:
    recipe = Recipe()
    assert "inputs" not in recipe.settings
    assert "Inputs" not in recipe.words
    assert Recipe.of({**recipe.settings, "inputs": 1}) == replace(recipe, inputs=CENTRED) != recipe
    for value in (3, 0.5, -1):
        with pytest.raises(ArgumentError, match="inputs must be a whole number between 0 and 2"):
            Recipe(inputs=value)  # type: ignore[arg-type]


def test_what_leaves_the_app_says_that_the_inputs_were_centred() -> None:
    for kind, word in ((0, ""), (CENTRED, "centred"), (STANDARDISED, "standardised")):
        neuron = train(FACES, Recipe(0.01, 20, inputs=kind))
        test, learned = (scores_of(neuron.scores(part.images), part.labels) for part in (FACES.test, FACES.train))
        about = model_card(
            neuron, FACES, test=test, train=learned, threshold=0.5, baselines=[], compared=[], failures=[]
        )
        for text in (about.markdown, page(neuron), promise(neuron)):
            assert ("Inputs" in text) == bool(kind)
            assert word in text


def test_it_is_refused_where_no_mean_suits_all() -> None:
    data = few()
    X, Y = prepare(data.train.images), data.train.Y
    with pytest.raises(ArgumentError, match="Train one run after the other"):
        Descent(X, Y, learning_rate=0.1, inputs=CENTRED, example_weights=np.eye(40)[:, :2] + 1)


@KINDS
@pytest.mark.parametrize("representation", ["pixels", "edges"])
def test_what_is_played_shows_the_plain_weights_and_scores(kind: int, representation: str) -> None:
    run = Training.begin(FACES, Recipe(0.02, 300, inputs=kind, representation=representation))
    run.finish()
    recording, image = recording_of(run), FACES.test.images[0]
    assert recording.frames[-1] == 300
    assert recording.maps.any() == (representation == "pixels")
    played = picture_of(run, image)
    assert run.classifier is not None
    assert played.z[-1] == pytest.approx(run.classifier.scores(image[np.newaxis])[0])
