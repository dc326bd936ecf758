"""The gradient check against SciPy's, and one image against the textbook."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from classroom.exercise.by_hand import START
from classroom.exercise.gradient_check import CHECKED, GradientCheck, check_gradient, check_some_weights
from classroom.exercise.one_image import first_image
from logreg_core import ArgumentError, Classifier, Minimum, Recipe, propagate, train
from logreg_core.representation import size_of
from logreg_core.sources import faces


@pytest.fixture(scope="module")
def neuron() -> Classifier:
    return train(faces.load(), Recipe(num_iterations=100))


def test_the_slopes_by_hand_are_those_that_scipy_measures() -> None:
    found = check_gradient(START.w, START.b, START.X, START.Y)

    def cost(numbers: np.ndarray) -> float:
        return float(propagate(numbers[:3, None], numbers[3], START.X, START.Y)[1])

    scipys = approx_fprime(np.append(START.w[:, 0], START.b), cost, 1e-7)
    assert found.measured == pytest.approx(scipys, abs=1e-6)
    assert found.formula == pytest.approx(scipys, abs=1e-6)
    assert found.error < 1e-7


def test_twenty_weights_of_a_neuron_are_checked_on_all_its_images(neuron: Classifier) -> None:
    dataset = faces.load()
    chosen, found = check_some_weights(neuron, dataset.train, seed=3)
    assert len(set(chosen.tolist())) == CHECKED
    X = dataset.train.images.reshape(len(dataset.train), -1).T / 255
    grads, _ = propagate(neuron.w, neuron.b, X, dataset.train.Y)
    assert found.formula == pytest.approx(grads["dw"][chosen, 0], abs=1e-12)
    for k, position in enumerate(chosen):
        costs = []
        for step in (1e-5, -1e-5):
            w = neuron.w.copy()
            w[position, 0] += step
            costs.append(float(propagate(w, neuron.b, X, dataset.train.Y)[1]))
        assert found.measured[k] == pytest.approx((costs[0] - costs[1]) / 2e-5, abs=1e-8)
    assert found.error < 1e-6
    again, _ = check_some_weights(neuron, dataset.train, seed=3)
    other, _ = check_some_weights(neuron, dataset.train, seed=4)
    assert again.tolist() == chosen.tolist() != other.tolist()


def test_a_wrong_gradient_is_seen() -> None:
    right = check_gradient(START.w, START.b, START.X, START.Y)
    assert GradientCheck(-right.formula, right.measured).error == pytest.approx(1)
    assert GradientCheck(4 * right.formula, right.measured).errors == pytest.approx(np.full(4, 0.6))
    nothing = GradientCheck(np.zeros(2), np.zeros(2))
    assert (nothing.error, nothing.errors.tolist()) == (0.0, [0.0, 0.0])


def test_another_representation_is_refused(neuron: Classifier) -> None:
    n = size_of("thumbnail", neuron.image_shape)
    other = replace(neuron, w=np.ones((n, 1)), recipe=Minimum(0.1, "thumbnail"), iteration=None)
    with pytest.raises(ArgumentError, match="on pixels"):
        check_some_weights(other, faces.load().train, seed=0)


@pytest.mark.parametrize("with_neuron", [True, False])
def test_the_first_image_has_the_numbers_of_the_textbook_and_its_folds_add_up(
    neuron: Classifier, with_neuron: bool
) -> None:
    split = faces.load().train
    one = first_image(split, neuron if with_neuron else None, 0.01)
    x = split.images[0].reshape(-1, 1) / 255
    w, b = (neuron.w, neuron.b) if with_neuron else (np.zeros_like(x), 0.0)
    grads, cost = propagate(w, b, x, split.Y[:, :1])
    assert one.cost == pytest.approx(float(cost))
    assert one.dw == pytest.approx(grads["dw"][:, 0])
    assert one.after == pytest.approx((w - 0.01 * grads["dw"])[:, 0])
    assert one.b_after == pytest.approx(float(b - 0.01 * grads["db"]))
    rows = list(one.rows(3))
    assert [(row.first, row.last) for row in rows] == [
        (1, 1),
        (2, 2),
        (3, 3),
        (4, 622),
        (623, 623),
        (624, 624),
        (625, 625),
    ]
    assert sum(row.wx for row in rows) + one.b == pytest.approx(one.z)
    assert sum(row.dw for row in rows) == pytest.approx(grads["dw"].sum())
    assert rows[3].wx == pytest.approx(float((w * x)[3:622].sum()))
    assert rows[-1].w == float(w[-1, 0])


def test_few_numbers_are_not_folded() -> None:
    split = faces.load().train
    small = replace(split, images=split.images[:, :3, :3])
    assert [row.first for row in first_image(small, None, 1.0).rows(4)] == list(range(1, 10))
    assert len(list(first_image(small, None, 1.0).rows(3))) == 7
