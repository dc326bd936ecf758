"""Wobble: every change does what its name says, by a picture whose change is known, and flips are counted."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from skimage import data

from logreg_core import ArgumentError, Classifier
from logreg_core.explain.perturbation import USUAL, Perturbation, flips, perturbed
from logreg_core.sources import faces
from logreg_core.untrusted.photo import fit


@pytest.fixture
def image() -> NDArray[np.uint8]:
    """A small picture with no symmetry: uint8 (1, 40, 50, 3)."""
    return fit(data.chelsea(), 40, 50, 3)[None]


def test_no_change_changes_nothing(image: NDArray[np.uint8]) -> None:
    assert perturbed(image, Perturbation()).tolist() == image.tolist()


def test_the_content_moves_where_it_is_told(image: NDArray[np.uint8]) -> None:
    moved = perturbed(image, Perturbation(right=5 / 50, down=3 / 40))
    np.testing.assert_array_equal(moved[:, 3:, 5:], image[:, :-3, :-5])
    np.testing.assert_array_equal(moved[:, 3:, 0], image[:, :-3, 0], "the edge goes on")


def test_a_quarter_turn_and_a_mirror_are_exact(image: NDArray[np.uint8]) -> None:
    square = image[:, :, :40]
    np.testing.assert_array_equal(perturbed(square, Perturbation(turn=90)), np.rot90(square, axes=(1, 2)))
    np.testing.assert_array_equal(perturbed(image, Perturbation(turn=180)), image[:, ::-1, ::-1])
    np.testing.assert_array_equal(perturbed(image, Perturbation(mirror=True)), image[:, :, ::-1])


def test_zoom_enlarges_around_the_centre() -> None:
    ramp = np.broadcast_to(np.arange(101, dtype=np.uint8)[None, None, :, None], (1, 5, 101, 1))
    zoomed = perturbed(ramp, Perturbation(zoom=2))[0, 2, :, 0]
    np.testing.assert_allclose(zoomed, 50 + (np.arange(101) - 50) / 2, atol=0.51)


def test_blur_is_that_of_pillow_up_to_its_approximation() -> None:
    image = fit(data.chelsea(), 100, 100, 3)
    ours = perturbed(image[None], Perturbation(blur=0.03))[0].astype(int)
    theirs = np.asarray(Image.fromarray(image).filter(ImageFilter.GaussianBlur(3))).astype(int)
    assert np.abs(ours - theirs).mean() < 1


def test_brightness_and_contrast_end_at_black_and_white() -> None:
    steps = np.array([0, 100, 127, 200, 255], np.uint8).reshape(1, 1, 5, 1)
    assert perturbed(steps, Perturbation(brightness=0.2)).ravel().tolist() == [51, 151, 178, 251, 255]
    assert perturbed(steps, Perturbation(contrast=2)).ravel().tolist() == [0, 72, 126, 255, 255]
    assert perturbed(steps, Perturbation(contrast=0)).ravel().tolist() == [128] * 5


def test_each_image_of_a_stack_is_changed_on_its_own(image: NDArray[np.uint8]) -> None:
    stack = np.concatenate([image, image[:, ::-1], 255 - image])
    for perturbation in [*USUAL.values(), Perturbation(0.1, 0.1, 1.2, 20, True, 0.02, 1.5, -0.2)]:
        alone = np.concatenate([perturbed(stack[i : i + 1], perturbation) for i in range(3)])
        np.testing.assert_array_equal(perturbed(stack, perturbation), alone)


def test_flips_are_the_answers_that_change() -> None:
    test = faces.load().test
    weights = np.zeros((25, 25, 1))
    weights[:, :12], weights[:, 13:] = 1, -1  # which half is brighter?
    judge = Classifier(weights.reshape(-1, 1), 0.0, (25, 25, 1), ("right", "left"), "d", "")
    halves = [image[:, :12].sum() - float(image[:, 13:].sum()) for image in test.images.astype(float)]
    assert flips(judge, test.images, Perturbation(mirror=True)).tolist() == [half != 0 for half in halves]
    assert not flips(judge, test.images, Perturbation()).any()
    assert not flips(judge, test.images, Perturbation(contrast=0.9)).any()
    with pytest.raises(ArgumentError, match="zoom"):
        flips(judge, test.images, Perturbation(zoom=0))
