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

POINTS = 200  # of the curve on the way to the goal, about
FIRST = 10  # steps that are each a point of the curve
INSTANT = 0.3  # seconds: a run that is guessed to take less is done at once
MAX_AT_START = 4  # runs before their first step that all visitors share
MAX_SHARED = 16  # runs that all visitors share: checkpoints of 8 MB each at the most


def is_instant(dataset: Dataset, recipe: Recipe) -> bool:
    """Whether a run by this recipe hardly takes longer than a blink."""
    sizes = (dataset.n_x, len(dataset.train), len(dataset.test))
    return estimated_seconds(*sizes, iterations=recipe.num_iterations, batch_size=recipe.batch_size) < INSTANT


def pace_of(goal: int) -> int:
    """How many iterations lie between two points of the curve, for about POINTS on the way to the goal.

    An odd number: steps that are too long make the cost jump up and down in turn, and who looks at every tenth step
    only, say, sees a smooth curve.
    """
    return goal // POINTS | 1


def safe_learning_rate(dataset: Dataset, recipe: Recipe) -> float | None:
    """`logreg_core.training.safe_learning_rate`, worked out once for all visitors."""
    return _safe_learning_rate(dataset.digest, recipe, dataset=dataset)


@once(1000)
def _safe_learning_rate(digest: str, recipe: Recipe, *, dataset: Dataset) -> float | None:
    return training.safe_learning_rate(dataset, recipe)


@once(MAX_SHARED)
def _finished(digest: str, recipe: Recipe, *, begin: Callable[[], Training]) -> Training:
    """The whole run by this recipe on a dataset that everybody has, computed once for all visitors.

    Nobody changes it any more: what it works out only when it is asked is worked out here.
    """
    run = begin()
    run.finish()
    for known in ("records", "now", "turns", "trouble"):
        getattr(run.descent, known)
    return run


@once(MAX_AT_START)
def _at_start(digest: str, recipe: Recipe, *, begin: Callable[[], Training]) -> Training:
    """A training that has taken no step, on a dataset that everybody has."""
    return begin()


def before_the_run(dataset: Dataset, recipe: Recipe, *, shared: bool) -> WatchedRun | None:
    """What a run by this recipe is before its first step; nobody has it in hand. None where that takes long to make."""
    if not is_instant(dataset, replace(recipe, num_iterations=1)):
        return None
    run = WatchedRun(dataset, recipe, shared=shared)
    run.number = -1 - hash((dataset.digest, recipe)) % 10**9  # so that the player sees when it is another one
    run.resume(_at_start(dataset.digest, recipe, begin=run._begin) if shared else run._begin())
    return run


@dataclass(frozen=True, eq=False)
class Moment:
    """A run at one moment. Nothing in it changes, whatever is computed meanwhile.

    version, whole, here: as those of the run. running: whether more is on its way.
    """

    version: str
    whole: Training
    here: Training
    running: bool


