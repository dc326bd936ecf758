"""The six functions that the visitor writes, and which of them pass their checks."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Annotated, Literal

from msgspec import Meta

from classroom.exercise.checks import USES
from classroom.exercise.functions import EXERCISES, NAMES, Exercise, is_blank
from logreg_core import ArgumentError

from . import persistence
from .persistence import Held, Plain
from .store import Field, Slot

LIMIT = 50_000  # bytes of all functions together
START = {exercise.name: exercise.start for exercise in EXERCISES}

Status = Literal["blank", "written", "passed", "changed"]


def checked(texts: dict[str, str]) -> dict[str, str]:
    """Read texts by function name. Raises ArgumentError for other names and for texts that are too long.

    A text stays as it is: the checks say what is wrong with it.
    """
    if not set(texts) <= set(NAMES) or bytes_of(texts) > LIMIT:
        raise ArgumentError(
            f"There must be texts by the names {', '.join(NAMES)}, of {LIMIT:,} bytes together. These have"
            f" {bytes_of(texts):,}."
        )
    return texts


def _join(mine: dict[str, str], brought: dict[str, str]) -> dict[str, str]:
    both = {**brought, **mine}
    return both if bytes_of(both) <= LIMIT else mine


_Marks = dict[str, Annotated[str, Meta(max_length=64)]]
keep = Plain(dict[str, str], checked, join=_join)
written: Slot[dict[str, str]] = Slot("code", {}, keep=keep)
_passed: Slot[dict[str, str]] = Slot("code_passed", {}, keep=Plain(_Marks, checked, join=_join))
# Versions that another tab wrote at the same time.
_others: Slot[dict[str, str]] = Slot("code_others", {}, keep=Plain(dict[str, str], checked))
_before: Slot[dict[str, str]] = Slot("code_before", {})
_set = Slot("code_set", 0)  # how often the page replaced a text
which: Field[str] = Field("code.which", NAMES[0])  # the function in the editor
Held("hand_which", NAMES[0], which.get, which.renew, keep=Plain(Literal[NAMES], of="tab"))
failing: Slot[str] = Slot("code_failing", "")  # the first failed check of the function that was checked last


def bytes_of(texts: Mapping[str, str]) -> int:
    """Return the total length of the texts."""
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts.values())


def exercise(name: str) -> Exercise:
    """Return the exercise for this function."""
    return EXERCISES[NAMES.index(name)]


def text(name: str) -> str:
    """Return the current text of a function; at first signature, docstring and a blank."""
    return written.get().get(name, START[name])


def room(name: str) -> int:
    """Return how many bytes a function may have, given the others."""
    return LIMIT - bytes_of({other: each for other, each in written.get().items() if other != name})


def write(name: str, text: str) -> None:
    """Store a text. Raises ArgumentError when it is too long or the function does not exist."""
    others = {other: each for other, each in written.get().items() if other != name}
    written.set(checked(others if text == START.get(name) else {**others, name: text}))


def start_again(name: str) -> None:
    """Reset a function to signature, docstring and blank. `bring_back` undoes it."""
    _before.set({**_before.get(), name: text(name)})
    _put(name, START[name])


def bring_back(name: str) -> None:
    """Restore the text from before `start_again`."""
    before = dict(_before.get())
    if name in before:
        _put(name, before.pop(name))
        _before.set(before)


def can_bring_back(name: str) -> bool:
    """Return whether the function was reset and not changed since."""
    return name in _before.get() and text(name) == START[name]


def other(name: str) -> str:
    """Return the version that another tab of this browser wrote at the same time; empty without one."""
    return _others.get().get(name, "")


def meet(name: object, text: object) -> None:
    """Store another tab's versions, which are untrusted: invalid or too long ones are left out."""
    if name in NAMES and isinstance(text, str) and text != written.get().get(str(name)):
        with suppress(ArgumentError):
            _others.set(checked({**_others.get(), str(name): text}))


def take_other(name: str) -> None:
    """Swap the text with the other tab's version."""
    mine, theirs = text(name), other(name)
    _put(name, theirs)
    _others.set({**_others.get(), name: mine})


def drop_other(name: str) -> None:
    """Discard the other tab's version."""
    _others.set({each: text for each, text in _others.get().items() if each != name})


def _put(name: str, text: str) -> None:
    write(name, text)
    _set.set(_set.get() + 1)


def revision() -> str:
    """Return an id that changes whenever the page, not the keyboard, replaces a text: visit, dot, number."""
    return f"{persistence.visit()}.{_set.get() + persistence.is_brought()}"


def mark(name: str) -> str:
    """Return a fingerprint of the texts of a function and of those that it may call."""
    texts = (_own(each) for each in (name, *USES[name]))
    return sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()


def _own(name: str) -> str:
    """Return the visitor's text; empty where the textbook's function is used."""
    return "" if is_blank(exercise(name), text(name)) else text(name)


def passed(name: str) -> None:
    """Record that the current text passed all checks."""
    _passed.set({**_passed.get(), name: mark(name)})


def status(name: str) -> Status:
    """Return "blank" (not written yet), "passed" (all checks), or "changed" (passed before, then changed)."""
    if not _own(name):
        return "blank"
    known = _passed.get().get(name)
    return "written" if known is None else "passed" if known == mark(name) else "changed"
