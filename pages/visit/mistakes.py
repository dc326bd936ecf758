"""Which broken lines the visitor has seen, and how many guesses came true."""

from __future__ import annotations

import re

from logreg_core import ArgumentError
from logreg_core.exercise.mistakes import MISTAKES

from .kept import Kept

TRUE, FALSE, SEEN = "true", "false", "seen"  # what came of a guess, or that there was none
ROUND = re.compile(r"round \d{1,3}")  # where the symptom comes first
NAMES = frozenset(mistake.name for mistake in MISTAKES)

Told = dict[str, str]


def _read(value: object) -> Told:
    if not isinstance(value, dict):
        raise ArgumentError("What came of the guesses must be a table.")
    return {key: came for key, came in value.items() if _is_one(key) and came in (TRUE, FALSE, SEEN)}


def _is_one(key: object) -> bool:
    return isinstance(key, str) and (key in NAMES or ROUND.fullmatch(key) is not None)


_told: Kept[Told] = Kept("mistakes", {}, read=_read, join=lambda mine, brought: brought | mine)


def tell(name: str, came: str) -> None:
    """What came of the first look at a mistake, or at a round. Later ones do not count."""
    if name not in _told.get():
        _told.set({**_told.get(), name: came})


def is_seen(name: str) -> bool:
    """Whether it was guessed at or looked at."""
    return name in _told.get()


def seen() -> frozenset[str]:
    """The names of the mistakes that were seen, and of the rounds."""
    return frozenset(_told.get())


def came_true() -> tuple[int, int]:
    """How many guesses came true, and how many there were."""
    came = list(_told.get().values())
    return came.count(TRUE), came.count(TRUE) + came.count(FALSE)


def rounds() -> int:
    """How many rounds there were in which the symptom comes first."""
    return sum(ROUND.fullmatch(name) is not None for name in _told.get())


def reset() -> None:
    """Count anew, and forget what was seen."""
    _told.let_go()
