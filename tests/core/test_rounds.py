"""Rounds of a person against the neuron: who was right, by SciPy's tests; and pixels in another order, trained anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest, chi2

from classroom.exercise.rounds import (
    MAX_IMAGES,
    SURE,
    drawn,
    outcome,
    overlap,
    shuffled_images,
    shuffled_neuron,
    strongest,
    sure_and_wrong,
)
from logreg_core import ArgumentError, Classifier, Dataset, Minimum, Recipe, sigmoid, train
from logreg_core.evaluate import answers_of
from logreg_core.representation import size_of
from logreg_core.sources import digits, faces


def shuffled(dataset: Dataset, seed: int) -> Dataset:
    train, test = (replace(part, images=shuffled_images(part.images, seed)) for part in (dataset.train, dataset.test))
    return replace(dataset, train=train, test=test)


def test_a_round_has_twenty_different_images_or_as_many_as_there_are() -> None:
    assert len(drawn(200, 0)) == MAX_IMAGES == len(set(drawn(200, 0).tolist()))
    assert drawn(200, 0).tolist() == drawn(200, 0).tolist() != drawn(200, 1).tolist()
    assert sorted(drawn(7, 3).tolist()) == list(range(7))
    counts = np.bincount(np.concatenate([drawn(40, seed) for seed in range(2000)]), minlength=40)
    assert counts.min() > 850, "each image has the same chance, one half"


def test_sure_and_wrong_are_those_with_the_most_probability_for_the_other_class() -> None:
    draw = np.random.default_rng(1)
    z, labels = draw.normal(0, 3, 300), draw.integers(0, 2, 300)
    found = sure_and_wrong(z, labels, 0.5)
    wrong = np.where(labels == 1, 1 - sigmoid(z), sigmoid(z))  # of the class that it is not
    assert len(found) == MAX_IMAGES
    assert wrong[found] == pytest.approx(np.sort(wrong)[::-1][:MAX_IMAGES])
    few = sure_and_wrong(np.array([5.0, -5.0, 2.0, -2.0, 2.3]), np.array([1, 1, 0, 1, 0]), 0.5)
    assert few.tolist() == [1, 4], "sigmoid(2) is .88, which is not sure"
    assert SURE == 0.9
    assert not len(sure_and_wrong(np.array([5.0, -5.0]), np.array([1, 0]), 0.5))


def test_both_scores_have_wilsons_interval_and_the_two_are_compared_by_mcnemars_test() -> None:
    labels = np.array([1] * 10 + [0] * 10)
    person, neuron = labels.copy(), labels.copy()
    person[:2] = 0
    neuron[5:15] = 1 - neuron[5:15]
    found = outcome(person, np.where(neuron == 1, 1.0, -1.0), labels, 0.5)
    assert (found.person.value, found.neuron.value) == (0.9, 0.5)
    wilson = [binomtest(k, 20).proportion_ci(method="wilson") for k in (18, 10)]
    assert found.neuron.interval == pytest.approx((wilson[1].low, wilson[1].high))
    poisson = 1 - chi2(2 * 2).ppf(0.05) / 2 / 20
    assert found.person.interval == pytest.approx((wilson[0].low, poisson)), "two are wrong, which is few"
    assert (found.comparison.ahead, found.comparison.behind) == (2, 10)
    assert found.comparison.p == pytest.approx(binomtest(2, 12).pvalue)
    assert found.comparison.verdict == "worse"
    assert found.differ.tolist() == [0, 1, *range(5, 15)]


def test_pictures_of_a_burst_say_less() -> None:
    labels, bursts = np.tile([0, 1], 10), np.repeat(np.arange(5), 4)
    found = outcome(labels, np.where(labels == 1, -1.0, 1.0), labels, 0.5, bursts)
    assert found.comparison.bursts == 5
    assert found.comparison.p == pytest.approx(2 / 2**5)
    assert found.person.interval is not None
    assert found.person.interval[0] < binomtest(20, 20).proportion_ci(method="wilson").low


@pytest.mark.parametrize("answers", [[1, 0], [1, 0, 2], [[1], [0], [1]]])
def test_answers_that_do_not_fit_are_refused(answers: list[int]) -> None:
    with pytest.raises(ArgumentError, match="one answer of 0 or 1"):
        outcome(np.array(answers), np.zeros(3), np.array([0, 1, 1]), 0.5)


RECIPES = {
    "plain": Recipe(num_iterations=300),
    "penalty and momentum": Recipe(num_iterations=300, l2=0.1, momentum=0.9),
    "mini-batches": Recipe(num_iterations=200, batch_size=16),
    "patience": Recipe(num_iterations=300, patience=2, learning_rate=0.05),
}


@pytest.mark.parametrize("name", RECIPES)
@pytest.mark.parametrize("source", [faces.load, lambda: digits.load(3, 8)], ids=["faces", "digits"])
def test_a_neuron_that_learns_from_shuffled_pixels_has_the_same_weights_in_another_order(
    source: type[Dataset], name: str
) -> None:
    dataset, seed = source(), 7
    before = train(dataset, RECIPES[name])
    there = shuffled(dataset, seed)
    learned, moved = train(there, RECIPES[name]), shuffled_neuron(before, seed)
    assert learned.w == pytest.approx(moved.w, abs=1e-9)
    assert learned.b == pytest.approx(moved.b, abs=1e-9)
    assert np.sort(moved.w, axis=None).tolist() == np.sort(before.w, axis=None).tolist()
    for part, same in ((dataset.test, there.test), (dataset.train, there.train)):
        assert learned.scores(same.images) == pytest.approx(before.scores(part.images), abs=1e-8)
        assert answers_of(moved.scores(same.images), 0.5).tolist() == before.answers(part.images).tolist()
        assert learned.accuracy(same) == before.accuracy(part)


def test_the_pixels_of_a_colour_picture_keep_their_colours() -> None:
    images = np.random.default_rng(0).integers(0, 256, (3, 8, 5, 3)).astype(np.uint8)
    moved = shuffled_images(images, 4)
    assert moved.shape == images.shape
    assert not np.array_equal(moved, images)
    for before, after in zip(images, moved, strict=True):
        assert sorted(map(tuple, before.reshape(-1, 3))) == sorted(map(tuple, after.reshape(-1, 3)))
    marks = np.arange(40).astype(np.uint8).reshape(1, 8, 5, 1)
    assert np.array_equal(
        shuffled_images(np.repeat(marks, 3, axis=3), 4)[0, :, :, 0], shuffled_images(marks, 4)[0, :, :, 0]
    )


def test_a_neuron_for_which_neighbours_matter_is_refused() -> None:
    shape = faces.load().image_shape
    neuron = Classifier(np.ones((size_of("edges", shape), 1)), 0.0, shape, ("a", "b"), "", "", Minimum(0.1, "edges"))
    with pytest.raises(ArgumentError, match="on pixels"):
        shuffled_neuron(neuron, 0)


def test_the_overlap_of_random_patches_is_what_a_simulation_finds() -> None:
    draw = np.random.default_rng(2)
    mine, strong = set(range(10)), {1, 2, 3, 30, 31, 32, 33, 34, 35, 36}
    found = overlap(mine, strong, 64)
    assert (found.common, found.chosen, found.patches) == (3, 10, 64)
    tries = [len(strong & set(draw.permutation(64)[:10].tolist())) for _ in range(20_000)]
    assert found.expected == pytest.approx(np.mean(tries), abs=0.03)
    assert found.chance == pytest.approx(np.mean(np.array(tries) >= 3), abs=0.015)
    assert overlap(set(range(10)), set(range(20, 30)), 64).chance == 1


def test_the_strongest_patches_are_the_largest_in_size() -> None:
    assert strongest(np.array([[1.0, -5.0], [0.0, 2.0]]), 2) == [1, 3]
