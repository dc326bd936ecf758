"""What the visitor's own browser keeps, so that a reload loses nothing; it is checked when it comes back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import blake2b
from math import isfinite
from secrets import token_hex
from typing import Any, Literal, TypeVar

from logreg_core import ArgumentError, LogregError

from .store import Slot

T = TypeVar("T")
Of = Literal["browser", "tab"]
LONGEST = 1_000_000  # signs that a browser may bring: more than all that is kept, each in its own bounds, can become

_visit = Slot("visit", "")
_is_brought = Slot("kept_is_brought", False)
_is_hand_brought = Slot("kept_is_hand_brought", False)
_declared: list[Kept[Any] | Stored] = []  # in this order it is taken back


class Kept(Slot[T]):
    """A slot whose value outlives a reload of the page, and a restart of the server: the visitor's browser keeps it.

    empty, and all that is put there: what JSON can hold, so that it comes back as it was. It is never a picture.
    read: makes a value of what the browser brought, which anybody could have written, or raises ArgumentError.
    join: makes one of the value that is there already and the one that was brought; else the former stays.
    of: "browser": all tabs share it. "tab": it is in the hand of one tab, and each has its own.
    """

    def __init__(
        self,
        name: str,
        empty: T,
        *,
        read: Callable[[object], T],
        join: Callable[[T, T], T] | None = None,
        of: Of = "browser",
    ) -> None:
        super().__init__(name, empty)
        self.read, self._join, self.of = read, join, of
        _declared.append(self)

    def bring(self, value: object) -> None:
        """Take over what the browser brought. Raises ArgumentError as `read` does."""
        mine, brought = self.get(), self.read(value)
        if mine == self.empty:
            self.set(brought)
        elif self._join is not None:
            self.set(self._join(mine, brought))


class Value(Kept[Any]):
    """A plain value of a tab that is held elsewhere.

    held: gives it; ``empty`` where there is nothing to keep. bring: takes what a browser brought, or raises a
    LogregError. It comes after what was declared before it, as the place in a run after the run.
    """

    def __init__(self, name: str, empty: Any, held: Callable[[], Any], bring: Callable[[Any], None]) -> None:
        super().__init__(f"hand_{name}", empty, read=lambda value: value, of="tab")
        self._held, self._bring = held, bring

    def get(self) -> Any:
        """What is held."""
        return self._held()

    def bring(self, value: object) -> None:
        """Take over what the browser brought. Raises ArgumentError where it cannot be."""
        try:
            self._bring(value)
        except LogregError as error:
            raise ArgumentError(str(error)) from error


class Stored:
    """Bytes in the hand of a tab that outlive a reload as a `Kept` does; declared once, beside what they are about.

    name: short; no other has it. It stands in an address. what: how a page calls it, as "your dataset".
    mark: asked on every page, so it is cheap: a short text that is another one whenever what is to be kept is; empty
    when there is nothing. pack: asked when the mark is another one. It returns a function of values that never change,
    which makes the bytes in a thread of its own and may take a second; a LogregError says why they are not kept.
    take: takes it in hand again, after what was declared before it, or raises LogregError. Anybody could have written
    the bytes: they are checked as an upload is.
    """

    def __init__(
        self,
        name: str,
        what: str,
        *,
        mark: Callable[[], str],
        pack: Callable[[], Callable[[], bytes]],
        take: Callable[[bytes], None],
    ) -> None:
        self.name, self.what, self.mark, self.pack, self.take = name, what, mark, pack, take
        _declared.append(self)


def mark(*parts: object) -> str:
    """A short text that is another one for other parts."""
    return blake2b(repr(parts).encode(), digest_size=9).hexdigest()


def whole(value: object, most: int) -> int:
    """A whole number from 0 to the most. Raises ArgumentError."""
    if type(value) is not int or not 0 <= value <= most:
        raise ArgumentError(f"A number that was kept must be whole, from 0 to {most:,}. Got {value!r:.40}.")
    return value


def number(value: object, most: float) -> float:
    """A finite number, at most so large in size. Raises ArgumentError."""
    if type(value) not in (int, float) or not abs(value) <= most or not isfinite(value):  # type: ignore[arg-type]
        raise ArgumentError(f"A number that was kept must be finite, and at most {most:g} in size. Got {value!r:.40}.")
    return float(value)  # type: ignore[arg-type]


def table(value: object) -> dict[str, object]:
    """A table. Raises ArgumentError."""
    if type(value) is not dict:
        raise ArgumentError(f"What was kept must be a table. Got {value!r:.40}.")
    return value


def visit() -> str:
    """A name for this visit, so that a browser knows when another one has begun."""
    if not _visit.get():
        _visit.set(token_hex(8))
    return _visit.get()


def is_brought() -> bool:
    """Whether the browser has brought what it kept; it does not where there was nothing."""
    return _is_brought.get()


def as_text(of: Of = "browser") -> str:
    """All values that are to be kept, as the browser keeps them; empty when there are none."""
    values = {slot.name: value for slot in _of(of) if (value := slot.get()) != slot.empty}
    return json.dumps(values, separators=(",", ":"), sort_keys=True) if values else ""


def stored() -> tuple[Stored, ...]:
    """All bytes that can be kept, in the order in which they are taken in hand again."""
    return tuple(each for each in _declared if isinstance(each, Stored))


def marks() -> dict[str, str]:
    """The marks of the bytes that are to be kept, by their names; without those of which there are none."""
    return {each.name: mark for each in stored() if (mark := each.mark())}


def has_hand() -> bool:
    """Whether the visitor has anything in hand that is of a tab."""
    return bool(as_text("tab") or marks())


def without(name: str, text: str) -> str:
    """A text that the browser keeps, without the value of this name; empty stays empty."""
    values = {each: value for each, value in _values_in(text).items() if each != name}
    return json.dumps(values, separators=(",", ":"), sort_keys=True) if text else ""


def bring(text: object) -> None:
    """Take over what the browser kept for all tabs, once. What the visitor did meanwhile stays, and what is wrong is
    left out.
    """
    if is_brought():
        return
    _is_brought.set(True)
    values = _values_in(text)
    for slot in _of("browser"):
        _bring_value(slot, values)


def is_hand_brought() -> bool:
    """Whether what is in hand was in hand in an earlier visit."""
    return _is_hand_brought.get()


def bring_hand(text: object, data: Mapping[str, bytes], names: object = ()) -> tuple[str, ...]:
    """Take over what a tab had in hand: values, and bytes by their names, in the order in which they were declared.
    Returns what could not be read, in words, each once.

    names: of the bytes that there should be, as the browser says.
    """
    _is_hand_brought.set(True)
    lost, values = [], _values_in(text)
    for each in tuple(_declared):
        if isinstance(each, Kept):
            if each.of == "tab":
                _bring_value(each, values)
            continue
        try:
            if each.name in data:
                each.take(data[each.name])
            elif isinstance(names, list | tuple) and each.name in names:
                lost.append(each.what)
        except LogregError:
            lost.append(each.what)
    return tuple(dict.fromkeys(lost))


def forget() -> None:
    """Let go of all values that are for all tabs, and have the browser forget them too."""
    _is_brought.set(True)
    for slot in _of("browser"):
        slot.let_go()


def _of(of: Of) -> list[Kept[Any]]:
    return [each for each in _declared if isinstance(each, Kept) and each.of == of]


def _bring_value(slot: Kept[Any], values: Mapping[str, object]) -> None:
    if slot.name in values:
        with suppress(ArgumentError):  # an older version of the app wrote it, or somebody else
            slot.bring(values[slot.name])


def _values_in(text: object) -> dict[str, object]:
    if not isinstance(text, str) or len(text) > LONGEST:
        return {}
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}
