"""A receipt: what was done in a visit, as a value that can be written down, signed and handed in."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import isfinite
from typing import Self

from ..classifier import Classifier
from ..dataset import Dataset
from ..errors import ArgumentError
from ..exercise.functions import NAMES
from ..exercise.goals import GOALS
from ..exercise.guesses import QUESTIONS
from ..recipe import BROUGHT_IN, Made, Recipe, Unrepeatable
from ..settings import RUN_SETTINGS, SETTINGS
from .rules import check_count, check_line, check_match, check_name, check_once, check_when, line

LONGEST_NICKNAME = 24  # signs
LONGEST_TITLE = 120
LONGEST_TASK = 240
LONGEST_SENTENCE = 400
LONGEST_NAME = 200  # of a dataset
LONGEST_CODE = 50_000  # bytes of all functions together
MOST_STEPS = 40
MOST_GUESSES = 100
MOST_GOALS = 50
MOST_IMAGES = 10_000_000
MOST_ROUNDS = 1_000_000

_TITLES = {goal.name: goal.title for goal in GOALS}


@dataclass(frozen=True)
class Step:
    """One step of a lesson: its task, and whether it is done."""

    task: str
    done: bool

    def __post_init__(self) -> None:
        check_line("a task", self.task, LONGEST_TASK)


@dataclass(frozen=True)
class Lesson:
    """How far a lesson was done."""

    title: str
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        check_line("the lesson's title", self.title, LONGEST_TITLE)
        check_count("the lesson's steps", len(self.steps), MOST_STEPS)

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(step.done for step in self.steps)


@dataclass(frozen=True)
class Guess:
    """One guess. question: by its name in `exercise.guesses`. said, happened: in words."""

    question: str
    said: str
    happened: str
    came_true: bool

    def __post_init__(self) -> None:
        check_name("a guess's question", self.question)
        check_line("what was guessed", self.said, LONGEST_SENTENCE)
        check_line("what happened", self.happened, LONGEST_SENTENCE)

    @property
    def title(self) -> str:
        """The question in a few words."""
        return QUESTIONS[self.question].title if self.question in QUESTIONS else self.question


@dataclass(frozen=True)
class Run:
    """A neuron: how it was made, of what, and how it does.

    iteration: after how many steps its weights were taken; None where it took none.
    trained_here: whether this very visit trained it; else it was taken in hand from a file, or from another run.
    dataset: the key in the catalogue; empty for a dataset of the visitor's own. learned_from, tested_on: numbers of
    images; cut_bursts: how many bursts have pictures in both parts.
    checksum: of the weights, as `Classifier.checksum`. Accuracies from 0 to 1, at this threshold.
    """

    made: Made
    iteration: int | None
    trained_here: bool
    dataset: str
    dataset_name: str
    dataset_digest: str
    learned_from: int
    tested_on: int
    cut_bursts: int
    checksum: str
    threshold: float
    train_accuracy: float
    test_accuracy: float

    def __post_init__(self) -> None:
        if self.dataset:
            check_name("the run's dataset", self.dataset)
        check_line("the name of the run's dataset", self.dataset_name, LONGEST_NAME)
        check_match("the fingerprint of the run's dataset", self.dataset_digest, r"[0-9a-f]{64}")
        check_match("the checksum of the weights", self.checksum, r"[0-9a-f]{8}")
        if isinstance(self.made, Recipe) and self.iteration is None:
            raise ArgumentError("A run by a recipe must say the iteration of its weights. This one says none.")
        for name in ("iteration", "learned_from", "tested_on", "cut_bursts"):
            check_count(f"the run's {name}", getattr(self, name) or 0, MOST_IMAGES)
        for name in ("threshold", "train_accuracy", "test_accuracy"):
            if not 0 <= getattr(self, name) <= 1:
                raise ArgumentError(f"The run's {name} must be between 0 and 1. Got {getattr(self, name)!r:.60}.")

    @classmethod
    def of(cls, neuron: Classifier, dataset: Dataset, key: str, *, trained_here: bool = True) -> Self:
        """The run of a neuron on the dataset that it learned from. key: of that dataset; empty for one's own."""
        return cls(
            _known(neuron.recipe),
            neuron.iteration,
            trained_here,
            key,
            line(dataset.name, LONGEST_NAME),
            dataset.digest,
            len(dataset.train),
            len(dataset.test),
            dataset.cut_bursts,
            neuron.checksum,
            float(neuron.threshold),
            neuron.accuracy(dataset.train),
            neuron.accuracy(dataset.test),
        )


