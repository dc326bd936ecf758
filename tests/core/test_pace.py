"""The guess of how long a run takes: the order of magnitude, and what makes it longer."""

from __future__ import annotations

from logreg_core.descent import estimated_seconds


def test_the_courses_exercise_is_instant_and_a_large_dataset_is_not() -> None:
    assert estimated_seconds(12_288, 209, 50, iterations=2000) < 0.3
    assert estimated_seconds(625, 150, 50, iterations=2000) < 0.1
    assert estimated_seconds(12_288, 20_000, 1000, iterations=2000) > 60


def test_more_work_takes_longer() -> None:
    base = estimated_seconds(12_288, 500, 50, iterations=1000)
    assert estimated_seconds(12_288, 500, 50, iterations=2000) > base
    assert estimated_seconds(12_288, 1000, 50, iterations=1000) > base
    assert estimated_seconds(12_288, 500, 50, iterations=1000, batch_size=16) < base
    assert estimated_seconds(12_288, 500, 50, iterations=1000, batch_size=500) == base
