"""Questions that a teacher writes, and the right answer shown with the guesses: untrusted text, bounded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from logreg_core.errors import ArgumentError

from ..exercise.guesses import Question
from ..exercise.truths import PLACES, Truth
from ..untrusted import Count, Finite, Value
from .nickname import visible

NAME = "own"  # prefix of the names of such questions
TEXT, ANSWER, WORDS = 240, 100, 900  # characters
FEWEST, MOST = 2, 6  # answers
RawGuess = str | Finite | Annotated[tuple[Finite, ...], Meta(max_length=len(PLACES))]  # an untrusted `Guess`


class Own(Value, frozen=True):
    """A question with two to six answers. right: the position of the right answer, if any."""

    text: str
    answers: Annotated[tuple[str, ...], Meta(max_length=MOST)]
    right: Count | None = None

    def question(self, number: int) -> Question:
        """The `Question`. number: makes its name unique among the teacher's own questions."""
        return Question(f"{NAME}.{number}", "A question of your teacher", self.text, "", self._truth, self.answers)

    def _truth(self) -> Truth:
        if self.right is None:
            raise ArgumentError("This question has no right answer.")
        return Truth(self.answers[self.right], "", "")


def own_question(text: str, answers: Sequence[str], right: int | None = None) -> Own:
    """A question that a teacher wrote. Empty answers are left out; ``right`` counts the others.

    Raises ArgumentError.
    """
    asked, choices = _short(text, TEXT, "The question"), [_short(answer, ANSWER, "An answer") for answer in answers]
    choices = [choice for choice in choices if choice]
    if not asked:
        raise ArgumentError("The question must have text. Write some.")
    if not FEWEST <= len(choices) <= MOST:
        raise ArgumentError(
            f"A question must have {FEWEST} to {MOST} answers. This one has {len(choices)}. Write each on its own line."
        )
    if len(set(choices)) < len(choices):
        raise ArgumentError("All answers must differ. Two are the same. Change one.")
    if right is not None and not (type(right) is int and 0 <= right < len(choices)):
        raise ArgumentError("The right answer must be one of the answers. Choose it again.")
    return Own(asked, tuple(choices), right)


class Outcome(Value, frozen=True):
    """The right answer to a question, as its teacher saw it. question: its name. words: an explanation."""

    question: str
    answer: RawGuess
    words: str = ""


def outcome_of(question: Question, outcome: Outcome | None) -> Outcome | None:
    """The outcome with bounded words; None if it belongs to another question, or is not an answer to this one."""
    if outcome is None or outcome.question != question.name:
        return None
    try:
        return Outcome(question.name, question.read(outcome.answer), visible(outcome.words[: 2 * WORDS])[:WORDS])
    except ArgumentError:
        return None


def _short(text: str, most: int, what: str) -> str:
    short = visible(text[: 4 * most])
    if len(short) > most:
        raise ArgumentError(f"{what} must have at most {most} characters. This one has more. Shorten it.")
    return short
