"""What the visitor's browser stores, so that a reload loses nothing. It is validated when it comes back.

A slot declares it: ``Slot(..., keep=Plain(...))`` for JSON values, ``keep=Packed(...)`` for bytes.
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
ORDER: tuple[Brings, ...] = ("dataset", "model", "rest")  # of restoring: the former would reset the latter
MAX_TEXT = 1_000_000  # characters from a browser: more than the limits of all values together

_visit = Slot("visit", "")
_is_brought = Slot("kept_is_brought", False)
_is_hand_brought = Slot("kept_is_hand_brought", False)
_declared: list[Plain | Packed] = []


class Plain:
    """How a browser stores a slot as JSON.
    kind: the type for validation, since the value is untrusted. clean: converts the validated value to the slot's
    value, or raises a LogregError. join: combines the current value with the restored one; without it the current value
    stays. of: "browser": shared by all tabs; "tab": one per tab. brings: the stage in which it is restored: with a
    dataset, with a model, or with the rest.
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
    """How a browser stores a slot as bytes, for one tab.
    what: the name on a page, as "your dataset". name: short and unique; part of an address. mark: returns a short
    fingerprint of the value, empty without one; called on every page, so it must be cheap. pack: makes the bytes, from
    the value or from the immutable result of ``freeze``, in a thread of its own in about a second; a LogregError says
    why they cannot be stored. take: restores the untrusted bytes, validated as an upload is, or raises LogregError.
    brings: as of `Plain`.
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
    """A value of other slots, stored under one name. held: returns it; ``empty`` without one. put: sets it, or raises a
    LogregError.
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
    """Return a short fingerprint of the parts."""
    return blake2b(repr(parts).encode(), digest_size=9).hexdigest()


def visit() -> str:
    """Return an id of this visit, so that a browser detects a new one."""
    if not _visit.get():
        _visit.set(token_hex(8))
    return _visit.get()


def is_brought() -> bool:
    """Return whether the browser has sent what it stored; false if there was nothing."""
    return _is_brought.get()


def as_text(of: Of = "browser") -> str:
    """Return all values to store, as text for the browser; empty without any."""
    slots = (each.slot for each in _plain(of))
    values = {slot.name: value for slot in slots if (value := slot.get()) != slot.empty}
    return json.dumps(values, separators=(",", ":"), sort_keys=True) if values else ""


def packed() -> tuple[Packed, ...]:
    """Return all slots stored as bytes, in the order of their restoration."""
    return tuple(each for each in _in_order() if isinstance(each, Packed))


def marks() -> dict[str, str]:
    """Return the fingerprints of the bytes to store, by name."""
    return {each.name: mark for each in packed() if (mark := each.mark())}


def has_hand() -> bool:
    """Return whether this tab has anything to store."""
    return bool(as_text("tab") or marks())


def without(name: str, text: str) -> str:
    """Return a stored text without the value of this name; empty stays empty."""
    values = {each: value for each, value in _values_in(text).items() if each != name}
    return json.dumps(values, separators=(",", ":"), sort_keys=True) if text else ""


def bring(text: object) -> None:
    """Restore what the browser stored for all tabs, once. What the visitor changed meanwhile stays, and invalid values
    are skipped.
    """
    if is_brought():
        return
    _is_brought.set(True)
    values = _values_in(text)
    for each in _plain("browser"):
        _bring_value(each, values)


def is_hand_brought() -> bool:
    """Return whether this tab's state was restored from an earlier visit."""
    return _is_hand_brought.get()


def bring_hand(text: object, data: Mapping[str, bytes], names: object = ()) -> tuple[str, ...]:
    """Restore a tab's state: values, and bytes by name, in ORDER. Returns what could not be restored, in words, each
    once.
    names: of the bytes that should be there, as the browser says.
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
    """Delete all values for all tabs, here and in the browser."""
    _is_brought.set(True)
    for each in _plain("browser"):
        each.slot.clear()


@cache
def _declare_all() -> None:
    """Import all modules of the visit, since each declares what it stores beside its slot."""
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
        with suppress(LogregError):  # from an older version of the app, or forged
            keep.bring(values[keep.slot.name])


def _values_in(text: object) -> dict[str, object]:
    try:
        values = parsed(text, MAX_TEXT) if isinstance(text, str) else {}
    except ArgumentError:
        return {}
    return values if isinstance(values, dict) else {}
