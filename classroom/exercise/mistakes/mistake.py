"""A mistake: changed lines of the program, a question with four answers, and a lesson."""

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

    name: the identifier; title: shown on a page. changes: the replacements in the program.
    level: how hard the effect is to predict, from 1 to 3. answers: four, of which one should be true.
    lesson: two sentences; where: where to look next time.
    colour: whether it needs colour images.
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
        """The names of the changed functions."""
        wrong = functions_of(self.program)
        return tuple(name for name, text in functions_of(PROGRAM).items() if text != wrong[name])

    @property
    def difference(self) -> str:
        """A line diff of these functions: ``-`` before a removed right line, ``+`` before a wrong one."""
        right, wrong = functions_of(PROGRAM), functions_of(self.program)
        return "\n  \n".join("\n".join(_difference(right[name], wrong[name])) for name in self.functions)

    @property
    def lines(self) -> str:
        """Only the changed lines of the difference."""
        return "\n".join(line for line in self.difference.splitlines() if line[0] in "-+")

    def suits(self, dataset: Dataset) -> bool:
        """Whether the mistake is possible with these images."""
        return not self.colour or dataset.image_shape[2] == 3

    def true(self, pair: Pair) -> tuple[Answer, ...]:
        """The answers that are true of two runs. The guess counts only if there is exactly one."""
        return tuple(answer for answer in self.answers if answer.holds(pair))


def _difference(right: str, wrong: str) -> list[str]:
    """A line diff; each line starts with its mark and a space."""
    return [line for line in difflib.ndiff(right.splitlines(), wrong.splitlines()) if not line.startswith("?")]


@dataclass(frozen=True)
class Answer:
    """A possible result.

    text: the statement. holds: whether it is true of two runs. tempting: why one may expect it although it is not true.
    """

    text: str
    holds: Callable[[Pair], bool]
    tempting: str


def curve(*, same: str, lower: str, higher: str, breaks: str) -> tuple[Answer, ...]:
    """Four answers about the curve, of which one is always true; each argument is the reason that it tempts."""
    return (
        Answer("The same curve as before.", lambda pair: pair.same_curve, same),
        Answer("A different curve that ends lower.", lambda pair: pair.lower, lower),
        Answer("A different curve that ends higher.", lambda pair: pair.higher, higher),
        Answer("A NaN or infinite cost.", lambda pair: pair.breaks, breaks),
    )


def verdict(*, worse: str, close: str, better: str, trained: str) -> tuple[Answer, ...]:
    """Four answers about the test images, of which one is always true; each argument is the reason that it tempts."""

    def untouched(pair: Pair) -> bool:
        return pair.same_curve and bool((pair.right.train_yes == pair.wrong.train_yes).all())

    return (
        Answer(
            "The same curve, and the test accuracy falls by more than 5 points.",
            lambda pair: untouched(pair) and pair.test_gap < 0 and not pair.close,
            worse,
        ),
        Answer(
            "The same curve, and the test accuracy changes by at most 5 points.",
            lambda pair: untouched(pair) and pair.close,
            close,
        ),
        Answer(
            "The same curve, and the test accuracy rises by more than 5 points.",
            lambda pair: untouched(pair) and pair.test_gap > 0 and not pair.close,
            better,
        ),
        Answer(
            "A different curve, or different answers to training images.", lambda pair: not untouched(pair), trained
        ),
    )


def falls_or_breaks(*, lower: str, breaks: str, one: str, higher: str) -> tuple[Answer, ...]:
    """Four answers about longer steps; each argument is the reason that it tempts."""

    def alive(pair: Pair) -> bool:
        return pair.breaks and not pair.one_answer

    return (
        Answer("The cost stays finite and ends lower.", lambda pair: pair.lower, lower),
        Answer("Some costs are NaN or infinite, and the neuron still gives both answers.", alive, breaks),
        Answer(
            "Some costs are NaN or infinite, and nearly all images get the same answer.",
            lambda pair: pair.breaks and pair.one_answer,
            one,
        ),
        Answer(
            "The cost stays finite and does not end lower.",
            lambda pair: not pair.breaks and pair.end >= 0,
            higher,
        ),
    )


UPHILL = (
    Answer(
        "The cost climbs above its start, and nearly all images get the same answer.",
        lambda pair: pair.climbs and pair.one_answer,
        "Uphill steps make the neuron surer of wrong answers.",
    ),
    Answer(
        "The curve and the answers are the same as before.",
        lambda pair: pair.same_curve and pair.same_answers,
        "A valley has two sides, but from one side only one direction leads down.",
    ),
    Answer(
        "The cost falls as before, but yes and no are swapped.",
        lambda pair: pair.nearly_same_curve and pair.other_answers,
        "Swapped answers need swapped labels in the gradient. Here the steps go the wrong way.",
    ),
    Answer(
        "The cost stays at its start.",
        lambda pair: abs(pair.wrong.costs[-1] - pair.wrong.costs[0]) <= 0.001 and not pair.climbs,
        "That happens only if the slope is 0.",
    ),
)
