"""Guess first: the questions that stand before something is shown for the first time, and when a guess came true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeGuard

from logreg_core.errors import ArgumentError

from . import truths
from .truths import PLACES, TOP, Truth

Guess = str | float | tuple[float, ...]  # as the answer of a `Truth`


@dataclass(frozen=True)
class Scale:
    """The numbers that can be said, in a unit, from ``low`` to ``high``.

    tolerance: a guess that is so far away comes true.
    """

    low: float
    high: float
    tolerance: float
    unit: str = "%"
    digits: int = 0

    def words(self, number: float) -> str:
        """``70 %``, ``12 points``, ``0.31``."""
        return f"{number:.{self.digits}f} {self.unit}".rstrip()


@dataclass(frozen=True)
class Axes:
    """Where a curve is drawn: from ``left`` to ``right``, which are words, at `truths.PLACES`.

    start: the height at which the curve lies before it is drawn. part: of which images it tells, so that it has their
    colour.
    """

    x: str
    left: str
    right: str
    y: str
    scale: Scale
    start: float
    part: Literal["train", "test"]


@dataclass(frozen=True)
class Question:
    """A question that is asked before its answer is seen.

    name: it stays, so that lists of questions can name it. title: in a few words. place: the address of the page.
    truth: computes what happened from values that the page has; its docstring says which.
    answers: of a choice; exactly one comes true. scale: of a number. axes: of a curve to draw.
    """

    name: str
    title: str
    text: str
    place: str
    truth: Callable[..., Truth]
    answers: tuple[str, ...] = ()
    scale: Scale | None = None
    axes: Axes | None = None

    @property
    def kind(self) -> Literal["choice", "number", "curve"]:
        """How it is answered."""
        return "number" if self.scale else "curve" if self.axes else "choice"

    @property
    def rule(self) -> str:
        """When a guess comes true, in words; nothing has to be said of a choice."""
        if self.scale:
            return f"A guess comes true within {self.scale.words(self.scale.tolerance).replace('%', 'points')}."
        if self.axes:
            far = self.axes.scale.words(self.axes.scale.tolerance).replace("%", "points")
            return (
                f"A curve comes true when it ends higher, lower or level as the real one does (level: within {far}),"
                f" and is at most {far} away from it on average."
            )
        return ""

    def read(self, guess: object) -> Guess:
        """A guess from outside. Raises ArgumentError when this question cannot be answered so."""
        if self.kind == "choice" and isinstance(guess, str) and guess in self.answers:
            return guess
        if self.scale and _is_number(guess):
            return float(min(max(guess, self.scale.low), self.scale.high))
        heights = guess if isinstance(guess, list | tuple) and len(guess) == len(PLACES) else ()
        if self.axes and heights and all(map(_is_number, heights)):
            scale = self.axes.scale
            return tuple(float(min(max(height, scale.low), scale.high)) for height in heights)
        raise ArgumentError(f"{self.name} cannot be answered by {guess!r:.60}.")

    def said(self, guess: Guess) -> str:
        """A guess in words."""
        if isinstance(guess, str):
            return f"“{guess}”"
        if isinstance(guess, tuple):
            words = self._heights.words
            return f"a curve from {words(guess[0])} to {words(guess[-1])}"
        return self._heights.words(guess)

    def came_true(self, guess: Guess, truth: Truth) -> bool:
        """Whether it happened as it was guessed: the same answer, or near enough, as `rule` says."""
        answer = truth.answer
        if isinstance(guess, str) or isinstance(answer, str):
            return guess == answer
        tolerance = self._heights.tolerance + 1e-9
        if isinstance(guess, tuple) and isinstance(answer, tuple):
            return self._direction(guess) == self._direction(answer) and distance(guess, answer) <= tolerance
        return isinstance(guess, float) and isinstance(answer, float) and abs(guess - answer) <= tolerance

    def compared(self, guess: Guess, truth: Truth) -> str:
        """How far away a curve was, in words; empty for what speaks for itself."""
        if not (isinstance(guess, tuple) and isinstance(truth.answer, tuple)):
            return ""
        away = self._heights.words(distance(guess, truth.answer)).replace("%", "points")
        same = self._direction(guess) == self._direction(truth.answer)
        return f"Your curve goes {'the same' if same else 'another'} way and is {away} away on average."

    @property
    def _heights(self) -> Scale:
        scale = self.axes.scale if self.axes else self.scale
        assert scale is not None
        return scale

    def _direction(self, heights: tuple[float, ...]) -> int:
        """1 when a curve ends higher than it begins, -1 when lower, 0 when level."""
        change = heights[-1] - heights[0]
        return 0 if abs(change) <= self._heights.tolerance else 1 if change > 0 else -1


def distance(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """How far two curves are apart, on average over their places."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


