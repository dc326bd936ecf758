"""How it is known that a step is done: a short text, read by a table, that holds or not in the state of a visit."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from math import isfinite
from operator import gt, lt
from typing import Any, NamedTuple

from logreg_core.errors import ArgumentError
from logreg_core.representation import REPRESENTATIONS
from logreg_core.sources.catalog import CATALOG
from logreg_core.words import listed

from ..exercise.functions import NAMES
from ..exercise.goals import GOALS
from ..exercise.guesses import QUESTIONS
from ..exercise.mistakes import MISTAKES
from .lesson import Step

AND = " and "


@dataclass(frozen=True)
class State:
    """What the pages can tell of a visit.

    page: the address of the page that is open.
    data: the key of the dataset in hand, ``"uploaded"`` or ``"edited"``; bursts: in the class that has fewer of them.
    iterations, cost, train_accuracy, test_accuracy: of the run in hand, where the visitor stands in it; 0 and None
    without one, and while it is computed. learning_rate: of that run. cost_rose: whether it rose in a step.
    has_model, representation: of the neuron in hand. threshold: above which it says class 1.
    guessed: the questions with a guess; found_out: those of which it was seen what happens.
    passed: the functions that pass their checks as they stand. by_hand: steps taken with pencil and paper.
    photo: whether a picture that was brought, or a sample, is in hand; test_image: whether a test image is.
    mistakes: the broken lines, and rounds, that were seen. goals: those that are reached. runs: how many are kept.
    painted: how many test images the painting has right; None without one. card: whether the visitor wrote on it who
    made the model, and what it is not for. acts: of ACTS, those that were done since the step began.
    """

    page: str = ""
    data: str = ""
    bursts: int = 0
    iterations: int = 0
    cost: float | None = None
    train_accuracy: float | None = None
    test_accuracy: float | None = None
    learning_rate: float | None = None
    cost_rose: bool = False
    has_model: bool = False
    representation: str = ""
    threshold: float = 0.5
    guessed: frozenset[str] = frozenset()
    found_out: frozenset[str] = frozenset()
    passed: frozenset[str] = frozenset()
    by_hand: int = 0
    photo: bool = False
    test_image: bool = False
    mistakes: frozenset[str] = frozenset()
    goals: frozenset[str] = frozenset()
    runs: int = 0
    painted: int | None = None
    card: bool = False
    acts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Condition:
    """One line of the table.

    words: what is so when it holds; ``{}`` stands for what follows the first words of the text.
    holds: whether it does, in this state, for what follows.
    names: what may follow, with what it is called, looked up anew as plug-ins add some; span: the numbers that may.
    Nothing follows where both are empty.
    """

    words: str
    holds: Callable[[State, Any], bool]
    names: Callable[[], dict[str, str]] | None = None
    span: tuple[float, float] | None = None
    is_whole: bool = False

    def read(self, text: str) -> str | float:
        """What follows. Raises ArgumentError for anything else."""
        if self.names is not None:
            if text in (names := self.names()):
                return text
            near = "".join(f" Perhaps {each} is meant." for each in get_close_matches(text[:40], names, 1))
            raise ArgumentError(f"a name must follow, one of {', '.join(names)}. Got {text!r:.40}.{near}")
        if self.span is None:
            if text:
                raise ArgumentError(f"nothing may follow. Got {text!r:.40}.")
            return ""
        low, high = self.span
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not isfinite(number) or not low <= number <= high or (self.is_whole and number != int(number)):
            kind = "whole number" if self.is_whole else "number"
            raise ArgumentError(f"a {kind} from {low:g} to {high:g} must follow. Got {text!r:.40}.")
        return number

    def said(self, what: str | float) -> str:
        """What is so when it holds, in words."""
        if self.names is not None:
            return self.words.format(self.names()[str(what)])
        return self.words.format(f"{what:,g}" if isinstance(what, float) else what)


SHARES, RATES = (0.0, 1.0), (1e-6, 10.0)


def _number(words: str, name: str, compare: Callable[[Any, Any], bool], span: tuple[float, float]) -> Condition:
    """A number of the state that is over or under another one; it is not where there is none."""

    def holds(state: State, limit: float) -> bool:
        value = getattr(state, name)
        return value is not None and compare(value, limit)

    return Condition(words, holds, span=span)


def _many(words: str, name: str, most: int) -> Condition:
    """So many of what is counted in the state."""

    def holds(state: State, number: float) -> bool:
        value = getattr(state, name)
        return (value if isinstance(value, int) else len(value or ())) >= number

    return Condition(words, holds, span=(1, most), is_whole=True)


def _one_of(words: str, name: str, names: dict[str, str]) -> Condition:
    """A name in a set of the state."""
    return Condition(words, lambda state, one: one in getattr(state, name), lambda: names)


ACTS = {
    "image picked": "you have picked an image",
    "errors opened": "you have pressed a number of the confusion matrix",
    "answer flipped": "a change of the picture has flipped the answer",
    "greyed out": "two or more patches of the picture are grey",
    "rare class": "one class is set to 10 of 100 images or less",
    "round answered": "you have answered a round of images",
    "pack taken": "you have taken the pack",
}


def _act(name: str, words: str) -> Condition:
    """Something that the visitor does, of which nothing else in hand tells."""
    return Condition(words, lambda state, _: name in state.acts)


_QUESTIONS = {name: f"“{question.title}”" for name, question in QUESTIONS.items()}

CONDITIONS: dict[str, Condition] = {
    "seen": Condition("you have looked at this page and go on", lambda state, page: state.page == page),
    "trained": _many("a run has come to iteration {}", "iterations", 100_000),
    "model": Condition("there is a neuron in hand", lambda state, _: state.has_model),
    "cost under": _number("the training cost is under {}", "cost", lt, (0, 100)),
    "cost over": _number("the training cost is over {}", "cost", gt, (0, 100)),
    "cost rose": Condition("the cost of the run rose on the way", lambda state, _: state.cost_rose),
    "train accuracy over": _number(
        "the share of training images that are right is over {}", "train_accuracy", gt, SHARES
    ),
    "test accuracy over": _number("the share of test images that are right is over {}", "test_accuracy", gt, SHARES),
    "learning rate over": _number("the run has a learning rate over {}", "learning_rate", gt, RATES),
    "learning rate under": _number("the run has a learning rate under {}", "learning_rate", lt, RATES),
    "threshold over": _number("the threshold is over {}", "threshold", gt, SHARES),
    "threshold under": _number("the threshold is under {}", "threshold", lt, SHARES),
    "runs": _many("{} or more runs are kept for a comparison", "runs", 12),
    "representation": Condition(
        "the neuron in hand is shown {}",
        lambda state, name: state.has_model and state.representation == name,
        lambda: {name: each.title for name, each in REPRESENTATIONS.items()},
    ),
    "data": Condition(
        "the dataset in hand is {}",
        lambda state, key: state.data == key,
        lambda: {key: f"“{entry.title}”" for key, entry in CATALOG.items()},
    ),
    "own data": Condition("a dataset of your own is in hand", lambda state, _: state.data in ("uploaded", "edited")),
    "edited": Condition("a dataset that you changed is in hand", lambda state, _: state.data == "edited"),
    "bursts": _many("each class in hand has {} or more bursts", "bursts", 100),
    "guess given": Condition(
        "you have guessed, or looked: {}",
        lambda state, name: name in state.guessed or name in state.found_out,
        lambda: _QUESTIONS,
    ),
    "found out": _one_of("it was seen what happens: {}", "found_out", _QUESTIONS),
    "passed": _one_of("your {} passes its checks", "passed", {name: name for name in NAMES}),
    "steps by hand": _many("{} or more steps were taken by hand", "by_hand", 1000),
    "photo predicted": Condition(
        "a picture is in hand, and a neuron that answers it", lambda state, _: state.photo and state.has_model
    ),
    "test image predicted": Condition(
        "a test image is in hand, and a neuron that answers it", lambda state, _: state.test_image and state.has_model
    ),
    "mistakes seen": _many("{} or more broken lines were seen", "mistakes", len(MISTAKES)),
    "mistake": _one_of("you have seen {}", "mistakes", {each.name: f"“{each.title}”" for each in MISTAKES}),
    "goal": _one_of("the goal {} is reached", "goals", {goal.name: f"“{goal.title}”" for goal in GOALS}),
    "card written": Condition(
        "you have written on the card who made it, and what it must not be used for", lambda state, _: state.card
    ),
    **{name: _act(name, words) for name, words in ACTS.items()},
    "painted": _many("your painting has {} or more test images right", "painted", 10_000),
}
"""By the first words of the text; then comes what it is about, if anything. " and " joins several."""


class Asked(NamedTuple):
    """A condition, and what it is about."""

    condition: Condition
    what: str | float


def parse(done: str, page: str = "") -> tuple[Asked, ...]:
    """The conditions in a text. Raises ArgumentError for what the table does not have.

    page: of the step.
    """
    return tuple(_parsed(part, page) for part in done.split(AND))


def _parsed(text: str, page: str) -> Asked:
    starts: Collection[str] = [name for name in CONDITIONS if text == name or text.startswith(f"{name} ")]
    if not starts:
        raise ArgumentError(f"It must begin with one of {listed(list(CONDITIONS))}. Got {text!r:.40}.{_near(text)}")
    name = max(starts, key=len)
    condition, rest = CONDITIONS[name], text[len(name) :].strip()
    if name == "trained" and not rest:
        rest = "1"
    try:
        what = condition.read(rest)
    except ArgumentError as error:
        raise ArgumentError(f"After “{name}”: {error}") from None
    return Asked(condition, page if name == "seen" else what)


def _near(text: str) -> str:
    """The condition that a text with a typo may begin with, as a sentence; empty where none is near."""

    def likeness(name: str) -> float:
        words = text[:60].split()[: len(name.split())]
        return SequenceMatcher(None, " ".join(words), name).ratio()

    best = max(CONDITIONS, key=likeness)
    return f" Perhaps {best} is meant." if likeness(best) > 0.7 else ""


def is_done(step: Step, state: State) -> bool:
    """Whether the conditions of a step hold. Raises ArgumentError for a text that `parse` refuses."""
    return all(condition.holds(state, what) for condition, what in parse(step.done, step.page))


def words(done: str) -> str:
    """``Done when the training cost is under 0.2.``"""
    return f"Done when {listed([condition.said(what) for condition, what in parse(done)])}."
