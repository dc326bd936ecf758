"""A visitor's run: the plan, which is computed in the background, and the iteration that the visitor looks at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf
from threading import Lock

from logreg_core import Classifier, Dataset, LogregError, Recipe, Training, training
from logreg_core.descent import Change, Curve, estimated_seconds, thinned
from logreg_core.recipe import CHANGED
from pages.persistence import PersistedRun, Stood
from pages.persistence.run import MAX_GIVEN_UP

from .background import SLICE, Background, Task, of_the_server
from .shared import once

POINTS = 200  # of the curve up to the goal, approximately
FIRST = 10  # first steps, each a point of the curve
INSTANT = 0.3  # seconds: a run estimated to take less is computed at once
MAX_AT_START = 4  # runs before their first step that all visitors share
MAX_SHARED = 16  # runs that all visitors share: checkpoints of 8 MB each at the most


def is_instant(dataset: Dataset, recipe: Recipe) -> bool:
    """Return whether this run takes at most INSTANT seconds."""
    sizes = (dataset.n_x, len(dataset.train), len(dataset.test))
    return estimated_seconds(*sizes, iterations=recipe.num_iterations, batch_size=recipe.batch_size) < INSTANT


def pace_of(goal: int) -> int:
    """Return the number of iterations between two points of the curve, for about POINTS up to the goal. The number is
    odd: a cost that jumps up and down at every other step would look smooth at every tenth step.
    """
    return goal // POINTS | 1


def safe_learning_rate(dataset: Dataset, recipe: Recipe) -> float | None:
    """Return `logreg_core.training.safe_learning_rate`, cached for all visitors."""
    return _safe_learning_rate(dataset.digest, recipe, dataset=dataset)


@once(1000)
def _safe_learning_rate(digest: str, recipe: Recipe, *, dataset: Dataset) -> float | None:
    return training.safe_learning_rate(dataset, recipe)


@once(MAX_SHARED)
def _finished(digest: str, recipe: Recipe, *, begin: Callable[[], Training]) -> Training:
    """Return the finished run by this recipe on a built-in dataset, cached for all visitors and read-only. Its lazy
    values are computed here.
    """
    run = begin()
    run.finish()
    for known in ("records", "now", "turns", "trouble"):
        getattr(run.descent, known)
    return run


@once(MAX_AT_START)
def _at_start(digest: str, recipe: Recipe, *, begin: Callable[[], Training]) -> Training:
    """Return a training without a step on a built-in dataset."""
    return begin()


def before_the_run(dataset: Dataset, recipe: Recipe, *, shared: bool) -> WatchedRun | None:
    """Return a run by this recipe before its first step, as a preview; None if it takes long to make."""
    if not is_instant(dataset, replace(recipe, num_iterations=1)):
        return None
    run = WatchedRun(dataset, recipe, shared=shared)
    run.number = -1 - hash((dataset.digest, recipe)) % 10**9  # so that the player detects another run
    run.resume(_at_start(dataset.digest, recipe, begin=run._begin) if shared else run._begin())
    return run


@dataclass(frozen=True, eq=False)
class Moment:
    """An immutable snapshot of a run.
    version, whole, here: as those of the run. running: whether the run is still being computed.
    """

    version: str
    whole: Training
    here: Training
    running: bool


class WatchedRun:
    """A run on one dataset: computed at once if it is short, else in the background.

    The visitor is at the iteration `place`: at the end of the run while it is computed, until they choose another
    iteration. The current neuron is `here`, the neuron of a run that goes to `place` and no further.
    The background works on a copy. After each slice it sets `whole`, which never changes afterwards, so readers need no
    lock. The result of a cancelled computation is dropped.

    number: of the run, among those of this visitor. slid_at: when a slider began or changed the run, on
    `time.monotonic`'s clock. compared_as: the version that is stored for a comparison. given_up: the replaced
    continuations, at most MAX_GIVEN_UP, newest last.
    """

    def __init__(
        self,
        dataset: Dataset,
        recipe: Recipe,
        before: Training | None = None,
        background: Background | None = None,
        *,
        shared: bool = False,
        start: Classifier | None = None,
        kept: PersistedRun | None = None,
    ) -> None:
        """Make a run without a computed step. It shares the products of the images with the training ``before``, if
        they fit.
        background: instead of the server's. shared: whether the dataset is built in; short runs on it are computed once
        for all visitors. start: the neuron with the initial weights; None: zeros. kept: this run as it was before a
        reload; `compute` computes it again.
        """
        self.dataset, self.number, self.slid_at, self.compared_as = dataset, 0, -inf, ""
        self.start, self._shared = start, shared and start is None
        self._kept = kept or PersistedRun(recipe, start)
        self.given_up, self._stood = self._kept.given_up, self._kept.stood
        self._recipe, self._before = recipe, before
        self._whole: Training | None = None
        self._place: int | None = None
        self._changes = 0  # made by the visitor; each makes earlier results obsolete
        self._here: tuple[int, Training] | None = None  # the number of changes then, and the training
        self._background, self._lock, self._handed_over = background or of_the_server, Lock(), 0
        self._ahead: _Ahead | None = None

    @property
    def whole(self) -> Training | None:
        """Return the run as far as it is computed; None before its first state."""
        return self._whole

    @property
    def recipe(self) -> Recipe:
        """Return the recipe of the start, with the number of iterations of the goal."""
        return self._recipe if self._whole is None else self._whole.recipe

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return all changes of settings in mid-run, as `Training.plan`; empty if the recipe describes all of it."""
        whole = self._whole
        made = self._kept.changes if whole is None else tuple(whole.plan)
        return () if made == ((0, "record_every", pace_of(self.goal)),) else made

    @property
    def is_changed(self) -> bool:
        """Return whether a setting changes in mid-run, computed or not."""
        return any(name in CHANGED for _, name, _ in self.changes)

    @property
    def ended(self) -> bool:
        """Return whether the visitor stopped the run at its goal."""
        return self._kept.ended if self._whole is None else self._whole.ended or self._whole.by_hand

    @property
    def stood(self) -> Stood | None:
        """Return the scores and the neuron from before a reload, until the run is computed again up to there."""
        stood, whole = self._stood, self._whole
        is_there = stood is None or (whole is not None and (whole.finished or whole.iteration >= stood.iteration))
        return None if is_there else stood

    @property
    def goal(self) -> int:
        """Return the last iteration of the run."""
        return self.recipe.num_iterations

    @property
    def version(self) -> str:
        """Return an id that changes with each computed slice and each change: the `number`, a dot, a count."""
        return f"{self.number}.{self._handed_over}"

    @property
    def place(self) -> int:
        """Return the iteration at which the visitor is."""
        whole = self._whole
        end = 0 if whole is None else whole.iteration
        return end if self._place is None else min(self._place, end)

    @property
    def is_over(self) -> bool:
        """Return whether the run is finished and the visitor is at its end."""
        return self._whole is not None and self._whole.finished and self.place == self._whole.iteration

    @property
    def here(self) -> Training | None:
        """Return the training up to `place`; None as `whole`. The object stays the same until `place` or the settings
        before it change.
        """
        moment = self.moment
        return None if moment is None else moment.here

    @property
    def moment(self) -> Moment | None:
        """Return a consistent snapshot of the run; None as `whole`."""
        running = self.running
        with self._lock:
            version, changes, whole, place, kept = self.version, self._changes, self._whole, self._place, self._here
        if whole is None:
            return None
        if place is None or place >= whole.iteration:
            return Moment(version, whole, whole, running)
        if kept is None or kept[0] != changes or kept[1].iteration != place:
            kept = self._here = (changes, whole.at(place))
        return Moment(version, whole, kept[1], running)

    @property
    def place_to_be(self) -> int:
        """Return the iteration at which the visitor will be when the run is computed."""
        if not self.running:
            return self.place
        return self.goal if self._place is None else self._place

    @property
    def chosen_place(self) -> int | None:
        """Return the iteration that the visitor chose; None: the end."""
        return self._place

    def resume(self, whole: Training) -> None:
        """Set the computed part of the run. A chosen iteration may lie beyond it."""
        self.halt()
        self._hand_over(whole)

    @property
    def is_at_start(self) -> bool:
        """Return whether the visitor went back to the start of the run."""
        return self._place == 0

    def stand(self, iteration: int | None) -> None:
        """Go to this iteration, or to the nearest computed one; None: to the end, and follow it."""
        if self._whole is not None:
            self._stood = None
        if iteration is not None and self._whole is not None:
            iteration = max(0, min(iteration, self._whole.iteration))
            if iteration == self._whole.iteration and not self.running:
                iteration = None
        self._place = iteration

    def stand_again(self, iteration: int) -> None:
        """Go to this iteration, as before a reload, once the run is computed again up to there."""
        self._place = iteration

    def change(self, *, learning_rate: float, l2: float, momentum: float, pale: bool = True) -> None:
        """Use these settings from `place` on. The continuation computed so far is dropped; `compute` computes the new
        one.
        pale: whether the old continuation stays as a line in the chart.
        At iteration 0, begin another run instead: its recipe then describes it completely.
        """
        self.halt()
        whole, current = self._whole, self.here
        if whole is None or current is None:
            return
        if pale and whole.iteration > current.iteration:
            self.given_up = (*self.given_up, _line(whole, current.iteration))[-MAX_GIVEN_UP:]
        onward = current.at(current.iteration)
        onward.aim(whole.goal)
        onward.planned = ()
        for name, value in {"learning_rate": learning_rate, "l2": l2, "momentum": momentum}.items():
            if getattr(onward.descent, name) != value:  # an unchanged l2 must not start a new objective
                setattr(onward.descent, name, value)
        self._hand_over(onward)

    def aim(self, goal: int) -> None:
        """Set another goal, for `compute`. A run beyond the goal is cut there, and `place` with it."""
        self.halt()
        whole = self._whole
        if whole is None:
            self._recipe = replace(self._recipe, num_iterations=goal)
            self._kept = replace(self._kept, ended=False)
            return
        onward = whole.at(min(goal, whole.iteration))
        onward.aim(goal)
        onward.descent.record_every = pace_of(goal)
        if self._place is not None and self._place >= goal:
            self._place = None
        self._hand_over(onward)

    def compute(self) -> None:
        """Compute up to the goal: at once if that is short, else in the background while a page polls the run."""
        self.halt()
        if self._whole is not None and self._whole.finished:
            return
        ahead = _Ahead(self, at_once=is_instant(self.dataset, self.recipe), clock=self._background.clock)
        with self._lock:
            self._ahead = ahead
        if ahead.at_once:
            ahead.task.run()
        else:
            self._background.add(ahead.task)

    def look(self) -> None:
        """Poll the run: paused work continues."""
        if self.running and self._ahead is not None:
            self._background.look(self._ahead.task)

    def halt(self) -> None:
        """Stop computing."""
        with self._lock:
            ahead, self._ahead = self._ahead, None
        if ahead is not None:
            self._background.stop(ahead.task)

    def stop(self) -> None:
        """End the run at the last computed iteration. A run without a step does not end."""
        self.halt()
        if self._whole is not None and self._whole.iteration and not self._whole.finished:
            ended = self._whole.at(self._whole.iteration)
            ended.stop()
            self._hand_over(ended)

    @property
    def running(self) -> bool:
        """Return whether the run is being computed in the background, or paused there."""
        is_done = self._whole is not None and self._whole.finished
        return self._ahead is not None and not self._ahead.task.over and not is_done

    @property
    def seconds_left(self) -> float:
        """Return the estimated seconds to the goal with the present number of visitors; inf if unknown."""
        whole, ahead = self._whole, self._ahead
        if whole is None or ahead is None or not ahead.seconds_per_iteration:
            return inf
        return (whole.goal - whole.iteration) * ahead.seconds_per_iteration * self._background.crowd

    @property
    def problem(self) -> str:
        """Return the error that ended the run before its goal; else empty."""
        error = None if self._ahead is None else self._ahead.task.error
        if error is None or isinstance(error, LogregError):
            return str(error or "")
        done = "" if self._whole is None else f" after {self._whole.iteration:,} iterations"
        return f"The calculation failed{done}, and the reason is in the log of the server. Train once more."

    def _hand_over(self, training: Training, ahead: _Ahead | None = None) -> None:
        """Set the finished slice as `whole`, unless the run was replaced in the meantime."""
        with self._lock:
            if ahead is self._ahead:
                self._whole, self._before = training, None
                self._stood = self._stood if ahead is not None else None
                self._handed_over += 1
                self._changes += ahead is None

    def _set_out(self, *, at_once: bool) -> Training:
        """Return what to compute further: a copy of `whole`, or the start. If ``at_once``, it may be `whole` itself."""
        if self._whole is not None:
            return self._whole.at(self._whole.iteration)
        if self._shared and at_once and not self.changes and not self.ended:
            return _finished(self.dataset.digest, self._recipe, begin=self._begin)
        return self._begin()

    def _begin(self) -> Training:
        return Training.begin(
            self.dataset,
            self._recipe,
            self._before,
            start=self.start,
            planned=self.changes,
            by_hand=self.ended,
            record_every=pace_of(self.goal),
            record_first=1 + FIRST,
        )


