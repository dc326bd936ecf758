"""A permutation test: the same neuron trained on shuffled labels, which it can only memorise.

If images and labels were unrelated, the real labels would be one shuffle among many, and their test cost would not
stand out. The training cost cannot show this: a neuron with more weights than images learns any labels. The shuffled
units must be exchangeable: single images, or whole bursts if known, because two images of a burst have the same label
and are nearly equal. Training images, test images, and bursts in both sets are shuffled separately, because the
division depends on the labels. In scikit-learn's `permutation_test_score` these are the groups.

Sources: M. Ojala and G. C. Garriga (2010), Permutation tests for studying classifier performance; for the real labels
as one more shuffle, B. Phipson and G. K. Smyth (2010), Permutation p-values should never be zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, prod

import numpy as np
from numpy.typing import NDArray

from ..checks import check_count, generator_of
from ..data.dataset import Dataset
from ..errors import ArgumentError
from ..recipe import Recipe
from ..training import descent_of
from ..words import count, percent
from .material import Progress, advance, parts, stack

RARE = 0.05  # the largest p-value that is called rare


@dataclass(frozen=True)
class Memorisation:
    """The scores with the real labels, and with each of ``n`` shuffles.

    cost: the test costs with shuffled labels, without the penalty; train: the training accuracies, from 0 to 1:
    ``(n,)``. real_cost, real_train: with the real labels. bigger_class: the mean accuracy of always answering with the
    bigger class on the shuffled training labels. units: the number of shuffled images, or bursts if known, of class 0
    and class 1, per group. by_burst: whether the units are bursts.
    """

    cost: NDArray
    train: NDArray
    real_cost: float
    real_train: float
    bigger_class: float
    units: tuple[tuple[int, int], ...]
    by_burst: bool

    @property
    def as_low(self) -> int:
        """The number of shuffles with a test cost as low or lower."""
        return int(np.count_nonzero(self.cost <= self.real_cost * (1 + 1e-9)))

    @property
    def p_value(self) -> float:
        """The share of shuffles with a cost as low, with the real labels as one more: ``(1 + as_low) / (1 + n)``."""
        return (1 + self.as_low) / (1 + len(self.cost))

    @property
    def smallest(self) -> float:
        """The approximate smallest possible p-value with so many images or bursts.

        One of the permutations is the real one. If both classes have equal sizes, so is the one that swaps them: a
        neuron learns either at the same cost.
        """
        ways = prod(comb(zeros + ones, zeros) for zeros, ones in self.units)
        return (2 if all(zeros == ones for zeros, ones in self.units) else 1) / ways

    def words(self) -> dict[str, str]:
        """Return the result as sentences under short headings."""
        n, heart = len(self.cost), float(self.train.mean())
        what = "whole bursts" if self.by_burst else "the labels"
        sentences = {
            "By heart": f"with shuffled labels, {percent(heart)} of the training images are right on average;"
            f" always answering with the bigger class gets {percent(self.bigger_class)} right. {self._by_heart(heart)}",
            "p-value": f"of {count(n, 'shuffle')} of {what}, {self.as_low} {'has' if self.as_low == 1 else 'have'} a"
            " test cost as low as the real labels. The real labels count as one more:"
            f" ({self.as_low} + 1) / ({n} + 1) = {self.p_value:.3f}. {self._significance()}",
        }
        if self.smallest > RARE:
            what = "bursts" if self.by_burst else "images"
            sentences["Too few"] = (
                f"With so few {what} the p-value can hardly be below"
                f" {self.smallest:.2g}, whatever the neuron learned. Add more of both classes."
            )
        return sentences

    def _by_heart(self, heart: float) -> str:
        if heart > self.real_train - 0.05:
            return (
                f"So {percent(self.real_train)} with the real labels is no sign that it has learned what the classes"
                " have in common: only new images can tell."
            )
        return f"With the real labels it is {percent(self.real_train)}: they are easier to learn than shuffled labels."

    def _significance(self) -> str:
        if self.p_value <= RARE:
            return "That is rare if images and labels are unrelated."
        return "That is not rare if images and labels are unrelated: this test does not tell."


def memorise(
    dataset: Dataset,
    *,
    shuffles: int = 100,
    iterations: int = 2000,
    learning_rate: float = 0.005,
    l2: float = 0.0,
    seed: int = 0,
    progress: Progress = lambda share: None,
) -> Memorisation:
    """Train the textbook's neuron with the real labels and with each shuffle, side by side.

    Of a large dataset, `material.MAX_IMAGES` are used. l2: the penalty, as in `Descent`. progress: as in `sweep`.

    Raises ArgumentError for arguments out of range and if a cost is not finite, and Cancelled.
    """
    check_count("shuffles", shuffles)
    recipe = Recipe(learning_rate, iterations, l2=l2)
    train, test = parts(dataset, seed)
    whole, draws = stack(train, test), generator_of(seed)
    bursts = np.arange(len(whole)) if whole.groups is None else whole.groups
    pairs = np.column_stack([bursts, whole.labels])  # a burst with images of both classes counts as two
    _, first, unit = np.unique(pairs, axis=0, return_index=True, return_inverse=True)
    labels, unit = whole.labels[first], unit.ravel()  # of each burst, or of each image
    group = np.isin(np.arange(len(first)), unit[: len(train)]) + 2 * np.isin(np.arange(len(first)), unit[len(train) :])
    shuffled = np.tile(labels, (1 + shuffles, 1))
    for row in shuffled[1:]:
        for one in np.unique(group):
            row[group == one] = draws.permutation(row[group == one])
    Y, Y_test = np.split(shuffled[:, unit], [len(train)], axis=1)  # (1 + n, m) and (1 + n, m_test)
    run = descent_of(train, recipe, test, Y=Y, Y_test=Y_test, record_every=iterations + 1)
    advance(run, iterations, progress)
    if not np.isfinite(run.now.test_cost).all():
        raise ArgumentError(
            f"A cost is not finite: the steps are too long. Choose a learning_rate below {learning_rate:g}."
        )
    cost, right, ones = run.now.test_cost, run.now.train_accuracy, Y[1:].mean(axis=1)
    counts = [np.bincount(labels[group == one], minlength=2).tolist() for one in np.unique(group)]
    return Memorisation(
        cost[1:],
        right[1:],
        float(cost[0]),
        float(right[0]),
        float(np.maximum(ones, 1 - ones).mean()),
        tuple((zeros, ones) for zeros, ones in counts),
        whole.bursts is not None and len(labels) < len(whole),
    )
