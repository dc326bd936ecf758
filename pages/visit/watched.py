"""A run that can be watched: the core's training, at a pace that suits eyes and server."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import RLock
from time import perf_counter
from typing import Self

import numpy as np
import streamlit as st

from logreg_core import Dataset, Recipe, Training, training
from logreg_core.descent import estimated_seconds

TICK = 0.4  # seconds between two looks at a live run
LOOKS_OF_A_DOUBLE_CLICK = 1  # its second half arrives before the clock has asked for another look
TICKS = 12  # a run is spread over about so many looks, so that a learner sees the curve grow
POINTS = 200  # of the curve on the way to the goal, about
FIRST = 10  # steps that are each a point of the curve
BUSY = 0.1  # seconds of work in one look at the most, so that many visitors fit on one server
INSTANT = 0.3  # seconds: a run that is guessed to take less is done at once


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
    return _safe_learning_rate(dataset.digest, recipe, dataset)


@st.cache_data(max_entries=1000, show_spinner=False)
def _safe_learning_rate(digest: str, recipe: Recipe, _dataset: Dataset) -> float | None:
    return training.safe_learning_rate(_dataset, recipe)


@dataclass(eq=False)
class WatchedRun(Training):
    """A training on its way before a visitor's eyes.

    A click can arrive while the steps between two looks are still being taken, in another thread: steps wait for each
    other.

    number: of the runs of this visitor. slid_at: when a slider began it, on `time.monotonic`'s clock.
    """

    running: bool = False
    number: int = 0
    slid_at: float = -np.inf
    _seconds_per_iteration: float = field(default=0.0, repr=False)
    _looks: int = field(default=0, repr=False)
    _one_at_a_time: RLock = field(default_factory=RLock, repr=False)

    @classmethod
    def started(cls, dataset: Dataset, recipe: Recipe, before: Training | None = None) -> Self:
        """A run from zero with about POINTS points on its curve and each of the FIRST steps, as `Training.begin`."""
        pace = pace_of(recipe.num_iterations)
        return cls.begin(dataset, recipe, before, record_every=pace, record_first=1 + FIRST)

    def step(self, iterations: int) -> None:
        """Take so many steps, and remember how long one takes."""
        with self._one_at_a_time:
            start = perf_counter()
            super().step(iterations)
            self._seconds_per_iteration = (perf_counter() - start) / iterations

    def step_by_hand(self) -> None:
        """Take one step, which is a point of the curve whatever the pace of the others."""
        with self._one_at_a_time:
            super().step_by_hand()

    def tick(self) -> None:
        """The steps between two looks, unless it was paused or stopped meanwhile."""
        with self._one_at_a_time:
            self._looks += 1
            if self.running and not self.finished:
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

    def run_to_the_end(self) -> None:
        """Take all steps to the goal at once."""
        with self._one_at_a_time:
            self.finish()
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
        """Choose another goal; a point is recorded about POINTS times on the way to it from now on."""
        super().aim(goal)
        self.descent.record_every = pace_of(goal)

    def stop(self) -> None:
        """End the run here and keep the result."""
        self.running = False
        with self._one_at_a_time:
            super().stop()
