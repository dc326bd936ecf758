"""A question of the teacher's own, and the answer that is shown with the guesses: text from outside, bounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import ArgumentError
from ..exercise.guesses import Guess, Question
from ..exercise.truths import Truth
from .nickname import visible
from .written import is_list_of

NAME = "own"  # begins the names of such questions
TEXT, ANSWER, WORDS = 240, 100, 900  # characters
FEWEST, MOST = 2, 6  # answers


@dataclass(frozen=True)
class Own:
    """A question with two to six answers. right: the position of the right answer; None where none is."""

    text: str
    answers: tuple[str, ...]
    right: int | None = None

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


@dataclass(frozen=True)
class Outcome:
    """The right answer to a question that is put, as its teacher saw it. question: its name. words: where and why."""

    question: str
    answer: Guess
    words: str = ""


def outcome_of(question: Question, outcome: Outcome | None) -> Outcome | None:
    """The outcome of this question, its words bounded; None where it is of another one, or is no answer to this one."""
    if outcome is None or outcome.question != question.name:
        return None
    try:
        return Outcome(question.name, question.read(outcome.answer), visible(outcome.words[: 2 * WORDS])[:WORDS])
    except ArgumentError:
        return None


def read_own(value: object) -> Own | None:
    """The question again that JSON held; None where it is none."""
    if not (
        isinstance(value, dict) and value.keys() == {"text", "answers", "right"} and isinstance(value["text"], str)
    ):
        return None
    if not is_list_of(value["answers"], str, most=MOST):
        return None
    try:
        return own_question(value["text"], value["answers"], value["right"])
    except ArgumentError:
        return None


def read_outcome(question: Question | None, value: Any) -> Outcome | None:
    """The outcome of a question again that JSON held; None where it is none."""
    if question is None or not (isinstance(value, dict) and value.keys() == {"question", "answer", "words"}):
        return None
    if not (isinstance(value["question"], str) and isinstance(value["words"], str)):
        return None
    return outcome_of(question, Outcome(**value))


def _short(text: str, most: int, what: str) -> str:
    short = visible(text[: 4 * most])
    if len(short) > most:
        raise ArgumentError(f"{what} must have at most {most} characters. This one has more. Shorten it.")
    return short
