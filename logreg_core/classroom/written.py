"""Values as text on their way through the store, and back: JSON of exact types, since others may write there too."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, TypeGuard

LONGEST = 8_192  # signs of a field that is read


def as_text(value: object) -> str:
    """A value as JSON. It has no number that is not finite."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False, ensure_ascii=False)


def entries(text: str | None, types: Mapping[str, tuple[type, ...]]) -> dict[str, Any] | None:
    """A table with exactly these keys and values of exactly these types; None for anything else.

    A number is finite.
    """
    value = _value(text)
    if not isinstance(value, dict) or value.keys() != types.keys():
        return None
    fits = all(type(value[key]) in types[key] and _is_sound(value[key]) for key in types)
    return value if fits else None


def is_list_of(value: object, *types: type, most: int) -> TypeGuard[Sequence[Any]]:
    """Whether it is a list of at most so many values of exactly these types, numbers finite."""
    return isinstance(value, list) and len(value) <= most and all(type(v) in types and _is_sound(v) for v in value)


def number(text: str | None) -> float | None:
    """A finite number, or None."""
    value = _value(text)
    return float(value) if isinstance(value, int | float) and type(value) is not bool and _is_sound(value) else None


def _value(text: str | None) -> object:
    if text is None or len(text) > LONGEST:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_sound(value: object) -> bool:
    if type(value) is int:
        return abs(value) < 1 << 53
    return isfinite(value) if type(value) is float else True
