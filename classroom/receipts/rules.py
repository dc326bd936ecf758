"""The rules for texts and numbers of a receipt, from this app or from an untrusted file."""

from __future__ import annotations

from datetime import datetime

from logreg_core.errors import ArgumentError

WHEN = "%Y-%m-%d %H:%M UTC"


def line(text: str, longest: int) -> str:
    """The text as one line of printable characters, cut to ``longest``."""
    words = ("".join(filter(str.isprintable, word)) for word in text.split())
    return " ".join(filter(None, words))[:longest].strip()


def check_when(when: str) -> None:
    """Check a time, to the minute, on a valid date. Raises ArgumentError."""
    try:
        right = datetime.strptime(when, WHEN).strftime(WHEN) == when
    except ValueError:
        right = False
    if not right:
        raise ArgumentError(f"The time must be written as 2026-03-01 09:30 UTC. Got {when!r:.60}.")


def check_line(what: str, text: str, longest: int) -> None:
    """Check for one line of at most so many printable characters. Raises ArgumentError."""
    if text != line(text, longest):
        raise ArgumentError(
            f"{what[0].upper()}{what[1:]} must be one line of at most {longest} printable characters. Got"
            f" {text[:60]!r}, of {len(text):,}."
        )


def check_once(what: str, names: list[str]) -> None:
    """Check that no name occurs twice. Raises ArgumentError."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ArgumentError(f"A receipt names each {what} once. This one repeats {twice[0]!r:.60}.")
