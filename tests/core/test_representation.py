"""What a neuron is shown: numbers with known values on pictures made by hand, at every legal size."""

from __future__ import annotations

import numpy as np
import pytest
from skimage.feature import hog

from logreg_core import ArgumentError, Classifier, Dataset, Minimum, prepare
from logreg_core.representation import MIN_SIDE, REPRESENTATIONS, can_represent, represent, size_of

generator = np.random.default_rng(3)


def noise(*shape: int) -> np.ndarray:
    return generator.integers(0, 256, shape, dtype=np.uint8)


@pytest.mark.parametrize("shape", [(8, 8, 1), (8, 8, 3), (25, 25, 1), (9, 31, 3), (64, 64, 3), (100, 70, 1)], ids=str)
@pytest.mark.parametrize("name", REPRESENTATIONS)
def test_every_representation_describes_every_legal_image_by_as_many_finite_numbers(
    name: str, shape: tuple[int, int, int]
) -> None:
    numbers = represent(noise(5, *shape), name)
    assert numbers.shape == (size_of(name, shape), 5)
    assert numbers.dtype == float
    assert np.isfinite(numbers).all()
    assert ((numbers >= 0) & (numbers <= 1 + 1e-9)).all()


def test_pixels_are_the_textbooks() -> None:
    images = noise(3, 5, 4, 3)
    np.testing.assert_array_equal(represent(images, "pixels"), prepare(images))


def test_edges_tell_an_upright_stripe_from_a_lying_one_and_not_red_from_white() -> None:
    upright = np.zeros((64, 64, 3), np.uint8)
    upright[:, 28:36] = 255
    lying, red = upright.transpose(1, 0, 2), upright * np.array([1, 0, 0], np.uint8)
    columns = represent(np.stack([upright, lying, red]), "edges")
    np.testing.assert_allclose(columns[:, 0], columns[:, 2], atol=1e-9)
    directions = columns.reshape(-1, 9, 3).sum(axis=0)  # (9, 3): over all cells
    assert directions[:, 0].argmax() == 0, "brightness changes along the rows"
    assert directions[:, 1].argmax() == 4, "a quarter turn further"


def test_edges_are_those_of_scikit_image() -> None:
    image = noise(64, 64, 3)
    np.testing.assert_array_equal(
        represent(image[np.newaxis], "edges")[:, 0], hog(image, channel_axis=-1, cells_per_block=(2, 2))
    )


def test_colours_are_roots_of_shares_that_do_not_care_where_a_pixel_is() -> None:
    image = np.zeros((8, 8, 3), np.uint8)
    image[:2] = 255  # a quarter white
    image[2:4, :, 0] = 200  # a quarter red
    moved = image[generator.permutation(8)][:, generator.permutation(8)]
    columns = represent(np.stack([image, moved]), "colours")
    np.testing.assert_array_equal(columns[:, 0], columns[:, 1])
    assert {box: share for box, share in enumerate(columns[:, 0] ** 2) if share} == pytest.approx(
        {0: 0.5, 48: 0.25, 63: 0.25}
    )
    grey = represent(np.array([[[0], [15]], [[16], [255]]], np.uint8)[np.newaxis], "colours")
    assert {box: share for box, share in enumerate(grey[:, 0] ** 2) if share} == pytest.approx(
        {0: 0.5, 1: 0.25, 15: 0.25}
    )


def test_a_thumbnail_averages_squares_of_pixels() -> None:
    image = noise(1, 64, 64, 1)
    means = image.reshape(16, 4, 16, 4).mean(axis=(1, 3)) / 255
    np.testing.assert_allclose(
        represent(image, "thumbnail")[:, 0], means.ravel(), atol=1.01 / 255
    )  # rounded along each side


def test_together_is_the_three_below_each_other() -> None:
    images = noise(2, 16, 16, 3)
    three = np.vstack([represent(images, name) for name in ("edges", "colours", "thumbnail")])
    np.testing.assert_array_equal(represent(images, "together"), three)


def test_the_numbers_of_an_image_do_not_depend_on_its_neighbours() -> None:
    images = noise(4, 12, 10, 3)
    for name in REPRESENTATIONS:
        alone = np.column_stack([represent(image[np.newaxis], name) for image in images])
        np.testing.assert_array_equal(represent(images, name), alone)
        assert represent(images[:0], name).shape == (len(alone), 0)


def test_what_cannot_be_represented_is_refused_with_a_remedy() -> None:
    with pytest.raises(ArgumentError, match="one of pixels, edges.*Got 'smell'"):
        represent(noise(1, 8, 8, 3), "smell")
    with pytest.raises(ArgumentError, match=f"at least {MIN_SIDE} by {MIN_SIDE}.*Got 7 by 30.*'thumbnail'"):
        represent(noise(1, 7, 30, 3), "edges")
    with pytest.raises(ArgumentError, match="uint8"):
        represent(noise(1, 8, 8, 3) / 255, "pixels")
    assert [name for name in REPRESENTATIONS if can_represent(name, (3, 3, 1))] == ["pixels", "colours", "thumbnail"]


def test_a_classifier_scores_its_representation(cats: Dataset) -> None:
    images = cats.test.images[:7]
    for name in REPRESENTATIONS:
        n = size_of(name, (64, 64, 3))
        w = generator.normal(size=(n, 1))
        made = Classifier(w, 0.5, (64, 64, 3), ("a", "b"), "d", "", Minimum(0.1, name))
        np.testing.assert_allclose(made.scores(images), (w.T @ represent(images, name))[0] + 0.5, rtol=1e-9)
        with pytest.raises(ArgumentError, match=rf"\({n}, 1\).*{name}"):
            Classifier(w[1:], 0.5, (64, 64, 3), ("a", "b"), "d", "", Minimum(0.1, name))
