"""Which broken lines the visitor has seen, and how many guesses came true."""

from __future__ import annotations

import re
from typing import Any

from logreg_core import ArgumentError
from logreg_core.exercise.mistakes import MISTAKES

from .kept import Kept
from .store import Field, Slot

TRUE, FALSE, SEEN = "true", "false", "seen"  # what came of a guess, or that there was none
ROUND = re.compile(r"round \d{1,3}")  # where the symptom comes first
NAMES = frozenset(mistake.name for mistake in MISTAKES)
WAYS = ("The line first", "The symptom first")
ANSWERS = {mistake.name: ("", *(answer.text for answer in mistake.answers)) for mistake in MISTAKES}

way: Field[str] = Field("break_it.way", WAYS[0])
chosen: Slot[str] = Slot("break_it.chosen", "")
guesses: Slot[dict[str, str]] = Slot("break_it.guesses", {}, until={"dataset"})  # "" where nobody guessed
number: Slot[int | None] = Slot("break_it.round", None)
guess: Slot[str | None] = Slot("break_it.round_guess", None, until={"dataset"})
_reads_on = Slot("break_it.reads_on", False)

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


def reading() -> dict[str, Any]:
    """What is being read on Break it: plain values that `read_reading` reads."""
    found = {"chosen": chosen.get(), "guesses": guesses.get(), "number": number.get(), "guess": guess.get()}
    return {"way": way.get(), **found} if any(each not in ("", {}, None) for each in found.values()) else {}


def read_reading(value: object) -> dict[str, Any]:
    """What a browser kept of `reading`, which anybody could have written. Raises ArgumentError."""
    if not isinstance(value, dict) or not isinstance(value.get("guesses"), dict):
        raise ArgumentError(f"What was read must be a table with guesses. Got {value!r:.60}.")
    known = {name: text for name, text in value["guesses"].items() if text in ANSWERS.get(name, ())}
    round_, of_round = value.get("number"), value.get("guess")
    fits = type(round_) is int and 0 <= round_ < 1000
    return {
        "way": value.get("way") if value.get("way") in WAYS else WAYS[0],
        "chosen": value.get("chosen") if _is_one(value.get("chosen")) else "",
        "guesses": known,
        "number": round_ if fits else None,
        "guess": of_round if fits and isinstance(of_round, str) and of_round in ("", *NAMES) else None,
    }


def read_on(found: dict[str, Any]) -> None:
    """Go on with what was being read in an earlier visit. What the visitor did meanwhile stays."""
    if reading():
        return
    way.renew(found["way"])
    for slot, name in ((chosen, "chosen"), (guesses, "guesses"), (number, "number"), (guess, "guess")):
        slot.set(found[name])
    _reads_on.set(True)


def reads_on() -> bool:
    """Whether a result was being read in an earlier visit, and is to be worked out again; once."""
    found = _reads_on.get()
    _reads_on.let_go()
    return found


def reset() -> None:
    """Count anew, and forget what was seen."""
    _told.let_go()