class _Ahead:
    """A run that is being computed: its own copy, one slice at a time. The first slice may compute the products of the
    images.
    at_once: whether all work is one slice.
    """

    def __init__(self, run: WatchedRun, *, at_once: bool, clock: Callable[[], float]) -> None:
        self.task = Task(self._slice, long=run.whole is None)
        self.at_once, self.seconds_per_iteration = at_once, 0.0
        self._run, self._clock, self._steps = run, clock, 1
        self._training: Training | None = None

    def _slice(self) -> bool:
        if self._training is None:
            self._training = self._run._set_out(at_once=self.at_once)
            self.task.long = False
            if self.at_once:
                self._training.finish()
        else:
            self._step(self._training)
        over = self._training.finished
        self._run._hand_over(self._training if over else self._training.at(self._training.iteration), self)
        return not over

    def _step(self, training: Training) -> None:
        """Take as many steps as fit into a slice, estimated from the last ones: one at first, then at most ten times
        the number before.
        """
        start, before = self._clock(), training.iteration
        training.step(min(self._steps, training.goal - before))
        self.seconds_per_iteration = (self._clock() - start) / max(1, training.iteration - before)
        fitting = SLICE / self.seconds_per_iteration if self.seconds_per_iteration else inf
        self._steps = max(1, int(min(10 * self._steps, fitting)))


def _line(whole: Training, start: int) -> Curve:
    """Return the continuation of a run from an iteration, named by its settings there."""
    descent = whole.descent
    records = [record for record in [*descent.records, descent.now] if record.iteration >= start]
    others = {"l2": descent.l2, "momentum": descent.momentum}
    words = [f"rate {descent.learning_rate:g}", *(f"{name} {value:g}" for name, value in others.items() if value)]
    turns = [turn for turn in descent.turns if turn.iteration >= start]
    return Curve(", ".join(words), *thinned(records, turns))
