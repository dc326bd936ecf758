"""The teacher's current prompt to the class: a step or a question, its round, and what is revealed."""

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
from .own import NAME, Outcome, Own, RawGuess, outcome_of, own_question
from .spread import Spread, spread_of
from .written import as_text, entry

ROUNDS = 2  # guess, discuss, guess again


class Prompt(Value, frozen=True):
    """A prompt to the class.

    version: rises with each click of the teacher. asked: the number of this prompt; answers name it. spreads: of the
    rounds, once revealed. question: a name in `QUESTIONS`, or NAME for ``own``, the teacher's own question. outcome:
    its right answer, shown with the spreads.
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

    def next(self, *, step: int | None, question: str | None, own: Own | None = None) -> Prompt:
        """The next prompt. Raises ArgumentError for an unknown step or question."""
        if step is not None and not (type(step) is int and 0 <= step < STEPS):
            raise ArgumentError(f"A step must be a number from 0 to {STEPS - 1}. Got {step!r:.20}.")
        if question is not None and question not in QUESTIONS:
            raise ArgumentError(f"There is no question {question!r:.40}: choose one from the list.")
        return Prompt(self.version + 1, self.asked + 1, step, NAME if own else question, own=own)

    def changed(self, **changes: object) -> Prompt:
        """The same prompt with other values, one version later."""
        return replace(self, version=self.version + 1, **changes)

    @property
    def asks(self) -> Question | None:
        """The current question."""
        if self.own is not None:
            return self.own.question(self.asked)
        return None if self.question is None else QUESTIONS[self.question]

    @property
    def is_open(self) -> bool:
        """Whether answers count."""
        return self.question is not None and not self.is_frozen and not self.is_revealed


def read(text: str | None) -> Prompt | None:
    """The prompt that a text holds; None for any other text."""
    prompt = entry(text, Prompt)
    if (
        prompt is None
        or prompt.question not in (None, *QUESTIONS, NAME)
        or (prompt.question == NAME) != (prompt.own is not None)
    ):
        return None
    try:
        own = None if prompt.own is None else own_question(prompt.own.text, prompt.own.answers, prompt.own.right)
    except ArgumentError:
        return None
    prompt = replace(prompt, own=own)
    return replace(prompt, outcome=None if prompt.asks is None else outcome_of(prompt.asks, prompt.outcome))


def revealed(prompt: Prompt, spreads: tuple[Spread, ...], outcome: Outcome | None) -> Prompt:
    """The same prompt with its spreads and, if known, the right answer; the teacher's own question has its own."""
    question = prompt.asks
    if question is None:
        return prompt
    if prompt.own is not None and prompt.own.right is not None:
        outcome = Outcome(question.name, prompt.own.answers[prompt.own.right])
    return prompt.changed(
        is_revealed=True, spreads=prompt.spreads or spreads, outcome=outcome_of(question, outcome) or prompt.outcome
    )


def write_answer(prompt: Prompt, guess: Guess, before: str | None) -> str:
    """A member's guesses of this question by rounds, with the new guess for this round."""
    guesses = {**read_answer(prompt, before), prompt.round: guess}
    return as_text(Answer(prompt.asked, guesses.get(1), guesses.get(2)))


class Answer(Value, frozen=True, rename={"first": "1", "second": "2"}):
    """A member's guesses by rounds. asked: as in `Prompt`."""

    asked: Count
    first: RawGuess | None
    second: RawGuess | None


def read_answer(prompt: Prompt, text: str | None) -> dict[int, Guess]:
    """A member's guesses by rounds; none if they are unreadable, or answer an earlier question."""
    answer, question, guesses = entry(text, Answer), prompt.asks, dict[int, Guess]()
    if answer is None or answer.asked != prompt.asked or question is None:
        return {}
    for turn, guess in list(enumerate((answer.first, answer.second), 1))[: prompt.round]:
        with suppress(ArgumentError):
            if guess is not None:
                guesses[turn] = question.read(guess)
    return guesses


def spreads_of(prompt: Prompt, answers: Mapping[int, dict[int, Guess]]) -> tuple[Spread, ...]:
    """The spreads of the rounds so far. answers: by members, from `read_answer`."""
    question = prompt.asks
    if question is None:
        return ()
    return tuple(
        spread_of(question, [guesses[turn] for guesses in answers.values() if turn in guesses])
        for turn in range(1, prompt.round + 1)
    )
