"""A mistake: other lines in the program, a question with four answers, and what there is to learn from it."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from logreg_core.data.dataset import Dataset

from .pair import Pair
from .program import PROGRAM, Change, changed, functions_of


@dataclass(frozen=True)
class Mistake:
    """A wrong line in the program.

    name: a word for code; title: on a page. changes: what is replaced in the program.
    level: how hard it is to foresee, from 1 to 3. answers: four, of which one should be true.
    lesson: in two sentences; where: where to look next time.
    colour: whether it needs pictures in colour.
    """

    name: str
    title: str
    changes: tuple[Change, ...]
    level: int
    answers: tuple[Answer, ...]
    lesson: str
    where: str
    colour: bool = False

    @cached_property
    def program(self) -> str:
        """The whole wrong program."""
        return changed(self.changes)

    @property
    def functions(self) -> tuple[str, ...]:
        """The functions that were changed."""
        wrong = functions_of(self.program)
        return tuple(name for name, text in functions_of(PROGRAM).items() if text != wrong[name])

    @property
    def difference(self) -> str:
        """These functions, line by line: ``-`` before a right line that is gone, ``+`` before a wrong one."""
        right, wrong = functions_of(PROGRAM), functions_of(self.program)
        return "\n  \n".join("\n".join(_difference(right[name], wrong[name])) for name in self.functions)

    @property
    def lines(self) -> str:
        """The lines of the difference that were changed, and no others."""
        return "\n".join(line for line in self.difference.splitlines() if line[0] in "-+")

    def suits(self, dataset: Dataset) -> bool:
        """Whether it can be made with these pictures."""
        return not self.colour or dataset.image_shape[2] == 3

    def true(self, pair: Pair) -> tuple[Answer, ...]:
        """Which of its answers are true of two runs. It is a question where that is one."""
        return tuple(answer for answer in self.answers if answer.holds(pair))


def _difference(right: str, wrong: str) -> list[str]:
    """Two texts as one, line by line, each line with a sign and a space before it."""
    return [line for line in difflib.ndiff(right.splitlines(), wrong.splitlines()) if not line.startswith("?")]


@dataclass(frozen=True)
class Answer:
    """Something that may be seen.

    text: the statement. holds: whether it is true of two runs. tempting: why one may believe it where it is not true.
    """

    text: str
    holds: Callable[[Pair], bool]
    tempting: str


def curve(*, same: str, lower: str, higher: str, breaks: str) -> tuple[Answer, ...]:
    """Four answers about the curve, of which one is always true; each with why it is tempting."""
    return (
        Answer("The same curve as before.", lambda pair: pair.same_curve, same),
        Answer("Another curve, which ends lower.", lambda pair: pair.lower, lower),
        Answer("Another curve, which ends higher.", lambda pair: pair.higher, higher),
        Answer("A cost that is not a number.", lambda pair: pair.breaks, breaks),
    )


def verdict(*, worse: str, close: str, better: str, trained: str) -> tuple[Answer, ...]:
    """Four answers about the test images, of which one is always true; each with why it is tempting."""

    def untouched(pair: Pair) -> bool:
        return pair.same_curve and bool((pair.right.train_yes == pair.wrong.train_yes).all())

    return (
        Answer(
            "The same curve, and the test accuracy falls by more than 5 points.",
            lambda pair: untouched(pair) and pair.test_gap < 0 and not pair.close,
            worse,
        ),
        Answer(
            "The same curve, and the test accuracy moves by 5 points at the most.",
            lambda pair: untouched(pair) and pair.close,
            close,
        ),
        Answer(
            "The same curve, and the test accuracy rises by more than 5 points.",
            lambda pair: untouched(pair) and pair.test_gap > 0 and not pair.close,
            better,
        ),
        Answer("Another curve, or other answers to training images.", lambda pair: not untouched(pair), trained),
    )


def falls_or_breaks(*, lower: str, breaks: str, one: str, higher: str) -> tuple[Answer, ...]:
    """Four answers about steps that are longer; each with why it is tempting."""

    def alive(pair: Pair) -> bool:
        return pair.breaks and not pair.one_answer

    return (
        Answer("The cost falls faster, to a lower end, without a break.", lambda pair: pair.lower, lower),
        Answer("The cost is no number at times, and yet both answers are given.", alive, breaks),
        Answer(
            "The cost is no number at times, and nearly all images get the same answer.",
            lambda pair: pair.breaks and pair.one_answer,
            one,
        ),
        Answer(
            "The cost is a number throughout, and does not end lower.",
            lambda pair: not pair.breaks and pair.end >= 0,
            higher,
        ),
    )


UPHILL = (
    Answer(
        "The cost climbs above its start, and nearly all images get the same answer.",
        lambda pair: pair.climbs and pair.one_answer,
        "Who walks uphill gets ever surer of what is wrong.",
    ),
    Answer(
        "The curve and the answers are the same as before.",
        lambda pair: pair.same_curve and pair.same_answers,
        "A valley has two sides, but from beside it only one direction leads down.",
    ),
    Answer(
        "The cost falls as before, but yes and no are swapped.",
        lambda pair: pair.nearly_same_curve and pair.other_answers,
        "Swapped answers need swapped labels in the gradient. Here the gradient leads the wrong way.",
    ),
    Answer(
        "The cost stays where it began.",
        lambda pair: abs(pair.wrong.costs[-1] - pair.wrong.costs[0]) <= 0.001 and not pair.climbs,
        "It stays only where the slope is 0.",
    ),
)
