"""One image forward and backward through the neuron, with all its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logreg_core.checks import check_hyperparameters
from logreg_core.classifier import Classifier
from logreg_core.data.dataset import Split
from logreg_core.data.preprocess import prepare
from logreg_core.logistic import initialize, propagate, sigmoid


@dataclass(frozen=True)
class Row:
    """One number of the image, counted from 1, or several folded into one row of sums.

    x: the number; w: its weight; wx: their product; dw: ``x dz``, the slope; after: the weight after the step.
    """

    first: int
    last: int
    x: float
    w: float
    wx: float
    dw: float
    after: float


@dataclass(frozen=True, eq=False)
class OneImage:
    """One iteration of a neuron on one image.

    x, w, dw, after: ``(n,)``, as in `Row`; b, db, b_after: of the bias. z, a, cost, dz: of the image; y: its label.
    """

    x: NDArray[np.float64]
    w: NDArray[np.float64]
    dw: NDArray[np.float64]
    after: NDArray[np.float64]
    b: float
    db: float
    b_after: float
    y: int
    z: float
    a: float
    cost: float
    dz: float

    def rows(self, shown: int = 4) -> Iterator[Row]:
        """The first and the last ``shown`` numbers, with the others between them as one row of sums."""
        n = len(self.x)
        ends = [*range(n)] if n <= 2 * shown + 1 else [*range(shown), *range(n - shown, n)]
        for k in ends:
            if k == n - shown and len(ends) < n:
                yield self._row(slice(shown, n - shown))
            yield self._row(slice(k, k + 1))

    def _row(self, part: slice) -> Row:
        x, w, dw, after = (values[part] for values in (self.x, self.w, self.dw, self.after))
        return Row(part.start + 1, part.stop, *(float(each.sum()) for each in (x, w, x * w, dw, after)))


def first_image(split: Split, classifier: Classifier | None, learning_rate: float) -> OneImage:
    """The first image of a split with a neuron on pixels, or with zero weights, and one step on it.

    Raises ArgumentError if the neuron does not read such images, or the rate is not positive.
    """
    check_hyperparameters(1, learning_rate)
    X, Y = prepare(split.images[:1]), split.Y[:, :1]
    w, b = initialize(len(X)) if classifier is None else (classifier.w, classifier.b)
    grads, cost = propagate(w, b, X, Y)
    dw, db, y = grads["dw"], float(grads["db"]), int(Y[0, 0])
    z = float((w.T @ X)[0, 0] + b)
    a = float(sigmoid(z))
    return OneImage(
        x=X[:, 0],
        w=w[:, 0],
        dw=dw[:, 0],
        after=(w - learning_rate * dw)[:, 0],
        b=b,
        db=db,
        b_after=b - learning_rate * db,
        y=y,
        z=z,
        a=a,
        cost=float(cost),
        dz=a - y,
    )
