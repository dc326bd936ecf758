"""Read untrusted values: bounded, parsed, and validated against a declared type.

Such a type is derived from `Value`, which refuses unknown names and wrong types. Its numbers have bounds, such as
`Whole`, `Count`, `Finite` and `Share`, which refuse NaN, infinities and thousands of digits. Other rules are in
``__post_init__``, which raises ArgumentError.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from logreg_core.errors import ArgumentError

Whole = Annotated[int, Meta(ge=-(2**53), le=2**53)]  # exact in float64 and in JavaScript
Count = Annotated[int, Meta(ge=0, le=2**53)]
Finite = Annotated[float, Meta(ge=-1e300, le=1e300)]
Share = Annotated[float, Meta(ge=0, le=1)]

T = TypeVar("T")
KINDS = {
    "int": "a whole number",
    "float": "a finite number",
    "str": "a text",
    "bool": "true or false",
    "null": "nothing",
    "array": "a list",
    "object": "a table",
}
RULES = {  # patterns in messages of msgspec, and their replacements
    ", got .*": "",
    "^Expected ": "must be ",
    "^Number out of range": "must be a finite number",
    "^Invalid enum value.*": "must be one of the texts that this app writes",
    "^Object missing required field": "must have the part",
    "^Object contains unknown field": "must not have the part",
    " of (at most )?length <?=? ?(?=[0-9])": " no longer than ",
    " of (at least length|length >=) ": " no shorter than ",
    " <= ": " of at most ",
    " >= ": " of at least ",
    " matching regex ": " that looks like ",
}


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An untrusted value."""


def parsed(text: str | bytes, most: int) -> Any:
    """The plain values in a JSON text of at most so many characters or bytes. `read` refuses NaN and infinities.

    Raises ArgumentError if the text is longer, is not JSON, is nested too deeply, or repeats a name.
    """
    if len(text) > most:
        raise ArgumentError(f"The JSON must have at most {most:,} characters. It has {len(text):,}.")
    try:
        return _JSON.decode(text if isinstance(text, str) else text.decode())
    except (ValueError, RecursionError):
        raise ArgumentError(f"The text must be JSON. It begins {text[:20]!r}.") from None


def read(value: object, kind: type[T], what: str, hook: Callable[[type, Any], Any] | None = None) -> T:
    """Plain values as a value of this type. All fields are required: only this app uses defaults.

    what: the name of the value, for errors. hook: converts types that msgspec does not know. Raises ArgumentError with
    the path, the rule and the value.
    """
    try:
        made = msgspec.convert(value, kind, dec_hook=hook)
        _check_whole(made, value, what)
        return made
    except msgspec.ValidationError as error:
        if isinstance(error.__cause__, ArgumentError):
            raise error.__cause__ from None
        raise ArgumentError(_words(str(error), value, what)) from None
    except (UnicodeEncodeError, RecursionError):  # a lone surrogate
        raise ArgumentError(f"{_upper(what)} must have names of whole characters, and no deep nesting.") from None


def inflated(data: bytes, most: int, window: int = zlib.MAX_WBITS, usual: bytes = b"") -> bytes:
    """Inflate deflated bytes: all, or ``most`` + 1 if there are more.

    window, usual: ``wbits`` and ``zdict`` of `zlib.decompressobj`. Raises ValueError unless the bytes are one complete
    stream.
    """
    inflate = zlib.decompressobj(window, usual)
    try:
        content = inflate.decompress(data, most + 1)
    except zlib.error as error:
        raise ValueError("not deflated") from error
    if len(content) <= most and (not inflate.eof or inflate.unused_data):
        raise ValueError("no end, or something after it")
    return content


def short(value: object) -> str:
    """A short ``repr`` of a value; for a table or a list, its length."""
    if isinstance(value, dict | list):
        return f"{'a table' if isinstance(value, dict) else 'a list'} of {len(value)}"
    try:
        text = repr(value)
    except ValueError:  # a number with thousands of digits
        return "a very long number"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a repeated name")
    return values


_JSON = json.JSONDecoder(object_pairs_hook=_once)


def _check_whole(made: object, value: Any, what: str) -> None:
    if isinstance(made, Value):
        names = made.__struct_encode_fields__
        if len(value) != len(names):  # there are no unknown names, so one is missing
            raise ArgumentError(f"{_upper(what)} must have the parts {', '.join(names)}. Got {short(value)}.")
        value = [value[name] for name in names] if isinstance(value, dict) else value
        made = tuple(getattr(made, name) for name in made.__struct_fields__)
    if isinstance(made, dict):
        made, value = tuple(made.values()), value.values()
    if isinstance(made, tuple | list):
        for item, source in zip(made, value, strict=True):
            if isinstance(item, (Value, dict, tuple, list)):
                _check_whole(item, source, what)


def _words(text: str, value: Any, what: str) -> str:
    """The rule and the value of a msgspec error, such as: Expected `int`, got `str` - at `$.steps[2].done`."""
    rule, _, path = text.rpartition(" - at ") if text.endswith("`") and " - at `" in text else (text, "", "")
    with suppress(LookupError, TypeError, ValueError):  # an unknown name may look like a path
        for name, number in re.findall(r"\.(\w+)|\[(\d+)\]", path):
            value = value[name or int(number)]
            what += f", {name or int(number) + 1}"
    for pattern, words in RULES.items():
        rule = re.sub(pattern, words, rule, flags=re.DOTALL)
    rule = re.sub("`(.*)`", lambda names: _named(names[1]), rule, flags=re.DOTALL)
    return f"{_upper(what)} {rule}. Got {short(value)}."


def _named(names: str) -> str:
    return " or ".join(KINDS.get(name, short(name)) for name in names.split(" | "))


def _upper(what: str) -> str:
    return what[0].upper() + what[1:]
