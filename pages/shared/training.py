"""A run that can be watched: the engine's descent, with a goal, and a pace that suits eyes and server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import RLock
from time import perf_counter

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import Classifier, Dataset, Descent, Record
from logreg_core.descent import Space, choose_space, estimated_seconds, validation_of
from logreg_core.preprocess import PIXEL_MAX, flatten
from logreg_core.settings import BATCH_SIZE, ITERATIONS, L2, LEARNING_RATE, MOMENTUM, PATIENCE, SEED, VALIDATION

TICK = 0.4  # seconds between two looks at a live run
LOOKS_OF_A_DOUBLE_CLICK = 1  # its second half arrives before the clock has asked for another look
TICKS = 12  # a run is spread over about so many looks, so that a learner sees the curve grow
POINTS = 200  # of the curve on the way to the goal, about
LOOK_EVERY = 10  # iterations between two looks at the validation part
BUSY = 0.1  # seconds of work in one look at the most, so that many visitors fit on one server
QUICK = 10_000_000  # numbers in all training images together, whose curvature is found in a blink
INSTANT = 0.3  # seconds: a run that is guessed to take less is done at once


def is_instant(dataset: Dataset, settings: Mapping[str, float]) -> bool:
    """Whether a run with these settings hardly takes longer than a blink."""
    iterations, batch_size = int(settings[ITERATIONS.name]), int(settings[BATCH_SIZE.name])
    sizes = (dataset.n_x, len(dataset.train), len(dataset.test))
    return estimated_seconds(*sizes, iterations=iterations, batch_size=batch_size) < INSTANT


def can_validate(dataset: Dataset) -> bool:
    """Whether each class has two training images, so that one can be set aside for early stopping."""
    return bool(np.bincount(dataset.train.labels, minlength=2).min() >= 2)


def validation_part(dataset: Dataset, settings: Mapping[str, float]) -> NDArray[np.bool_] | None:
    """Which training images early stopping sets aside, ``(m,)``; None without patience, or where it cannot."""
    if not settings[PATIENCE.name] or not can_validate(dataset):
        return None
    return validation_of(dataset.train.labels, settings[VALIDATION.name], int(settings[SEED.name]))


def descent_of(dataset: Dataset, settings: Mapping[str, float], space: Space | None = None) -> Descent:
    """The descent from zero that these settings describe.

    It records about 200 points on its way, and with patience every 10 iterations, since patience counts points.
    """
    iterations, validation = int(settings[ITERATIONS.name]), validation_part(dataset, settings)
    return Descent(
        flatten(dataset.train.images),
        dataset.train.labels.reshape(1, -1),
        X_test=flatten(dataset.test.images),
        Y_test=dataset.test.labels.reshape(1, -1),
        learning_rate=settings[LEARNING_RATE.name],
        l2=settings[L2.name],
        momentum=settings[MOMENTUM.name],
        batch_size=int(settings[BATCH_SIZE.name]) or None,
        seed=int(settings[SEED.name]),
        validation=validation,
        patience=None if validation is None else int(settings[PATIENCE.name]),
        record_every=LOOK_EVERY if validation is not None else pace_of(iterations),
        divisor=PIXEL_MAX,
        space=space,
    )


def pace_of(goal: int) -> int:
    """How many iterations lie between two points of the curve, for about POINTS on the way to the goal.

    An odd number: steps that are too long make the cost jump up and down in turn, and who looks at every tenth step
    only, say, sees a smooth curve.
    """
    return goal // POINTS | 1


def safe_learning_rate(dataset: Dataset, settings: Mapping[str, float]) -> float | None:
    """The rate up to which plain descent can never raise the cost; None with momentum or mini-batches, which may, and
    where it would take long to find out.
    """
    plain = not settings[MOMENTUM.name] and not settings[BATCH_SIZE.name]
    if not plain or dataset.n_x * len(dataset.train) > QUICK:
        return None
    decisive = (L2.name, PATIENCE.name, VALIDATION.name, SEED.name)
    return _safe_learning_rate(dataset.digest, tuple(settings[name] for name in decisive), dataset, settings)


@st.cache_data(max_entries=1000, show_spinner=False)
def _safe_learning_rate(
    digest: str, decisive: tuple[float, ...], _dataset: Dataset, _settings: Mapping[str, float]
) -> float:
    return float(descent_of(_dataset, _settings).safe_learning_rate)


@dataclass
class Training:
    """One run on one dataset. Stopped, it keeps its result; with a larger goal it goes on from there.

    A click can arrive while the steps between two looks are still being taken, in another thread: steps wait for each
    other.

    settings: as it began, by their names in `settings`; the number of iterations is that of the goal.
    number: of the runs of this visitor.
    """

    dataset: Dataset
    descent: Descent
    settings: dict[str, float]
    running: bool = False
    number: int = 0
    _seconds_per_iteration: float = field(default=0.0, repr=False)
    _looks: int = field(default=0, repr=False)
    _one_at_a_time: RLock = field(default_factory=RLock, repr=False)
    _snapshot: Classifier | None = field(default=None, repr=False)

    @classmethod
    def begin(cls, dataset: Dataset, settings: Mapping[str, float], before: Training | None = None) -> Training:
        """A run from zero. It shares the products of the images with the run before it, where they suit it."""
        space = None
        if before is not None and before.dataset.digest == dataset.digest:
            sizes = (dataset.n_x, len(dataset.train), len(dataset.test))
            if before.descent.space.name == choose_space(*sizes, int(settings[ITERATIONS.name])):
                space = before.descent.space
        return cls(dataset, descent_of(dataset, settings, space), dict(settings))

    @property
    def goal(self) -> int:
        """The iteration at which it ends."""
        return int(self.settings[ITERATIONS.name])

    @property
    def iteration(self) -> int:
        """How many steps have been taken."""
        return self.descent.iteration

    @property
    def finished(self) -> bool:
        """Whether the goal is reached, or patience has ended."""
        return self.iteration >= self.goal or self.descent.stopped

    @property
    def result(self) -> Record:
        """How the neuron does now; with patience, at the end, how the one did that was best on the validation part."""
        return self.descent.best if self.finished and self.descent.best else self.descent.now

    @property
    def sample_coefficients(self) -> NDArray[np.float64] | None:
        """How much of each training image is in the weights of the `result`, ``(m, 1)``; None where that is unknown."""
        best = self.finished and self.descent.best
        return self.descent.best_sample_coefficients if best else self.descent.sample_coefficients

    @property
    def validation(self) -> NDArray[np.bool_] | None:
        """Which training images are set aside, ``(m,)``; None without patience."""
        return validation_part(self.dataset, self.settings)

    @property
    def steady(self) -> bool:
        """Whether its settings alone tell all about it: the learning rate was never changed on the way."""
        return [rate for _, rate in self.descent.rates] == [self.settings[LEARNING_RATE.name]]

    @property
    def settled(self) -> bool:
        """Whether it is sure that another machine, which rounds differently, gets the same weights.

        Steps up to the `safe_learning_rate` bring no two neurons further apart, so differences of rounding do not grow.
        Longer ones can make them grow, even between two records that show no trouble.
        """
        bound = safe_learning_rate(self.dataset, self.settings)
        return bound is not None and max(rate for _, rate in self.descent.rates) <= bound

    def step(self, iterations: int) -> None:
        """Take so many steps, and remember how long one takes."""
        with self._one_at_a_time:
            start = perf_counter()
            self.descent.advance(iterations)
            self._seconds_per_iteration = (perf_counter() - start) / iterations

    def step_by_hand(self) -> None:
        """Take one step, which is a point of the curve whatever the pace of the others."""
        with self._one_at_a_time:
            pace = self.descent.record_every
            if self.validation is None:  # where there is one, patience counts points
                self.descent.record_every = 1
            self.step(1)
            self.descent.record_every = pace

    def tick(self) -> None:
        """The steps between two looks, unless it was paused or stopped meanwhile."""
        with self._one_at_a_time:
            self._looks += 1
            if self.running:
                self.step(self._steps_of_a_tick())
            if self.finished:
                self.running = False

    def _steps_of_a_tick(self) -> int:
        """A share of the way to the goal, but no more than the server can spare."""
        steps = max(1, self.goal // TICKS)
        if self._seconds_per_iteration:
            steps = min(steps, max(1, int(BUSY / self._seconds_per_iteration)))
        else:
            steps = min(steps, 10)  # the first look measures
        return min(steps, self.goal - self.iteration)

    @property
    def seconds_left(self) -> float:
        """How long it will still take at the pace of its looks."""
        ticks = (self.goal - self.iteration) / max(1, self._steps_of_a_tick())
        return float(np.ceil(ticks) * max(TICK, self._seconds_per_iteration))

    def finish(self) -> None:
        """Take all steps to the goal at once."""
        with self._one_at_a_time:
            if not self.finished:
                self.step(self.goal - self.iteration)
            self.running = False

    def go(self) -> None:
        """Set off towards the goal."""
        self.running = True
        self._looks = 0

    @property
    def under_way(self) -> bool:
        """Whether it has been going for longer than a double click takes, however slow the server is."""
        return self._looks > LOOKS_OF_A_DOUBLE_CLICK

    def aim(self, goal: int) -> None:
        """Choose another goal; without patience a point is recorded about 200 times on the way to it from now on."""
        self.settings[ITERATIONS.name] = goal
        if self.validation is None:
            self.descent.record_every = pace_of(goal)

    def stop(self) -> None:
        """End the run here and keep the result."""
        self.running = False
        with self._one_at_a_time:
            self.settings[ITERATIONS.name] = self.iteration

    @property
    def classifier(self) -> Classifier | None:
        """The neuron of the `result`, the same object until the next step; None where it has left all numbers."""
        iteration = self.result.iteration
        if self._snapshot is None or self._snapshot.settings[ITERATIONS.name] != iteration:
            best = self.descent.best_weights if self.finished else None
            w, b = best or (self.descent.w, self.descent.b)
            if not (np.isfinite(w).all() and np.isfinite(b)):
                return None
            settings = self.settings | {ITERATIONS.name: iteration}
            if not self.steady:
                del settings[LEARNING_RATE.name]  # there is no one rate that tells how it was trained
            about = (self.dataset.image_shape, self.dataset.class_names, self.dataset.name, self.dataset.digest)
            self._snapshot = Classifier(w, b, *about, settings)
        return self._snapshot
