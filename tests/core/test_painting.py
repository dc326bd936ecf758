"""A painted neuron answers what its whole numbers say, and these are the neuron's own scores."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classroom.exercise.painting import MAX_BRIGHTNESSES, Easel, Painting, brightness, cut_of
from logreg_core import ArgumentError, Dataset, Split, prepare
from logreg_core.export import load_classifier, save_classifier
from logreg_core.recipe import PAINTED
from logreg_core.sources import drawings, faces


def noise(shape: tuple[int, int, int], m: int = 30, test: int = 8) -> Dataset:
    draws = np.random.default_rng(3)
    whole = Split(draws.integers(0, 256, (m + test, *shape), np.uint8), np.arange(m + test) % 2)
    return Dataset("noise", ("a", "b"), whole.take(np.arange(m)), whole.take(np.arange(m, m + test)))


def strokes(easel: Easel, yes: int, seed: int = 0) -> Painting:
    return Painting(np.random.default_rng(seed).integers(-127, 128, easel.shape, np.int8), yes)


@pytest.mark.parametrize("shape", [(25, 25, 1), (6, 9, 3), (70, 100, 3), (130, 64, 1)])
@pytest.mark.parametrize("yes", [0, 1, 11, 30])
def test_the_neuron_says_what_the_sums_say_and_its_scores_are_the_textbooks(
    shape: tuple[int, int, int], yes: int
) -> None:
    data = noise(shape)
    easel = Easel.of(data)
    painting = strokes(easel, yes)
    neuron, (train, test) = easel.neuron(painting), easel.sums(painting)
    assert neuron.answers(data.train.images).sum() == yes, "the scores of noise differ"
    assert easel.right(painting) == tuple(
        int((neuron.answers(part.images) == part.labels).sum()) for part in (data.train, data.test)
    )
    z = (neuron.w.T @ prepare(data.test.images) + neuron.b)[0]
    expected = (test - cut_of(train, yes)) / np.std(train)
    np.testing.assert_allclose(z, expected, rtol=0, atol=1e-9)
    assert np.std(neuron.scores(data.train.images)) == pytest.approx(1)


def test_a_cell_of_several_pixels_has_all_their_values_and_the_edge_may_be_cut() -> None:
    images = np.arange(2 * 3 * 5 * 3).reshape(2, 3, 5, 3).astype(np.uint8)
    found = brightness(images, 2)
    assert found.shape == (2, 2, 3)
    assert found[1, 0, 0] == images[1, :2, :2].sum()
    assert found[0, 1, 2] == images[0, 2, 4].sum()
    white = brightness(np.full((1, 512, 512, 3), 255, np.uint8), 8)
    assert (white == 8 * 8 * 3 * 255).all(), "the brightest is not too large for its two bytes"


@given(st.lists(st.integers(-10, 10), min_size=1, max_size=12), st.integers(0, 12))
@settings(deadline=None)
def test_as_many_are_above_the_cut_as_ties_allow_and_none_lies_on_it(numbers: list[int], yes: int) -> None:
    sums = np.array(numbers)
    cut = cut_of(sums, yes)
    above = int((sums > cut).sum())
    assert cut not in numbers
    allowed = [k for k in {int((sums > value).sum()) for value in numbers} | {len(numbers)} if k <= yes]
    assert above == max(allowed)


def test_an_empty_painting_says_no_to_all() -> None:
    data = faces.load()
    easel = Easel.of(data)
    empty = easel.empty()
    assert empty.is_empty
    assert easel.right(empty) == (data.train.count(0), data.test.count(0))
    assert not easel.neuron(empty).answers(data.test.images).any()


@pytest.mark.parametrize("yes", [0, 15, 30])
def test_paint_where_all_training_images_are_equal_is_answered_as_it_is_counted(yes: int) -> None:
    data = noise((4, 5, 1))
    images = data.train.images.copy()
    images[:, 0, 0] = 200
    data = Dataset("corner", data.class_names, Split(images, data.train.labels), data.test)
    easel, levels = Easel.of(data), np.zeros((4, 5), np.int8)
    levels[0, 0] = 64
    painting = Painting(levels, yes)
    neuron = easel.neuron(painting)
    assert easel.right(painting) == tuple(
        int((neuron.answers(part.images) == part.labels).sum()) for part in (data.train, data.test)
    )


def test_the_averages_are_the_difference_of_the_average_images() -> None:
    data = drawings.load(train=40, test=10)
    easel = Easel.of(data)
    x, labels = data.train.images.astype(float).sum(axis=3), data.train.labels
    difference = x[labels == 1].mean(axis=0) - x[labels == 0].mean(axis=0)
    levels = easel.averages().levels
    np.testing.assert_allclose(levels, 127 * difference / np.abs(difference).max(), rtol=0, atol=0.5 + 1e-9)
    picture = easel.picture(data.test.images[0]).levels
    away = data.test.images[0].astype(float).sum(axis=2) - x.mean(axis=0)
    np.testing.assert_allclose(picture, 127 * away / np.abs(away).max(), rtol=0, atol=0.5 + 1e-9)
    train, test = easel.right(easel.averages())
    assert train > 20
    assert test > 5


def test_of_too_many_images_a_part_that_stays_the_same_is_scored() -> None:
    data = noise((8, 8, 1), m=20_000, test=2_000)
    easel = Easel.of(data)
    sizes = len(easel.train), len(easel.test)
    assert not easel.is_whole
    assert MAX_BRIGHTNESSES - 2 * 64 <= sum(sizes) * 64 <= MAX_BRIGHTNESSES
    assert sizes[0] / sizes[1] == pytest.approx(10, rel=0.01)
    np.testing.assert_array_equal(easel.train, Easel.of(data).train)
    assert Easel.of(faces.load()).is_whole


def test_its_file_says_that_it_was_painted() -> None:
    easel = Easel.of(faces.load())
    back = load_classifier(save_classifier(easel.neuron(easel.averages())))
    assert back.digest == easel.neuron(easel.averages()).digest
    assert back.words == {"Cannot be trained again": PAINTED}


def test_what_is_no_painting_is_refused() -> None:
    easel = Easel.of(noise((4, 3, 1)))
    for wrong in (np.zeros((4, 3)), np.zeros(12, np.int8), np.full((4, 3), -128, np.int8)):
        with pytest.raises(ArgumentError, match="levels must be int8"):
            Painting(wrong, 0)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match=r"must have the shape \(4, 3\)"):
        easel.neuron(Painting(np.zeros((3, 4), np.int8), 0))
    with pytest.raises(ArgumentError, match="at least 0"):
        Painting(np.zeros((4, 3), np.int8), -1)
    with pytest.raises(ArgumentError, match="at most 576"):
        Easel.of(noise((577, 1, 1)))
