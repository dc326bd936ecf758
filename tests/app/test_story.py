"""A curve in words."""

from __future__ import annotations

import numpy as np

from logreg_core import Record
from pages.shared.story import by_heart_in_words, curve_in_words


def records(*costs: tuple[float, float]) -> list[Record]:
    return [Record(100 * i, cost, 0.9, test_cost, 0.7) for i, (cost, test_cost) in enumerate(costs)]


def test_a_test_cost_that_turns_up_is_told_with_its_turning_point() -> None:
    words = curve_in_words(records((0.69, 0.69), (0.4, 0.5), (0.2, 0.45), (0.1, 0.6)))
    assert "from 0.6900 to 0.1000; half of that by iteration 200" in words, "0.395 is half-way; 0.4 is above it"
    assert "lowest at iteration 200 (0.4500) and has risen to 0.6000" in words
    assert "70 % of the test images" in words


def test_a_test_cost_that_still_falls_is_no_alarm() -> None:
    assert "by heart" not in curve_in_words(records((0.69, 0.69), (0.4, 0.5), (0.2, 0.45)))


def test_a_cost_beyond_all_numbers_and_a_single_point_are_told_too() -> None:
    assert "beyond all numbers" in curve_in_words(records((0.69, 0.69), (float("nan"), float("nan"))))
    assert "In 0 iterations" in curve_in_words(records((0.69, 0.69)))


def test_only_a_test_cost_that_has_risen_is_a_sign_of_learning_by_heart() -> None:
    falling = [Record(i, 0.5, 0.5, 0.6 - i / 100, 0.5) for i in range(5)]
    assert by_heart_in_words(falling) == ""
    assert by_heart_in_words([Record(0, 0.7, 0.5, np.nan, np.nan)]) == ""
    rising = [*falling, Record(5, 0.4, 0.6, 0.7, 0.5)]
    assert "lowest at iteration 4 (0.56" in by_heart_in_words(rising)
