"""What the visitor's browser keeps, so that a reload loses nothing. It is checked when it comes back.

A slot declares it: ``Slot(..., keep=Plain(...))`` for what JSON can hold, ``keep=Packed(...)`` for bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from secrets import token_hex
from typing import Any, Literal

import msgspec

from classroom.untrusted import parsed, read
from logreg_core import ArgumentError, LogregError

from .store import Keep, Slot

Of = Literal["browser", "tab"]
Brings = Literal["dataset", "model", "rest"]
ORDER: tuple[Brings, ...] = ("dataset", "model", "rest")  # in which all is taken back: the former let go of the latter
MAX_TEXT = 1_000_000  # signs that a browser may bring: more than all that is kept, each in its own bounds, can become

_visit = Slot("visit", "")
_is_brought = Slot("kept_is_brought", False)
_is_hand_brought = Slot("kept_is_hand_brought", False)
_declared: list[Plain | Packed] = []


class Plain:
    """How a browser keeps the value of a slot that JSON can hold, so that it comes back as it was.

    kind: the type as which it is read, since anybody could have written it. clean: makes the slot's value of what was
    read, or raises a LogregError. join: makes one of the value that is there already and the one that was brought; else
    the former stays. of: "browser": all tabs share it. "tab": it is in the hand of one tab, and each has its own.
    brings: what takes it back: a dataset, a model, or the rest.
    """

    slot: Slot[Any]

    def __init__(
        self,
        kind: Any,
        clean: Callable[[Any], Any] | None = None,
        *,
        join: Callable[[Any, Any], Any] | None = None,
        of: Of = "browser",
        brings: Brings = "rest",
    ) -> None:
        self.kind, self.clean, self.join, self.of, self.brings = kind, clean, join, of, brings

    def declare(self, slot: Slot[Any]) -> None:
        """This is the slot."""
        self.slot = slot
        _declared.append(self)

    def read(self, value: object) -> Any:
        """The slot's value in what a browser brought. Raises a LogregError where there is none."""
        brought = msgspec.to_builtins(read(value, self.kind, "what was kept"))
        return brought if self.clean is None else self.clean(brought)

    def bring(self, value: object) -> None:
        """Take over what a browser brought. Raises a LogregError where it is none."""
        slot, mine, brought = self.slot, self.slot.get(), self.read(value)
        if mine == slot.empty:
            slot.set(brought)
        elif self.join is not None:
            slot.set(self.join(mine, brought))


class Packed:
    """How a browser keeps the value of a slot as bytes, for the hand of one tab.

    what: how a page calls it, as "your dataset". name: short; no other has it. It stands in an address.
    mark: asked on every page, so it is cheap: a short text that is another one whenever what is to be kept is; empty
    when there is nothing.
    pack: makes the bytes of the value, or of what ``freeze`` made of it at once, which never changes: it runs in a
    thread of its own and may take a second. A LogregError says why they are not kept.
    take: takes it in hand again, or raises LogregError. Anybody could have written the bytes: they are checked as an
    upload is. brings: as of `Plain`.
    """

    slot: Slot[Any]

    def __init__(
        self,
        what: str,
        *,
        mark: Callable[[Any], str],
        pack: Callable[[Any], bytes],
        take: Callable[[bytes], None],
        freeze: Callable[[Any], Any] = lambda value: value,
        name: str = "",
        brings: Brings = "rest",
    ) -> None:
        self.what, self.name, self.take, self.brings = what, name, take, brings
        self._mark, self._pack, self._freeze = mark, pack, freeze

    def declare(self, slot: Slot[Any]) -> None:
        """This is the slot."""
        self.slot, self.name = slot, self.name or slot.name
        _declared.append(self)

    def mark(self) -> str:
        """Another one when what is to be kept is another one; empty when there is nothing."""
        value = self.slot.get()
        return "" if value is self.slot.empty else self._mark(value)

    def pack(self) -> Callable[[], bytes]:
        """What makes the bytes."""
        frozen = self._freeze(self.slot.get())
        return lambda: self._pack(frozen)


class Held(Slot[Any]):
    """What other slots hold, under the name by which a browser keeps it.

    held: gives it; ``empty`` where there is nothing to keep. put: takes it, or raises a LogregError.
    """

    def __init__(
        self, name: str, empty: Any, held: Callable[[], Any], put: Callable[[Any], None], *, keep: Keep
    ) -> None:
        super().__init__(name, empty, keep=keep)
        self._held, self._put = held, put

    def get(self) -> Any:
        """What is held."""
        return self._held()

    def set(self, value: Any) -> None:
        """Have it held."""
        self._put(value)


def mark(*parts: object) -> str:
    """A short text that is another one for other parts."""
    return blake2b(repr(parts).encode(), digest_size=9).hexdigest()


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
    slots = (each.slot for each in _plain(of))
    values = {slot.name: value for slot in slots if (value := slot.get()) != slot.empty}
    return json.dumps(values, separators=(",", ":"), sort_keys=True) if values else ""


def packed() -> tuple[Packed, ...]:
    """All bytes that can be kept, in the order in which they are loaded again."""
    return tuple(each for each in _in_order() if isinstance(each, Packed))


def marks() -> dict[str, str]:
    """The marks of the bytes that are to be kept, by their names; without those of which there are none."""
    return {each.name: mark for each in packed() if (mark := each.mark())}


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
    for each in _plain("browser"):
        _bring_value(each, values)


def is_hand_brought() -> bool:
    """Whether what is in hand was in hand in an earlier visit."""
    return _is_hand_brought.get()


def bring_hand(text: object, data: Mapping[str, bytes], names: object = ()) -> tuple[str, ...]:
    """Take over what a tab had in hand: values, and bytes by their names, in ORDER. Returns what could not be read, in
    words, each once.

    names: of the bytes that there should be, as the browser says.
    """
    _is_hand_brought.set(True)
    lost, values = [], _values_in(text)
    for each in _in_order():
        if isinstance(each, Plain):
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
    for each in _plain("browser"):
        each.slot.clear()


@cache
def _declare_all() -> None:
    """What can be kept is declared beside its slot, in any module of the visit, and so all of them are looked at."""
    folder = Path(__file__).parent
    for module in sorted(folder.glob("*.py")):
        import_module(f"{__package__}.{module.stem}")


def _in_order() -> list[Plain | Packed]:
    _declare_all()
    return sorted(_declared, key=lambda each: ORDER.index(each.brings))


def _plain(of: Of) -> Iterator[Plain]:
    return (each for each in _in_order() if isinstance(each, Plain) and each.of == of)


def _bring_value(keep: Plain, values: Mapping[str, object]) -> None:
    if keep.slot.name in values:
        with suppress(LogregError):  # an older version of the app wrote it, or somebody else
            keep.bring(values[keep.slot.name])


def _values_in(text: object) -> dict[str, object]:
    try:
        values = parsed(text, MAX_TEXT) if isinstance(text, str) else {}
    except ArgumentError:
        return {}
    return values if isinstance(values, dict) else {}
