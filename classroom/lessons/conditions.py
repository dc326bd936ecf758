"""The conditions that end a step: short texts, looked up in a table and checked against the state of a visit."""

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
    """The state of a visit.

    page: the address of the open page.
    data: the key of the current dataset, ``"uploaded"`` or ``"edited"``; bursts: in the class with fewer of them.
    iterations, cost, train_accuracy, test_accuracy: of the current run, at the iteration shown; 0 and None without a
    run and while it is computed. learning_rate: of that run. cost_rose: in some step.
    has_model, representation: of the current model. threshold: of class 1.
    guessed: questions with a guess; found_out: questions whose answer was shown.
    passed: functions that now pass their checks. by_hand: steps taken with pencil and paper.
    photo: whether the picture is a photo or sample; test_image: whether it is a test image.
    mistakes: the broken lines, and rounds, seen. goals: reached. runs: the number kept.
    painted: test images that the painting has right; None without one. card: whether the visitor wrote who made the
    model, and what it is not for. acts: from ACTS, since the step began.
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
    """One entry of the table.

    words: the condition in words; ``{}`` stands for its argument, the rest of the text.
    holds: whether it holds in this state for this argument.
    names: valid names with their titles, looked up on each call as plug-ins may add some; span: the valid numbers.
    No argument without either.
    """

    words: str
    holds: Callable[[State, Any], bool]
    names: Callable[[], dict[str, str]] | None = None
    span: tuple[float, float] | None = None
    is_whole: bool = False

    def read(self, text: str) -> str | float:
        """The argument. Raises ArgumentError for an invalid one."""
        if self.names is not None:
            if text in (names := self.names()):
                return text
            near = "".join(f" Perhaps {match} is meant." for match in get_close_matches(text[:40], names, 1))
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

    def in_words(self, argument: str | float) -> str:
        """The condition in words."""
        if self.names is not None:
            return self.words.format(self.names()[str(argument)])
        return self.words.format(f"{argument:,g}" if isinstance(argument, float) else argument)


SHARES, RATES = (0.0, 1.0), (1e-6, 10.0)


def _number(words: str, name: str, compare: Callable[[Any, Any], bool], span: tuple[float, float]) -> Condition:
    """A condition on a number of the state; false if there is none."""

    def holds(state: State, limit: float) -> bool:
        value = getattr(state, name)
        return value is not None and compare(value, limit)

    return Condition(words, holds, span=span)


def _many(words: str, name: str, most: int) -> Condition:
    """A condition on a count in the state."""

    def holds(state: State, number: float) -> bool:
        value = getattr(state, name)
        return (value if isinstance(value, int) else len(value or ())) >= number

    return Condition(words, holds, span=(1, most), is_whole=True)


def _one_of(words: str, name: str, names: dict[str, str]) -> Condition:
    """A condition on a name in a set of the state."""
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
    """A condition on an action that leaves no other trace."""
    return Condition(words, lambda state, _: name in state.acts)


_QUESTIONS = {name: f"“{question.title}”" for name, question in QUESTIONS.items()}

CONDITIONS: dict[str, Condition] = {
    "seen": Condition("you have looked at this page and go on", lambda state, page: state.page == page),
    "trained": _many("a run has come to iteration {}", "iterations", 100_000),
    "model": Condition("there is a model", lambda state, _: state.has_model),
    "cost under": _number("the training cost is under {}", "cost", lt, (0, 100)),
    "cost over": _number("the training cost is over {}", "cost", gt, (0, 100)),
    "cost rose": Condition("the cost of the run rose in a step", lambda state, _: state.cost_rose),
    "train accuracy over": _number("the training accuracy is over {}", "train_accuracy", gt, SHARES),
    "test accuracy over": _number("the test accuracy is over {}", "test_accuracy", gt, SHARES),
    "learning rate over": _number("the run has a learning rate over {}", "learning_rate", gt, RATES),
    "learning rate under": _number("the run has a learning rate under {}", "learning_rate", lt, RATES),
    "threshold over": _number("the threshold is over {}", "threshold", gt, SHARES),
    "threshold under": _number("the threshold is under {}", "threshold", lt, SHARES),
    "runs": _many("{} or more runs are kept for a comparison", "runs", 12),
    "representation": Condition(
        "the model uses {}",
        lambda state, name: state.has_model and state.representation == name,
        lambda: {name: each.title for name, each in REPRESENTATIONS.items()},
    ),
    "data": Condition(
        "the current dataset is {}",
        lambda state, key: state.data == key,
        lambda: {key: f"“{entry.title}”" for key, entry in CATALOG.items()},
    ),
    "own data": Condition("you use a dataset of your own", lambda state, _: state.data in ("uploaded", "edited")),
    "edited": Condition("you use a dataset that you changed", lambda state, _: state.data == "edited"),
    "bursts": _many("each class has {} or more bursts", "bursts", 100),
    "guess given": Condition(
        "you have guessed, or looked: {}",
        lambda state, name: name in state.guessed or name in state.found_out,
        lambda: _QUESTIONS,
    ),
    "found out": _one_of("you have seen what happens: {}", "found_out", _QUESTIONS),
    "passed": _one_of("your {} passes its checks", "passed", {name: name for name in NAMES}),
    "steps by hand": _many("you have taken {} or more steps by hand", "by_hand", 1000),
    "photo predicted": Condition(
        "you have a picture, and a model for it", lambda state, _: state.photo and state.has_model
    ),
    "test image predicted": Condition(
        "you have a test image, and a model for it", lambda state, _: state.test_image and state.has_model
    ),
    "mistakes seen": _many("you have seen {} or more broken lines", "mistakes", len(MISTAKES)),
    "mistake": _one_of("you have seen {}", "mistakes", {each.name: f"“{each.title}”" for each in MISTAKES}),
    "goal": _one_of("the goal {} is reached", "goals", {goal.name: f"“{goal.title}”" for goal in GOALS}),
    "card written": Condition(
        "you have written on the card who made it, and what it must not be used for", lambda state, _: state.card
    ),
    **{name: _act(name, words) for name, words in ACTS.items()},
    "painted": _many("your painting has {} or more test images right", "painted", 10_000),
}
"""Conditions by the first words of their text; an argument may follow. " and " joins several."""


class Asked(NamedTuple):
    """A condition and its argument."""

    condition: Condition
    argument: str | float


def parse(done: str, page: str = "") -> tuple[Asked, ...]:
    """The conditions in a text. Raises ArgumentError for an unknown one.

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
        argument = condition.read(rest)
    except ArgumentError as error:
        raise ArgumentError(f"After “{name}”: {error}") from None
    return Asked(condition, page if name == "seen" else argument)


def _near(text: str) -> str:
    """A hint at the most similar condition, as a sentence; empty if none is similar."""

    def likeness(name: str) -> float:
        words = text[:60].split()[: len(name.split())]
        return SequenceMatcher(None, " ".join(words), name).ratio()

    best = max(CONDITIONS, key=likeness)
    return f" Perhaps {best} is meant." if likeness(best) > 0.7 else ""


def is_done(step: Step, state: State) -> bool:
    """Whether the conditions of a step hold. Raises ArgumentError, as `parse`."""
    return all(condition.holds(state, argument) for condition, argument in parse(step.done, step.page))


def words(done: str) -> str:
    """``Done when the training cost is under 0.2.``"""
    return f"Done when {listed([condition.in_words(argument) for condition, argument in parse(done)])}."
