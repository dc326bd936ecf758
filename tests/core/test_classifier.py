"""A trained neuron: the same answers as the textbook, frozen, and strict about what it is shown."""

from __future__ import annotations

import dataclasses
import tracemalloc

import numpy as np
import pytest

from logreg_core import ArgumentError, Classifier, Recipe, predict, prepare, sigmoid

SHAPE = (2, 3, 3)
generator = np.random.default_rng(5)
W = generator.normal(size=(18, 1))
IMAGES = generator.integers(0, 256, (7, *SHAPE), dtype=np.uint8)


def classifier(**changes: object) -> Classifier:
    parts = {"w": W, "b": -0.2, "image_shape": SHAPE, "class_names": ("a", "b"), "dataset_name": "d"} | {
        "dataset_digest": "0",
        "recipe": Recipe(0.1, 10),
        "iteration": 10,
    }
    return Classifier(**(parts | changes))  # type: ignore[arg-type]


def test_it_answers_as_the_textbook_does() -> None:
    X = prepare(IMAGES)
    np.testing.assert_array_equal(classifier().answers(IMAGES), predict(W, -0.2, X)[0])
    np.testing.assert_allclose(classifier().probabilities(IMAGES), sigmoid(W.T @ X - 0.2)[0], rtol=1e-13)
    np.testing.assert_allclose(classifier().scores(IMAGES), [W[:, 0] @ x - 0.2 for x in X.T], rtol=1e-12)


def test_the_answer_is_class_1_only_above_the_threshold() -> None:
    probabilities = np.sort(classifier().probabilities(IMAGES))
    for threshold, expected in ((probabilities[3], 3), (0.0, 7), (1.0, 0)):
        assert classifier(threshold=float(threshold)).answers(IMAGES).sum() == expected


def test_it_cannot_be_changed_not_even_through_the_array_it_was_made_from() -> None:
    w = W.copy()
    made = classifier(w=w)
    w[:] = 0
    np.testing.assert_array_equal(made.w, W)
    with pytest.raises(ValueError, match="read-only"):
        made.w[0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.b = 1.0  # type: ignore[misc]


@pytest.mark.parametrize("images", [IMAGES[0], IMAGES[:, :1], IMAGES.astype(float), IMAGES[..., :1]])
def test_it_refuses_pictures_unlike_those_it_was_trained_on(images: np.ndarray) -> None:
    with pytest.raises(ArgumentError, match="photo.fit"):
        classifier().probabilities(images)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"w": W[:17]}, r"\(18, 1\).*Got \(17, 1\)"),
        ({"w": W * np.nan}, "finite"),
        ({"b": np.inf}, "finite"),
        ({"threshold": 1.5}, "between 0 and 1. Got 1.5"),
    ],
)
def test_parts_that_do_not_fit_are_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        classifier(**changes)


def test_the_checksum_knows_other_weights_and_forgives_the_last_digits() -> None:
    same = classifier(w=W * (1 + 1e-13), b=-0.2 - 1e-14)
    assert same.checksum == classifier().checksum
    assert len({classifier().checksum, classifier(b=-0.3).checksum, classifier(w=-W).checksum}) == 3
    assert classifier(w=0 * W, b=0.0).checksum


def test_many_images_are_scored_in_little_memory() -> None:
    images = np.zeros((2000, 64, 64, 3), dtype=np.uint8)
    big = Classifier(np.ones((12_288, 1)), 0.0, (64, 64, 3), ("a", "b"), "d", "0")
    tracemalloc.start()
    big.answers(images)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50 * 2**20, "not the 200 MB that all of them take as floating point numbers"
