"""The floor: scikit-learn's minimum, a gradient of zero, and no answer where there is none."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from logreg_core import ArgumentError, Dataset, flatten, prepare, propagate
from logreg_core.descent import infimum, newton_beside, optimum

generator = np.random.default_rng(5)
WIDE = generator.random((60, 25))  # fewer images than numbers
TALL = generator.random((8, 90))  # more
BOTH = pytest.mark.parametrize("X", [WIDE, TALL, TALL[:, :8]], ids=["wide", "tall", "square"])


def labels_for(X: np.ndarray) -> np.ndarray:
    Y = np.random.default_rng(len(X)).integers(0, 2, (1, X.shape[1]))
    Y[0, :2] = 0, 1
    return Y


def penalized(w: np.ndarray, b: float, X: np.ndarray, Y: np.ndarray, l2: float) -> float:
    return propagate(w, b, X, Y)[1] + l2 / 2 * float((w**2).sum())


def by_scikit_learn(X: np.ndarray, Y: np.ndarray, l2: float) -> tuple[np.ndarray, float]:
    C = 1 / (l2 * X.shape[1]) if l2 else np.inf
    model = LogisticRegression(C=C, tol=1e-12, max_iter=10_000, solver="newton-cholesky" if len(X) < 100 else "lbfgs")
    model.fit(X.T, Y[0])
    return model.coef_.T, float(model.intercept_[0])


@BOTH
@pytest.mark.parametrize("l2", [1e-4, 1e-2, 1.0, 1e3])
def test_it_is_scikit_learns_minimum(X: np.ndarray, l2: float) -> None:
    Y = labels_for(X)
    found = optimum(X, Y, l2=l2)
    w, b = by_scikit_learn(X, Y, l2)
    assert found.cost == pytest.approx(penalized(w, b, X, Y, l2), abs=1e-6)
    np.testing.assert_allclose(found.w, w, atol=1e-4)


@BOTH
@pytest.mark.parametrize("l2", [1e-3, 1.0])
def test_with_example_weights_it_is_scikit_learns_minimum_and_an_image_without_weight_is_absent(
    X: np.ndarray, l2: float
) -> None:
    Y, weights = labels_for(X), np.random.default_rng(1).random(X.shape[1]) * np.arange(1, X.shape[1] + 1)
    weights[2] = 0
    found = optimum(X, Y, l2=l2, example_weights=weights)
    model = LogisticRegression(C=1 / (l2 * weights.sum()), tol=1e-12, max_iter=10_000, solver="newton-cholesky")
    model.fit(X.T, Y[0], sample_weight=weights)
    np.testing.assert_allclose(found.w, model.coef_.T, atol=1e-6)
    assert found.b == pytest.approx(float(model.intercept_[0]), abs=1e-6)
    losses = np.logaddexp(0, (1 - 2 * Y) * (found.w.T @ X + found.b))[0]
    assert found.data_cost == pytest.approx(np.average(losses, weights=weights), abs=1e-12)
    without = optimum(np.delete(X, 2, axis=1), np.delete(Y, 2, axis=1), l2=l2, example_weights=np.delete(weights, 2))
    np.testing.assert_allclose(found.w, without.w, atol=1e-12)


def test_whole_example_weights_are_images_that_are_there_so_often() -> None:
    Y, often = labels_for(WIDE), np.arange(25) % 4
    np.testing.assert_allclose(
        optimum(WIDE, Y, l2=0.01, example_weights=often).w,
        optimum(np.repeat(WIDE, often, axis=1), np.repeat(Y, often, axis=1), l2=0.01).w,
        atol=1e-7,
    )


@BOTH
@pytest.mark.parametrize("l2", [1e-8, 1e-4, 1.0, 1e3])
def test_its_cost_is_that_of_its_weights_and_the_gradient_there_is_zero(X: np.ndarray, l2: float) -> None:
    Y = labels_for(X)
    found = optimum(X, Y, l2=l2)
    gradient, data_cost = propagate(found.w, found.b, X, Y)
    np.testing.assert_allclose(gradient["dw"] + l2 * found.w, 0, atol=1e-8)
    assert gradient["db"] == pytest.approx(0, abs=1e-8)
    assert found.data_cost == pytest.approx(data_cost, abs=1e-10)
    assert found.cost == pytest.approx(penalized(found.w, found.b, X, Y, l2), abs=1e-10)


@pytest.mark.parametrize("l2", [1e-3, 1e-1])
def test_on_the_cats_it_is_scikit_learns_minimum_or_below(cats: Dataset, l2: float) -> None:
    X, Y = prepare(cats.train.images), cats.train.labels.reshape(1, -1)
    found = optimum(flatten(cats.train.images), Y, l2=l2, divisor=255)
    gradient, _ = propagate(found.w, found.b, X, Y)
    np.testing.assert_allclose(gradient["dw"] + l2 * found.w, 0, atol=1e-9)
    model = LogisticRegression(C=1 / (l2 * len(Y[0])), tol=1e-8, max_iter=10_000, solver="newton-cg").fit(X.T, Y[0])
    theirs = penalized(model.coef_.T, float(model.intercept_[0]), X, Y, l2)
    assert found.cost <= theirs + 1e-12
    assert found.cost == pytest.approx(theirs, abs=1e-6)


def test_without_a_penalty_images_that_cannot_be_told_apart_have_scikit_learns_minimum() -> None:
    Y = labels_for(TALL)
    found = optimum(TALL, Y, l2=0)
    w, b = by_scikit_learn(TALL, Y, 0)
    assert found.cost == pytest.approx(penalized(w, b, TALL, Y, 0), abs=1e-6)


def test_without_a_penalty_the_units_of_each_number_do_not_matter() -> None:
    Y, units = labels_for(TALL), np.array([[1e-9], [1e-3], [1.0], [1e2], [1e4], [1e6], [1e9], [1e12]])
    found, measured = optimum(TALL, Y, l2=0), optimum(TALL * units, Y, l2=0)
    assert measured.cost == pytest.approx(found.cost, abs=1e-10)
    np.testing.assert_allclose(measured.w * units, found.w, rtol=1e-5)
    assert measured.b == pytest.approx(found.b, rel=1e-5)


def test_without_a_penalty_the_same_photo_in_both_classes_keeps_the_cost_up_in_either_space() -> None:
    images = generator.random((40, 4))
    X, Y = np.repeat(images, 3, axis=1), np.tile([0, 1, 1], 4)[np.newaxis]  # each photo once as 0 and twice as 1
    found = optimum(X, Y, l2=0)
    assert found.cost == pytest.approx(-(np.log(1 / 3) + 2 * np.log(2 / 3)) / 3, abs=1e-10)
    dead_pixels = np.vstack([TALL, np.zeros((3, 90)), TALL[:1]])
    assert optimum(dead_pixels, labels_for(TALL), l2=0).cost == pytest.approx(
        optimum(TALL, labels_for(TALL), l2=0).cost, abs=1e-10
    )


@pytest.mark.parametrize("l2", [0.0, 0.1])
@pytest.mark.parametrize("shape", [(40, 8), (3, 8)])
def test_of_black_images_only_the_share_of_the_classes_is_learned(shape: tuple[int, int], l2: float) -> None:
    found = optimum(np.zeros(shape, np.uint8), np.array([[0, 0, 0, 0, 0, 0, 1, 1]]), l2=l2, divisor=255)
    assert found.b == pytest.approx(np.log(2 / 6), abs=1e-9)
    assert found.cost == pytest.approx(-(0.75 * np.log(0.75) + 0.25 * np.log(0.25)), abs=1e-12)
    assert not found.w.any()


@pytest.mark.parametrize("l2", [1e-3, 1.0])
def test_duplicate_images_change_nothing(l2: float) -> None:
    Y = labels_for(WIDE)
    once, twice = optimum(WIDE, Y, l2=l2), optimum(np.tile(WIDE, 2), np.tile(Y, 2), l2=l2)
    assert twice.cost == pytest.approx(once.cost, abs=1e-12)
    np.testing.assert_allclose(twice.w, once.w, atol=1e-7)


@pytest.mark.parametrize(
    ("X", "Y"),
    [
        (WIDE, labels_for(WIDE)),  # more numbers than images: always
        (np.array([[1.0, 2.0, 3.0, 4.0]]), np.array([[0, 0, 1, 1]])),
        (np.array([[1.0, 2.0, 2.0, 3.0]]), np.array([[0, 0, 1, 1]])),  # two on the border, none beyond
    ],
)
def test_without_a_penalty_images_that_can_be_told_apart_have_no_minimum(X: np.ndarray, Y: np.ndarray) -> None:
    with pytest.raises(ArgumentError, match="Without a penalty these images have no best neuron"):
        optimum(X, Y, l2=0)


APART = np.array([[1.0, 2.0, 3.0, 4.0]]), np.array([[0, 0, 1, 1]])


@pytest.mark.parametrize(("X", "Y"), [(WIDE, labels_for(WIDE)), APART, (1e6 * APART[0], APART[1])])
def test_without_a_penalty_the_floor_of_images_that_can_be_told_apart_is_0(X: np.ndarray, Y: np.ndarray) -> None:
    assert infimum(X, Y, l2=0) == 0
    assert infimum(X, Y, l2=0.1) == optimum(X, Y, l2=0.1).cost > 0
    apart = LogisticRegression(C=1e9, max_iter=100_000).fit(X.T, Y[0])
    assert apart.score(X.T, Y[0]) == 1


def test_the_floor_of_images_that_cannot_be_told_apart_is_their_minimum() -> None:
    Y = labels_for(TALL)
    w, b = by_scikit_learn(TALL, Y, 0)
    assert infimum(TALL, Y, l2=0) == pytest.approx(penalized(w, b, TALL, Y, 0), abs=1e-6)
    on_the_border = np.array([[1.0, 2.0, 2.0, 3.0]]), np.array([[0, 0, 1, 1]])  # two of four stay at 50 %
    with pytest.raises(ArgumentError, match="Without a penalty these images have no best neuron"):
        infimum(*on_the_border, l2=0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: optimum(TALL, labels_for(TALL), l2=-0.1), "l2 must be a number of at least 0. Got -0.1"),
        (lambda: optimum(TALL, labels_for(TALL), l2=np.nan), "l2 must be a number of at least 0. Got nan"),
        (lambda: optimum(TALL, np.ones((1, 90)), l2=1.0), "both classes"),
        (lambda: optimum(TALL, np.ones((1, 3)), l2=1.0), "Y must have the shape"),
        (lambda: optimum(TALL[:, :0], np.ones((1, 0)), l2=1.0), "at least one column"),
        (lambda: optimum(TALL, labels_for(TALL), l2=1.0, example_weights=np.ones((90, 2))), "must be 90 numbers"),
        (lambda: optimum(TALL, labels_for(TALL), l2=1.0, example_weights=-np.ones(90)), "must be 90 numbers"),
        (
            lambda: optimum(TALL, labels_for(TALL), l2=1.0, example_weights=labels_for(TALL)[0]),
            "with one class the cost falls",
        ),
        (lambda: optimum(np.zeros((6000, 5500), np.uint8), np.eye(1, 5500), l2=1.0), "at most 5,000 images"),
    ],
)
def test_a_wrong_argument_raises_our_error(call, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ArgumentError, match=words):
        call()


@BOTH
@pytest.mark.parametrize("l2", [0.01, 1.0])
def test_newtons_steps_are_those_of_the_textbook_of_optimisation(X: np.ndarray, l2: float) -> None:
    Y = labels_for(X)
    with_one, penalty = np.vstack([X, np.ones(X.shape[1])]), l2 * np.diag([*np.ones(len(X)), 0.0])
    v, expected = np.zeros((len(X) + 1, 1)), [np.log(2)]
    for _ in range(3):  # full steps: w - H^-1 gradient
        A = 1 / (1 + np.exp(-(v.T @ with_one)))
        H = (with_one * A * (1 - A)) @ with_one.T / X.shape[1] + penalty
        v = v - np.linalg.solve(H, with_one @ (A - Y).T / X.shape[1] + penalty @ v)
        expected.append(penalized(v[:-1], float(v[-1, 0]), X, Y, l2))
    walk = newton_beside(X, Y, l2=l2)
    found = walk.costs
    assert penalized(walk.w, walk.b, X, Y, l2) == pytest.approx(found[-1], abs=1e-9)
    np.testing.assert_allclose(found[: len(expected)], expected[: len(found)], rtol=1e-9)
    assert found[-1] == pytest.approx(optimum(X, Y, l2=l2).cost, abs=1e-9)
    assert len(found) <= 9


def test_newton_without_a_minimum_walks_on_and_a_held_out_image_has_no_say() -> None:
    Y = labels_for(WIDE)
    costs = newton_beside(WIDE, Y, l2=0.0).costs
    assert len(costs) == 9
    assert all(after < before for before, after in pairwise(costs))
    kept = np.arange(25) != 7
    with_weights = newton_beside(WIDE, Y, l2=0.1, example_weights=kept.astype(float))
    np.testing.assert_allclose(with_weights.costs, newton_beside(WIDE[:, kept], Y[:, kept], l2=0.1).costs, rtol=1e-9)
    with pytest.raises(ArgumentError, match="both classes"):
        newton_beside(WIDE, np.zeros((1, 25)), l2=0.1)
