"""Compares a learner's training with the textbook and the engine: same images, same start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logreg_core.classifier import Classifier
from logreg_core.data.dataset import Dataset
from logreg_core.data.preprocess import prepare
from logreg_core.errors import Cancelled
from logreg_core.logistic import initialize, optimize
from logreg_core.recipe import OWN_CODE, Recipe, Unrepeatable
from logreg_core.settings import ITERATIONS, LEARNING_RATE
from logreg_core.training import Training
from logreg_core.words import percent

from .results import Costs, Learned
from .run import train_with

MAX_PRODUCTS = 5_200_000_000  # numbers in all images, times iterations: the cats 2,000 times, some seconds each
OWN = 0.5  # share of the work that is the learner's training

Progress = Callable[[float], object]


@dataclass(frozen=True, eq=False)
class Reference:
    """The result of a training: the costs before some steps, with step numbers, and the final weights."""

    costs: Costs
    w: NDArray[np.float64]
    b: float


@dataclass(frozen=True, eq=False)
class Beside:
    """A learner's training and the two references, which are None if the learner's gave no neuron.

    learning_rate, num_iterations: of all three.
    """

    learned: Learned
    textbook: Reference | None
    engine: Reference | None
    learning_rate: float
    num_iterations: int

    @property
    def costs_lost(self) -> int:
        """How many of the learner's recorded costs are not finite."""
        return sum(not np.isfinite(cost) for _, cost in self.learned.costs)

    def cost_difference(self, other: Reference) -> float:
        """The largest difference between the learner's costs and the other's, where both are finite; else NaN."""
        theirs = dict(other.costs)
        gaps = [abs(cost - theirs.get(at, np.nan)) for at, cost in self.learned.costs]
        return max((gap for gap in gaps if np.isfinite(gap)), default=np.nan)

    def weight_difference(self, other: Reference) -> float:
        """The largest difference between weights of a pixel, relative to the other's largest weight."""
        size = float(np.abs(other.w).max())
        gap = float(np.abs(self.learned.w - other.w).max())
        return gap / size if size else gap


def most_iterations(dataset: Dataset) -> int:
    """The most iterations that take a few seconds on these images in a learner's code."""
    return max(10, MAX_PRODUCTS // (dataset.n_x * len(dataset.train)))


def train_beside(
    code: str, dataset: Dataset, learning_rate: float, num_iterations: int, progress: Progress | None = None
) -> Beside:
    """Train with a learner's program, then with the textbook and the engine.

    code: all six functions as one text. progress: as in `training.train`. Raises Cancelled if it returns False.
    """

    def report(share: float) -> None:
        if progress is not None and progress(share) is False:
            raise Cancelled(f"The training was cancelled after {percent(round(share, 2))} of the work.")

    learned = train_with(
        code,
        dataset,
        learning_rate=learning_rate,
        num_iterations=num_iterations,
        progress=lambda share: report(OWN * share),
        ahead=lambda _: report(0.0),
    )
    if learned.failure is not None:
        return Beside(learned, None, None, learning_rate, num_iterations)
    recipe = Recipe(learning_rate=learning_rate, num_iterations=num_iterations)
    run = Training.begin(dataset, recipe, record_every=1)
    run.finish()
    engine = Reference(
        tuple((record.iteration, float(record.cost)) for record in run.descent.records),
        run.descent.w.copy(),
        float(run.descent.b),
    )
    textbook = _by_the_textbook(dataset, recipe, lambda share: report(OWN + (1 - OWN) * share))
    return Beside(learned, textbook, engine, learning_rate, num_iterations)


def _by_the_textbook(dataset: Dataset, recipe: Recipe, report: Progress) -> Reference:
    """`optimize`, one step at a time, to record every cost."""
    X, Y = prepare(dataset.train.images), dataset.train.Y
    w, b = initialize(dataset.n_x)
    costs: list[tuple[int, float]] = []
    for i in range(recipe.num_iterations):
        if i % 50 == 0:
            report(i / recipe.num_iterations)
        parameters, _, (cost,) = optimize(w, b, X, Y, 1, recipe.learning_rate)
        w, b = parameters["w"], parameters["b"]
        costs.append((i, float(cost)))
    return Reference(tuple(costs), w, float(b))


def neuron_of(beside: Beside, dataset: Dataset) -> Classifier:
    """The neuron from a learner's code; no recipe reproduces it. Raises ArgumentError if there is none."""
    known = {LEARNING_RATE.name: beside.learning_rate, ITERATIONS.name: beside.num_iterations}
    return Classifier(
        beside.learned.w,
        beside.learned.b,
        dataset.image_shape,
        dataset.class_names,
        dataset.name,
        dataset.digest,
        Unrepeatable(OWN_CODE, known),
        beside.num_iterations,
    )
