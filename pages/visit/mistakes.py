"""Which mistakes of Break it the visitor has seen, and how many guesses were right."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from msgspec import Meta

from classroom.exercise.mistakes import MISTAKES
from classroom.untrusted import Value

from .persistence import Held, Plain
from .store import Field, Slot

TRUE, FALSE, SEEN = "true", "false", "seen"  # a guess was right or wrong, or there was none
ROUND = re.compile(r"round \d{1,3}")  # where the symptom comes first
NAMES = frozenset(mistake.name for mistake in MISTAKES)
WAYS = ("The line first", "The symptom first")
ANSWERS = {mistake.name: ("", *(answer.text for answer in mistake.answers)) for mistake in MISTAKES}

way: Field[str] = Field("break_it.way", WAYS[0])
chosen: Slot[str] = Slot("break_it.chosen", "")
guesses: Slot[dict[str, str]] = Slot("break_it.guesses", {}, reset_on={"dataset"})  # "" where nobody guessed
number: Slot[int | None] = Slot("break_it.round", None)
guess: Slot[str | None] = Slot("break_it.round_guess", None, reset_on={"dataset"})
_reads_on = Slot("break_it.reads_on", False)

Told = dict[str, str]


def _clean(brought: Told) -> Told:
    return {key: came for key, came in brought.items() if _is_one(key)}


def _is_one(key: str) -> bool:
    return key in NAMES or ROUND.fullmatch(key) is not None


_keep = Plain(dict[str, Literal["true", "false", "seen"]], _clean, join=lambda mine, brought: brought | mine)
_told: Slot[Told] = Slot("mistakes", {}, keep=_keep)


def tell(name: str, came: str) -> None:
    """Record the first look at a mistake, or at a round. Later ones do not count."""
    if name not in _told.get():
        _told.set({**_told.get(), name: came})


def is_seen(name: str) -> bool:
    """Return whether the visitor guessed at or looked at it."""
    return name in _told.get()


def seen() -> frozenset[str]:
    """Return the names of the mistakes and rounds that were seen."""
    return frozenset(_told.get())


def came_true() -> tuple[int, int]:
    """Return how many guesses were right, and how many there were."""
    came = list(_told.get().values())
    return came.count(TRUE), came.count(TRUE) + came.count(FALSE)


def rounds() -> int:
    """Return the number of rounds in which the symptom comes first."""
    return sum(ROUND.fullmatch(name) is not None for name in _told.get())


def _reading() -> dict[str, Any]:
    """Return what is being read on Break it."""
    values = {"chosen": chosen.get(), "guesses": guesses.get(), "number": number.get(), "guess": guess.get()}
    return {"way": way.get(), **values} if any(each not in ("", {}, None) for each in values.values()) else {}


class _Reading(Value, frozen=True):
    way: Literal[WAYS]  # type: ignore[valid-type]
    chosen: str
    guesses: dict[str, str]
    number: Annotated[int, Meta(ge=0, lt=1000)] | None
    guess: str | None


def _read_on(values: dict[str, Any]) -> None:
    """Continue with what was being read in an earlier visit."""
    round_ = values["number"]
    way.renew(values["way"])
    chosen.set(values["chosen"] if _is_one(values["chosen"]) else "")
    guesses.set({name: text for name, text in values["guesses"].items() if text in ANSWERS.get(name, ())})
    number.set(round_)
    guess.set(values["guess"] if round_ is not None and values["guess"] in ("", *NAMES) else None)
    _reads_on.set(True)


Held("hand_reading", {}, _reading, _read_on, keep=Plain(_Reading, of="tab"))


def reads_on() -> bool:
    """Return, once, whether a result of an earlier visit is to be computed again."""
    values = _reads_on.get()
    _reads_on.clear()
    return values


def reset() -> None:
    """Reset the score and what was seen."""
    _told.clear()
