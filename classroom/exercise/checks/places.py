"""Which line of a program is which line of a learner's own text, and what happened there in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..results import Assigned, Failure
from ..translate import located, translated


class Places:
    """The lines of a program, as those of the functions that it is made of.

    text: the program. first: the line at which each function begins. function: the one that is looked at.
    numbers: for a function that was cut out of a longer text, the number of each of its lines there.
    """

    def __init__(
        self, text: str, first: Mapping[str, int], function: str, numbers: Mapping[str, Sequence[int]]
    ) -> None:
        self._lines = text.split("\n")
        self._first = first
        self._function = function
        self._numbers = numbers

    def of(self, line: int) -> tuple[str, int]:
        """The function that a line stands in, and the line in its own text, from 1; no function before the first."""
        before = [(start, name) for name, start in self._first.items() if start <= line]
        start, name = max(before, default=(1, ""))
        numbers = self._numbers.get(name, ())
        at = line - start
        return name, numbers[at] if 0 <= at < len(numbers) else at + 1

    def own(self, failure: Failure) -> Failure:
        """A failure with its line in the function's own text, and without one where it happened in another."""
        if not failure.line:
            return failure
        name, line = self.of(failure.line)
        mine = name == self._function
        where = f"Line {line}" if mine or not name else f"Line {line} of `{name}`"
        message = re.sub(r"^Line \d+", where, failure.message)
        return replace(failure, line=line if mine else None, message=message)

    def said(self, failure: Failure) -> str:
        """A failure in a teacher's words, and where it happened."""
        words = translated(replace(self.own(failure), line=failure.line), "\n".join(self._lines))
        if not failure.line or words.startswith("Line "):
            return words
        name, line = self.of(failure.line)
        code = self._lines[failure.line - 1] if 1 <= failure.line <= len(self._lines) else ""
        return f"{located(line, code, '' if name == self._function else name)} {words}"

    def traced(self, trace: Sequence[Assigned]) -> list[Assigned]:
        """The assignments in the function's own lines."""
        mine = [(each, *self.of(each.line)) for each in trace]
        return [replace(each, line=line) for each, name, line in mine if name == self._function]
