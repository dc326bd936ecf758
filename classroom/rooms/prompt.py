"""What the teacher has put to all: a step or a question, its round, and what may be seen of it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from logreg_core.errors import ArgumentError

from ..exercise.guesses import QUESTIONS, Guess, Question
from ..untrusted import Count, Value
from .limits import STEPS, Step
from .own import NAME, Outcome, Own, Said, outcome_of, own_question
from .spread import Spread, spread_of
from .written import as_text, entry

ROUNDS = 2  # guess, discuss, guess again


class Put(Value, frozen=True):
    """What is put.

    version: rises with every click of the teacher. asked: how often something was put; answers name it. spreads: of the
    rounds, once they are revealed. question: a name in `QUESTIONS`, or NAME for ``own``, that of the teacher's own.
    outcome: its right answer, shown with the spreads.
    """

    version: Count = 0
    asked: Count = 0
    step: Step | None = None
    question: str | None = None
    round: Literal[1, 2] = 1
    is_frozen: bool = False
    is_revealed: bool = False
    spreads: Annotated[tuple[Spread, ...], Meta(max_length=ROUNDS)] = ()
    own: Own | None = None
    outcome: Outcome | None = None

    def next(self, *, step: int | None, question: str | None, own: Own | None = None) -> Put:
        """Something else is put. Raises ArgumentError for a step or a question that there is not."""
        if step is not None and not (type(step) is int and 0 <= step < STEPS):
            raise ArgumentError(f"The steps of a lesson are counted from 0 to {STEPS - 1}, so {step!r:.20} is none.")
        if question is not None and question not in QUESTIONS:
            raise ArgumentError(f"There is no question {question!r:.40}: put one of those in the list.")
        return Put(self.version + 1, self.asked + 1, step, NAME if own else question, own=own)

    def changed(self, **changes: object) -> Put:
        """The same with other values, a version later."""
        return replace(self, version=self.version + 1, **changes)

    @property
    def asks(self) -> Question | None:
        """The question that is put."""
        if self.own is not None:
            return self.own.question(self.asked)
        return None if self.question is None else QUESTIONS[self.question]

    @property
    def is_open(self) -> bool:
        """Whether answers count."""
        return self.question is not None and not self.is_frozen and not self.is_revealed


def read(text: str | None) -> Put | None:
    """What was put; None where it is not what this app writes."""
    put = entry(text, Put)
    if put is None or put.question not in (None, *QUESTIONS, NAME) or (put.question == NAME) != (put.own is not None):
        return None
    try:
        own = None if put.own is None else own_question(put.own.text, put.own.answers, put.own.right)
    except ArgumentError:
        return None
    put = replace(put, own=own)
    return replace(put, outcome=None if put.asks is None else outcome_of(put.asks, put.outcome))


def revealed(put: Put, spreads: tuple[Spread, ...], outcome: Outcome | None) -> Put:
    """The same with its spreads, and the right answer where it is known: to a question of her own by the teacher."""
    question = put.asks
    if question is None:
        return put
    if put.own is not None and put.own.right is not None:
        outcome = Outcome(question.name, put.own.answers[put.own.right])
    return put.changed(
        is_revealed=True, spreads=put.spreads or spreads, outcome=outcome_of(question, outcome) or put.outcome
    )


def write_answer(put: Put, guess: Guess, before: str | None) -> str:
    """A member's guesses of this question, by rounds, with the one of this round."""
    guesses = {**read_answer(put, before), put.round: guess}
    return as_text(Answer(put.asked, guesses.get(1), guesses.get(2)))


class Answer(Value, frozen=True, rename={"first": "1", "second": "2"}):
    """The guesses of a member by rounds. asked: which question they answer, as `Put` counts."""

    asked: Count
    first: Said | None
    second: Said | None


def read_answer(put: Put, text: str | None) -> dict[int, Guess]:
    """The guesses of a member by rounds; none where they are those of an earlier question, or cannot be read."""
    answer, question, found = entry(text, Answer), put.asks, dict[int, Guess]()
    if answer is None or answer.asked != put.asked or question is None:
        return {}
    for turn, guess in list(enumerate((answer.first, answer.second), 1))[: put.round]:
        with suppress(ArgumentError):
            if guess is not None:
                found[turn] = question.read(guess)
    return found


def spreads_of(put: Put, answers: Mapping[int, dict[int, Guess]]) -> tuple[Spread, ...]:
    """The spreads of the rounds so far. answers: by members, as `read_answer` reads them."""
    question = put.asks
    if question is None:
        return ()
    return tuple(
        spread_of(question, [each[turn] for each in answers.values() if turn in each])
        for turn in range(1, put.round + 1)
    )