class WatchedRun:
    """A run on one dataset, computed ahead: at once where that takes a blink, else in the background.

    The visitor stands at its `place`: at its end, with which she moves on while the run is computed, until she chooses
    another one. In hand is the neuron `here`, the one at which a run arrives that goes to the place and no further.

    What is being computed is a copy. After each slice `whole` is handed over, and never touched again: whoever reads it
    sees no half step and waits for nothing. What comes of a computation that was ended meanwhile is dropped.

    number: of the runs of this visitor. slid_at: when a slider began or changed it, on `time.monotonic`'s clock.
    compared_as: the version of it that is kept for a comparison.
    given_up: the old continuations, at most MAX_GIVEN_UP, the last one at the end.
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
        """A run of which nothing is computed yet. It shares the products of the images with the training ``before``,
        where they suit it.

        background: another one than that of the server. shared: whether everybody has this dataset, so that what takes
        a blink is computed once for all visitors: a class begins with the same settings.
        start: the neuron at whose weights it begins; None: at zero. kept: this run as it was before a reload, of which
        `compute` makes all again.
        """
        self.dataset, self.number, self.slid_at, self.compared_as = dataset, 0, -inf, ""
        self.start, self._shared = start, shared and start is None
        self._kept = kept or PersistedRun(recipe, start)
        self.given_up, self._stood = self._kept.given_up, self._kept.stood
        self._recipe, self._before = recipe, before
        self._whole: Training | None = None
        self._place: int | None = None
        self._changes = 0  # by the visitor; what was computed before one is no longer the way to the place
        self._here: tuple[int, Training] | None = None  # after how many of them, and the training at the place
        self._background, self._lock, self._handed_over = background or of_the_server, Lock(), 0
        self._ahead: _Ahead | None = None

    @property
    def whole(self) -> Training | None:
        """The run as far as it is computed; None before that and while it is being set up."""
        return self._whole

    @property
    def recipe(self) -> Recipe:
        """As it began, but for the number of iterations, which is that of the goal."""
        return self._recipe if self._whole is None else self._whole.recipe

    @property
    def changes(self) -> tuple[Change, ...]:
        """Everything that is changed on its way, as `Training.plan`; empty where its recipe tells all about it."""
        whole = self._whole
        made = self._kept.changes if whole is None else tuple(whole.plan)
        return () if made == ((0, "record_every", pace_of(self.goal)),) else made

    @property
    def is_changed(self) -> bool:
        """Whether a setting is changed on its way, also where it is not computed up to there."""
        return any(name in CHANGED for _, name, _ in self.changes)

    @property
    def ended(self) -> bool:
        """Whether its goal is where it was stopped by hand."""
        return self._kept.ended if self._whole is None else self._whole.ended or self._whole.by_hand

    @property
    def stood(self) -> Stood | None:
        """How the visitor's neuron did before a reload, and the neuron, until the run is computed up to there again."""
        stood, whole = self._stood, self._whole
        is_there = stood is None or (whole is not None and (whole.finished or whole.iteration >= stood.iteration))
        return None if is_there else stood

    @property
    def goal(self) -> int:
        """The iteration at which it is to end."""
        return self.recipe.num_iterations

    @property
    def version(self) -> str:
        """Another one whenever more of it is computed, or something anew. It begins with the `number` and a dot."""
        return f"{self.number}.{self._handed_over}"

    @property
    def place(self) -> int:
        """The iteration at which the visitor stands."""
        whole = self._whole
        end = 0 if whole is None else whole.iteration
        return end if self._place is None else min(self._place, end)

    @property
    def is_over(self) -> bool:
        """Whether it is computed to its end, and the visitor stands there."""
        return self._whole is not None and self._whole.finished and self.place == self._whole.iteration

    @property
    def here(self) -> Training | None:
        """The training as it was at the place; None as `whole`.

        It is the same object until the place changes, or the way to it.
        """
        moment = self.moment
        return None if moment is None else moment.here

    @property
    def moment(self) -> Moment | None:
        """The run as it is now; None as `whole`. It is for who needs several parts of it that belong together."""
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
        """Where the visitor will stand once it is computed, unless she chooses another place."""
        if not self.running:
            return self.place
        return self.goal if self._place is None else self._place

    @property
    def chosen_place(self) -> int | None:
        """The iteration at which the visitor chose to stand; None: at the end."""
        return self._place

    def resume(self, whole: Training) -> None:
        """Let this be what is computed of it. A place that was chosen beforehand may lie beyond it."""
        self.halt()
        self._hand_over(whole)

    @property
    def is_at_start(self) -> bool:
        """Whether the visitor went back to the start of it."""
        return self._place == 0

    def stand(self, iteration: int | None) -> None:
        """Stand at this iteration, or at the nearest one that is computed; None: at the end, moving on with it."""
        if self._whole is not None:
            self._stood = None
        if iteration is not None and self._whole is not None:
            iteration = max(0, min(iteration, self._whole.iteration))
            if iteration == self._whole.iteration and not self.running:
                iteration = None
        self._place = iteration

    def stand_again(self, iteration: int) -> None:
        """Stand at this iteration as before a reload, once it is computed again up to there."""
        self._place = iteration

    def change(self, *, learning_rate: float, l2: float, momentum: float, pale: bool = True) -> None:
        """Take these settings from the place on. What was computed beyond it is given up; `compute` computes it anew.

        pale: whether the old continuation stays as a line. At the place 0 begin another run instead: its recipe then
        tells all about it.
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
            if getattr(onward.descent, name) != value:  # another l2 is another objective, the same one is none
                setattr(onward.descent, name, value)
        self._hand_over(onward)

    def aim(self, goal: int) -> None:
        """Choose another goal, to which `compute` goes on. A run that is beyond it ends there instead, and so does the
        place.
        """
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
        """Go on to the goal: at once where that takes a blink, else in the background as long as somebody looks."""
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
        """Say that somebody looks: what waited for that goes on."""
        if self.running and self._ahead is not None:
            self._background.look(self._ahead.task)

    def halt(self) -> None:
        """Compute no further."""
        with self._lock:
            ahead, self._ahead = self._ahead, None
        if ahead is not None:
            self._background.stop(ahead.task)

    def stop(self) -> None:
        """End the run where it is, and keep what is computed. A run that has not taken a step does not end."""
        self.halt()
        if self._whole is not None and self._whole.iteration and not self._whole.finished:
            ended = self._whole.at(self._whole.iteration)
            ended.stop()
            self._hand_over(ended)

    @property
    def running(self) -> bool:
        """Whether it is being computed in the background, or waits there for a look."""
        is_done = self._whole is not None and self._whole.finished
        return self._ahead is not None and not self._ahead.task.over and not is_done

    @property
    def seconds_left(self) -> float:
        """How long it will still take, when nobody comes and nobody goes; inf while that cannot be told."""
        whole, ahead = self._whole, self._ahead
        if whole is None or ahead is None or not ahead.seconds_per_iteration:
            return inf
        return (whole.goal - whole.iteration) * ahead.seconds_per_iteration * self._background.crowd

    @property
    def problem(self) -> str:
        """Why it ended before its goal, where an error ended it; else empty."""
        error = None if self._ahead is None else self._ahead.task.error
        if error is None or isinstance(error, LogregError):
            return str(error or "")
        done = "" if self._whole is None else f" after {self._whole.iteration:,} iterations"
        return f"The calculation failed{done}, and the reason is in the log of the server. Train once more."

    def _hand_over(self, training: Training, ahead: _Ahead | None = None) -> None:
        """Let a training be the whole run, which nobody changes any more; not when it comes too late."""
        with self._lock:
            if ahead is self._ahead:
                self._whole, self._before = training, None
                self._stood = self._stood if ahead is not None else None
                self._handed_over += 1
                self._changes += ahead is None

    def _set_out(self, *, at_once: bool) -> Training:
        """What is computed further: a copy, or the beginning; ``at_once`` it may be the whole run."""
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
    """A run on its way: its own copy, a slice at a time, the first of which may be the making of the products.

    at_once: whether it all is one slice.
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
        """Take as many steps as fit into a slice, by what the last ones took: at first one, then at most ten times as
        many as before.
        """
        start, before = self._clock(), training.iteration
        training.step(min(self._steps, training.goal - before))
        self.seconds_per_iteration = (self._clock() - start) / max(1, training.iteration - before)
        fitting = SLICE / self.seconds_per_iteration if self.seconds_per_iteration else inf
        self._steps = max(1, int(min(10 * self._steps, fitting)))


def _line(whole: Training, start: int) -> Curve:
    """How a run goes on from an iteration. Its name: the settings there, in words."""
    descent = whole.descent
    records = [record for record in [*descent.records, descent.now] if record.iteration >= start]
    others = {"l2": descent.l2, "momentum": descent.momentum}
    words = [f"rate {descent.learning_rate:g}", *(f"{name} {value:g}" for name, value in others.items() if value)]
    turns = [turn for turn in descent.turns if turn.iteration >= start]
    return Curve(", ".join(words), *thinned(records, turns))
