"""Large sets of images stay uint8 and are read in blocks: bounds of memory, and the same numbers."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from logreg_core import Descent, propagate
from logreg_core.descent import FeatureSpace, SampleSpace, make_space

M, N_X = 3000, 3072
MB = 2**20
generator = np.random.default_rng(1)


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return generator.integers(0, 256, (M, N_X), dtype=np.uint8).T


@pytest.fixture(scope="module")
def labels() -> np.ndarray:
    return generator.integers(0, 2, (1, M))


@pytest.fixture
def peak() -> Iterator[Callable[[], int]]:
    """How many bytes have been held at once since the test began, beyond those that it began with."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


def test_the_feature_space_needs_little_more_than_a_block(images, labels, peak) -> None:  # type: ignore[no-untyped-def]
    run = Descent(images, labels, learning_rate=1e-4, divisor=255, space=FeatureSpace(images, images[:, :0], 255))
    run.advance(2)
    assert run.now.cost < np.log(2)
    assert run.safe_learning_rate > 0
    assert peak() < 12 * MB  # all of it as float32 would be 37 MB, as the textbook's float64 74 MB


def test_a_mini_batch_copies_the_batch_and_no_more(images, labels, peak) -> None:  # type: ignore[no-untyped-def]
    space = FeatureSpace(images, images[:, :0], 255)
    run = Descent(images, labels, learning_rate=1e-4, divisor=255, batch_size=20, space=space, record_every=1000)
    run.advance(1)  # and the record of the first iteration
    tracemalloc.reset_peak()
    run.advance(5)
    assert peak() < 20 * N_X * (1 + 4) + MB


def test_the_sample_space_needs_its_matrix_and_little_more(images, labels, peak) -> None:  # type: ignore[no-untyped-def]
    some = images[:, :1500]
    SampleSpace(some, some[:, :0], 255)
    assert peak() < 8 * 1500**2 + 15 * MB  # and at most 8 MB of images as float32, 2 MB less 128, 4 MB of products


def test_in_float32_blocks_the_steps_are_the_textbooks_to_six_digits(images, labels) -> None:  # type: ignore[no-untyped-def]
    run = Descent(images, labels, learning_rate=1e-3, divisor=255, space=FeatureSpace(images, images[:, :0], 255))
    run.advance(3)
    w, b, X = np.zeros((N_X, 1)), 0.0, images / 255
    for _ in range(3):
        gradient, _cost = propagate(w, b, X, labels)
        w, b = w - 1e-3 * gradient["dw"], b - 1e-3 * gradient["db"]
    np.testing.assert_allclose(run.w, w, rtol=0, atol=1e-6 * np.abs(w).max())
    assert run.now.cost == pytest.approx(propagate(w, b, X, labels)[1], abs=1e-6)


def test_both_spaces_find_the_same_curvature(images) -> None:  # type: ignore[no-untyped-def]
    some = images[:, :800]
    exact = SampleSpace(some, some[:, :0], 255).curvature
    assert FeatureSpace(some, some[:, :0], 255).curvature == pytest.approx(exact, rel=1e-5)
    assert make_space(some, divisor=255).curvature == pytest.approx(exact, rel=1e-5)
