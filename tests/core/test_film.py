"""The film of a run: each frame is the textbook's neuron after so many steps."""

from __future__ import annotations

import numpy as np
import pytest

from logreg_core import ArgumentError, Descent, initialize, optimize
from logreg_core.descent import film, frames_of

generator = np.random.default_rng(3)
X, Y = generator.random((6, 20)), generator.integers(0, 2, (1, 20))


def test_frames_go_from_the_first_iteration_to_the_last_and_are_denser_at_the_start() -> None:
    stops = frames_of(2000, 60)
    assert (stops[0], stops[-1]) == (0, 2000)
    assert len(stops) <= 60
    assert stops[1] - stops[0] < stops[-1] - stops[-2]
    assert frames_of(1) == [0, 1]
    assert frames_of(5) == [0, 1, 2, 3, 4, 5]
    with pytest.raises(ArgumentError):
        frames_of(0)


def test_each_frame_is_the_textbooks_neuron() -> None:
    made = film(lambda: Descent(X, Y, learning_rate=0.5), 40, frames=5)
    for record, w in zip(made.records, made.weights.T, strict=True):
        if record.iteration:
            params, _, _ = optimize(*initialize(6), X, Y, record.iteration, 0.5)
            np.testing.assert_allclose(w, params["w"][:, 0], rtol=1e-10)
    assert [record.iteration for record in made.records] == frames_of(40, 5)
    assert made.records[0].cost == pytest.approx(np.log(2))


def test_changes_of_the_rate_are_played_again() -> None:
    live = Descent(X, Y, learning_rate=0.5)
    live.advance(7)
    live.learning_rate = 0.05
    live.advance(13)
    made = film(lambda: Descent(X, Y, learning_rate=0.5), 20, live.rates, frames=4)
    np.testing.assert_allclose(made.weights[:, -1:], live.w, rtol=1e-12)


def test_a_run_that_leaves_all_numbers_ends_the_film_before() -> None:
    made = film(lambda: Descent(X * 1e160, Y, learning_rate=1e10), 50, frames=10)
    assert 1 <= len(made.records) < 10
    assert np.isfinite(made.weights).all()
