"""A learner's own training beside that of the textbook and that of the engine: same images, same start."""

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
HERS = 0.5  # of all the work

Progress = Callable[[float], object]


@dataclass(frozen=True, eq=False)
class Way:
    """Where a training led: the cost before some of its steps, with their numbers, and the weights after the last."""

    costs: Costs
    w: NDArray[np.float64]
    b: float


@dataclass(frozen=True, eq=False)
class Beside:
    """A learner's training, and the two that it is held against; these are None where hers came to no neuron.

    learning_rate, num_iterations: of all three.
    """

    learned: Learned
    textbook: Way | None
    engine: Way | None
    learning_rate: float
    num_iterations: int

    @property
    def costs_lost(self) -> int:
        """At how many of the iterations that are known her cost is no finite number."""
        return sum(not np.isfinite(cost) for _, cost in self.learned.costs)

    def cost_difference(self, other: Way) -> float:
        """The largest difference between her costs and those of the other, where both are finite; nan without any."""
        theirs = dict(other.costs)
        gaps = [abs(cost - theirs.get(at, np.nan)) for at, cost in self.learned.costs]
        return max((gap for gap in gaps if np.isfinite(gap)), default=np.nan)

    def weight_difference(self, other: Way) -> float:
        """The largest difference between two weights for the same pixel, as a share of the other's largest weight."""
        size = float(np.abs(other.w).max())
        gap = float(np.abs(self.learned.w - other.w).max())
        return gap / size if size else gap


def most_iterations(dataset: Dataset) -> int:
    """How many iterations take some seconds on these images, at the most: a learner's code does all the arithmetic."""
    return max(10, MAX_PRODUCTS // (dataset.n_x * len(dataset.train)))


def train_beside(
    code: str, dataset: Dataset, learning_rate: float, num_iterations: int, progress: Progress | None = None
) -> Beside:
    """Train with a learner's program, and then with the textbook and the engine.

    code: all six functions as one text. progress: as in `training.train`. Raises Cancelled where it returns False.
    """

    def report(share: float) -> None:
        if progress is not None and progress(share) is False:
            raise Cancelled(f"The training was cancelled after {percent(round(share, 2))} of the work.")

    learned = train_with(
        code,
        dataset,
        learning_rate=learning_rate,
        num_iterations=num_iterations,
        progress=lambda share: report(HERS * share),
        ahead=lambda _: report(0.0),
    )
    if learned.failure is not None:
        return Beside(learned, None, None, learning_rate, num_iterations)
    recipe = Recipe(learning_rate=learning_rate, num_iterations=num_iterations)
    run = Training.begin(dataset, recipe, record_every=1)
    run.finish()
    engine = Way(
        tuple((record.iteration, float(record.cost)) for record in run.descent.records),
        run.descent.w.copy(),
        float(run.descent.b),
    )
    textbook = _by_the_textbook(dataset, recipe, lambda share: report(HERS + (1 - HERS) * share))
    return Beside(learned, textbook, engine, learning_rate, num_iterations)


def _by_the_textbook(dataset: Dataset, recipe: Recipe, report: Progress) -> Way:
    """`optimize`, a step at a time, so that every cost is seen."""
    X, Y = prepare(dataset.train.images), dataset.train.Y
    w, b = initialize(dataset.n_x)
    costs: list[tuple[int, float]] = []
    for i in range(recipe.num_iterations):
        if i % 50 == 0:
            report(i / recipe.num_iterations)
        parameters, _, (cost,) = optimize(w, b, X, Y, 1, recipe.learning_rate)
        w, b = parameters["w"], parameters["b"]
        costs.append((i, float(cost)))
    return Way(tuple(costs), w, float(b))


def neuron_of(beside: Beside, dataset: Dataset) -> Classifier:
    """The neuron that a learner's code found, which no recipe leads to. Raises ArgumentError where it found none."""
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
