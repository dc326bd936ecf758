"""A question of the teacher's own, and the answer that is shown with the guesses: text from outside, bounded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from logreg_core.errors import ArgumentError

from ..exercise.guesses import Question
from ..exercise.truths import PLACES, Truth
from ..untrusted import Count, Finite, Value
from .nickname import visible

NAME = "own"  # begins the names of such questions
TEXT, ANSWER, WORDS = 240, 100, 900  # characters
FEWEST, MOST = 2, 6  # answers
Said = str | Finite | Annotated[tuple[Finite, ...], Meta(max_length=len(PLACES))]  # a `Guess` from outside


class Own(Value, frozen=True):
    """A question with two to six answers. right: the position of the right answer; None where none is."""

    text: str
    answers: Annotated[tuple[str, ...], Meta(max_length=MOST)]
    right: Count | None = None

    def question(self, number: int) -> Question:
        """The question as all others are. number: tells it from other ones of the teacher's own."""
        return Question(f"{NAME}.{number}", "A question of your teacher", self.text, "", self._truth, self.answers)

    def _truth(self) -> Truth:
        if self.right is None:
            raise ArgumentError("No answer to this question is right.")
        return Truth(self.answers[self.right], "", "")


def own_question(text: str, answers: Sequence[str], right: int | None = None) -> Own:
    """A question of the teacher's own. Empty answers are left out; ``right`` counts the others.

    Raises ArgumentError, which says the rule.
    """
    asked, said = _short(text, TEXT, "The question"), [_short(each, ANSWER, "An answer") for each in answers]
    said = [each for each in said if each]
    if not asked:
        raise ArgumentError("The question must have a text. Write one.")
    if not FEWEST <= len(said) <= MOST:
        raise ArgumentError(
            f"A question must have {FEWEST} to {MOST} answers. This one has {len(said)}. Write each on its own line."
        )
    if len(set(said)) < len(said):
        raise ArgumentError("All answers must differ. Two of these are the same. Change one.")
    if right is not None and not (type(right) is int and 0 <= right < len(said)):
        raise ArgumentError("The right answer must be one of the answers. Choose it again.")
    return Own(asked, tuple(said), right)


class Outcome(Value, frozen=True):
    """The right answer to a question that is put, as its teacher saw it. question: its name. words: where and why."""

    question: str
    answer: Said
    words: str = ""


def outcome_of(question: Question, outcome: Outcome | None) -> Outcome | None:
    """The outcome of this question, its words bounded; None where it is of another one, or is no answer to this one."""
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
