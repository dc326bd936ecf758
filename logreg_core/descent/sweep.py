"""A grid search over learning rates and penalties: all combinations and folds in one run, and the winner's worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..checks import check_count, generator_of
from ..data.division import folds_of
from ..errors import ArgumentError, Cancelled
from ..settings import INPUTS
from .record import judge
from .run import Descent
from .spaces import Space

REPORT_EVERY = 50  # iterations
MAX_AT_ONCE = 4_000_000_000  # products between two reports, so that a large sweep can be cancelled quickly
DRAWS = 2000
MAX_DRAWN = 4_000_000  # images drawn at once
TAILS = (0.025, 0.975)
ROUNDING = 1e-9


@dataclass(frozen=True)
class Combination:
    """The results of one learning rate and one penalty.

    train_cost, train_accuracy: of a run on all images, on these images. fold_costs, fold_accuracies: of the runs that
    each leave one fold out, on that fold. Costs are without the penalty, accuracies are shares from 0 to 1. held_out:
    the score of each image, ``(m,)``, by the run that did not train on it.
    """

    learning_rate: float
    l2: float
    train_cost: float
    train_accuracy: float
    fold_costs: tuple[float, ...]
    fold_accuracies: tuple[float, ...]
    held_out: NDArray[np.float64] = field(default_factory=lambda: np.empty(0), compare=False, repr=False)

    @property
    def cost(self) -> float:
        """The cross-validated cost: the mean over the folds."""
        return float(np.mean(self.fold_costs))

    @property
    def accuracy(self) -> float:
        """The cross-validated accuracy: the mean over the folds."""
        return float(np.mean(self.fold_accuracies))

    @property
    def spread(self) -> float:
        """The standard deviation of the accuracy over the folds."""
        return float(np.std(self.fold_accuracies, ddof=1))


def sweep(
    X: NDArray,
    Y: NDArray,
    *,
    learning_rates: ArrayLike,
    l2s: ArrayLike = 0.0,
    folds: int = 5,
    iterations: int = 2000,
    seed: int = 0,
    bursts: NDArray[np.int64] | None = None,
    divisor: float = 1.0,
    inputs: float = INPUTS.default,
    space: Space | None = None,
    progress: Callable[[float], object] = lambda share: None,
) -> list[Combination]:
    """Train every combination on all images and with each fold left out, side by side, and evaluate them.

    X: ``(n_x, m)``, divided by ``divisor`` in use; Y: ``(1, m)`` of 0 and 1. ``seed`` divides the images into folds.
    bursts: the burst of each image, ``(m,)``, or None: no fold splits a burst. learning_rates, l2s: a sequence or a
    number each. divisor, inputs, space: as for `Descent`. With centred inputs each neuron subtracts the mean of its own
    training images, so each fold is a separate run. progress: called with the completed share, from 0 to 1. When it
    returns False, the sweep ends with Cancelled.

    Returns one Combination for each learning rate and each penalty, in their order.

    Raises ArgumentError as `Descent` and `folds_of` do, and Cancelled.
    """
    check_count("iterations", iterations)
    fold = folds_of(Y, folds, seed, bursts)
    pairs = list(product(np.ravel(learning_rates), np.ravel(l2s)))
    if not pairs:
        raise ArgumentError("There must be at least one learning rate and one l2.")
    kept = np.column_stack([np.ones(len(fold)), fold[:, np.newaxis] != np.arange(folds)])  # (m, 1 + folds)
    together = [kept] if not inputs else [kept[:, [k]] for k in range(1 + folds)]
    scores = []
    for done, weights in enumerate(together):
        runs = weights.shape[1]
        run = Descent(
            X,
            Y,
            learning_rate=np.repeat([rate for rate, _ in pairs], runs),
            l2=np.repeat([l2 for _, l2 in pairs], runs),
            example_weights=weights if runs == 1 else np.tile(weights, len(pairs)),
            record_every=iterations + 1,
            divisor=divisor,
            inputs=inputs,
            space=space,
        )
        step = max(1, min(REPORT_EVERY, MAX_AT_ONCE // (np.size(X) * runs * len(pairs))))
        while run.iteration < iterations:
            run.advance(min(step, iterations - run.iteration))
            if progress((done + run.iteration / iterations) / len(together)) is False:
                raise Cancelled(f"The sweep was cancelled after {run.iteration:,} of {iterations:,} iterations.")
        scores.append(run.z.reshape(len(fold), len(pairs), runs))
    z, y = np.concatenate(scores, axis=2), np.reshape(Y, (-1, 1)).astype(float)
    train_costs, train_accuracies = judge(z[:, :, 0], y)
    held_out = [judge(z[fold == k, :, 1 + k], y[fold == k]) for k in range(folds)]
    costs, accuracies = (np.array(values) for values in zip(*held_out, strict=True))  # (folds, combinations) each
    unseen = z[np.arange(len(fold)), :, 1 + fold].T  # (combinations, m)
    unseen.setflags(write=False)
    return [
        Combination(
            float(rate),
            float(l2),
            float(train_costs[i]),
            float(train_accuracies[i]),
            tuple(costs[:, i].tolist()),
            tuple(accuracies[:, i].tolist()),
            unseen[i],
        )
        for i, (rate, l2) in enumerate(pairs)
    ]


@dataclass(frozen=True)
class Winner:
    """The combination with the lowest held-out cost, and an accuracy corrected for the selection.

    accuracy: the expected accuracy on new images with the same class balance, which the folds keep. interval: its 95 %
    confidence interval.
    """

    combination: Combination
    accuracy: float
    interval: tuple[float, float]


def best_of(combinations: Sequence[Combination]) -> Combination:
    """Return the combination with the lowest held-out cost. Ties: the larger penalty, then the lower rate.

    Raises ArgumentError for an empty sequence.
    """
    if not combinations:
        raise ArgumentError("There must be at least one combination.")
    costs = np.nan_to_num([each.cost for each in combinations], nan=np.inf)
    equal = [each for each, cost in zip(combinations, costs, strict=True) if cost <= costs.min() * (1 + ROUNDING)]
    return min(equal, key=lambda each: (-each.l2, each.learning_rate))


def winner_of(
    combinations: Sequence[Combination], Y: NDArray, *, bursts: NDArray | None = None, seed: int = 0
) -> Winner:
    """Return the best combination, with an accuracy corrected for the selection.

    Draw as many images as there are, with replacement; choose the combination with the lowest cost on the drawn images;
    evaluate it on the others. Repeat DRAWS times. So no combination is evaluated on the images that chose it. Y: ``(1,
    m)``, as for `sweep`. bursts: the burst of each image, ``(m,)``; then whole bursts are drawn. Source: I.
    Tsamardinos, E. Greasidou and G. Borboudakis (2018), Bootstrapping the out-of-sample predictions for efficient and
    accurate cross-validation (BBC-CV).

    Raises ArgumentError as `best_of` does.
    """
    best = best_of(combinations)
    labels = np.ravel(Y)
    z = np.column_stack([each.held_out for each in combinations])
    losses = np.nan_to_num(
        np.logaddexp(0, np.where(labels[:, np.newaxis] == 1, -z, z)), nan=1e6, posinf=1e6
    )  # (m, combinations)
    right = ((z > 0) == labels[:, np.newaxis]).astype(float)
    unit = np.arange(len(labels)) if bursts is None else np.unique(bursts, return_inverse=True)[1]
    units = int(unit.max()) + 1
    generator = generator_of(seed)
    at_once = max(1, min(DRAWS, MAX_DRAWN // len(labels)))
    shares: list[NDArray] = []
    while sum(map(len, shares)) < DRAWS:
        times = generator.multinomial(units, np.full(units, 1 / units), size=at_once)[:, unit]  # (draws, m)
        left = (times == 0).astype(float)
        judged = left.any(axis=1)
        times, left = times[judged], left[judged]
        chosen = np.argmin(times @ losses, axis=1)
        shares.append((left @ right)[np.arange(len(chosen)), chosen] / left.sum(axis=1))
    drawn = np.concatenate(shares)
    low, high = np.quantile(drawn, TAILS)
    return Winner(best, float(drawn.mean()), (float(low), float(high)))
