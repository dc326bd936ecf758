"""The penalty's path: the weights and the held-out cost against L2, and early stopping on the same axis.

Both keep weights small. Descent from zero has come about as far after ``t`` steps at a rate as the minimum lies with a
penalty of ``1 / (rate t)``, so that number is where it is drawn. The two are near each other, and not equal.
Source: A. Ali, J. Z. Kolter, R. J. Tibshirani (2019), A continuous-time view of early stopping for least squares.
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
STOPS = tuple(2**power for power in range(13))  # iterations at which the descent is looked at
FOLDS = 5
MAX_IMAGES = 300  # that take part: each neuron solves a system of as many equations


@dataclass(frozen=True, eq=False)
class PenaltyPath:
    """How long the weights are, and what held-out images cost, averaged over the folds.

    l2s, length, cost: ``(n,)``, of the exact minimum with each penalty. stops, stop_length, stop_cost: ``(k,)``, of
    descent without a penalty after each number of steps at ``rate``. images: of the training that took part.
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
        """Where on the axis of the penalties each of ``stops`` is drawn."""
        return 1 / (self.rate * np.array(self.stops))


def penalty_path(dataset: Dataset, *, seed: int = 0, progress: Progress = lambda share: None) -> PenaltyPath:
    """Train on all folds but one, with each penalty and by descent, and judge on that one.

    Bursts stay whole where each class has two. The rate is the largest at which the cost cannot rise, on no fold.
    progress: as in `sweep`. Raises ArgumentError where a fold leaves one class only, and Cancelled.
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
        for place, l2 in enumerate(L2S):
            report(k * len(L2S) + place, folds * len(L2S), progress)
            found = optimum(**given, l2=l2)
            z = found.w.T @ judged["X"] / judged["divisor"] + found.b
            by_penalty[:, place, k] = np.linalg.norm(found.w), np.mean(np.logaddexp(0, (1 - 2 * judge.Y) * z))
        run.learning_rate = rate
        for place, stop in enumerate(STOPS):
            run.advance(stop - run.iteration)
            by_stop[:, place, k] = np.linalg.norm(run.w), run.now.test_cost
    report(1, 1, progress)
    (length, cost), (stop_length, stop_cost) = by_penalty.mean(axis=2), by_stop.mean(axis=2)
    return PenaltyPath(L2S, length, cost, STOPS, stop_length, stop_cost, rate, len(train))


def _halves(train: Split, held_out: NDArray[np.bool_]) -> tuple[Split, Split]:
    return train.take(np.flatnonzero(~held_out)), train.take(np.flatnonzero(held_out))
