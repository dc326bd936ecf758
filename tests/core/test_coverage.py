"""What 95 % is worth, in short: `make coverage` simulates the same at length and writes tests/bench/COVERAGE.md."""

from __future__ import annotations

import re

import numpy as np
import pytest
from scipy.stats import norm

from logreg_core.evaluate import MEASURES
from tests.bench.coverage.__main__ import COVERAGE
from tests.bench.coverage.counts import growing, held, held_accuracy, shuffled_alarms, slopes, verdicts, winners
from tests.bench.coverage.worlds import IN_BURSTS, SINGLE, SPREAD, Spread, World

DRAWS = 200  # a true 95 of 100 is counted as 90 to 99 in each of 42 places


@pytest.mark.parametrize("world", SINGLE, ids=lambda world: world.name.split(":")[0])
def test_intervals_hold_the_truth_about_as_often_as_they_say(world: World) -> None:
    found = held(world, DRAWS, seed=1)
    assert min(found.values()) >= 89, found
    assert np.mean(list(found.values())) >= 93


def test_by_bursts_the_accuracy_on_new_bursts_is_held_and_by_images_it_is_not() -> None:
    assert held_accuracy(IN_BURSTS[1], 60, seed=2) >= 88
    assert held(IN_BURSTS[1], 60, seed=2, by_burst=False)["accuracy"] <= 85


def test_by_bursts_the_accuracy_is_held_where_nearly_all_pictures_are_right() -> None:
    """With one prior for both ends, 72 of 100 held a true 99 %."""
    assert held_accuracy(World("99 %", bursts=2, apart=2 * float(norm.ppf(0.99))), 100, seed=5) >= 91


@pytest.mark.parametrize("world", SPREAD[:3], ids=lambda world: world.name)
def test_calibrated_scores_are_seldom_called_too_sure(world: Spread) -> None:
    """The smoothed slope alone is below 1 in 100, 99 and 84 of 100 of these."""
    found = slopes(world, 40, seed=6)
    assert found["too sure"] <= 5
    assert found["could be surer"] <= 13


def test_over_sure_scores_are_called_too_sure() -> None:
    assert slopes(SPREAD[4], 20, seed=6)["too sure"] >= 80


def test_by_bursts_the_balanced_accuracy_and_f1_are_held_where_nearly_all_pictures_are_right() -> None:
    """Where each of the two shares had the whole prior, 86 of 100 held a balanced accuracy of 99.5 %."""
    found = held(World("99.5 %", bursts=2, apart=2 * float(norm.ppf(0.995))), 100, seed=19)
    assert min(found.values()) >= 90, found


def test_the_page_promises_for_bursts_what_the_long_simulation_held() -> None:
    part = COVERAGE.read_text().split("## Pictures in bursts")[1].split("The same test sets")[0]
    cells = [float(cell) for row in part.splitlines() for cell in row.split("|") if re.fullmatch(r" \d+\.\d ", cell)]
    assert len(cells) == len(IN_BURSTS) * len(MEASURES)
    assert min(cells) >= 90
    assert 'say "90 to 100, where at most 99.5 % are right"' in part


def test_equals_are_seldom_told_apart_and_a_true_lead_needs_many_images() -> None:
    same = verdicts(0.0, 100, 5, 100, seed=3)
    assert max(same.values()) <= 8
    assert verdicts(0.08, 50, 5, 100, seed=3)["better"] < 40
    assert verdicts(0.08, 800, 5, 30, seed=3)["better"] > 90


def test_the_corrected_score_of_a_sweep_is_about_new_images_mixed_as_these() -> None:
    """A quarter is of class 0: by chance alone far more than half are right, in the folds and on such images."""
    found = winners(0.0, 6, seed=5, ones=0.75)
    assert found["true"] == pytest.approx(50, abs=0.1)
    assert found["mixed"] > 60
    assert found["corrected"] == pytest.approx(found["mixed"], abs=6)


def test_shuffled_labels_seldom_call_chance_significant_where_images_stand_alone() -> None:
    assert shuffled_alarms(40, 4, bursts=False) <= 15


def test_a_gain_is_found_more_often_than_by_the_repeats_and_held() -> None:
    """By the repeats, the interval of Nadeau and Bengio called a gain of 3 points one in 1 of 200."""
    found = growing(0.4, 30, seed=4)
    assert found["gain"] > 2
    assert found["given"] == 100
    assert found["held"] >= 90
    assert found["helps"] >= 10
