"""The regularisation path: weights and held-out cost against L2, with early stopping on the same axis.

Both keep weights small. Descent from zero after ``t`` steps is about as far as the minimum with a penalty of ``1 /
(rate t)``, so it is drawn at this value. The two are close, not equal. Source: A. Ali, J. Z. Kolter, R. J. Tibshirani
(2019), A continuous-time view of early stopping for least squares.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..data.dataset import Dataset, Split
from ..data.division import folds_and_bursts, folds_of
from ..data.preprocess import columns_of
from ..descent import optimum
from ..recipe import Recipe
from ..training import descent_of
from .material import Progress, parts, report

L2S = tuple(float(l2) for l2 in np.logspace(-5, 2, 15))
STOPS = tuple(2**power for power in range(13))  # iterations at which the descent is evaluated
FOLDS = 5
MAX_IMAGES = 300  # each neuron solves a system of as many equations


@dataclass(frozen=True, eq=False)
class PenaltyPath:
    """The length of the weights and the cost of held-out images, as means over the folds.

    l2s, length, cost: ``(n,)``, of the exact minimum with each penalty. stops, stop_length, stop_cost: ``(k,)``, of
    descent without a penalty after each number of steps at ``rate``. images: the number of training images used.
    """

    l2s: tuple[float, ...]
    length: NDArray
    cost: NDArray
    stops: tuple[int, ...]
    stop_length: NDArray
    stop_cost: NDArray
    rate: float
    images: int

    @property
    def as_penalties(self) -> NDArray[np.float64]:
        """The equivalent penalty of each of ``stops``."""
        return 1 / (self.rate * np.array(self.stops))


def penalty_path(dataset: Dataset, *, seed: int = 0, progress: Progress = lambda share: None) -> PenaltyPath:
    """Train on all folds but one, with each penalty and by descent, and evaluate on the held-out fold.

    Bursts are not split if each class has two. The rate is the largest at which the cost never rises on any fold.
    progress: as in `sweep`. Raises ArgumentError if a fold leaves one class only, and Cancelled.
    """
    train, _ = parts(dataset, seed, MAX_IMAGES)
    folds, bursts = folds_and_bursts(train.Y, FOLDS, train.groups)
    fold = folds_of(train.Y, folds, seed, bursts)
    runs = [
        descent_of(learn, Recipe(), judge, record_every=STOPS[-1] + 1)
        for learn, judge in (_halves(train, fold == k) for k in range(folds))
    ]
    rate = min(float(run.safe_learning_rate) for run in runs)
    by_penalty, by_stop = np.empty((2, len(L2S), folds)), np.empty((2, len(STOPS), folds))
    for k, run in enumerate(runs):
        learn, judge = _halves(train, fold == k)
        given, judged = columns_of(learn), columns_of(judge)
        for row, l2 in enumerate(L2S):
            report(k * len(L2S) + row, folds * len(L2S), progress)
            minimum = optimum(**given, l2=l2)
            z = minimum.w.T @ judged["X"] / judged["divisor"] + minimum.b
            by_penalty[:, row, k] = np.linalg.norm(minimum.w), np.mean(np.logaddexp(0, (1 - 2 * judge.Y) * z))
        run.learning_rate = rate
        for row, stop in enumerate(STOPS):
            run.advance(stop - run.iteration)
            by_stop[:, row, k] = np.linalg.norm(run.w), run.now.test_cost
    report(1, 1, progress)
    (length, cost), (stop_length, stop_cost) = by_penalty.mean(axis=2), by_stop.mean(axis=2)
    return PenaltyPath(L2S, length, cost, STOPS, stop_length, stop_cost, rate, len(train))


def _halves(train: Split, held_out: NDArray[np.bool_]) -> tuple[Split, Split]:
    return train.take(np.flatnonzero(~held_out)), train.take(np.flatnonzero(held_out))
