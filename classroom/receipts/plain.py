"""Receipts as plain JSON values, and the recipe of a neuron back from them."""

from __future__ import annotations

import json
from typing import Any

from logreg_core.errors import ArgumentError
from logreg_core.recipe import Made, Minimum, Recipe, Unrepeatable
from logreg_core.settings import L2, RUN_SETTINGS, SILENT

from ..untrusted import Finite, Value, read, short
from .receipt import MAX_SENTENCE
from .rules import line

_SETTINGS = {setting.name: setting for setting in RUN_SETTINGS}


class _Made(Value, frozen=True):
    kind: str
    settings: dict[str, Finite]
    representation: str
    why: str


def plain(value: Any) -> Any:
    """A receipt, or a section of it, as dictionaries, lists, strings, numbers, booleans and None."""
    if isinstance(value, Made):
        why = value.why if isinstance(value, Unrepeatable) else ""
        value = _Made(type(value).__name__, value.settings, value.representation, why)
    if isinstance(value, Value):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    return [plain(item) for item in value] if isinstance(value, tuple) else value


def canonical(value: Any) -> bytes:
    """Plain values as canonical JSON, equal bytes for equal values: sorted keys, no spaces, ASCII.

    Raises ValueError for a number that is not finite.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def made_of(kind: type, value: object) -> Made:
    """The recipe of a neuron in plain values. Raises ArgumentError."""
    written = read(value, _Made, "the receipt, run, made")
    names, why = set(written.settings), written.why
    if written.kind == Recipe.__name__ and {*names, *SILENT} == set(_SETTINGS) and not why:
        return Recipe.of(written.settings, written.representation)
    if written.kind == Minimum.__name__ and names == {L2.name} and not why:
        return Minimum(written.settings[L2.name], written.representation)
    if written.kind == Unrepeatable.__name__ and why and why == line(why, MAX_SENTENCE) and names <= set(_SETTINGS):
        settings = {name: _SETTINGS[name].check(setting) for name, setting in written.settings.items()}
        return Unrepeatable(why, settings, written.representation)
    raise ArgumentError(
        "The receipt, run, made must be a recipe with all its settings, a minimum with its penalty, or the reason why"
        f" not. Got {short(written.kind)} with {short(written.settings)}."
    )
