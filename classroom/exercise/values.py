"""Reads and describes results of a learner's function, which may be of any type."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_SHOWN = 8  # numbers


def as_array(value: object) -> NDArray[np.float64] | None:
    """A number or an array of numbers as float64; None for anything else."""
    if not isinstance(value, bool | int | float | np.generic | np.ndarray):
        return None
    try:
        array = np.asarray(value)
        return array.astype(np.float64) if array.dtype.kind in "biuf" else None
    except (OverflowError, TypeError, ValueError):
        return None


def numbers_in(value: object) -> list[float] | None:
    """The items of a list as numbers; None if an item is not a number; empty if the value is not a list."""
    arrays = [as_array(item) for item in value] if isinstance(value, list) else []
    numbers = [float(array) for array in arrays if array is not None and not array.shape]
    return numbers if len(numbers) == len(arrays) else None


def shape_of(value: object) -> tuple[int, ...] | None:
    """The shape of an array, () of a number, None of anything else."""
    array = as_array(value)
    return None if array is None else array.shape


def pair(value: object, count: int = 2) -> list[Any] | None:
    """The ``count`` items of a tuple or list, as in ``a, b = ...``; else None."""
    return list(value) if isinstance(value, tuple | list) and len(value) == count else None


def said(value: object) -> str:
    """The kind of a value in words: ``an array of shape (4, 7)``, ``a list of 3``, ``None``."""
    if isinstance(value, np.ndarray):
        kind = "" if value.dtype.kind in "biuf" else f" of {value.dtype}"
        return f"an array{kind} of shape {value.shape}"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, tuple | list | dict):
        return f"a {type(value).__name__} of {len(value)}"
    if value is None or isinstance(value, bool):
        return str(value)
    return "a number" if as_array(value) is not None else f"something of type {type(value).__name__}"


def shown(value: object) -> str:
    """The numbers themselves if they are few; else the kind of the value in words."""
    array = as_array(value)
    if array is not None and array.size:
        if array.size <= MAX_SHOWN:
            return _listed(array.tolist())
        start = ", ".join(figure(each) for each in array.ravel()[:4].tolist())
        return f"{start}, ... of shape {array.shape}"
    if isinstance(value, tuple | list) and len(value) <= 4:
        items = ", ".join(said(item) if isinstance(item, tuple | list | dict) else shown(item) for item in value)
        return f"({items})" if isinstance(value, tuple) else f"[{items}]"
    if isinstance(value, dict) and len(value) <= 4 and all(isinstance(key, str) for key in value):
        items = ", ".join(f'"{key[:30]}": {said(item)}' for key, item in value.items())
        return f"{{{items}}}"
    if isinstance(value, str):
        return repr(value[:40])
    return said(value)


def quoted(text: str, longest: int = 80) -> str:
    """A learner's text as inline code, which its content cannot end."""
    return f"`{' '.join(text.split())[:longest].replace('`', chr(39))}`"


def figure(number: float) -> str:
    """A number with at most five digits: ``0.25``, ``-1.0986``, ``3``."""
    if not math.isfinite(number):
        return str(number)
    return f"{number:.5g}" if number else "0"


def _listed(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_listed, value))}]"
    return figure(float(value))
