"""Guess first: questions to answer before a result is shown, and when a guess is right."""

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
    """The numbers that a guess may be, in a unit, from ``low`` to ``high``.

    tolerance: a guess is right up to this distance.
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
    """The axes of a curve to draw, with the labels ``left`` and ``right``, at `truths.PLACES`.

    start: the initial height of the curve. part: the set of images, which decides the colour.
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
    """A question that is asked before its answer is shown.

    name: a stable identifier. title: a few words. place: the address of the page.
    truth: computes the result from the page's values, listed in its docstring.
    answers: of a choice; exactly one is right. scale: of a number. axes: of a curve to draw.
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
        """The kind of its answer."""
        return "number" if self.scale else "curve" if self.axes else "choice"

    @property
    def rule(self) -> str:
        """When a guess is right, in words; "" for a choice."""
        if self.scale:
            return f"A guess is right within {self.scale.words(self.scale.tolerance).replace('%', 'points')}."
        if self.axes:
            far = self.axes.scale.words(self.axes.scale.tolerance).replace("%", "points")
            return (
                f"A curve is right if it ends higher, lower or level like the real one (level: within {far}),"
                f" and is at most {far} away on average."
            )
        return ""

    def read(self, guess: object) -> Guess:
        """An untrusted guess, checked. Raises ArgumentError if it is no answer to this question."""
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
        """Whether a guess is right: the same answer, or near enough by `rule`."""
        answer = truth.answer
        if isinstance(guess, str) or isinstance(answer, str):
            return guess == answer
        tolerance = self._heights.tolerance + 1e-9
        if isinstance(guess, tuple) and isinstance(answer, tuple):
            return self._direction(guess) == self._direction(answer) and distance(guess, answer) <= tolerance
        return isinstance(guess, float) and isinstance(answer, float) and abs(guess - answer) <= tolerance

    def compared(self, guess: Guess, truth: Truth) -> str:
        """The distance of a curve in words; "" for other kinds."""
        if not (isinstance(guess, tuple) and isinstance(truth.answer, tuple)):
            return ""
        away = self._heights.words(distance(guess, truth.answer)).replace("%", "points")
        same = self._direction(guess) == self._direction(truth.answer)
        return f"Your curve has {'the same' if same else 'another'} direction and is {away} away on average."

    @property
    def _heights(self) -> Scale:
        scale = self.axes.scale if self.axes else self.scale
        assert scale is not None
        return scale

    def _direction(self, heights: tuple[float, ...]) -> int:
        """1 if a curve ends higher than it starts, -1 if lower, 0 if level."""
        change = heights[-1] - heights[0]
        return 0 if abs(change) <= self._heights.tolerance else 1 if change > 0 else -1


def distance(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """The mean distance of two curves."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


def _is_number(value: object) -> TypeGuard[float]:
    return type(value) in (int, float) and abs(value) <= 1e300  # type: ignore[arg-type]


