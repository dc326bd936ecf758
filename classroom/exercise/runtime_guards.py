"""The names in a learner's sandboxed program: guarded attributes, items, loops and functions.

The compiled program calls these by names with an underscore, which a learner cannot write.
"""

from __future__ import annotations

import builtins
import string
import unicodedata  # noqa: F401  # Python's parser imports it at the first non-ASCII name
import warnings
from collections.abc import Callable, Iterable, Mapping
from types import FunctionType, GeneratorType, NoneType
from typing import Any

import numpy as np
from RestrictedPython.Guards import guarded_iter_unpack_sequence, guarded_unpack_sequence

from . import language
from .policy import THERE, unavailable
from .program import IN_PLACE, Refused
from .values import quoted

NUMBERS = "biufc"  # dtype kinds of numbers
KEYWORDS = language.names(language.KEYWORDS)
ARRAY, SCALAR = language.names(language.ARRAY), language.names(language.SCALAR)
SCALARS = frozenset(kind for kind in np.sctypeDict.values() if np.dtype(kind).kind in NUMBERS)
OTHER_TYPES = {"dtype": np.dtype}
ATTRIBUTES: dict[type, frozenset[str]] = {
    getattr(builtins, name, None) or OTHER_TYPES[name]: language.names(groups)
    for name, groups in language.TYPES.items()
}
ATTRIBUTES |= {np.ndarray: ARRAY} | dict.fromkeys(SCALARS, SCALAR)
VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))
HOLDERS = frozenset({list, dict, np.ndarray})  # types with items that can be set
WITH_PARTS = HOLDERS | {tuple, str, range} | SCALARS
WALKED = frozenset({list, tuple, dict, set, str, range, np.ndarray, GeneratorType, *VIEWS})


class Table:
    """A module that holds only the listed names."""

    __slots__ = ("entries", "name")

    def __init__(self, name: str, entries: Mapping[str, Any]) -> None:
        self.name = name
        self.entries = entries


class Marker:
    """A type that may be compared but not called."""

    __slots__ = ("kind",)

    def __init__(self, kind: type) -> None:
        self.kind = kind

    def __repr__(self) -> str:
        return repr(self.kind)


