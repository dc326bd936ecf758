"""The rules for the texts and numbers of a receipt, which also hold for what anybody could have written."""

from __future__ import annotations

from datetime import datetime

from logreg_core.errors import ArgumentError

WHEN = "%Y-%m-%d %H:%M UTC"


def line(text: str, longest: int) -> str:
    """Any text as one line of printable signs, cut to so many: as a receipt takes it."""
    words = ("".join(filter(str.isprintable, word)) for word in text.split())
    return " ".join(filter(None, words))[:longest].strip()


def check_when(when: str) -> None:
    """A time to the minute, of a day that there is. Raises ArgumentError."""
    try:
        right = datetime.strptime(when, WHEN).strftime(WHEN) == when
    except ValueError:
        right = False
    if not right:
        raise ArgumentError(f"The time must be written as 2026-03-01 09:30 UTC. Got {when!r:.60}.")


def check_line(what: str, text: str, longest: int) -> None:
    """One line of printable signs, not longer than that. Raises ArgumentError."""
    if text != line(text, longest):
        raise ArgumentError(
            f"{what[0].upper()}{what[1:]} must be one line of at most {longest} printable signs. Got {text[:60]!r},"
            f" of {len(text):,} signs."
        )


def check_once(what: str, names: list[str]) -> None:
    """Names of which none comes twice. Raises ArgumentError."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ArgumentError(f"A receipt names each {what} once. This one names {twice[0]!r:.60} more often.")
