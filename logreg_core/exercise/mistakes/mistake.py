"""What a mistake is: other lines in the program, a question with four answers, and what there is to learn from it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cached_property

from ...dataset import Dataset
from .answers import Answer
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
