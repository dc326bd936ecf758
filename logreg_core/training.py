"""Training: a recipe and a dataset become a classifier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from numbers import Integral
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from .classifier import Classifier, is_usable
from .data.dataset import Dataset, Split
from .data.division import folds_of, validation_of
from .data.preprocess import columns_of
from .descent import Change, Checkpoint, Descent, Record, Space, choose_space, stops_of
from .errors import ArgumentError, Cancelled
from .recipe import CHANGED, ON_THE_WAY, Made, Recipe, Unrepeatable, begun_at, changed_on_the_way
from .representation import represent
from .settings import LEARNING_RATE, PATIENCE, SEED, VALIDATION

FOLDS = 5
REPORTS = 50  # of a training to those who wait for it
MAX_READ = 1_000_000_000  # numbers that are read between two of them, so that a large set can be cancelled soon
QUICK = 10_000_000  # numbers in all training images together, whose curvature is found in a blink
TOGETHER = 50  # images are represented at a time

Progress = Callable[[float], object]


def train(dataset: Dataset, recipe: Recipe, *, progress: Progress | None = None) -> Classifier:
    """The neuron that this recipe makes of the training images.

    progress: called with the share that is done, from 0 to 1. When it returns False, the work ends with Cancelled.

    Raises ArgumentError when the steps were so long that the weights are not finite, and Cancelled.
    """
    run = Training.begin(dataset, recipe)
    run.finish(progress)
    if run.classifier is None:
        raise ArgumentError(_too_long(recipe))
    return run.classifier


def _too_long(recipe: Recipe) -> str:
    return (
        f"The steps were so long that the weights are not finite. {LEARNING_RATE.name} must be smaller than"
        f" {recipe.learning_rate:g} here."
    )


def can_validate(split: Split) -> bool:
    """Whether each class has two training images, and not only mirrored ones, so that one can be set aside."""
    pairs = split.indices() if split.twins is None else split.twins
    return min(len(np.unique(pairs[split.indices(label)])) for label in (0, 1)) >= 2


def validation_part(split: Split, made: Made) -> NDArray[np.bool_] | None:
    """Which training images early stopping sets aside, ``(m,)``; None without patience, or where it cannot.

    It follows from what a file keeps: an image and its mirrored copy stay together, bursts do not.
    """
    settings = made.settings
    if not settings.get(PATIENCE.name) or not can_validate(split):
        return None
    share, seed = (settings.get(each.name, each.default) for each in (VALIDATION, SEED))
    return validation_of(split.Y, share, int(seed), split.twins)


def descent_of(
    learn: Split, recipe: Recipe, test: Split | None = None, *, space: Space | None = None, **instead: Any
) -> Descent:
    """The descent from zero that a recipe describes, on the training images, with an eye on the test images.

    It looks at the validation set where there is patience and each class has two images. The goal is not in it:
    advance by as many iterations.
    space: made before, from these very images. instead: other arguments of `Descent`, or the same with other values,
    such as example weights, or labels or a learning rate for each of many runs.

    Raises ArgumentError as `Descent` and `represent` do.
    """
    aside = validation_part(learn, recipe)
    early = {"validation": aside, "patience": None if aside is None else recipe.patience}
    return Descent(**_columns(learn, test, recipe.representation) | recipe.steps | early | instead, space=space)


def _columns(learn: Split, test: Split | None, representation: str) -> dict[str, Any]:
    """`columns_of`, where the neuron is shown something else than pixels too."""
    given = columns_of(learn, test)
    if representation == "pixels":
        return given
    shown = {"X": _represented(learn, representation)}
    if test is not None:
        shown["X_test"] = _represented(test, representation)
    return given | shown | {"divisor": 1.0}


def _represented(split: Split, name: str) -> NDArray[np.float64]:
    starts = range(0, len(split), TOGETHER)
    return np.hstack([represent(split.images[start : start + TOGETHER], name) for start in starts])


def safe_learning_rate(dataset: Dataset, recipe: Recipe) -> float | None:
    """The rate up to which plain descent can never raise the cost; None with momentum or mini-batches, which may, and
    where it would take long to find out.
    """
    return float(descent_of(dataset.train, recipe).safe_learning_rate) if _is_calm(dataset, recipe) else None


def _is_calm(dataset: Dataset, recipe: Recipe) -> bool:
    plain = not recipe.momentum and not recipe.batch_size
    return plain and dataset.n_x * len(dataset.train) <= QUICK


@dataclass(eq=False)
class Training:
    """One run on one dataset. Stopped, it keeps its result; with a larger goal it goes on from there.

    On its way it keeps checkpoints, so that `at` can go back to any iteration.

    recipe: as it began, but for the number of iterations, which is that of the goal. The learning rate, the penalty and
    the momentum of the steps to come may be changed on the way, in ``descent``.
    start: the neuron at whose weights it began; None where it began at zero.
    planned: changes that it makes by itself on its way, as `plan` of another run gives them; by_hand: whether its goal
    is where another run was stopped, so that it is `ended` there.
    """

    dataset: Dataset
    recipe: Recipe
    descent: Descent
    ended: bool = field(default=False, repr=False)
    start: Classifier | None = field(default=None, repr=False)
    planned: Sequence[Change] = field(default=(), repr=False)
    by_hand: bool = field(default=False, repr=False)
    _snapshot: Classifier | None = field(default=None, repr=False)
    _kept: list[Checkpoint] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        self._kept = self._kept or [Checkpoint(self.descent.fork(records=False))]

    @classmethod
    def begin(
        cls,
        dataset: Dataset,
        recipe: Recipe,
        before: Training | None = None,
        *,
        start: Classifier | None = None,
        planned: Sequence[Change] = (),
        by_hand: bool = False,
        **records: int,
    ) -> Self:
        """A run from zero, or from the weights of another neuron. It shares the products of the images with the run
        before it, where they suit it.

        planned, by_hand: as above. records: ``record_every`` and ``record_first`` of `Descent`.

        Raises ArgumentError where ``start`` reads other pictures than these, or is shown something else of them.
        """
        space = before.descent.space if before and _suits(before, dataset, recipe) else None
        instead = {} if start is None else {"start": _weights_of(start, dataset, recipe)}
        descent = descent_of(dataset.train, recipe, dataset.test, space=space, **instead, **records)
        return cls(dataset, recipe, descent, start=start, planned=planned, by_hand=by_hand)

    @property
    def goal(self) -> int:
        """The iteration at which it ends."""
        return self.recipe.num_iterations

    @property
    def iteration(self) -> int:
        """How many steps have been taken."""
        return self.descent.iteration

    @property
    def finished(self) -> bool:
        """Whether the goal is reached, patience has ended, or it was stopped."""
        return self.ended or self.iteration >= self.goal or self.descent.stopped

    @property
    def result(self) -> Record:
        """How the neuron does now; with patience, at the end, how the one did that was best on the validation set."""
        return self.descent.best if self.finished and self.descent.best else self.descent.now

    @property
    def sample_coefficients(self) -> NDArray[np.float64] | None:
        """How much of each training image is in the weights of the `result`, ``(m, 1)``; None where that is unknown."""
        best = self.finished and self.descent.best
        return self.descent.best_sample_coefficients if best else self.descent.sample_coefficients

    @property
    def validation(self) -> NDArray[np.bool_] | None:
        """Which training images are set aside, ``(m,)``; None without patience."""
        return validation_part(self.dataset.train, self.recipe)

    @property
    def changed(self) -> list[str]:
        """The names of the settings that were changed on the way here. What was set here is for the steps to come."""
        names = {name for iteration, name, _ in self.descent.changes if iteration < self.iteration}
        return [name for name in CHANGED if name in names]

    @property
    def steady(self) -> bool:
        """Whether its recipe alone tells all about it: it began at zero, and nothing was changed on the way."""
        return self.start is None and not self.changed

    @property
    def settled(self) -> bool:
        """Whether it is sure that another machine, which rounds differently, gets the same weights.

        Steps up to the `safe_learning_rate` bring no two neurons further apart, so differences of rounding do not grow.
        Longer ones can make them grow, even between two records that show no trouble.
        """
        if {name for _, name, _ in self.descent.changes} - {LEARNING_RATE.name}:
            return False
        longest = np.max([rate for _, rate in self.descent.rates])
        return _is_calm(self.dataset, self.recipe) and bool(longest <= self.descent.safe_learning_rate)

    def step(self, iterations: int) -> None:
        """Take so many steps, fewer where patience ends."""
        end, stops = self.iteration + iterations, stops_of(self._kept[0].descent, self.goal)
        for stop in sorted({stop for stop in stops if self.iteration < stop < end} | {end}):
            if not self.descent.stopped:
                self.descent.follow(self.planned, stop)
                self._keep(stops)
        self.ended = self.ended or (self.by_hand and self.iteration >= self.goal)

    def _keep(self, stops: frozenset[int]) -> None:
        if self.iteration in stops and self.iteration > self._kept[-1].iteration:
            self._kept.append(Checkpoint(self.descent.fork(records=False)))
        if len(self._kept) > 2 * len(stops):  # the goal was changed more than once
            del self._kept[1:-1:2]

    @property
    def plan(self) -> list[Change]:
        """All changes on its way, those still to come and those of the pace too: with them a run that begins alike goes
        the same way, to the last digit, and has the same records.
        """
        to_come = [each for each in self.planned if each[0] >= self.iteration]
        return sorted([*self.descent.paces, *self.descent.changes, *to_come], key=lambda change: change[0])

    @property
    def places(self) -> int:
        """How many checkpoints it has kept on its way."""
        return len(self._kept)

    @property
    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """Places on its way, in their order: the first is its start, and the last is here."""
        if self._kept[-1].iteration == self.iteration:
            return tuple(self._kept)
        return (*self._kept, Checkpoint(self.descent.fork(records=False)))

    def at(self, iteration: int) -> Training:
        """The training as it was then: another one, on the way to the same goal. Its weights are the same to the last
        digit, and so are its records, which end there.

        With patience its `result` is the neuron of that iteration, unless it is the end. Raises ArgumentError unless it
        has come that far.
        """
        if not isinstance(iteration, Integral) or not 0 <= iteration <= self.iteration:
            raise ArgumentError(f"iteration must be a whole number from 0 to {self.iteration:,}. Got {iteration!r}.")
        kept = [each for each in self._kept if each.iteration <= iteration]
        if iteration == self.iteration:
            return replace(self, descent=self.descent.fork(), _snapshot=None, _kept=kept)
        descent = kept[-1].descent.fork()
        descent.records = [each for each in self.descent.records if each.iteration < descent.iteration]
        descent.follow(self.plan, iteration)
        descent.record_every = self.descent.record_every
        return Training(self.dataset, self.recipe, descent, start=self.start, _kept=kept)

    def finish(self, progress: Progress | None = None) -> None:
        """Take all steps to the goal. Raises Cancelled when ``progress``, told the share done, returns False."""
        pace = self.goal if progress is None else max(1, min(self.goal // REPORTS, MAX_READ // self._read))
        while not self.finished:
            self.step(min(pace, self.goal - self.iteration))
            _report(self.iteration, self.goal, progress)

    @property
    def _read(self) -> int:
        return int(self.descent.space.X.size)

    def aim(self, goal: int) -> None:
        """Choose another goal. Raises ArgumentError when it is out of range."""
        self.recipe, self.ended, self.by_hand = replace(self.recipe, num_iterations=goal), False, False

    def stop(self) -> None:
        """End the run here and keep the result."""
        if self.iteration:
            self.aim(self.iteration)
        self.ended, self.planned = True, ()

    @property
    def made(self) -> Made:
        """How the neuron of the `result` was made.

        Without patience the number of iterations is that of its own steps, also on the way to a goal, so that `train`
        makes this very neuron. With patience it is the goal: the neuron is that of an earlier iteration. On the way to
        it there is no recipe: early stopping would keep another one.
        """
        early = self.validation is not None
        recipe = replace(self.recipe, num_iterations=self.goal if early else self.iteration or self.goal)
        if self.steady and early and not self.finished:
            return Unrepeatable(ON_THE_WAY, recipe.settings, recipe.representation)
        if self.steady:
            return recipe
        known = {name: value for name, value in recipe.settings.items() if name not in self.changed}
        why = [] if self.start is None else [begun_at(self.start.recipe)]
        why += [changed_on_the_way(self.changed)] if self.changed else []
        return Unrepeatable(", and ".join(why), known, recipe.representation)

    @property
    def classifier(self) -> Classifier | None:
        """The neuron of the `result`, the same object until something about it changes; None where its weights are
        beyond what a classifier can have.
        """
        made, iteration, kept = self.made, self.result.iteration, self._snapshot
        if kept is None or (kept.iteration, kept.recipe) != (iteration, made):
            best = self.descent.best_weights if self.finished else None
            w, b = best or (self.descent.w, self.descent.b)
            if not is_usable(w, b):
                return None
            data = self.dataset
            about = (data.image_shape, data.class_names, data.name, data.digest)
            self._snapshot = Classifier(w, b, *about, made, iteration)
        return self._snapshot


def _weights_of(start: Classifier, dataset: Dataset, recipe: Recipe) -> tuple[NDArray[np.float64], float]:
    """Raises ArgumentError where they are those of other pictures."""
    if (start.image_shape, start.representation) != (dataset.image_shape, recipe.representation):
        raise ArgumentError(
            f"start must be a neuron on the {recipe.representation} of images of {dataset.image_shape}."
            f" Got one on the {start.representation} of {start.image_shape}."
        )
    return start.w, start.b


def _suits(before: Training, dataset: Dataset, recipe: Recipe) -> bool:
    """Whether a new run can share the space of the one before it: the same images, in the space that is better."""
    as_shown = (before.recipe.representation, before.recipe.inputs) == (recipe.representation, recipe.inputs)
    same = before.dataset.digest == dataset.digest and as_shown
    if recipe.inputs:  # the mean is that of the images that are learned from
        same = same and not (before.recipe.patience or recipe.patience)
    sizes = (before.descent.space.X.shape[0], len(dataset.train), len(dataset.test))
    return same and before.descent.space.name == choose_space(*sizes, recipe.num_iterations)


def scores_without(
    dataset: Dataset, recipe: Recipe, *, folds: int = FOLDS, progress: Progress | None = None
) -> NDArray[np.float64]:
    """The scores ``z`` of all training images, ``(m,)``, each by a neuron that was trained without it.

    The images are dealt into folds by the recipe's seed, class by class, and never into more than the smaller class has
    images; whole `Split.groups` are dealt. Each fold is judged by a neuron
    that this very recipe makes of the others.
    progress: called with the share that is done, from 0 to 1. When it returns False, the work ends with Cancelled.

    Raises ArgumentError when a class has fewer than two images, or bursts, and Cancelled.
    """
    learn = dataset.train
    fold = held_out(learn, folds, recipe.seed)
    plain = not recipe.batch_size and not recipe.inputs and validation_part(learn, recipe) is None
    z = (_side_by_side if plain else _one_by_one)(learn, recipe, fold, progress)
    if not np.isfinite(z).all():
        raise ArgumentError(_too_long(recipe))
    return z


def held_out(split: Split, folds: int, seed: int) -> NDArray[np.int64]:
    """The fold that each training image is held out in, ``(m,)``, as `scores_without` deals them."""
    return folds_of(split.Y, folds_for(split, folds), seed, split.groups)


def folds_for(split: Split, folds: int = FOLDS) -> int:
    """How many folds of these can be dealt at the most: as many as the smaller class has images, or bursts."""
    groups = split.indices() if split.groups is None else split.groups
    return min(folds, *(len(np.unique(groups[split.indices(label)])) for label in (0, 1)))


def _side_by_side(
    split: Split, recipe: Recipe, fold: NDArray[np.int64], progress: Progress | None
) -> NDArray[np.float64]:
    """All neurons in one run. An image that is held out has the weight 0, which is the same as leaving it out."""
    folds = int(fold.max()) + 1
    weights = fold[:, np.newaxis] != np.arange(folds)  # (m, folds)
    rates = np.full(folds, recipe.learning_rate)
    run = descent_of(
        split, recipe, learning_rate=rates, example_weights=weights, record_every=recipe.num_iterations + 1
    )
    pace = max(1, min(recipe.num_iterations // REPORTS, MAX_READ // np.size(run.space.X)))
    while run.iteration < recipe.num_iterations:
        run.advance(min(pace, recipe.num_iterations - run.iteration))
        _report(run.iteration, recipe.num_iterations, progress)
    return run.z[np.arange(len(fold)), fold]


def _one_by_one(
    split: Split, recipe: Recipe, fold: NDArray[np.int64], progress: Progress | None
) -> NDArray[np.float64]:
    """One neuron after the other, for recipes that deal images out or set some aside, and where each subtracts the mean
    of the images that it learns from.
    """
    z, folds = np.empty(len(fold)), int(fold.max()) + 1
    for k in range(folds):
        learn, judge = (split.take(np.flatnonzero(part)) for part in (fold != k, fold == k))

        def report(share: float, done: int = k) -> object:
            return progress is None or progress((done + share) / folds)

        neuron = train(Dataset("all folds but one", ("0", "1"), learn, judge), recipe, progress=report)
        z[fold == k] = neuron.scores(judge.images)
    return z


def _report(done: int, all_of_them: int, progress: Progress | None) -> None:
    if progress is not None and progress(done / all_of_them) is False:
        raise Cancelled(f"Cancelled after {done:,} of {all_of_them:,} iterations.")
