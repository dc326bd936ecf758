"""From pictures to columns, and back."""

from __future__ import annotations

import numpy as np
import pytest

from logreg_core import ArgumentError, Split, flatten, normalize, prepare
from logreg_core.data.preprocess import channel_names, columns_of, restore

IMAGES = np.arange(2 * 2 * 3 * 3, dtype=np.uint8).reshape(2, 2, 3, 3)


def test_an_image_becomes_a_column_row_by_row_pixel_by_pixel_channel_by_channel() -> None:
    flat = flatten(IMAGES)
    assert flat.shape == (18, 2)
    by_hand = [IMAGES[1, row, column, channel] for row in range(2) for column in range(3) for channel in range(3)]
    assert flat[:, 1].tolist() == by_hand


def test_normalizing_brings_black_to_0_and_full_brightness_to_1() -> None:
    assert normalize(np.array([0, 51, 255], dtype=np.uint8)).tolist() == [0, 0.2, 1]


def test_prepare_does_both_as_the_course_does() -> None:
    np.testing.assert_array_equal(prepare(IMAGES), IMAGES.reshape(2, -1).T / 255.0)


def test_restore_is_the_way_back() -> None:
    np.testing.assert_array_equal(restore(flatten(IMAGES), (2, 3, 3)), IMAGES)


def test_the_engine_is_given_views_of_the_pixels_and_the_textbooks_labels() -> None:
    train, test = Split(IMAGES, np.array([1, 0])), Split(IMAGES[:1], np.array([0]))
    given = columns_of(train, test)
    np.testing.assert_array_equal(given["X"] / given["divisor"], prepare(IMAGES))
    assert given["X"].dtype == np.uint8
    assert np.shares_memory(given["X"], train.images)
    assert (given["Y"].tolist(), given["Y_test"].tolist()) == ([[1, 0]], [[0]])
    assert given["X_test"].shape == (18, 1)
    assert set(columns_of(train)) == {"X", "Y", "divisor"}


def test_a_wrong_shape_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"\(m, h, w, c\). Got \(2, 3, 3\)"):
        flatten(IMAGES[0])
    with pytest.raises(ArgumentError, match=r"\(18, m\).*Got \(17, 2\)"):
        restore(flatten(IMAGES)[:17], (2, 3, 3))


def test_channels_have_names() -> None:
    assert channel_names(1) == ("grey",)
    assert channel_names(3) == ("red", "green", "blue")