PERCENT = Scale(0, 100, tolerance=10)
_ALL = (
    Question(
        "zero_weights",
        "Before training",
        "All weights are 0, and the answer is yes above 50 %. What share of the training images is right?",
        "home",
        truths.zero_weights,
        scale=Scale(0, 100, tolerance=5),
    ),
    Question(
        "background",
        "What the background gives away",
        "The middle of every image is covered with grey, and a neuron learns from the rest. What share of the test"
        " images will it get right?",
        "explore",
        truths.background,
        scale=PERCENT,
    ),
    Question(
        "longer_training",
        "Longer training",
        "Compare the neuron after a tenth of the run with the neuron at the end. How many test images are right?",
        "train",
        truths.longer_training,
        answers=truths.LONGER_TRAINING,
    ),
    Question(
        "higher_rate",
        "Ten times the rate",
        "The same run at ten times the learning rate: the steps are ten times as long for the same gradient. Where"
        " does the training cost end?",
        "train",
        truths.higher_rate,
        answers=truths.HIGHER_RATE,
    ),
    Question(
        "cost_at_a_higher_rate",
        "The cost at ten times the rate",
        "Draw the training cost of this run at ten times the learning rate.",
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
        f"The same run with a penalty (L2) of {truths.PENALTY:g}. How long is the weight vector then?",
        "train",
        truths.l2_and_weights,
        answers=truths.L2_AND_WEIGHTS,
    ),
    Question(
        "centred_steps",
        "Centred inputs",
        "The mean image is subtracted from every image. How long may the steps be then, if the cost must never rise?",
        "train",
        truths.centred_steps,
        answers=truths.CENTRED_STEPS,
    ),
    Question(
        "best_rate",
        "The best learning rate",
        "Which learning rate of the sweep will have the lowest cost on held-out images?",
        "sweep",
        truths.best_rate,
        answers=truths.BEST_OF_RANGE,
    ),
    Question(
        "best_penalty",
        "The best penalty",
        "Which penalty of the sweep will have the lowest cost on held-out images?",
        "sweep",
        truths.best_penalty,
        answers=truths.BEST_OF_RANGE,
    ),
    Question(
        "pixels_or_edges",
        "Pixels or edges",
        "One neuron learns from raw pixels, another from edges. Which gets more held-out images right?",
        "features",
        truths.pixels_or_edges,
        answers=truths.PIXELS_OR_EDGES,
    ),
    Question(
        "another_threshold",
        "Another threshold",
        f"The threshold rises from 0.50 to {truths.HIGH_THRESHOLD:.2f}: the neuron must be surer to say yes."
        " How do its errors on the test images change?",
        "evaluate",
        truths.another_threshold,
        answers=truths.ANOTHER_THRESHOLD,
    ),
    Question(
        "cheapest_threshold",
        "The cheapest threshold",
        "Where is the cheapest threshold, with the current costs of the two errors?",
        "evaluate",
        truths.cheapest_threshold,
        answers=truths.CHEAPEST_THRESHOLD,
    ),
    Question(
        "sure_when_wrong",
        "How sure is it when it is wrong?",
        "How sure is the neuron of its wrong answers on test images, on average?",
        "calibration",
        truths.sure_when_wrong,
        scale=Scale(50, 100, tolerance=5),
    ),
    Question(
        "new_divisions",
        "The spread of chance",
        "All images are divided at random many times, and each time a neuron is trained. How wide is the range that"
        " holds 95 % of the test scores?",
        "experiments",
        truths.new_divisions,
        scale=Scale(0, 60, tolerance=4, unit="points"),
    ),
    Question(
        "shuffled_labels",
        "Labels that mean nothing",
        "The labels are shuffled at random, and the neuron learns. What share of its training images will it get"
        " right?",
        "experiments",
        truths.shuffled_labels,
        scale=PERCENT,
    ),
    Question(
        "accuracy_and_images",
        "Accuracy and number of images",
        "Draw the test accuracy, while the number of training images doubles again and again.",
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
        "Half of the training images are removed. How does the test accuracy change?",
        "experiments",
        truths.fewer_images,
        answers=truths.FEWER_IMAGES,
    ),
    Question(
        "same_photo_twice",
        "The same photo twice",
        "How many test images are also training images, pixel for pixel?",
        "experiments",
        truths.same_photo_twice,
        answers=truths.SAME_PHOTO_TWICE,
    ),
    Question(
        "without_the_twin",
        "Without the twin",
        "The neuron learns again, without the duplicates. How many test images are right?",
        "experiments",
        truths.without_the_twin,
        answers=truths.WITHOUT_THE_TWIN,
    ),
    Question(
        "more_pixels",
        "More numbers than images",
        "The neuron uses two numbers of each image, then more and more, up to all. With how many is the test"
        " accuracy highest?",
        "experiments",
        truths.more_pixels,
        answers=truths.MORE_PIXELS,
    ),
    Question(
        "cost_peak",
        "Wrong labels, and more numbers",
        "Some training labels are wrong. The neuron uses two numbers of each image, then more and more. With how"
        " many is the test cost highest?",
        "experiments",
        truths.cost_peak,
        answers=truths.COST_PEAK,
    ),
    Question(
        "penalty_or_stopping",
        "A penalty or early stopping",
        "A penalty or early stopping, after at most 4,096 steps, keeps weights small. Which reaches the lower cost on"
        " held-out images?",
        "experiments",
        truths.penalty_or_stopping,
        answers=truths.PENALTY_OR_STOPPING,
    ),
    Question(
        "random_weights",
        "The best of many random neurons",
        "Draw 10,000 sets of random weights, without training. What share of the test images does the best one get"
        " right?",
        "experiments",
        truths.random_weights,
        scale=Scale(0, 100, tolerance=5),
    ),
    Question(
        "first_directions",
        "The first main directions",
        "The neuron learns only how much of the first main directions is in each image. With how many does its test"
        " accuracy come within 2 points of that with all?",
        "features",
        truths.first_directions,
        answers=truths.FIRST_DIRECTIONS,
    ),
    Question(
        "harder_drawings",
        "Harder drawings",
        "One difficulty rises from 0 to 1, and at each step a new neuron learns. What share of the hardest test"
        " drawings will it get right?",
        "build",
        truths.harder_drawings,
        scale=PERCENT,
    ),
    Question(
        "mirrored_copies",
        "Mirrored copies",
        "A neuron learns with the default settings, another one also from a mirrored copy of each training image."
        " How many test images does it get right?",
        "edit",
        truths.mirrored_copies,
        answers=truths.MIRRORED_COPIES,
    ),
    Question(
        "something_else",
        "A picture of nothing",
        "Show the neuron pictures of noise. How sure are its answers, on average?",
        "why",
        truths.something_else,
        answers=truths.SOMETHING_ELSE,
    ),
    Question(
        "loops_or_vectors",
        "Loops against vectors",
        "One forward pass, with loops over pixels and images, and with NumPy. How many times as long do the loops take"
        " here?",
        "code",
        truths.loops_or_vectors,
        answers=truths.LOOPS_OR_VECTORS,
    ),
    Question(
        "largest_share",
        "Without one image",
        "One training image has the largest share of this answer. Would its absence also change the score most?",
        "why",
        truths.largest_share,
        answers=truths.MAX_SHARE,
    ),
)
QUESTIONS: dict[str, Question] = {question.name: question for question in _ALL}
