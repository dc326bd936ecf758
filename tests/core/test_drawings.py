"""Drawings: the same for the same seed, as different as was asked for, and what a neuron makes of them."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from logreg_core import Dataset, DatasetError, Split
from logreg_core.sources import drawings
from logreg_core.sources.drawings import EASY, HARD, MEDIUM, Difficulty, draw

NAMES = [each.name for each in fields(Difficulty)]


def middle(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Where the drawn part of each image lies, (x, y) in pixels; the corners show the background."""
    drawn = (np.abs(images.astype(int) - images[:, :1, :1]).sum(axis=3) > 60).astype(float)
    weight = drawn.sum(axis=(1, 2))
    rows, columns = np.mgrid[:64, :64]
    return np.stack([(drawn * grid).sum(axis=(1, 2)) / weight for grid in (columns, rows)], axis=1)


def cats(difficulty: Difficulty, count: int = 60) -> NDArray[np.uint8]:
    return np.stack([draw(1, difficulty, seed=5, number=number) for number in range(count)])


def share_right(dataset: Dataset) -> float:
    """What scikit-learn's logistic regression, with no penalty to speak of, gets right of the test images."""
    flat = {name: getattr(dataset, name).images.reshape(-1, dataset.n_x) / 255 for name in ("train", "test")}
    neuron = LogisticRegression(C=10, max_iter=1000).fit(flat["train"], dataset.train.labels)
    return float(neuron.score(flat["test"], dataset.test.labels))


def test_there_are_as_many_as_the_course_has_half_of_them_cats() -> None:
    dataset = drawings.load()
    assert (len(dataset.train), len(dataset.test), dataset.image_shape) == (209, 50, (64, 64, 3))
    assert dataset.class_names == ("other animal", "cat")
    assert (dataset.train.count(1), dataset.test.count(1)) == (104, 25)


def test_the_same_seed_draws_the_same_and_another_one_draws_others() -> None:
    assert drawings.load(seed=3).digest == drawings.load(seed=3).digest != drawings.load(seed=4).digest


def test_more_images_begin_with_the_same_ones() -> None:
    np.testing.assert_array_equal(
        drawings.load(train=20, test=4).train.images, drawings.load(train=30, test=4).train.images[:20]
    )


def test_at_no_difficulty_all_cats_are_alike_but_for_their_eyes_and_there_are_four_other_animals() -> None:
    split = drawings.load(EASY, train=80, test=2).train
    without_eyes = split.images.copy()
    without_eyes[:, 17:44] = 0
    assert len({image.tobytes() for image in without_eyes[split.labels == 1]}) == 1
    assert len({image.tobytes() for image in without_eyes[split.labels == 0]}) == 4


def test_every_difficulty_changes_the_drawings_and_the_more_the_higher_it_is() -> None:
    easy = cats(EASY, 20).astype(float)
    for name in NAMES:
        small, large = (np.abs(cats(replace(EASY, **{name: amount}), 20) - easy).mean() for amount in (0.2, 1.0))
        assert 0 < small < large, name


def test_the_position_is_spread_evenly_to_all_sides_and_stays_in_the_picture() -> None:
    places = middle(cats(replace(EASY, position=1.0), 200)) - middle(cats(EASY, 1))
    furthest = 64 * drawings.FURTHEST
    assert np.abs(places).max() < furthest + 2
    assert np.abs(places.mean(axis=0)).max() < 3
    assert places.std(axis=0) == pytest.approx(furthest / np.sqrt(3), rel=0.2), "a uniform distribution"


def test_the_noise_has_the_spread_that_it_says() -> None:
    clean, noisy = cats(EASY).astype(float), cats(replace(EASY, noise=0.2)).astype(float)
    away_from_the_ends = (clean > 60) & (clean < 195)
    assert (noisy - clean)[away_from_the_ends].std() == pytest.approx(0.2 * drawings.NOISE, rel=0.03)


def test_the_edges_are_smooth() -> None:
    assert len(np.unique(cats(EASY, 1).reshape(-1, 3), axis=0)) > 100, "a flat drawing has 10"


def test_one_neuron_copes_with_easy_drawings_and_not_with_hard_ones() -> None:
    assert share_right(drawings.load(EASY, train=209, test=200)) > 0.97
    assert share_right(drawings.load(HARD, train=209, test=200)) < 0.7
    assert 0.75 < share_right(drawings.load(replace(EASY, position=0.8), train=209, test=200)) < 0.97


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(DatasetError, match=r"difficulty of the size must be between 0 and 1. Got 1.5"):
        Difficulty(size=1.5)
    with pytest.raises(DatasetError, match="Got nan"):
        Difficulty(noise=float("nan"))
    with pytest.raises(DatasetError, match="at most 2,000 together"):
        drawings.load(train=5000)
    with pytest.raises(DatasetError, match="seed"):
        drawings.load(seed=-1)


def test_a_drawing_is_one_image_of_a_dataset() -> None:
    split: Split = drawings.load(HARD, train=5, test=1, seed=8).train
    np.testing.assert_array_equal(split.images[3], draw(1, HARD, seed=8, number=3))


def test_the_origin_names_what_differs_most_only_where_one_thing_does() -> None:
    assert "most" not in drawings.load(MEDIUM, train=4, test=2).origin
    assert "differ most in size (40 %)" in drawings.load(replace(MEDIUM, size=0.4), train=4, test=2).origin
    assert "looks alike" in drawings.load(Difficulty(), train=4, test=2).origin
