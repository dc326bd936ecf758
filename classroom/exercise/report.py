"""The results of the checks of one function, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from logreg_core.words import count

from .results import Assigned, Failure

Kind = Literal["shape", "value", "edge"]
WAITS = "Not run yet: the failed checks come first."
STOPS_TOO = "This check stops at the same line."


@dataclass(frozen=True)
class Outcome:
    """The result of one check.

    check: its name. said: the fault and its likely cause; "" if it passed.
    given, came, wanted: the input, the output and the expected output, as text.
    """

    check: str
    passed: bool
    said: str
    given: str
    came: str
    wanted: str
    kind: Kind


@dataclass(frozen=True)
class Report:
    """The results of all checks of one function.

    trace: what each line of this function assigned, on the worked example.
    failure: the first failure that stopped a check.
    note: a remark on the checks, such as that the fault is in another function; else "".
    printed: the output of all calls, at most MAX_PRINTED characters.

    The lines in ``trace`` and ``failure`` count from 1 in the function's own text.
    """

    function: str
    outcomes: tuple[Outcome, ...]
    trace: tuple[Assigned, ...] = ()
    failure: Failure | None = None
    note: str = ""
    printed: str = ""

    @property
    def passed(self) -> bool:
        """Whether there were checks and all passed."""
        return bool(self.outcomes) and all(outcome.passed for outcome in self.outcomes)

    def summary(self) -> str:
        """``all 9 checks passed``, or how many did."""
        if not self.outcomes:
            return "not checked"
        passed, count = sum(outcome.passed for outcome in self.outcomes), len(self.outcomes)
        return f"all {count} checks passed" if passed == count else f"{passed} of {count} checks passed"

    def waiting(self) -> str:
        """How many checks wait for failed ones, as a sentence, or ""."""
        waiting = sum(outcome.said == WAITS for outcome in self.outcomes)
        return f"{count(waiting, 'check')} {WAITS[0].lower()}{WAITS[1:]}" if waiting else ""

    def words(self) -> str:
        """The report as text: the summary, the note, the failed checks, each reason once, and what was printed."""
        lines = [f"{self.function}: {self.summary()}"]
        if self.note:
            lines.append(f"  {self.note}")
        reasons = set()
        for outcome in self.outcomes:
            if outcome.passed or outcome.said == WAITS:
                continue
            lines.append(f"  - {outcome.check}")
            if outcome.said in reasons or outcome.said == STOPS_TOO:
                continue
            reasons.add(outcome.said)
            lines.append(f"      {outcome.said}")
            parts = (("input", outcome.given), ("got", outcome.came), ("expected", outcome.wanted))
            lines += [f"      {name + ':':<9} {text}" for name, text in parts if text]
        if waiting := self.waiting():
            lines.append(f"  {waiting}")
        if self.printed:
            lines += ["  printed:", *(f"      {line}" for line in self.printed.splitlines())]
        return "\n".join(lines)
