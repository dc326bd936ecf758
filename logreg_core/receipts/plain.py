"""A receipt as plain values that JSON can hold, and back: what comes back was written by anybody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from math import isfinite
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from ..errors import ArgumentError
from ..recipe import Made, Minimum, Recipe, Unrepeatable
from ..settings import L2, RUN_SETTINGS, SILENT
from .receipt import LONGEST_SENTENCE, MOST_GUESSES, Receipt
from .rules import line

MADE = ("kind", "settings", "representation", "why")
_SETTINGS = {setting.name: setting for setting in RUN_SETTINGS}


def plain(value: Any) -> Any:
    """A receipt, or a part of it, in dictionaries, lists, texts, numbers, true, false and none."""
    if isinstance(value, Made):
        why = value.why if isinstance(value, Unrepeatable) else ""
        return dict(
            zip(MADE, (type(value).__name__, dict(value.settings), value.representation, why), strict=True),
        )
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    return [plain(each) for each in value] if isinstance(value, tuple) else value


def canonical(value: Any) -> bytes:
    """Plain values as JSON, in the one way in which equal values give equal bytes: sorted, without a space, in ASCII.

    Raises ValueError for a number that is not finite.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def receipt_of(value: object) -> Receipt:
    """The receipt that these plain values are, exactly: no part missing, none too many, each of its own kind.

    Raises ArgumentError.
    """
    receipt: Receipt = _read(Receipt, value, "the receipt")
    return receipt


def _read(kind: Any, value: object, where: str) -> Any:
    """A value of this kind: as a type hint of a dataclass spells it."""
    if kind == Made:
        return _made(value, where)
    if is_dataclass(kind):
        make: Any = kind
        hints = _hints(make)
        parts = table(value, tuple(hints), where)
        return make(**{name: _read(hint, parts[name], f"{where}, {name}") for name, hint in hints.items()})
    if get_origin(kind) is UnionType:
        inner = next(each for each in get_args(kind) if each is not NoneType)
        return None if value is None else _read(inner, value, where)
    if get_origin(kind) is tuple:
        if type(value) is not list or len(value) > MOST_GUESSES:  # no list of a receipt is longer
            raise _unlike(where, f"a list of at most {MOST_GUESSES}", value)
        return tuple(_read(get_args(kind)[0], each, f"{where} {i}") for i, each in enumerate(value, 1))
    if kind is float:
        return number(value, where)
    if type(value) is not kind:
        raise _unlike(where, {str: "a text", bool: "true or false", int: "a whole number"}[kind], value)
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def table(value: object, names: tuple[str, ...], where: str) -> Mapping[str, Any]:
    """A table with exactly these names. Raises ArgumentError."""
    if type(value) is not dict:
        raise _unlike(where, "a table", value)
    if set(value) != set(names):
        odd = sorted(set(names) ^ set(value))[0]
        raise ArgumentError(f"{where[0].upper()}{where[1:]} has the parts {', '.join(names)}. Look at {odd!r:.60}.")
    return value


def number(value: object, where: str) -> float:
    """A finite number. Raises ArgumentError."""
    if type(value) not in (int, float) or abs(value) > 1e300 or not isfinite(value):  # type: ignore[arg-type]
        raise _unlike(where, "a finite number", value)
    return float(value)  # type: ignore[arg-type]


def _made(value: object, where: str) -> Made:
    parts = table(value, MADE, where)
    kind, representation, why = (_read(str, parts[name], f"{where}, {name}") for name in ("kind", *MADE[2:]))
    if type(parts["settings"]) is not dict:
        raise _unlike(f"{where}, settings", "a table", parts["settings"])
    settings = {name: number(each, f"{where}, {name!r:.40}") for name, each in parts["settings"].items()}
    if kind == Recipe.__name__ and {*settings, *SILENT} == set(_SETTINGS) and not why:
        return Recipe.of(settings, representation)
    if kind == Minimum.__name__ and set(settings) == {L2.name} and not why:
        return Minimum(settings[L2.name], representation)
    if kind == Unrepeatable.__name__ and why and why == line(why, LONGEST_SENTENCE) and set(settings) <= set(_SETTINGS):
        return Unrepeatable(why, {name: _SETTINGS[name].check(each) for name, each in settings.items()}, representation)
    raise _unlike(where, "a recipe with all its settings, a minimum with its penalty, or the reason why not", value)


def _unlike(where: str, wanted: str, value: object) -> ArgumentError:
    return ArgumentError(f"{where[0].upper()}{where[1:]} must be {wanted}. Got {str(value)[:60]!r}.")
