"""Encode values for the store as JSON, and decode them with their declared types: stored text is untrusted."""

from __future__ import annotations

import json
from typing import TypeVar

import msgspec

from logreg_core.errors import ArgumentError

from .. import untrusted

MAX_FIELD = 8_192  # characters of a field
T = TypeVar("T")


def as_text(value: object) -> str:
    """A value as JSON. Raises ValueError for a number that is not finite."""
    return json.dumps(msgspec.to_builtins(value), separators=(",", ":"), allow_nan=False, ensure_ascii=False)


def entry(text: str | None, kind: type[T]) -> T | None:
    """A value of this type; None for anything else."""
    try:
        return None if text is None else untrusted.read(untrusted.parsed(text, MAX_FIELD), kind, "a field")
    except ArgumentError:
        return None