class _Words(string.Formatter):
    """`str.format` without attributes and items of the values."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        if not field_name.isalnum() and not field_name.isidentifier():
            raise Refused("format takes values, not their attributes or items. Put the value itself into the brackets.")
        return super().get_field(field_name, args, kwargs)


def numbers(value: Any, depth: int = 0) -> Any:
    """The value itself, if it is made of numbers. Raises Refused."""
    if isinstance(value, np.ndarray | np.generic):
        if value.dtype.kind in NUMBERS and (type(value) is np.ndarray or type(value) in SCALARS):
            return value
        raise Refused(
            f"arrays hold numbers here, and this one would hold {quoted(str(value.dtype))}. Use only numbers."
        )
    if value is None or type(value) in (bool, int, float, complex, str) or isinstance(value, np.dtype):
        return value
    if isinstance(value, list | tuple) and depth < 4:
        for each in value:
            numbers(each, depth + 1)
        return value
    raise Refused("that function would return something that is not a number. Use another one.")


def checked(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    """The function with checks: no functions or unlisted keywords as arguments, and a result of numbers."""

    def call(*values: Any, **options: Any) -> Any:
        if unlisted := options.keys() - KEYWORDS:
            raise Refused(f"{name} has no argument {quoted(min(unlisted))} here. Leave it out.")
        for value in (*values, *options.values()):
            if isinstance(value, FunctionType | GeneratorType | Table):
                raise Refused(f"{name} takes numbers and arrays, not functions or generators. Make a list first.")
            if type(value) is np.ndarray:
                numbers(value)
        return numbers(function(*values, **options))

    return call


def _numpy() -> Table:
    """The table that replaces NumPy."""
    instead_of = {"empty": "zeros", "empty_like": "zeros_like"}
    entries: dict[str, Any] = {
        name: checked(getattr(np, instead_of.get(name, name)), f"np.{name}") for name in language.names(language.NUMPY)
    }
    entries |= {name: getattr(np, name) for name in language.names(language.CONSTANTS)}
    entries |= {name: getattr(np, name) for name in language.DTYPES[0][1].split()}
    entries |= {name: Marker(getattr(np, name)) for name in ["ndarray", *language.DTYPES[1][1].split()]}
    for module, groups in (("random", language.RANDOM), ("linalg", language.LINALG)):
        inner = {name: getattr(getattr(np, module), name) for name in language.names(groups)}
        entries[module] = Table(
            f"np.{module}", {name: checked(function, f"np.{module}.{name}") for name, function in inner.items()}
        )
    return Table("np", entries)


NUMPY = _numpy()


def attribute(value: Any, name: str) -> Any:
    """``value.name``, if it is listed for the exact type."""
    kind = type(value)
    if kind is Table:
        if name in value.entries:
            return value.entries[name]
        if name in THERE[value.name]:
            raise Refused(unavailable(f"{value.name}.{name}"))
        raise AttributeError(f"module {value.name!r} has no attribute {name!r}")
    allowed = ATTRIBUTES.get(np.dtype if isinstance(value, np.dtype) else kind, frozenset())
    if name not in allowed:
        if not hasattr(value if kind is type else kind, name):
            raise AttributeError(f"{kind.__name__!r} object has no attribute {name!r}")
        some = f" There are {', '.join(sorted(allowed))}." if allowed else " Use the value itself."
        raise Refused(f"the attribute {name} of a value of type {kind.__name__} is not available here.{some}")
    if kind is str and name == "format":
        return _format_of(value)
    if kind is np.ndarray or kind in SCALARS:
        numbers(value)
        result = getattr(value, name)
        return checked(result, f"the method {name}") if callable(result) else numbers(result)
    return getattr(value, name)


def _format_of(text: str) -> Callable[..., str]:
    def format_(*values: Any, **named: Any) -> str:
        return _Words().vformat(text, values, named)

    return format_


def part(value: Any, place: Any) -> Any:
    """``value[place]`` of a list, dict, tuple, text, range or array."""
    kind = type(value)
    if kind not in WITH_PARTS:
        if hasattr(kind, "__getitem__") or kind is type:
            raise Refused(f"items of a value of type {kind.__name__} are not available here. Make a list of it.")
        raise TypeError(f"{kind.__name__!r} object is not subscriptable")
    return value[place]


def holder(value: Any) -> Any:
    """The value itself, if its items may be set or deleted, or if Python will refuse that itself."""
    if type(value) not in HOLDERS and hasattr(type(value), "__setitem__"):
        raise Refused(f"items of a value of type {type(value).__name__} cannot be set here. Use a list or an array.")
    return value


def walk(value: Any) -> Any:
    """The value itself, if a loop may run over it."""
    if type(value) in WALKED:
        return value
    if hasattr(type(value), "__iter__"):
        raise Refused(f"a loop cannot run over a value of type {type(value).__name__} here. Make a list of it.")
    return iter(value)  # raises Python's own sentence


def _in_place_part(sign: str, value: Any, place: Any, operand: Any) -> Any:
    changed = IN_PLACE[sign](part(value, place), operand)
    holder(value)[place] = changed
    return changed


def _kinds(kind: Any) -> Any:
    if isinstance(kind, Marker):
        return kind.kind
    return tuple(map(_kinds, kind)) if type(kind) is tuple else kind


def _isinstance(value: Any, kind: Any) -> bool:
    return isinstance(value, _kinds(kind))


def _type(value: Any) -> Any:
    kind = type(value)
    if kind is np.ndarray:
        return NUMPY.entries["ndarray"]
    if kind in ATTRIBUTES or kind in (bool, range, NoneType):
        return kind
    raise Refused(f"type is for numbers, arrays, texts and lists, not for {kind.__name__}. Use isinstance.")


def _call(function: Callable[..., Any], *values: Any, **named: Any) -> Any:
    return function(*values, **named)


def _enumerate(values: Iterable[Any], start: int = 0) -> list[tuple[int, Any]]:
    return list(enumerate(walk(values), start))


def _zip(*columns: Iterable[Any], strict: bool = False) -> list[tuple[Any, ...]]:
    return list(zip(*map(walk, columns), strict=strict))


def _map(function: Callable[..., Any], *columns: Iterable[Any]) -> list[Any]:
    return list(map(function, *map(walk, columns)))


def _filter(function: Callable[..., Any] | None, values: Iterable[Any]) -> list[Any]:
    return list(filter(function, walk(values)))


def _reversed(values: Any) -> list[Any]:
    return list(reversed(values))


OWN = {
    "isinstance": _isinstance,
    "type": _type,
    "enumerate": _enumerate,
    "zip": _zip,
    "map": _map,
    "filter": _filter,
    "reversed": _reversed,
}


def walled_names() -> dict[str, Any]:
    """The names in a sandboxed program."""
    listed = language.names(language.BUILTINS) - {"print"} | language.names(language.EXCEPTIONS)
    return {
        "__builtins__": {name: OWN.get(name) or getattr(builtins, name) for name in listed},
        "__name__": "learner",
        "_numpy_": NUMPY,
        "_getattr_": attribute,
        "_getitem_": part,
        "_write_": holder,
        "_getiter_": walk,
        "_apply_": _call,
        "_unpack_sequence_": guarded_unpack_sequence,
        "_iter_unpack_sequence_": guarded_iter_unpack_sequence,
        "_inplacepart_": _in_place_part,
    }


def warm() -> None:
    """Make NumPy load its lazy modules now, since files are unavailable later. Silence warnings."""
    warnings.simplefilter("ignore")
    two = np.array([[1.0, 2.0], [3.0, 4.0]])
    str(two), repr(two), f"{two[0, 0]:.3f}"
    np.linalg.norm(two), np.linalg.norm(two, 2), np.unique(two), np.einsum("ij,jk", two, two)
    np.average(two, weights=two), np.nan_to_num(two), two @ two, np.isclose(two, two)
