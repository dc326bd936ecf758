"""The weights as a picture."""

from __future__ import annotations

import numpy as np
import pytest

from logreg_core import ArgumentError, Classifier
from logreg_core.explain import weight_map


def test_every_weight_stands_where_its_pixel_stands() -> None:
    shape = (4, 5, 3)
    w = np.zeros((60, 1))
    w[(2 * 5 + 3) * 3 + 1] = 7.0  # row 2, column 3, green
    w[(2 * 5 + 3) * 3 + 2] = -2.0  # and blue
    weights = weight_map(Classifier(w, 0.0, shape, ("a", "b"), "d", "", {}))
    assert weights.channels.shape == shape
    assert weights.total.shape == (4, 5)
    assert weights.channels[2, 3].tolist() == [0, 7, -2]
    assert weights.total[2, 3] == 5
    assert np.count_nonzero(weights.total) == 1


def test_brightening_one_pixel_changes_the_score_by_its_weight() -> None:
    generator = np.random.default_rng(1)
    classifier = Classifier(generator.normal(size=(24, 1)), 0.3, (2, 4, 3), ("a", "b"), "d", "", {})
    black = np.zeros((1, 2, 4, 3), dtype=np.uint8)
    bright = black.copy()
    bright[0, 1, 2] = 255
    change = classifier.scores(bright) - classifier.scores(black)
    np.testing.assert_allclose(change, weight_map(classifier).total[1, 2], rtol=1e-12)
    assert classifier.scores(black)[0] == 0.3


def test_weights_that_belong_to_no_pixel_have_no_map() -> None:
    colours = Classifier(np.ones((64, 1)), 0.0, (8, 8, 3), ("a", "b"), "d", "", {}, representation="colours")
    with pytest.raises(ArgumentError, match="Got 'colours'. Train one on the pixels"):
        weight_map(colours)
