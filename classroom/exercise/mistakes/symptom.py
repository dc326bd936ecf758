"""What can be seen of a program that ran: its costs, its answers, its weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logreg_core.data.dataset import Dataset
from logreg_core.errors import Cancelled
from logreg_core.experiments.features import some_of

ITERATIONS = 2000  # that the program takes, unless a change says otherwise
REPORT_EVERY = 50  # iterations between two reports of progress
LARGE, WIDE = 500_000, 4  # numbers in X, and numbers for each image: beyond both, they are held in fewer numbers
MAX_IMAGES = 400  # of each part that take part
MAX_NUMBERS = 4_000_000  # in X: 32 MB

Progress = Callable[[float], object]


@dataclass(frozen=True, eq=False)
class Symptom:
    """What can be seen of a program that ran.

    costs: as `propagate` computed them, before each step: ``(iterations,)``; NaN and infinities stay.
    train_accuracy, test_accuracy: as the program computed them, so they may be wrong too.
    train_yes, test_yes: which images it calls class 1, bool ``(m,)``.
    w: the weights at the end ``(n_x, 1)``; b: the bias. warnings: what NumPy warned of on the way, in its words.
    """

    costs: NDArray[np.float64]
    train_accuracy: float
    test_accuracy: float
    train_yes: NDArray[np.bool_]
    test_yes: NDArray[np.bool_]
    w: NDArray[np.float64]
    b: float
    warnings: tuple[str, ...]

    @cached_property
    def breaks_at(self) -> int | None:
        """The first iteration whose cost is not a finite number; None where all are."""
        bad = np.flatnonzero(~np.isfinite(self.costs))
        return int(bad[0]) if len(bad) else None

    @property
    def largest(self) -> float:
        """The largest weight, whatever its sign; NaN where a weight is not a number."""
        return float(np.abs(self.w).max())


def run(program: str, dataset: Dataset, progress: Progress | None = None) -> Symptom:
    """Run the program on a dataset and look at it.

    The text runs as it is. Around its `propagate` stands what writes down the cost. Where an image has many more
    numbers than there are images, `optimize` is given the images in other coordinates: ``X = Q R`` with orthonormal
    columns in ``Q``. All that it computes of ``X`` and ``w`` are the products ``w.T X`` and ``X dZ.T``, and with
    ``w = w_0 + Q (u - Q.T w_0)`` these are ``u.T R`` and ``Q (R dZ.T)``: the same numbers, but for rounding.

    progress: called with the share that is done. When it returns False, the run ends with Cancelled.
    program: text of our own, never a visitor's.
    """
    costs: list[float] = []
    warned: dict[str, None] = {}
    namespace: dict[str, Any] = {"np": np}
    exec(compile(program, "<program>", "exec"), namespace)
    namespace["propagate"] = _watched(namespace["propagate"], costs, progress)
    images = len(dataset.train)
    wide = dataset.n_x > WIDE * images and dataset.n_x * images > LARGE
    if wide:
        namespace["optimize"] = _in_few_numbers(namespace["optimize"])
    with np.errstate(all="call", under="ignore", call=lambda what, _: warned.setdefault(what)):
        w, b, train_yes, test_yes, train_accuracy, test_accuracy = namespace["model"](
            dataset.train.images, dataset.train.Y, dataset.test.images, dataset.test.Y
        )
    return Symptom(
        costs=np.array(costs),
        train_accuracy=float(train_accuracy),
        test_accuracy=float(test_accuracy),
        train_yes=train_yes.ravel().astype(bool),
        test_yes=test_yes.ravel().astype(bool),
        w=np.asarray(w, dtype=float),
        b=float(b),
        warnings=tuple(warned),
    )


def that_take_part(dataset: Dataset) -> Dataset:
    """The dataset, or one of some of its images, drawn by a seed, so that a run takes a second and not minutes."""
    most = max(2, min(MAX_IMAGES, MAX_NUMBERS // dataset.n_x))
    if len(dataset.train) <= most and len(dataset.test) <= most:
        return dataset
    train, test = (some_of(part, most, seed=0) for part in (dataset.train, dataset.test))
    return Dataset(dataset.name, dataset.class_names, train, test)


def _watched(propagate: Callable[..., Any], costs: list[float], progress: Progress | None) -> Callable[..., Any]:
    """`propagate` as it is, and its cost written down."""

    def watched(*given: Any) -> Any:
        if progress is not None and len(costs) % REPORT_EVERY == 0:
            share = min(len(costs) / ITERATIONS, 1.0)
            if progress(share) is False:
                raise Cancelled(f"Cancelled after {len(costs):,} iterations.")
        found = propagate(*given)
        costs.append(float(found[2]))
        return found

    return watched


def _in_few_numbers(optimize: Callable[..., Any]) -> Callable[..., Any]:
    """`optimize` as it is, given ``R`` of ``X = Q R``."""

    def short(w: NDArray, b: float, X: NDArray, Y: NDArray, **settings: Any) -> Any:
        Q, R = np.linalg.qr(X)
        start = Q.T @ w
        u, b = optimize(start, b, R, Y, **settings)
        return w + Q @ (u - start), b

    return short
