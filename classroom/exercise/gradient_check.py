"""Gradient check: the formula's slope and the slope measured by finite differences of the cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logreg_core.checks import generator_of
from logreg_core.classifier import Classifier
from logreg_core.data.dataset import Split
from logreg_core.data.preprocess import flatten, normalize
from logreg_core.errors import ArgumentError
from logreg_core.logistic import sigmoid

STEP = 1e-4  # to either side; smaller means less truncation error (quadratic) but more rounding error
CHECKED = 20  # weights of a neuron


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """Slopes of the cost for ``k`` weights, computed in two ways.

    formula: ``1/m sum(x (a - y))``, ``(k,)``; measured: ``(J(w + STEP) - J(w - STEP)) / (2 STEP)``, ``(k,)``.
    """

    formula: NDArray[np.float64]
    measured: NDArray[np.float64]

    @property
    def errors(self) -> NDArray[np.float64]:
        """``|formula - measured| / (|formula| + |measured|)`` of each, ``(k,)``; 0 where both are 0."""
        size = np.abs(self.formula) + np.abs(self.measured)
        return np.divide(np.abs(self.formula - self.measured), size, out=np.zeros_like(size), where=size > 0)

    @property
    def error(self) -> float:
        """The same for the whole vectors, with their norms."""
        size = np.linalg.norm(self.formula) + np.linalg.norm(self.measured)
        return float(np.linalg.norm(self.formula - self.measured) / size) if size else 0.0


def check_gradient(w: NDArray, b: float, X: NDArray, Y: NDArray) -> GradientCheck:
    """Check each weight, and last the bias. w: ``(n_x, 1)``; X: ``(n_x, m)``; Y: ``(1, m)``."""
    rows = np.vstack([X, np.ones((1, X.shape[1]))])  # the bias is the weight of an input of 1
    return _check((w.T @ X + b)[0], rows, np.ravel(Y))


def check_some_weights(classifier: Classifier, split: Split, *, seed: int) -> tuple[NDArray[np.int64], GradientCheck]:
    """Check CHECKED seeded random weights of a neuron on pixels, on all images of a split, without a penalty.

    Returns their positions in ``w``, ascending, ``(k,)``, and the check. Raises ArgumentError for another
    representation or image size.
    """
    if classifier.representation != "pixels":
        raise ArgumentError(
            f"The check needs a neuron on pixels. Got one on {classifier.representation!r}. Train one on the pixels."
        )
    n = len(classifier.w)
    chosen = np.sort(generator_of(seed).choice(n, min(CHECKED, n), replace=False))
    rows = normalize(flatten(split.images)[chosen])
    return chosen, _check(classifier.scores(split.images), rows, split.labels)


def _check(z: NDArray, rows: NDArray, labels: NDArray) -> GradientCheck:
    """z, labels: of the images, ``(m,)``; rows: the inputs of the checked weights, ``(k, m)``.

    A weight larger by STEP changes each score by STEP times its input, so the other weights are not needed.
    """
    formula = rows @ (sigmoid(z) - labels) / len(z)
    up, down = (np.logaddexp(0, (1 - 2 * labels) * (z + sign * STEP * rows)).mean(axis=1) for sign in (1, -1))
    return GradientCheck(formula, (up - down) / (2 * STEP))
