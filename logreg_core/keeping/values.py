"""Any value of the core in a parcel, and back, as the types of its fields say: no value has a writer of its own.

What can be kept is a tree of dataclasses, tuples, lists, texts, numbers, arrays and classifiers. Each is read as the
very type that its place has, so a record of another shape, of an older version or of a stranger, is an UploadError.
Arrays and classifiers lie in the parcel's arrays, by their path in the tree. JSON has no number that is not finite, so
such a number is a text; whether it may stand there, and what fits together, is for the caller to check.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from math import inf, isfinite, nan
from types import MappingProxyType
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from ..classifier import Classifier
from ..export import load_classifier, save_classifier
from .parcel import Parcel, printable

MOST_LISTED = 2000  # values in one tuple or list
LONGEST_TEXT = 200  # signs
LARGEST = 2**53  # of whole numbers
NOT_FINITE: Mapping[str, float] = MappingProxyType({"nan": nan, "inf": inf, "-inf": -inf})


def written(value: Any, kind: Any, path: str, arrays: dict[str, NDArray]) -> Any:
    """A value of a type as JSON says it; its arrays join the others under their paths."""
    if kind is Classifier:
        arrays[path] = np.frombuffer(save_classifier(value), np.uint8)
        return None
    if get_origin(kind) is np.ndarray:
        arrays[path] = np.asarray(value).astype(_number_of(kind))
        return None
    if is_dataclass(kind):
        return {
            name: written(getattr(value, name), its, f"{path}.{name}", arrays) for name, its in _fields(kind).items()
        }
    if get_origin(kind) in (tuple, list):
        kinds = _each(kind, len(value))
        return [written(one, its, f"{path}.{i}", arrays) for i, (one, its) in enumerate(zip(value, kinds, strict=True))]
    if kind is float:
        return float(value) if isfinite(value) else repr(float(value))
    return printable(value, LONGEST_TEXT) if kind is str else kind(value)


def value_of(parcel: Parcel, value: Any, kind: Any, path: str) -> Any:
    """What `written` made this of. Raises UploadError where it is no value of this type."""
    if value is not None and (kind is Classifier or get_origin(kind) is np.ndarray):
        raise parcel.refusal(f"{path} among its arrays", value)
    if kind is Classifier:
        return load_classifier(parcel.array(path, "u1", (None,)).tobytes())
    if get_origin(kind) is np.ndarray:
        axes = parcel.arrays[path].ndim if parcel.has(path) else 1
        numbers = parcel.array(path, _number_of(kind), [None] * axes, finite=False)
        return numbers.astype(np.int64) if _number_of(kind) == "i4" else numbers
    if is_dataclass(kind):
        fields = _fields(kind)
        if type(value) is not dict or value.keys() != fields.keys():
            raise parcel.refusal(f"{path}, a table of {', '.join(fields)}", value)
        made = {name: value_of(parcel, value[name], its, f"{path}.{name}") for name, its in fields.items()}
        return kind(**made)  # type: ignore[operator]
    if get_origin(kind) in (tuple, list):
        if type(value) is not list or len(value) > MOST_LISTED or len(_each(kind, len(value))) != len(value):
            raise parcel.refusal(f"{path}, a list as long as it should be, at most {MOST_LISTED:,}", value)
        kinds = _each(kind, len(value))
        return get_origin(kind)(
            value_of(parcel, one, its, f"{path}.{i}") for i, (one, its) in enumerate(zip(value, kinds, strict=True))
        )
    if kind is float and type(value) is str and value in NOT_FINITE:
        return NOT_FINITE[value]
    if type(value) is not kind or not _is_sound(value):
        raise parcel.refusal(f"{path}, a value of the type {kind.__name__}, neither long nor large", value)
    return value


def _is_sound(value: str | float) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT and value.isprintable()
    return type(value) is float or abs(value) <= LARGEST


def _fields(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _each(kind: Any, length: int) -> Sequence[Any]:
    """The types of so many values in a tuple or a list; a tuple may say itself how many it has."""
    kinds = get_args(kind)
    return kinds if get_origin(kind) is tuple and kinds[1:] != (...,) else [kinds[0]] * length


def _number_of(kind: Any) -> str:
    """How the container calls the numbers of an array of this type: those that need not be whole are float64."""
    return "i4" if np.dtype[np.int64] in get_args(kind) else "f8"