def _is_number(value: object) -> TypeGuard[float]:
    return type(value) in (int, float) and abs(value) <= 1e300  # type: ignore[arg-type]


PERCENT = Scale(0, 100, tolerance=10)
_ALL = (
    Question(
        "zero_weights",
        "Before it has learned",
        "All weights are 0, and it answers yes when it says more than 50 %. Of how many training images is that right?",
        "home",
        truths.zero_weights,
        scale=Scale(0, 100, tolerance=5),
    ),
    Question(
        "background",
        "What the background gives away",
        "The middle of every image is covered with grey, and a neuron learns from the rest. How many of the test images"
        " will it get right?",
        "explore",
        truths.background,
        scale=PERCENT,
    ),
    Question(
        "longer_training",
        "Longer training",
        "Compare the neuron a tenth of the way with that at the end of the run. What becomes of the test images?",
        "train",
        truths.longer_training,
        answers=truths.LONGER_TRAINING,
    ),
    Question(
        "higher_rate",
        "Ten times the rate",
        "The same run at ten times the learning rate: the steps are ten times as long for the same slope. Where does"
        " the training cost end?",
        "train",
        truths.higher_rate,
        answers=truths.HIGHER_RATE,
    ),
    Question(
        "cost_at_a_higher_rate",
        "The cost at ten times the rate",
        "Draw how the training cost of this run would go at ten times the learning rate.",
        "train",
        truths.cost_at_a_higher_rate,
        axes=Axes(
            "Iterations",
            "start",
            "end",
            "Training cost",
            Scale(0, TOP, tolerance=0.15, unit="", digits=2),
            start=truths.NO_IDEA,
            part="train",
        ),
    ),
    Question(
        "rate_one_half",
        "A rate of 0.5",
        f"A neuron takes {truths.HIGH_RATE_STEPS} steps at a learning rate of {truths.HIGH_RATE:g}, on these images."
        " What does its training cost do?",
        "train",
        truths.rate_one_half,
        answers=truths.RATE_ONE_HALF,
    ),
    Question(
        "l2_and_weights",
        "A penalty on large weights",
        f"The same run with a penalty (L2) of {truths.PENALTY:g}. How long are the weights then, all together?",
        "train",
        truths.l2_and_weights,
        answers=truths.L2_AND_WEIGHTS,
    ),
    Question(
        "centred_steps",
        "Centred inputs",
        "The mean image is subtracted from every image. How long may the steps be then, so that the cost still never"
        " rises?",
        "train",
        truths.centred_steps,
        answers=truths.CENTRED_STEPS,
    ),
    Question(
        "best_rate",
        "The best learning rate",
        "Of the learning rates that the sweep tries, which will have the lowest cost on held-out images?",
        "sweep",
        truths.best_rate,
        answers=truths.BEST_OF_RANGE,
    ),
    Question(
        "best_penalty",
        "The best penalty",
        "Of the penalties that the sweep tries, which will have the lowest cost on held-out images?",
        "sweep",
        truths.best_penalty,
        answers=truths.BEST_OF_RANGE,
    ),
    Question(
        "pixels_or_edges",
        "Pixels or edges",
        "Two neurons: one is shown raw pixels, the other edges. Which of them gets more held-out images right?",
        "features",
        truths.pixels_or_edges,
        answers=truths.PIXELS_OR_EDGES,
    ),
    Question(
        "another_threshold",
        "Another threshold",
        f"The threshold goes from 0.50 to {truths.HIGH_THRESHOLD:.2f}: the neuron must be surer before it says yes."
        " What becomes of its errors on the test images?",
        "evaluate",
        truths.another_threshold,
        answers=truths.ANOTHER_THRESHOLD,
    ),
    Question(
        "cheapest_threshold",
        "The cheapest threshold",
        "With the costs of the two errors as they are set: where does the cheapest threshold lie?",
        "evaluate",
        truths.cheapest_threshold,
        answers=truths.CHEAPEST_THRESHOLD,
    ),
    Question(
        "sure_when_wrong",
        "Wrong, and how sure?",
        "Take the test images that the neuron gets wrong. How sure is it of its answers there, on average?",
        "calibration",
        truths.sure_when_wrong,
        scale=Scale(50, 100, tolerance=5),
    ),
    Question(
        "new_divisions",
        "How wide luck is",
        "All images are dealt out anew, many times, and a neuron is trained each time. How far apart are the two test"
        " scores between which 95 % of them lie?",
        "experiments",
        truths.new_divisions,
        scale=Scale(0, 60, tolerance=4, unit="points"),
    ),
    Question(
        "shuffled_labels",
        "Labels that mean nothing",
        "The labels are dealt out by chance, and the neuron learns. How many of its training images will it get right?",
        "experiments",
        truths.shuffled_labels,
        scale=PERCENT,
    ),
    Question(
        "accuracy_and_images",
        "Accuracy and number of images",
        "Draw how the test accuracy grows with the number of training images, which is doubled again and again.",
        "experiments",
        truths.accuracy_and_images,
        axes=Axes(
            "Training images",
            "about ten",
            "all",
            "Test images right",
            Scale(0, 100, tolerance=8),
            start=50,
            part="test",
        ),
    ),
    Question(
        "fewer_images",
        "Half of the images",
        "Half of the training images are taken away. What becomes of the test accuracy?",
        "experiments",
        truths.fewer_images,
        answers=truths.FEWER_IMAGES,
    ),
    Question(
        "same_photo_twice",
        "The same photo twice",
        "How many of the test images are training images too, equal in every pixel?",
        "experiments",
        truths.same_photo_twice,
        answers=truths.SAME_PHOTO_TWICE,
    ),
    Question(
        "without_the_twin",
        "Without the twin",
        "The neuron learns again, without the training images that are there twice. How many test images are right?",
        "experiments",
        truths.without_the_twin,
        answers=truths.WITHOUT_THE_TWIN,
    ),
    Question(
        "more_pixels",
        "More numbers than images",
        "The neuron is shown two numbers of each image, then more and more, up to all. With how many is the test"
        " accuracy highest?",
        "experiments",
        truths.more_pixels,
        answers=truths.MORE_PIXELS,
    ),
    Question(
        "cost_peak",
        "Wrong labels, and more numbers",
        "Some training labels are wrong. The neuron is shown two numbers of each image, then more and more. With how"
        " many is the test cost highest?",
        "experiments",
        truths.cost_peak,
        answers=truths.COST_PEAK,
    ),
    Question(
        "penalty_or_stopping",
        "A penalty or an early stop",
        "Weights stay small by a penalty, or by stopping early, after at most 4,096 steps. Which reaches the lower cost"
        " on held-out images?",
        "experiments",
        truths.penalty_or_stopping,
        answers=truths.PENALTY_OR_STOPPING,
    ),
    Question(
        "random_weights",
        "The best of many from nothing",
        "Draw 10,000 sets of weights by chance, and learn nothing. How many of the test images does the best one get"
        " right?",
        "experiments",
        truths.random_weights,
        scale=Scale(0, 100, tolerance=5),
    ),
    Question(
        "first_directions",
        "The first main directions",
        "The neuron is shown how much of each main direction is in an image, of the first ones only. With how many does"
        " its test accuracy come within 2 points of that with all?",
        "features",
        truths.first_directions,
        answers=truths.FIRST_DIRECTIONS,
    ),
    Question(
        "harder_drawings",
        "Harder drawings",
        "One difficulty is raised from 0 to 1, and at each step a neuron learns anew. How many of the hardest test"
        " drawings will it get right?",
        "build",
        truths.harder_drawings,
        scale=PERCENT,
    ),
    Question(
        "mirrored_copies",
        "Mirrored copies",
        "A neuron learns with the default settings, then another one with a mirrored copy of each training image"
        " besides. What becomes of the test images?",
        "edit",
        truths.mirrored_copies,
        answers=truths.MIRRORED_COPIES,
    ),
    Question(
        "something_else",
        "A picture of nothing",
        "Show the neuron pictures of noise. How sure is it of what it says, on average?",
        "why",
        truths.something_else,
        answers=truths.SOMETHING_ELSE,
    ),
    Question(
        "loops_or_vectors",
        "Loops against vectors",
        "One forward pass: with loops over pixels and images, and with NumPy. How many times as long do the loops take"
        " here?",
        "code",
        truths.loops_or_vectors,
        answers=truths.LOOPS_OR_VECTORS,
    ),
    Question(
        "largest_share",
        "If an image had not been there",
        "One training image has the largest share of this answer. Is it also the one whose absence would have changed"
        " the score most?",
        "why",
        truths.largest_share,
        answers=truths.MAX_SHARE,
    ),
)
QUESTIONS: dict[str, Question] = {question.name: question for question in _ALL}
