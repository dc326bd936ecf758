"""Converts values to plain JSON for a learner's process and back; its answers are untrusted."""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .results import MAX_MESSAGE, MAX_PRINTED, Assigned, Call, Failure, Result, Value

MAX_TEXT = 10_000  # characters of one text in a value
MAX_WHOLE = 2**63
EXACT = 2**53  # whole numbers up to here are exact in float64
MAX_PARTS = 20_000  # of all values of one answer
MAX_SIGNS = 12 * MAX_PARTS  # brackets and commas of one answer
DEEPEST = 8  # values within values
MAX_AXES = 8
MAX_EMPTY = 2**20  # product of the other sides of an empty array, which is the number of nested lists
MAX_ASSIGNED = 1000  # lines of all traces of an answer
STEPS = 200  # reports of progress in a training
KINDS = frozenset("syntax name shape error refused time memory output busy unavailable".split())


class Unsendable(Exception):
    """A value that cannot leave a learner's process; the message says why."""


class Packer:
    """Converts values to plain JSON, within limits.

    room: the limit in bytes for all arrays together.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._parts = MAX_PARTS

    def pack(self, value: object, depth: int = 0) -> Any:
        """Pack a value. Raises Unsendable if it is not a `Value` or too large."""
        self._parts -= 1
        if self._parts < 0 or depth > DEEPEST:
            raise Unsendable("It holds too many values. Return a few arrays and numbers.")
        if value is None or type(value) in (bool, float):
            return value
        if type(value) is int and abs(value) < MAX_WHOLE:
            return value
        if type(value) is str and len(value) <= MAX_TEXT:
            return value.encode(errors="replace").decode()
        if isinstance(value, np.generic) and value.dtype.kind in "biuf":
            return {"scalar": value.dtype.kind, "value": value.item()}
        if type(value) is np.ndarray and value.dtype.kind in "biuf":
            return self._packed_array(value)
        if type(value) in (list, tuple):
            return {type(value).__name__: [self.pack(each, depth + 1) for each in value]}  # type: ignore[attr-defined]
        if type(value) is dict and all(type(key) is str and len(key) < 100 for key in value):
            return {"dict": {key: self.pack(each, depth + 1) for key, each in value.items()}}
        raise Unsendable(
            f"It is {_kind_of(value)}. Return real numbers, arrays of them, short texts, and tuples, lists or dicts of"
            " these, with names as keys."
        )

    def _packed_array(self, array: NDArray) -> dict[str, Any]:
        self._room -= 8 * array.size
        if self._room < 0 or array.ndim > MAX_AXES or _long_and_empty(array.shape):
            raise Unsendable(f"An array of the shape {array.shape} is too large to show.")
        kind = {"b": "b", "f": "f"}.get(array.dtype.kind, "i")
        if kind == "i" and array.size and max(abs(int(array.min())), abs(int(array.max()))) > EXACT:
            kind = "f"
        data = base64.b64encode(np.ascontiguousarray(array, "<f8").tobytes()).decode()
        return {"array": list(array.shape), "kind": kind, "data": data}


def _kind_of(value: object) -> str:
    if isinstance(value, np.ndarray | np.generic):
        return f"made of {value.dtype}"
    if type(value) is int:
        return "a whole number of more than 63 bits"
    if type(value) is str:
        return f"a text of {len(value):,} characters"
    if type(value) is dict:
        return "a dict whose keys are not all names"
    return _a(type(value).__name__)


def unpack(plain: Any, depth: int = 0) -> Value:
    """Unpack a value. Arrays become bool, int64 or float64.

    Raises ValueError, TypeError or KeyError if it is not an output of `Packer`.
    """
    if depth > DEEPEST:
        raise ValueError("too deep")
    if plain is None or type(plain) in (bool, float):
        return plain
    if type(plain) is int:
        return _whole(plain)
    if type(plain) is str:
        return _text(plain, MAX_TEXT)
    if type(plain) is not dict:
        raise ValueError("not a value")
    if set(plain) == {"scalar", "value"}:
        return _scalar(plain["scalar"], plain["value"])
    if set(plain) == {"array", "kind", "data"}:
        return _array(plain["array"], plain["kind"], plain["data"])
    if set(plain) == {"list"}:
        return [unpack(each, depth + 1) for each in _of(list, plain["list"])]
    if set(plain) == {"tuple"}:
        return tuple(unpack(each, depth + 1) for each in _of(list, plain["tuple"]))
    if set(plain) == {"dict"}:
        return {_text(key, 100): unpack(each, depth + 1) for key, each in _of(dict, plain["dict"]).items()}
    raise ValueError("not a value")


def _scalar(kind: str, value: Any) -> np.generic:
    made = {"b": (np.bool_, bool), "i": (np.int64, int), "u": (np.uint64, int), "f": (np.float64, float)}
    to, of = made[kind]
    return to(_of(of, value))


def _array(shape: list[int], kind: str, data: str) -> NDArray:
    sides = [_whole(side, 2**31) for side in _of(list, shape)]
    if len(sides) > MAX_AXES or min(sides, default=0) < 0 or _long_and_empty(sides):
        raise ValueError("not a shape")
    raw = base64.b64decode(_of(str, data), validate=True)
    if len(raw) != 8 * math.prod(sides):
        raise ValueError("shape and data do not agree")
    array = np.frombuffer(raw, "<f8").astype(np.float64).reshape(sides)
    if kind == "f":
        return array
    if not (np.isfinite(array).all() and (np.abs(array) <= EXACT).all()):
        raise ValueError("not whole numbers")
    return array.astype({"i": np.int64, "b": np.bool_}[kind])


def _long_and_empty(sides: Sequence[int]) -> bool:
    return 0 in sides and math.prod(side or 1 for side in sides) > MAX_EMPTY


def _of(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError(f"not {_a(kind.__name__)}")
    return value


def _whole(value: Any, limit: int = MAX_WHOLE) -> int:
    if not abs(whole := _of(int, value)) < limit:
        raise ValueError("too large a whole number")
    return whole


def _text(value: Any, longest: int) -> str:
    """A text that any page can show, without the lone surrogates that JSON allows."""
    return str(_of(str, value))[:longest].encode(errors="replace").decode()


def _a(noun: str) -> str:
    return ("an " if noun[0] in "aeiou" else "a ") + noun


def parsed(answer: bytes) -> dict[str, Any]:
    """The JSON object in an answer. Brackets and commas are limited first: each costs 100 bytes when parsed.

    Raises ValueError if it is not a JSON object.
    """
    if sum(map(answer.count, (b"[", b"{", b","))) > MAX_SIGNS:
        raise ValueError("too many brackets and commas")
    try:
        plain: dict[str, Any] = _of(dict, json.loads(answer))
    except (RecursionError, TypeError, UnicodeDecodeError) as error:
        raise ValueError("no JSON object") from error
    return plain


def result_of(plain: dict[str, Any]) -> Result:
    """The result of one call in an answer. Raises as `unpack` does."""
    return Result(
        unpack(plain["value"]),
        failure_of(plain["failure"]),
        tuple(_whole(index) for index in _of(list, plain["changed"])),
        tuple(_assigned(*each) for each in _of(list, plain["trace"])[:MAX_ASSIGNED]),
        _text(plain["printed"], MAX_PRINTED),
        _seconds(plain["seconds"]),
    )


def _seconds(plain: Any) -> float:
    if not 0 <= (seconds := _of(float, plain)) < 1e6:
        raise ValueError("no seconds")
    return seconds


def failure_of(plain: Any) -> Failure | None:
    """A failure in an answer, or None. Raises as `unpack` does."""
    if plain is None:
        return None
    kind, line = plain["kind"], plain["line"]
    if kind not in KINDS:
        raise ValueError("not a failure")
    return Failure(
        kind,
        _text(plain["message"], MAX_MESSAGE),
        None if line is None else _whole(line),
        _text(plain["raised"], 100),
        {_text(name, 100): _shape(shape) for name, shape in _of(dict, plain["names"]).items()},
    )


def _assigned(line: Any, name: Any, shape: Any, kind: Any, first: Any) -> Assigned:
    numbers = tuple(float(_of(float, each)) for each in _of(list, first)[:4])
    sides = None if shape is None else _shape(shape)
    return Assigned(_whole(line), _text(name, 100), sides, _text(kind, 100), numbers)


def _shape(plain: Any) -> tuple[int, ...]:
    return tuple(_whole(side) for side in _of(list, plain)[:MAX_AXES])


def results_of(answer: bytes, count: int) -> list[Result]:
    """The ``count`` results in an untrusted answer of a learner's process.

    Raises ValueError if the answer is not valid.
    """
    try:
        results = [result_of(_of(dict, plain)) for plain in _of(list, parsed(answer)["results"])]
    except (TypeError, KeyError, OverflowError, RecursionError, binascii.Error) as error:
        raise ValueError("not an answer") from error
    if len(results) != count:
        raise ValueError("not as many results as calls")
    return results


def size_of(calls: Sequence[Call]) -> int:
    """The size in bytes of the array arguments."""
    return sum(each.nbytes for call in calls for each in call.arguments if isinstance(each, np.ndarray))


def packed_calls(calls: Sequence[Call]) -> list[dict[str, Any]]:
    """Calls as plain JSON. Raises Unsendable if an argument is not a `Value`."""
    packer = Packer(2**26)
    return [
        {
            "function": call.function,
            "arguments": [packer.pack(each) for each in call.arguments],
            "keywords": {name: packer.pack(each) for name, each in call.keywords.items()},
        }
        for call in calls
    ]
