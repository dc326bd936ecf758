"""Maps the lines of a program to those of the learner's text, and describes failures there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..results import Assigned, Failure
from ..translate import located, translated


class Places:
    """Maps the lines of a program to those of its functions.

    text: the program. first: the first line of each function. function: the checked function.
    numbers: for a function cut out of a longer text, its line numbers in that text.
    """

    def __init__(
        self, text: str, first: Mapping[str, int], function: str, numbers: Mapping[str, Sequence[int]]
    ) -> None:
        self._lines = text.split("\n")
        self._first = first
        self._function = function
        self._numbers = numbers

    def of(self, line: int) -> tuple[str, int]:
        """The function around a line, "" before the first, and the line in that function, from 1."""
        before = [(start, name) for name, start in self._first.items() if start <= line]
        start, name = max(before, default=(1, ""))
        numbers = self._numbers.get(name, ())
        at = line - start
        return name, numbers[at] if 0 <= at < len(numbers) else at + 1

    def own(self, failure: Failure) -> Failure:
        """The failure with its line in the checked function; None if another function failed."""
        if not failure.line:
            return failure
        name, line = self.of(failure.line)
        mine = name == self._function
        where = f"Line {line}" if mine or not name else f"Line {line} of `{name}`"
        message = re.sub(r"^Line \d+", where, failure.message)
        return replace(failure, line=line if mine else None, message=message)

    def said(self, failure: Failure) -> str:
        """The failure in plain words, with its line."""
        words = translated(replace(self.own(failure), line=failure.line), "\n".join(self._lines))
        if not failure.line or words.startswith("Line "):
            return words
        name, line = self.of(failure.line)
        code = self._lines[failure.line - 1] if 1 <= failure.line <= len(self._lines) else ""
        return f"{located(line, code, '' if name == self._function else name)} {words}"

    def traced(self, trace: Sequence[Assigned]) -> list[Assigned]:
        """The assignments in the checked function."""
        mine = [(each, *self.of(each.line)) for each in trace]
        return [replace(each, line=line) for each, name, line in mine if name == self._function]
