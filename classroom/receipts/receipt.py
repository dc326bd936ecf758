"""A receipt of the work in a visit, as a value to be saved, signed and handed in."""

from __future__ import annotations

from typing import Annotated, Self

from msgspec import Meta

from logreg_core.classifier import Classifier
from logreg_core.data.dataset import Dataset
from logreg_core.errors import ArgumentError
from logreg_core.recipe import BROUGHT_IN, Made, Recipe, Unrepeatable
from logreg_core.settings import RUN_SETTINGS, SETTINGS

from ..exercise.functions import NAMES
from ..exercise.goals import GOALS
from ..exercise.guesses import QUESTIONS
from ..untrusted import Finite, Share, Value
from .rules import check_line, check_once, check_when, line

MAX_NICKNAME = 24  # characters
MAX_TITLE = 120
MAX_TASK = 240
MAX_SENTENCE = 400
MAX_NAME = 200  # of a dataset
MAX_CODE = 50_000  # bytes of all functions together
MAX_STEPS = 40
MAX_GUESSES = 100
MAX_GOALS = 50
MAX_IMAGES = 10_000_000
MAX_ROUNDS = 1_000_000

Name = Annotated[str, Meta(pattern=r"^[a-z0-9_]{1,40}\Z")]
Images = Annotated[int, Meta(ge=0, le=MAX_IMAGES)]
Rounds = Annotated[int, Meta(ge=0, le=MAX_ROUNDS)]

_TITLES = {goal.name: goal.title for goal in GOALS}


class Step(Value, frozen=True):
    """One step of a lesson: its task, and whether it is done."""

    task: str
    done: bool

    def __post_init__(self) -> None:
        check_line("a task", self.task, MAX_TASK)


class Lesson(Value, frozen=True):
    """The progress in a lesson."""

    title: str
    steps: Annotated[tuple[Step, ...], Meta(max_length=MAX_STEPS)]

    def __post_init__(self) -> None:
        check_line("the lesson's title", self.title, MAX_TITLE)

    @property
    def done(self) -> int:
        """The number of completed steps."""
        return sum(step.done for step in self.steps)


class Guess(Value, frozen=True):
    """One guess. question: a name in `exercise.guesses`. said, happened: the guess and the result, in words."""

    question: Name
    said: str
    happened: str
    came_true: bool

    def __post_init__(self) -> None:
        check_line("the guess", self.said, MAX_SENTENCE)
        check_line("the result", self.happened, MAX_SENTENCE)

    @property
    def title(self) -> str:
        """The question in a few words."""
        return QUESTIONS[self.question].title if self.question in QUESTIONS else self.question


class Run(Value, frozen=True):
    """A neuron: its recipe, its dataset and its scores.

    iteration: of its weights; None without any.
    trained_here: whether this visit trained it, instead of loading it from a file or another run.
    dataset: the key in the catalogue; empty for the visitor's own dataset. learned_from, tested_on: numbers of images;
    cut_bursts: bursts with pictures in both parts.
    checksum: of the weights, as `Classifier.checksum`. Accuracies from 0 to 1, at this threshold.
    """

    made: Made
    iteration: Images | None
    trained_here: bool
    dataset: Annotated[str, Meta(pattern=r"^[a-z0-9_]{0,40}\Z")]
    dataset_name: str
    dataset_digest: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
    learned_from: Images
    tested_on: Images
    cut_bursts: Images
    checksum: Annotated[str, Meta(pattern=r"^[0-9a-f]{8}\Z")]
    threshold: Share
    train_accuracy: Share
    test_accuracy: Share

    def __post_init__(self) -> None:
        check_line("the name of the run's dataset", self.dataset_name, MAX_NAME)
        if isinstance(self.made, Recipe) and self.iteration is None:
            raise ArgumentError("A run by a recipe must have the iteration of its weights. This one has none.")

    @classmethod
    def of(cls, neuron: Classifier, dataset: Dataset, key: str, *, trained_here: bool = True) -> Self:
        """The run of a neuron on its training dataset. key: of that dataset; empty for the visitor's own."""
        return cls(
            _known(neuron.recipe),
            neuron.iteration,
            trained_here,
            key,
            line(dataset.name, MAX_NAME),
            dataset.digest,
            len(dataset.train),
            len(dataset.test),
            dataset.cut_bursts,
            neuron.checksum,
            float(neuron.threshold),
            neuron.accuracy(dataset.train),
            neuron.accuracy(dataset.test),
        )


class Function(Value, frozen=True):
    """One of the six functions: its code, and whether this code passed all checks."""

    name: str
    code: str
    passed: bool

    def __post_init__(self) -> None:
        if self.name not in NAMES:
            raise ArgumentError(f"The functions are {', '.join(NAMES)}. Got {self.name!r:.60}.")


class Goal(Value, frozen=True):
    """A reached goal, by its name in `exercise.goals`, and its best score."""

    name: Name
    score: Finite

    @property
    def title(self) -> str:
        """The goal in a few words."""
        return _TITLES.get(self.name, self.name)


class Mistakes(Value, frozen=True):
    """Numbers of broken lines seen, of rounds with the symptom first, and of guesses about both."""

    seen: Rounds = 0
    rounds: Rounds = 0
    guessed: Rounds = 0
    came_true: Rounds = 0

    def __post_init__(self) -> None:
        if self.came_true > self.guessed:
            raise ArgumentError(f"At most {self.guessed:,} guesses can be right. Got {self.came_true:,}.")


class Receipt(Value, frozen=True):
    """A receipt for the work in a visit.

    when: to the minute, such as ``2026-03-01 09:30 UTC``. nickname: may be empty. brought: whether the browser restored
    earlier work, which the server did not see. functions: those that the learner wrote. All fields have a maximum
    length; texts other than code are one line.

    Raises ArgumentError for an invalid field.
    """

    when: str
    nickname: str = ""
    brought: bool = False
    lesson: Lesson | None = None
    guesses: Annotated[tuple[Guess, ...], Meta(max_length=MAX_GUESSES)] = ()
    run: Run | None = None
    functions: tuple[Function, ...] = ()
    goals: Annotated[tuple[Goal, ...], Meta(max_length=MAX_GOALS)] = ()
    mistakes: Mistakes = Mistakes()

    def __post_init__(self) -> None:
        check_when(self.when)
        check_line("the nickname", self.nickname, MAX_NICKNAME)
        check_once("question", [guess.question for guess in self.guesses])
        check_once("function", [function.name for function in self.functions])
        check_once("goal", [goal.name for goal in self.goals])
        size = sum(len(function.code.encode("utf-8", "surrogatepass")) for function in self.functions)
        if size > MAX_CODE:
            raise ArgumentError(f"All functions together have at most {MAX_CODE:,} bytes. These have {size:,}.")

    @property
    def guesses_came_true(self) -> int:
        """The number of right guesses."""
        return sum(guess.came_true for guess in self.guesses)

    @property
    def passed(self) -> tuple[str, ...]:
        """The names of the functions that passed all their checks."""
        return tuple(function.name for function in self.functions if function.passed)


def _known(made: Made) -> Made:
    """The recipe for a receipt: a reason on one line, and only the valid settings."""
    if not isinstance(made, Unrepeatable):
        return made
    known = {setting.name: made.known[setting.name] for setting in RUN_SETTINGS if setting.name in made.known}
    sound = {name: SETTINGS[name].check(value) for name, value in known.items() if SETTINGS[name].allows(value)}
    return Unrepeatable(line(made.why, MAX_SENTENCE) or BROUGHT_IN, sound, made.representation)
