"""What was found when something that a receipt claims was done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["confirmed", "not confirmed", "cannot be"]
Progress = Callable[[float], object]  # told the share that is done, from 0 to 1; it answers False to end the work

LATE = "It took too long here. Try it again with fewer receipts."


@dataclass(frozen=True)
class Finding:
    """Whether it is confirmed, and a sentence that says why."""

    verdict: Verdict
    why: str


def confirmed(why: str) -> Finding:
    """It came out the same."""
    return Finding("confirmed", why)


def refuted(why: str) -> Finding:
    """It came out otherwise."""
    return Finding("not confirmed", why)


def unknown(why: str) -> Finding:
    """It cannot be done again here, so that nothing is said for or against it."""
    return Finding("cannot be", why)
