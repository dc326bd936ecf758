"""How a long command reports: each line at once, what is measured now, and a file only where `SAVE=1` asks for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

VARIABLE = "SAVE"
ROOT = Path(__file__).resolve().parents[2]


def say(text: str) -> None:
    """Print what is done now, on standard error: the report itself is on standard output."""
    print(text, file=sys.stderr, flush=True)


def lasts(seconds: float) -> str:
    """A duration in words, such as "40 s" or "9 min"."""
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:,.0f} min"


def printed(lines: Iterable[str]) -> str:
    """Print each line as soon as it is there. Returns all of them as one text."""
    told = []
    for line in lines:
        print(line, flush=True)
        told.append(line)
    return "\n".join(told) + "\n"


def save(path: Path, text: str, *, below: bool = False) -> None:
    """Write a report to its file if the variable SAVE is 1, and print whether it was written.

    below: keep what the file has below its first ``##`` heading, which is of earlier versions.
    """
    name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    if os.environ.get(VARIABLE) != "1":
        say(f"Not written: SAVE=1 writes it to {name}.")
        return
    if below and path.exists():
        text += "".join(path.read_text(encoding="utf-8").partition("\n## ")[1:])
    path.write_text(text, encoding="utf-8")
    say(f"Written to {name}.")
