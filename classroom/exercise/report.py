"""What the checks of one function came to, as a teacher would say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from logreg_core.words import count

from .results import Assigned, Failure

Kind = Literal["shape", "value", "edge"]
WAITS = "Not looked at yet: what failed comes first."
STOPS_TOO = "This one stops at the same line."


@dataclass(frozen=True)
class Outcome:
    """What one check came to.

    check: what was looked at. said: what is wrong, with a suspicion; empty where it passed.
    given, came, wanted: what went in, what came out, what should have; as text.
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
    """What all checks of one function came to.

    trace: what each line of this function assigned, on the worked example.
    failure: the first one that kept a check from its answer.
    note: what must be known beside the checks, such as that the fault is in another function; else empty.
    printed: the first characters of what was printed, call after call, MAX_PRINTED at the most.

    The lines in ``trace`` and ``failure`` are those of the function's own text, from 1.
    """

    function: str
    outcomes: tuple[Outcome, ...]
    trace: tuple[Assigned, ...] = ()
    failure: Failure | None = None
    note: str = ""
    printed: str = ""

    @property
    def passed(self) -> bool:
        """Whether there were checks and all of them passed."""
        return bool(self.outcomes) and all(outcome.passed for outcome in self.outcomes)

    def summary(self) -> str:
        """``all 9 checks passed``, or how many of them did."""
        if not self.outcomes:
            return "not checked"
        passed, count = sum(outcome.passed for outcome in self.outcomes), len(self.outcomes)
        return f"all {count} checks passed" if passed == count else f"{passed} of {count} checks passed"

    def waiting(self) -> str:
        """How many checks wait for others that failed, as a sentence; empty where none does."""
        waiting = sum(outcome.said == WAITS for outcome in self.outcomes)
        return f"{count(waiting, 'check')} {WAITS[0].lower()}{WAITS[1:]}" if waiting else ""

    def words(self) -> str:
        """The report as lines of text: the summary, the note, each check that did not pass, each reason once, and what
        was printed.
        """
        lines = [f"{self.function}: {self.summary()}"]
        if self.note:
            lines.append(f"  {self.note}")
        told = set()
        for outcome in self.outcomes:
            if outcome.passed or outcome.said == WAITS:
                continue
            lines.append(f"  - {outcome.check}")
            if outcome.said in told or outcome.said == STOPS_TOO:
                continue
            told.add(outcome.said)
            lines.append(f"      {outcome.said}")
            parts = (("given", outcome.given), ("came", outcome.came), ("wanted", outcome.wanted))
            lines += [f"      {name + ':':<7} {text}" for name, text in parts if text]
        if waiting := self.waiting():
            lines.append(f"  {waiting}")
        if self.printed:
            lines += ["  printed:", *(f"      {line}" for line in self.printed.splitlines())]
        return "\n".join(lines)
