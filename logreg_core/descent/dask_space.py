"""Images that exceed the memory: a Dask array in blocks, on a cluster or in local threads.

Only sums are sent back. In a step each block of images is read once on its worker: its scores, its errors, and its
contributions to gradient, cost and accuracy. They are added in a tree in a fixed order, so a run is identical to the
last digit on one worker, on a hundred, and after a worker is lost.

    down    the weights, ``8 n_x k`` bytes, once to each worker
    up      as many bytes from each of the groups of the tree, and a few more

Dask and its cluster schedule the reads, repeat the work of a lost worker, and limit the memory of each worker. If a
`distributed.Client` is open, Dask uses it, otherwise local threads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from dask.base import compute, persist
from dask.delayed import Delayed, delayed
from numpy.typing import NDArray
from scipy.sparse.linalg import LinearOperator, eigsh
from scipy.special import expit

from .record import losses_and_right
from .spaces import WeightsSpace, blocks_of, is_dask

FAN_IN = 8  # parts that one task of the tree adds


class Sums(NamedTuple):
    """The sums over all images: the gradient ``(n_x, k)``, the errors ``(k,)``, and, weighted by the shares, the losses
    and the correct answers ``(k,)``; then losses and correct answers of the validation set.
    """

    gradient: NDArray
    errors: NDArray
    losses: NDArray
    right: NDArray
    losses_aside: NDArray
    right_aside: NDArray


class Columns(NamedTuple):
    """The data of each image: labels ``(m, 1)`` or ``(m, k)``, and the weights in training and in validation: ``(1,
    1)``, ``(m, 1)`` or ``(m, k)``.
    """

    y: NDArray
    shares: NDArray
    aside: NDArray


class DaskSpace(WeightsSpace):
    """The images stay on the workers.

    X, X_test: Dask arrays ``(n_x, m)`` and ``(n_x, m_test)``, one column per image. One task reads one block along the
    images, so some blocks must fit in a worker's memory.
    """

    def __init__(self, X: Any, X_test: Any, divisor: float) -> None:
        super().__init__(X, X_test, divisor)
        self._blocks = _blocks(X)
        self._test_blocks = _blocks(X_test)

    def dealt(self, columns: Columns, *, test: bool = False) -> list[Delayed]:
        """Send the data of each block's images to the workers, once for all steps."""
        parts = [
            delayed(Columns, pure=False)(*(each if len(each) == 1 else each[range_] for each in columns))
            for range_, _ in (self._test_blocks if test else self._blocks)
        ]  # by tasks, so that Dask can rebuild the data of a lost worker
        return list(persist(*parts)) if parts else []

    def sums(
        self, w: NDArray, b: NDArray, dealt: Sequence[Delayed], batch: NDArray | None = None, *, test: bool = False
    ) -> Sums:
        """Return the sums of one pass over all images, or over the positions in ``batch``.

        w: ``(n_x, k)``; b: ``(k,)``; dealt: as `dealt` returns it.
        """
        blocks = self._test_blocks if test else self._blocks
        weights = delayed(_pair, pure=False)(w / self.divisor, b)
        parts = [
            delayed(_look, pure=False)(block, weights, columns, chosen)
            for (_, block), columns, chosen in zip(blocks, dealt, _chosen(blocks, batch), strict=True)
            if chosen is None or len(chosen)
        ]
        total = _added(parts)
        return total._replace(gradient=total.gradient / self.divisor)

    def scores(self, coefficients: NDArray) -> NDArray:
        return self._side_by_side(self._blocks, coefficients / self.divisor)

    def test_scores(self, coefficients: NDArray) -> NDArray:
        return self._side_by_side(self._test_blocks, coefficients / self.divisor)

    def with_bias_times(self, vector: NDArray) -> NDArray:
        mix = self._mix(vector)
        return self._side_by_side(self._blocks, mix / self.divisor**2) + vector.sum(axis=0)

    @property
    def squared_lengths(self) -> NDArray:
        parts = [delayed(_squares, pure=False)(block) for _, block in self._blocks]
        lengths: NDArray = np.concatenate(compute(*parts))
        return lengths / self.divisor**2

    def weighted_curvature(self, shares: NDArray) -> float:
        """As `Space.weighted_curvature`, from ``Xb diag(shares) Xb.T``: it has the same largest eigenvalue, and its
        vectors have the length of an image instead of the number of images.
        """
        n_x = self.X.shape[0]
        dealt = self.dealt(Columns(shares[:, np.newaxis], np.ones((1, 1)), np.zeros((1, 1))))

        def times(v: NDArray) -> NDArray:
            v = v.reshape(n_x + 1, -1)
            weights = delayed(_pair, pure=False)(v[:-1] / self.divisor, v[-1])
            parts = [
                delayed(_bend, pure=False)(block, weights, columns)
                for (_, block), columns in zip(self._blocks, dealt, strict=True)
            ]
            gradient, total = _added(parts)
            return np.vstack([gradient / self.divisor, total])

        operator = LinearOperator((n_x + 1, n_x + 1), matvec=times, dtype=float)
        if n_x < 3:  # too few for a Lanczos process
            return float(np.linalg.eigvalsh(operator @ np.eye(n_x + 1))[-1]) / 4
        start = np.ones(n_x + 1)
        return float(eigsh(operator, k=1, which="LA", v0=start, tol=1e-6, return_eigenvectors=False)[0]) / 4

    def _mix(self, vector: NDArray) -> NDArray:
        dealt = self.dealt(Columns(vector, np.ones((1, 1)), np.zeros((1, 1))))
        parts = [
            delayed(_mixed, pure=False)(block, columns) for (_, block), columns in zip(self._blocks, dealt, strict=True)
        ]
        return _added(parts)[0]

    def _side_by_side(self, blocks: Sequence[tuple[slice, Delayed | _Read]], w: NDArray) -> NDArray:
        if not blocks:
            return np.zeros((0, w.shape[1]))
        weights = delayed(_pair, pure=False)(w, np.zeros(w.shape[1]))
        parts = [delayed(_scores, pure=False)(block, weights) for _, block in blocks]
        return np.concatenate(compute(*parts))


