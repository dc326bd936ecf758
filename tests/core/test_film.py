"""The film of a run: each frame is the textbook's neuron after so many steps."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from logreg_core import ArgumentError, Descent, flatten, initialize, optimize
from logreg_core.descent import FeatureSpace, SampleSpace, Space, film, frames_of
from logreg_core.explain import shrunken_maps

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
    made = film(lambda: Descent(X, Y, learning_rate=0.5), 40, np.transpose, frames=5)
    for record, w in zip(made.records, made.seen, strict=True):
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
    made = film(lambda: Descent(X, Y, learning_rate=0.5), 20, np.transpose, live.rates, frames=4)
    np.testing.assert_allclose(made.seen[-1:].T, live.w, rtol=1e-12)


def test_a_run_that_leaves_all_numbers_ends_the_film_before() -> None:
    made = film(lambda: Descent(X * 1e160, Y, learning_rate=1e10), 50, np.transpose, frames=10)
    assert 1 <= len(made.records) < 10
    assert np.isfinite(made.seen).all()


@pytest.mark.parametrize("kind", [SampleSpace, FeatureSpace])
def test_the_film_of_large_images_needs_little_memory_and_shows_the_same(kind: type[Space]) -> None:
    shape = (512, 512, 3)
    images = np.random.default_rng(5).integers(0, 256, (6, *shape), dtype=np.uint8)
    labels = np.array([[0, 1, 0, 1, 0, 1]])
    space = kind(flatten(images), flatten(images[:0]), 255.0)

    def run() -> Descent:
        return Descent(space.X, labels, learning_rate=1e-6, divisor=255.0, space=space, record_every=30)

    tracemalloc.start()
    try:
        made = film(run, 30, lambda weights: shrunken_maps(weights, shape))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(made.seen) == len(made.records) == len(frames_of(30))
    assert peak < 100 * 2**20
    live = run()
    live.advance(30)
    expected = live.w.reshape(64, 8, 64, 8, 3).sum(axis=4).mean(axis=(1, 3))
    np.testing.assert_allclose(made.seen[-1], expected, rtol=1e-3, atol=1e-3 * np.abs(expected).max())
