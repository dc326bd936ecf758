"""The inner products of images against those of Python's whole numbers."""

from __future__ import annotations

import numpy as np
import pytest

from logreg_core.descent import gram
from logreg_core.descent.gram import inner_products

generator = np.random.default_rng(7)


def random(rows: int, columns: int) -> np.ndarray:
    return generator.integers(0, 256, (columns, rows), dtype=np.uint8).T


def whole(X: np.ndarray) -> np.ndarray:
    """As float64, whose sums are exact here: none is beyond 2**53."""
    return X.astype(np.float64)


@pytest.mark.parametrize(
    "made", [random, lambda *shape: np.zeros(shape, np.uint8), lambda *shape: np.full(shape, 255, np.uint8)]
)
@pytest.mark.parametrize(
    ("n_x", "m", "m_others"),
    [
        (1, 1, 0),
        (1, 1, 1),
        (5, 3, 2),
        (1023, 1, 0),
        (1024, 2, 9),
        (1025, 7, 3),
        (2500, 257, 5),
        (700, 1030, 40),
        (300, 40, 600),
    ],
)
def test_of_pixels_they_are_exact(made, n_x: int, m: int, m_others: int) -> None:  # type: ignore[no-untyped-def]
    X, others = made(n_x, m), random(n_x, m_others)
    K, crossed = inner_products(X, others)
    np.testing.assert_array_equal(K, whole(X).T @ whole(X))
    np.testing.assert_array_equal(crossed, whole(others).T @ whole(X))


def test_a_few_of_them_by_python_alone() -> None:
    X, others = random(3000, 4), random(3000, 2)
    K, crossed = inner_products(X, others)
    columns, rows = X.T.tolist(), others.T.tolist()
    assert K.tolist() == [[sum(x * y for x, y in zip(a, b, strict=True)) for b in columns] for a in columns]
    assert crossed.tolist() == [[sum(x * y for x, y in zip(a, b, strict=True)) for b in columns] for a in rows]


def test_pixels_as_far_from_the_middle_as_can_be_fill_a_float32_and_do_not_overflow_it() -> None:
    X = np.where(generator.random((4096, 30)) < 0.1, 255, 0).astype(np.uint8)  # less 128 nearly all are -128
    np.testing.assert_array_equal(inner_products(X, X)[1], whole(X).T @ whole(X))
    assert gram.ROWS * gram.MIDDLE**2 == 2**24


def test_images_that_lie_row_by_row_or_are_a_choice_of_some_have_the_same() -> None:
    X = np.ascontiguousarray(random(1500, 60))
    K, crossed = inner_products(X[::2, ::3], X[::2, 1::7])
    np.testing.assert_array_equal(K, whole(X[::2, ::3]).T @ whole(X[::2, ::3]))
    np.testing.assert_array_equal(crossed, whole(X[::2, 1::7]).T @ whole(X[::2, ::3]))


def test_the_divisor_is_that_of_both_images() -> None:
    X, others = random(900, 20), random(900, 6)
    K, crossed = inner_products(X, others, 255.0)
    np.testing.assert_array_equal(K, (whole(X).T @ whole(X)) / 255**2)
    np.testing.assert_array_equal(crossed, (whole(others).T @ whole(X)) / 255**2)


@pytest.mark.parametrize("kind", [float, np.float32, np.int64, bool])
def test_of_other_numbers_they_are_those_of_float64(kind: type) -> None:
    X, others = (generator.normal(size=(700, m)) * 3 for m in (300, 5))
    X, others = X.astype(kind), others.astype(kind)
    K, crossed = inner_products(X, others, 2.0)
    np.testing.assert_allclose(K, X.astype(float).T @ X.astype(float) / 4, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(crossed, others.astype(float).T @ X.astype(float) / 4, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(K, K.T)
