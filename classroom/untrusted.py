"""What strangers send: bounded, parsed, and read as a type that is declared once.

A type is derived from `Value`: unknown names and values of another type are refused. Its numbers have bounds, as
`Whole`, `Count`, `Finite` and `Share` do: bounds refuse NaN, infinities and thousands of digits. A rule that no bound
can express stands in ``__post_init__`` and raises ArgumentError.
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

Whole = Annotated[int, Meta(ge=-(2**53), le=2**53)]  # exact in float64, and in a browser
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
RULES = {  # the words of msgspec, and those of this app
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
    """A value that a stranger may have written."""


def parsed(text: str | bytes, most: int) -> Any:
    """The plain values in a JSON text of at most so many characters or bytes. `read` refuses NaN and infinities.

    Raises ArgumentError where the text is longer, is no JSON, is nested too deeply, or names a part twice.
    """
    if len(text) > most:
        raise ArgumentError(f"The JSON must have at most {most:,} signs. It has {len(text):,}.")
    try:
        return _JSON.decode(text if isinstance(text, str) else text.decode())
    except (ValueError, RecursionError):
        raise ArgumentError(f"The text must be JSON. It begins {text[:20]!r}.") from None


def read(value: object, kind: type[T], what: str, hook: Callable[[type, Any], Any] | None = None) -> T:
    """Plain values as a value of this type, with all its parts: defaults are for this app alone.

    what: the name of the whole, for errors. hook: makes values of a type that msgspec does not know. Raises
    ArgumentError, which says the place, the rule and the value.
    """
    try:
        made = msgspec.convert(value, kind, dec_hook=hook)
        _check_whole(made, value, what)
        return made
    except msgspec.ValidationError as error:
        if isinstance(error.__cause__, ArgumentError):
            raise error.__cause__ from None
        raise ArgumentError(_words(str(error), value, what)) from None
    except (UnicodeEncodeError, RecursionError):  # half of a pair of surrogates
        raise ArgumentError(f"{_upper(what)} must have names of whole signs, and no deep nesting.") from None


def inflated(data: bytes, most: int, window: int = zlib.MAX_WBITS, usual: bytes = b"") -> bytes:
    """Deflated bytes, inflated: all of them, or ``most`` + 1 where there are more.

    window, usual: ``wbits`` and ``zdict`` of `zlib.decompressobj`. Raises ValueError for all that is not one whole
    deflated text.
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
    """A value as code, cut short; of a table or a list, its length."""
    if isinstance(value, dict | list):
        return f"{'a table' if isinstance(value, dict) else 'a list'} of {len(value)}"
    try:
        text = repr(value)
    except ValueError:  # a number of thousands of digits
        return "a very long number"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands there twice")
    return found


_JSON = json.JSONDecoder(object_pairs_hook=_once)


def _check_whole(made: object, value: Any, what: str) -> None:
    if isinstance(made, Value):
        names = made.__struct_encode_fields__
        if len(value) != len(names):  # none is unknown, so one is missing
            raise ArgumentError(f"{_upper(what)} must have the parts {', '.join(names)}. Got {short(value)}.")
        value = [value[name] for name in names] if isinstance(value, dict) else value
        made = tuple(getattr(made, name) for name in made.__struct_fields__)
    if isinstance(made, dict):
        made, value = tuple(made.values()), value.values()
    if isinstance(made, tuple | list):
        for one, its in zip(made, value, strict=True):
            if isinstance(one, (Value, dict, tuple, list)):
                _check_whole(one, its, what)


def _words(said: str, value: Any, what: str) -> str:
    """The rule and the value in an error of msgspec, such as: Expected `int`, got `str` - at `$.steps[2].done`."""
    rule, _, place = said.rpartition(" - at ") if said.endswith("`") and " - at `" in said else (said, "", "")
    with suppress(LookupError, TypeError, ValueError):  # the name of an unknown part may look like a place
        for name, number in re.findall(r"\.(\w+)|\[(\d+)\]", place):
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