@dataclass(frozen=True)
class Function:
    """One of the six functions as it was written, and whether it passed all its checks as it stood."""

    name: str
    code: str
    passed: bool

    def __post_init__(self) -> None:
        if self.name not in NAMES:
            raise ArgumentError(f"The functions are {', '.join(NAMES)}. Got {self.name!r:.60}.")


@dataclass(frozen=True)
class Goal:
    """A goal that was reached, by its name in `exercise.goals`, and its best score."""

    name: str
    score: float

    def __post_init__(self) -> None:
        check_name("a goal", self.name)
        if not isfinite(self.score):
            raise ArgumentError(f"The score of a goal must be a finite number. Got {self.score!r}.")

    @property
    def title(self) -> str:
        """The goal in a few words."""
        return _TITLES.get(self.name, self.name)


@dataclass(frozen=True)
class Mistakes:
    """How many broken lines were seen, in how many rounds the symptom came first, and the guesses about both."""

    seen: int = 0
    rounds: int = 0
    guessed: int = 0
    came_true: int = 0

    def __post_init__(self) -> None:
        for each in fields(self):
            check_count(f"the mistakes' {each.name}", getattr(self, each.name), MOST_ROUNDS)
        if self.came_true > self.guessed:
            raise ArgumentError(
                f"No more guesses can come true than there were: {self.guessed:,}. Got {self.came_true:,}."
            )


@dataclass(frozen=True)
class Receipt:
    """What was done in a visit, and when.

    when: to the minute, such as ``2026-03-01 09:30 UTC``. nickname: empty where none was typed.
    brought: whether the browser brought back what it had kept, so that part of this was not seen to happen.
    functions: those that are written. Each part is bounded; text is one line each, but for code.

    Raises ArgumentError when a part breaks its rule.
    """

    when: str
    nickname: str = ""
    brought: bool = False
    lesson: Lesson | None = None
    guesses: tuple[Guess, ...] = ()
    run: Run | None = None
    functions: tuple[Function, ...] = ()
    goals: tuple[Goal, ...] = ()
    mistakes: Mistakes = Mistakes()

    def __post_init__(self) -> None:
        check_when(self.when)
        check_line("the nickname", self.nickname, LONGEST_NICKNAME)
        check_count("the guesses", len(self.guesses), MOST_GUESSES)
        check_count("the goals", len(self.goals), MOST_GOALS)
        check_once("question", [guess.question for guess in self.guesses])
        check_once("function", [function.name for function in self.functions])
        check_once("goal", [goal.name for goal in self.goals])
        size = sum(len(function.code.encode("utf-8", "surrogatepass")) for function in self.functions)
        if size > LONGEST_CODE:
            raise ArgumentError(f"All functions together may have {LONGEST_CODE:,} bytes. These have {size:,}.")

    @property
    def guesses_came_true(self) -> int:
        """How many guesses came true."""
        return sum(guess.came_true for guess in self.guesses)

    @property
    def passed(self) -> tuple[str, ...]:
        """The names of the functions that passed all their checks."""
        return tuple(function.name for function in self.functions if function.passed)


def _known(made: Made) -> Made:
    """How a neuron was made, as a receipt takes it: a reason in one line, and of the settings those that are sound."""
    if not isinstance(made, Unrepeatable):
        return made
    known = {each.name: made.known[each.name] for each in RUN_SETTINGS if each.name in made.known}
    sound = {name: SETTINGS[name].check(value) for name, value in known.items() if SETTINGS[name].allows(value)}
    return Unrepeatable(line(made.why, LONGEST_SENTENCE) or BROUGHT_IN, sound, made.representation)
