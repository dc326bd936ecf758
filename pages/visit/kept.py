"""What the visitor's own browser keeps, so that a reload loses nothing: plain values, checked when they come back."""

from __future__ import annotations

import json
from collections.abc import Callable
from secrets import token_hex
from typing import Any, TypeVar

from logreg_core import ArgumentError

from .store import Slot

T = TypeVar("T")
LONGEST = 1_000_000  # signs that a browser may bring: more than all that is kept, each in its own bounds, can become

_visit = Slot("visit", "")
_is_brought = Slot("kept_is_brought", False)
_declared: list[Kept[Any]] = []


class Kept(Slot[T]):
    """A slot whose value outlives a reload of the page, and a restart of the server: the visitor's browser keeps it.

    empty, and all that is put there: what JSON can hold, so that it comes back as it was. It is never a picture.
    read: makes a value of what the browser brought, which anybody could have written, or raises ArgumentError.
    join: makes one of the value that is there already and the one that was brought; else the former stays.
    """

    def __init__(
        self, name: str, empty: T, *, read: Callable[[object], T], join: Callable[[T, T], T] | None = None
    ) -> None:
        super().__init__(name, empty)
        self.read, self._join = read, join
        _declared.append(self)

    def bring(self, value: object) -> None:
        """Take over what the browser brought. Raises ArgumentError as `read` does."""
        mine, brought = self.get(), self.read(value)
        if mine == self.empty:
            self.set(brought)
        elif self._join is not None:
            self.set(self._join(mine, brought))


def visit() -> str:
    """A name for this visit, so that a browser knows when another one has begun."""
    if not _visit.get():
        _visit.set(token_hex(8))
    return _visit.get()


def is_brought() -> bool:
    """Whether the browser has brought what it kept; it does not where there was nothing."""
    return _is_brought.get()


def as_text() -> str:
    """All that is to be kept, as the browser keeps it; empty when there is nothing."""
    values = {slot.name: value for slot in _declared if (value := slot.get()) != slot.empty}
    return json.dumps(values, separators=(",", ":"), sort_keys=True) if values else ""


def without(name: str, text: str) -> str:
    """A text that the browser keeps, without the value of this name; empty stays empty."""
    values = {each: value for each, value in _values_in(text).items() if each != name}
    return json.dumps(values, separators=(",", ":"), sort_keys=True) if text else ""


def bring(text: object) -> None:
    """Take over what the browser kept, once. What the visitor did meanwhile stays, and what is wrong is left out."""
    if is_brought():
        return
    _is_brought.set(True)
    values = _values_in(text)
    for slot in _declared:
        if slot.name in values:
            try:
                slot.bring(values[slot.name])
            except ArgumentError:
                continue  # an older version of the app wrote it, or somebody else


def forget() -> None:
    """Let go of all of it, and have the browser forget it too."""
    _is_brought.set(True)
    for slot in _declared:
        slot.let_go()


def _values_in(text: object) -> dict[str, object]:
    if not isinstance(text, str) or len(text) > LONGEST:
        return {}
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}