def _blocks(X: Any) -> list[tuple[slice, Delayed | _Read]]:
    """Return the columns and the data of each non-empty block."""
    if not is_dask(X):
        return [(slice(0, X.shape[1]), delayed(np.ascontiguousarray(X)))] if X.shape[1] else []
    whole = X.rechunk({0: X.shape[0]})
    ends = np.cumsum(whole.chunks[1])
    is_held = any(type(each).__name__ == "Future" for each in dict(whole.dask).values())  # on the workers already
    ranges = zip(ends - whole.chunks[1], ends, whole.to_delayed().ravel(), strict=True)
    return [
        (slice(int(start), int(stop)), block if is_held else _Read(block))
        for start, stop, block in ranges
        if stop > start
    ]


def _chosen(blocks: Sequence[tuple[slice, Delayed | _Read]], batch: NDArray | None) -> Iterator[NDArray | None]:
    """Yield the positions within each block of the images in the batch; None: all."""
    for columns, _ in blocks:
        if batch is None:
            yield None
        else:
            yield batch[(batch >= columns.start) & (batch < columns.stop)] - columns.start


def _added(parts: list[Delayed]) -> Any:
    """Return the sum of all parts, FAN_IN at a time, in order."""
    while len(parts) > 1:
        parts = [delayed(_sum, pure=False)(parts[at : at + FAN_IN]) for at in range(0, len(parts), FAN_IN)]
    (total,) = compute(parts[0])
    return total


class _Read:
    """A block that the task itself reads, so that no image travels between workers."""

    def __init__(self, block: Delayed) -> None:
        self._block = block

    def __call__(self) -> NDArray:
        images: NDArray = self._block.compute(scheduler="synchronous")
        return images


def _here(X: NDArray | _Read) -> NDArray:
    return X() if isinstance(X, _Read) else X


def _pair(w: NDArray, b: NDArray) -> tuple[NDArray, NDArray]:
    return w, b


def _sum(parts: Sequence[Any]) -> Any:
    sums = [sum(each[1:], start=each[0]) for each in zip(*parts, strict=True)]
    return Sums(*sums) if isinstance(parts[0], Sums) else tuple(sums)


def _look(X: NDArray, weights: tuple[NDArray, NDArray], columns: Columns, chosen: NDArray | None) -> Sums:
    """Return the sums of one block. For a batch, the shares of its images are selected first."""
    X, (w, b), k = _here(X), weights, weights[0].shape[1]
    if chosen is not None:
        X = X[:, chosen]
        columns = Columns(*(each if len(each) == 1 else each[chosen] for each in columns))
    gradient, totals = np.zeros(w.shape), np.zeros((5, k))
    with np.errstate(over="ignore", invalid="ignore"):
        for range_, block in blocks_of(X, float):
            y, shares, aside = (each if len(each) == 1 else each[range_] for each in columns)
            z = block @ w + b
            error = shares * (expit(z) - y)
            gradient += block.T @ error
            totals[0] += error.sum(axis=0)
            totals[1:3] += losses_and_right(z, y, shares)
            if aside.any():
                totals[3:5] += losses_and_right(z, y, aside)
    return Sums(gradient, *totals)


def _bend(X: NDArray, weights: tuple[NDArray, NDArray], columns: Columns) -> tuple[NDArray, NDArray]:
    (w, b), gradient, total = weights, np.zeros(weights[0].shape), np.zeros(weights[0].shape[1])
    for range_, block in blocks_of(_here(X), float):
        bent = columns.y[range_] * (block @ w + b)
        gradient += block.T @ bent
        total += bent.sum(axis=0)
    return gradient, total


def _mixed(X: NDArray, columns: Columns) -> tuple[NDArray]:
    X = _here(X)
    gradient = np.zeros((X.shape[0], columns.y.shape[1]))
    for range_, block in blocks_of(X, float):
        gradient += block.T @ columns.y[range_]
    return (gradient,)


def _scores(X: NDArray, weights: tuple[NDArray, NDArray]) -> NDArray:
    return np.concatenate([block @ weights[0] for _, block in blocks_of(_here(X), float)])


def _squares(X: NDArray) -> NDArray:
    return np.concatenate([np.einsum("ij,ij->i", block, block) for _, block in blocks_of(_here(X), float)])
