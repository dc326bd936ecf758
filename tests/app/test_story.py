"""A curve in words."""

from __future__ import annotations

import numpy as np

from logreg_core import Record
from pages.parts.train.story import curve_in_words, turn_in_words


def records(*costs: tuple[float, float]) -> list[Record]:
    return [Record(100 * i, cost, 0.9, test_cost, 0.7) for i, (cost, test_cost) in enumerate(costs)]


def test_a_test_cost_that_turns_up_is_told_with_its_turning_point() -> None:
    words = curve_in_words(records((0.69, 0.69), (0.4, 0.5), (0.2, 0.45), (0.1, 0.6)))
    assert "from 0.6900 to 0.1000; half of the fall by iteration 200" in words, "0.395 is half-way; 0.4 is above it"
    assert "lowest near iteration 200 (0.4500) and has risen to 0.6000" in words
    assert "70 % of the test images" in words


def test_a_test_cost_that_still_falls_is_no_alarm() -> None:
    assert "has risen" not in curve_in_words(records((0.69, 0.69), (0.4, 0.5), (0.2, 0.45)))


def test_a_cost_beyond_all_numbers_and_a_single_point_are_told_too() -> None:
    assert "too large to calculate with" in curve_in_words(records((0.69, 0.69), (float("nan"), float("nan"))))
    assert "In 0 iterations" in curve_in_words(records((0.69, 0.69)))


def test_only_a_test_cost_that_has_risen_is_worth_telling() -> None:
    falling = [Record(i, 0.5, 0.5, 0.6 - i / 100, 0.5) for i in range(5)]
    assert turn_in_words(falling) == ""
    assert turn_in_words([Record(0, 0.7, 0.5, np.nan, np.nan)]) == ""
    said = turn_in_words([*falling, Record(5, 0.4, 0.6, 0.7, 0.5)])
    assert "lowest near iteration 4 (0.56" in said
    assert said.endswith("while the training cost fell to 0.4000")


def test_where_both_costs_rose_nothing_is_said_to_have_fallen() -> None:
    worse = [Record(0, 0.7, 0.5, 0.7, 0.5), Record(1, 0.9, 0.5, 0.8, 0.5)]
    assert turn_in_words(worse).endswith("has risen to 0.8000 since")


def test_the_penalty_is_no_part_of_the_cost_and_is_said_beside_it() -> None:
    told = curve_in_words([Record(0, 0.69, 0.5, 0.69, 0.5), Record(9, 0.4, 0.9, 0.5, 0.8, penalty=0.25)])
    assert "from 0.6900 to 0.4000" in told
    assert "The penalty adds 0.2500 to it" in told
