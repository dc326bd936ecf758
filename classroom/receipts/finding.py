"""The finding on a receipt's claim after repeating the work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["confirmed", "not confirmed", "cannot be"]
Progress = Callable[[float], object]  # receives the completed share, from 0 to 1; returns False to stop

LATE = "This took too long. Try again with fewer receipts."


@dataclass(frozen=True)
class Finding:
    """A verdict, and a sentence with its reason."""

    verdict: Verdict
    why: str


def confirmed(why: str) -> Finding:
    """The result is the same."""
    return Finding("confirmed", why)


def refuted(why: str) -> Finding:
    """The result differs."""
    return Finding("not confirmed", why)


def unknown(why: str) -> Finding:
    """The work cannot be repeated here, which proves nothing either way."""
    return Finding("cannot be", why)
