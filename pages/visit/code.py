"""The six functions as the visitor writes them, and which of them passed their checks as they stand."""

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
    """Texts by the names of the functions. Raises ArgumentError for other names, and where they are too long.

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
# As another tab wrote them at the same time.
_others: Slot[dict[str, str]] = Slot("code_others", {}, keep=Plain(dict[str, str], checked))
_before: Slot[dict[str, str]] = Slot("code_before", {})
_set = Slot("code_set", 0)  # how often the page put a text there
which: Field[str] = Field("code.which", NAMES[0])  # the function that is being written
Held("hand_which", NAMES[0], which.get, which.renew, keep=Plain(Literal[NAMES], of="tab"))
failing: Slot[str] = Slot("code_failing", "")  # the first check that the function checked last does not pass


def bytes_of(texts: Mapping[str, str]) -> int:
    """How long these texts are together."""
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts.values())


def exercise(name: str) -> Exercise:
    """The function with this name, as it is asked for."""
    return EXERCISES[NAMES.index(name)]


def text(name: str) -> str:
    """A function as it is written now; at first signature, docstring and a blank."""
    return written.get().get(name, START[name])


def room(name: str) -> int:
    """How many bytes a function may have beside the others."""
    return LIMIT - bytes_of({other: each for other, each in written.get().items() if other != name})


def write(name: str, text: str) -> None:
    """Keep what was written. Raises ArgumentError when it is too long, or there is no such function."""
    others = {other: each for other, each in written.get().items() if other != name}
    written.set(checked(others if text == START.get(name) else {**others, name: text}))


def start_again(name: str) -> None:
    """Put signature, docstring and blank there again. `bring_back` undoes it."""
    _before.set({**_before.get(), name: text(name)})
    _put(name, START[name])


def bring_back(name: str) -> None:
    """Put there what was there before `start_again`."""
    before = dict(_before.get())
    if name in before:
        _put(name, before.pop(name))
        _before.set(before)


def can_bring_back(name: str) -> bool:
    """Whether the function is as it was given, and was started again."""
    return name in _before.get() and text(name) == START[name]


def other(name: str) -> str:
    """The function as another tab of this browser wrote it at the same time; empty where none did."""
    return _others.get().get(name, "")


def meet(name: object, text: object) -> None:
    """Another tab wrote a function too. Anybody could say so: what is none, or too long, is left out."""
    if name in NAMES and isinstance(text, str) and text != written.get().get(str(name)):
        with suppress(ArgumentError):
            _others.set(checked({**_others.get(), str(name): text}))


def take_other(name: str) -> None:
    """Put there what the other tab wrote. What stood there takes its place."""
    mine, theirs = text(name), other(name)
    _put(name, theirs)
    _others.set({**_others.get(), name: mine})


def drop_other(name: str) -> None:
    """Let go of what the other tab wrote."""
    _others.set({each: text for each, text in _others.get().items() if each != name})


def _put(name: str, text: str) -> None:
    write(name, text)
    _set.set(_set.get() + 1)


def revision() -> str:
    """Another one whenever a text was put there by something else than keys: a name for the visit, a dot, a number."""
    return f"{persistence.visit()}.{_set.get() + persistence.is_brought()}"


def mark(name: str) -> str:
    """What follows from the texts of a function and of those that it may call, as they stand."""
    texts = (_own(each) for each in (name, *USES[name]))
    return sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()


def _own(name: str) -> str:
    """What the visitor wrote; empty where the textbook's stands in."""
    return "" if is_blank(exercise(name), text(name)) else text(name)


def passed(name: str) -> None:
    """The function passed all its checks as it stands."""
    _passed.set({**_passed.get(), name: mark(name)})


def status(name: str) -> Status:
    """blank: not written yet. passed: all checks, as it stands. changed: passed before, and is another one now."""
    if not _own(name):
        return "blank"
    known = _passed.get().get(name)
    return "written" if known is None else "passed" if known == mark(name) else "changed"
