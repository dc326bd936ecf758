"""Neurons without one image: the truth is to throw the image away and to train again."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from logreg_core import ArgumentError, Cancelled, Dataset, Descent, Recipe, Training, initialize, optimize, prepare
from logreg_core.data.preprocess import columns_of
from logreg_core.explain import at_minimum, by_steps, inner_products, without_each
from logreg_core.sources import faces


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return faces.load()


def test_without_an_image_is_as_if_it_had_been_thrown_away(dataset: Dataset) -> None:
    X, Y = prepare(dataset.train.images), dataset.train.Y
    found = by_steps(**columns_of(dataset.train), learning_rate=0.005, iterations=120)
    picture = dataset.test.images[5]
    scores = found.scores(inner_products(dataset.train.images, picture))
    for i in (0, 17, 149):
        rest = np.arange(X.shape[1]) != i
        textbook, _, _ = optimize(*initialize(len(X)), X[:, rest], Y[:, rest], 120, 0.005)
        w, b = textbook["w"], textbook["b"]
        assert scores[i] == pytest.approx(float((w.T @ prepare(picture[None]))[0, 0] + b), abs=1e-9)
        assert found.z_without[i] == pytest.approx(float((w.T @ X[:, [i]])[0, 0] + b), abs=1e-9)
        assert found.coefficients[i, i] == 0
        np.testing.assert_allclose(X @ found.coefficients[:, [i]], w, atol=1e-9)
    whole, _, _ = optimize(*initialize(len(X)), X, Y, 120, 0.005)
    np.testing.assert_allclose(found.z, (whole["w"].T @ X)[0] + whole["b"], atol=1e-9)
    right = int(((found.z_without > 0) == dataset.train.labels).sum())
    assert found.right[1] == right
    assert f"of the 150 training images {found.right[0]} are right" in found.words().lower()
    assert f"{right}, each judged by a neuron trained without it" in found.words()


def test_settings_that_changed_on_the_way_and_images_that_were_only_watched(dataset: Dataset) -> None:
    some = dataset.train.take(np.arange(40))
    learned = np.arange(40) % 5 > 0
    settings = {"learning_rate": 0.01, "l2": 0.1, "momentum": 0.5}
    changes = [(7, "learning_rate", 0.002), (20, "momentum", 0.0), (20, "l2", 0.4)]
    found = by_steps(**columns_of(some), changes=changes, iterations=33, learned=learned, **settings)
    for i in (1, 39):
        given = columns_of(some.take(np.flatnonzero(learned & (np.arange(40) != i))))
        run = Descent(**given, **settings)
        run.advance(7)
        run.learning_rate = 0.002
        run.advance(13)
        run.momentum, run.l2 = 0.0, 0.4
        run.advance(13)
        x = prepare(some.images[[i]])
        assert found.z_without[i] == pytest.approx(float((run.w.T @ x)[0, 0] + run.b), abs=1e-9)
    np.testing.assert_allclose(found.z_without[~learned], found.z[~learned], atol=1e-9)


def test_a_run_is_repeated_as_it_went(dataset: Dataset) -> None:
    run = Training.begin(dataset, Recipe(learning_rate=0.01, num_iterations=60, patience=2, l2=0.01))
    run.step(20)
    run.descent.learning_rate = 0.004
    run.finish()
    assert run.validation is not None
    found = without_each(dataset, run.recipe, run.descent.changes, run.result.iteration)
    rest = ~run.validation & (np.arange(150) != 3)
    again = Descent(**columns_of(dataset.train.take(np.flatnonzero(rest))), learning_rate=0.01, l2=0.01)
    again.advance(min(20, run.result.iteration))
    again.learning_rate = 0.004
    if run.result.iteration > 20:
        again.advance(run.result.iteration - 20)
    x = prepare(dataset.train.images[[3]])
    assert found.z_without[3] == pytest.approx(float((again.w.T @ x)[0, 0] + again.b), abs=1e-9)
    assert run.classifier is not None
    np.testing.assert_allclose(found.z, run.classifier.scores(dataset.train.images), atol=1e-9)
    with pytest.raises(ArgumentError, match="Train without mini-batches"):
        without_each(dataset, Recipe(batch_size=16), [], 5)


def test_at_the_minimum_scikit_learn_finds_the_same_without_the_image(dataset: Dataset) -> None:
    l2, X, y = 0.02, prepare(dataset.train.images), dataset.train.labels
    found = at_minimum(**columns_of(dataset.train), l2=l2)
    picture = prepare(dataset.test.images[[5]])
    scores = found.scores(inner_products(dataset.train.images, dataset.test.images[5]))
    for i in (0, 17, 149):
        rest = np.arange(len(y)) != i
        theirs = LogisticRegression(C=1 / (l2 * rest.sum()), tol=1e-10, max_iter=5000, solver="newton-cholesky")
        theirs.fit(X.T[rest], y[rest])
        assert found.z_without[i] == pytest.approx(theirs.decision_function(X.T[[i]])[0], abs=1e-5)
        assert scores[i] == pytest.approx(theirs.decision_function(picture.T)[0], abs=1e-5)
    theirs = LogisticRegression(C=1 / (l2 * len(y)), tol=1e-10, max_iter=5000, solver="newton-cholesky").fit(X.T, y)
    np.testing.assert_allclose(found.z, theirs.decision_function(X.T), atol=1e-5)


def test_more_images_than_numbers_and_images_that_are_there_twice() -> None:
    generator = np.random.default_rng(0)
    X, Y = generator.random((3, 30)), (np.arange(30) % 2)[np.newaxis]
    X[:, 1] = X[:, 3]
    for found, again in (
        (at_minimum(X, Y, l2=0.1), lambda X, Y: Descent(X, Y, learning_rate=1.0, l2=0.1)),
        (
            by_steps(X, Y, learning_rate=1.0, iterations=3000, l2=0.1),
            lambda X, Y: Descent(X, Y, learning_rate=1.0, l2=0.1),
        ),
    ):
        for i in (1, 7):
            rest = np.arange(30) != i
            run = again(X[:, rest], Y[:, rest])
            run.advance(3000)
            assert found.z_without[i] == pytest.approx(float((run.w.T @ X[:, [i]])[0, 0] + run.b), abs=1e-6)


def test_what_cannot_be_left_out_and_the_way_out(dataset: Dataset) -> None:
    given = columns_of(dataset.train)
    with pytest.raises(ArgumentError, match="at least 2 images"):
        by_steps(np.ones((3, 1)), np.ones((1, 1)), learning_rate=0.1, iterations=3)
    with pytest.raises(ArgumentError, match="l2 must be greater than 0"):
        at_minimum(**given, l2=0)
    with pytest.raises(ArgumentError, match="Each class"):
        at_minimum(np.eye(3), np.array([[0, 0, 1]]), l2=0.1)
    with pytest.raises(Cancelled):
        by_steps(**given, learning_rate=0.005, iterations=1000, progress=lambda share: share < 0.05)
    with pytest.raises(Cancelled):
        at_minimum(**given, l2=0.1, progress=lambda share: False)
