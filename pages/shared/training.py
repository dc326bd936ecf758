"""A run that can be watched: the engine's descent, with a goal, and a pace that suits eyes and server."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter

from logreg_core import Classifier, Dataset, Descent
from logreg_core.preprocess import PIXEL_MAX, flatten
from logreg_core.settings import ITERATIONS, LEARNING_RATE

TICK = 0.4  # seconds between two looks at a live run
DOUBLE_CLICK = 0.5  # seconds
TICKS = 12  # a run is spread over about so many looks, so that a learner sees the curve grow
POINTS = 200  # of the curve on the way to the goal
BUSY = 0.1  # seconds of work in one look at the most, so that many visitors fit on one server


@dataclass
class Training:
    """One run on one dataset. Stopped, it keeps its result; with a larger goal it goes on from there."""

    dataset: Dataset
    descent: Descent
    goal: int
    running: bool = False
    _seconds_per_iteration: float = field(default=0.0, repr=False)
    _since: float = field(default=0.0, repr=False)
    _snapshot: Classifier | None = field(default=None, repr=False)

    @classmethod
    def begin(cls, dataset: Dataset, iterations: int, learning_rate: float) -> Training:
        """A run from zero that records about 200 points on its way to ``iterations``."""
        descent = Descent(
            flatten(dataset.train.images),
            dataset.train.labels.reshape(1, -1),
            X_test=flatten(dataset.test.images),
            Y_test=dataset.test.labels.reshape(1, -1),
            learning_rate=learning_rate,
            record_every=max(1, iterations // POINTS),
            divisor=PIXEL_MAX,
        )
        return cls(dataset, descent, iterations)

    @property
    def iteration(self) -> int:
        """How many steps have been taken."""
        return self.descent.iteration

    @property
    def finished(self) -> bool:
        """Whether the goal is reached."""
        return self.iteration >= self.goal

    def step(self, iterations: int) -> None:
        """Take so many steps, and remember how long one takes."""
        start = perf_counter()
        self.descent.advance(iterations)
        self._seconds_per_iteration = (perf_counter() - start) / iterations

    def tick(self) -> None:
        """The steps between two looks: a share of the way to the goal, but no more than the server can spare."""
        steps = max(1, self.goal // TICKS)
        if self._seconds_per_iteration:
            steps = min(steps, max(1, int(BUSY / self._seconds_per_iteration)))
        else:
            steps = min(steps, 10)  # the first look measures
        self.step(min(steps, self.goal - self.iteration))
        self.running = not self.finished

    def go(self) -> None:
        """Set off towards the goal."""
        self.running = True
        self._since = perf_counter()

    @property
    def under_way(self) -> bool:
        """Whether it has been going for longer than a double click takes."""
        return perf_counter() - self._since > DOUBLE_CLICK

    def aim(self, goal: int) -> None:
        """Choose another goal; from now on a point is recorded about 200 times on the way to it."""
        self.goal = goal
        self.descent.record_every = max(1, goal // POINTS)

    def stop(self) -> None:
        """End the run here and keep the result."""
        self.running = False
        self.goal = self.iteration

    @property
    def classifier(self) -> Classifier:
        """The neuron as it is now. The same object until the next step."""
        if self._snapshot is None or self._snapshot.settings[ITERATIONS.name] != self.iteration:
            self._snapshot = Classifier(
                self.descent.w,
                self.descent.b,
                self.dataset.image_shape,
                self.dataset.class_names,
                self.dataset.name,
                self.dataset.digest,
                {ITERATIONS.name: self.iteration, LEARNING_RATE.name: self.descent.learning_rate},
            )
        return self._snapshot
