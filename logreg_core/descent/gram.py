"""The inner products of images: exact for pixels, although computed in single precision.

A pixel minus 128 is at most 128 in size, so the products of ROWS = 1,024 pairs add up to at most 2^24, and float32
holds every whole number up to 2^24. A float32 product over so many rows has no rounding, in any order of summation, and
is faster than a float64 product. The blocks are added in float64. With ``y = x - 128``

    sum x_i x_j = sum y_i y_j + 128 (sum y_i + sum y_j) + 128^2 n_x

All products use SciPy's BLAS only; `threads` explains why.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import dgemm, dsyrk, sgemm, sgemv, ssyrk

from .threads import threads_for

MIDDLE = 128
ROWS = 2**24 // MIDDLE**2
TILE = 1024  # columns multiplied at a time: 4 MB as float32
STRIP = 256  # columns finished at a time: they should fit in the processor's cache
BLOCK = 8 * 2**20  # bytes of converted images at a time


def inner_products(X: NDArray, others: NDArray, divisor: float = 1.0) -> tuple[NDArray, NDArray]:
    """Return the Gram matrix ``X.T X / divisor^2`` ``(m, m)``, and ``others.T X / divisor^2`` ``(m_others, m)``.

    X: ``(n_x, m)``; others: ``(n_x, m_others)``. Both are read once, a few rows at a time. Products of uint8 are exact
    whole numbers before the division. Both results are in column-major order.
    """
    m, m_others = X.shape[1], others.shape[1]
    K, crossed = np.zeros((m, m), order="F"), np.zeros((m_others, m), order="F")
    add = _add_exact if X.dtype == np.uint8 and others.dtype == np.uint8 else _add_rounded
    with threads_for(m * (m + m_others) * ROWS):
        shifts, shifts_others = add(K, crossed, X, others)
    for columns in slices(m, STRIP):
        for part, shift in (
            (K[columns.start :, columns], shifts[columns.start :]),
            (crossed[:, columns], shifts_others),
        ):
            part += shift[:, np.newaxis] + shifts[columns]
            part /= divisor**2
        corner, below = K[columns, columns], K[columns.stop :, columns]
        corner[:] = np.tril(corner) + np.tril(corner, -1).T
        K[columns, columns.stop :] = below.T
    return K, crossed


def _add_exact(K: NDArray, crossed: NDArray, X: NDArray, others: NDArray) -> tuple[NDArray, NDArray]:
    """Add the products of ``x - 128`` to ``crossed`` and to the lower triangle of ``K``; the upper triangle is
    undefined.

    Returns the terms to add to each row and column, for X and for the others: half of ``128^2 n_x``, plus 128 times the
    sum of the image.
    """
    (n_x, m), sums = X.shape, np.zeros(X.shape[1] + others.shape[1])
    rows = min(n_x, ROWS, max(BLOCK // (4 * len(sums)), 1))
    memory, ones = np.empty(rows * len(sums), np.float32), np.ones(rows, np.float32)
    for some in slices(n_x, rows):
        number = some.stop - some.start
        block = memory[: number * len(sums)].reshape(number, len(sums), order="F")
        block[:, :m], block[:, m:] = _less_middle(X[some]), _less_middle(others[some])
        sums += sgemv(1.0, block, ones[:number], trans=1)
        for columns in slices(m, TILE):
            tile, below, beside = block[:, columns], block[:, columns.stop : m], block[:, m:]
            K[columns, columns] += ssyrk(1.0, tile, trans=1, lower=1)
            if below.size:
                K[columns.stop :, columns] += sgemm(1.0, below, tile, trans_a=1)
            if beside.size:
                crossed[:, columns] += sgemm(1.0, beside, tile, trans_a=1)
    shifts = MIDDLE * sums + MIDDLE**2 * n_x / 2
    return shifts[:m], shifts[m:]


def _less_middle(pixels: NDArray[np.uint8]) -> NDArray[np.int8]:
    """Return pixels minus 128: only the first bit differs."""
    return (pixels ^ MIDDLE).view(np.int8)


def _add_rounded(K: NDArray, crossed: NDArray, X: NDArray, others: NDArray) -> tuple[NDArray, NDArray]:
    """Do the same for any numbers in float64; the returned terms are 0."""
    m, m_others = X.shape[1], others.shape[1]
    for some in slices(X.shape[0], BLOCK // (16 * (m + m_others))):
        block = X[some].astype(float, order="F")
        dsyrk(1.0, block, 1.0, K, trans=1, lower=1, overwrite_c=1)
        if m_others:
            crossed += dgemm(1.0, others[some].astype(float, order="F"), block, trans_a=1)
    return np.zeros(m), np.zeros(m_others)


def slices(total: int, step: int) -> Iterator[slice]:
    """Split ``range(total)`` into slices of ``step``, at least 1; the last slice may be shorter."""
    step = max(step, 1)
    return (slice(start, min(start + step, total)) for start in range(0, total, step))
