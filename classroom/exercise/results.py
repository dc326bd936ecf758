"""Calls of a learner's code and their results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, Union

import numpy as np
from numpy.typing import NDArray

Value: TypeAlias = Union[
    bool, int, float, str, NDArray, np.generic, "list[Value]", "tuple[Value, ...]", "dict[str, Value]", None
]

Costs: TypeAlias = tuple[tuple[int, float], ...]  # iterations, and the cost at each

MAX_MESSAGE = 500  # characters
MAX_PRINTED = 2000


@dataclass(frozen=True)
class Call:
    """One call of a learner's function, which receives copies of the arguments."""

    function: str
    arguments: tuple[Value, ...]
    keywords: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Failure:
    """Why there is no value.

    kind: with "syntax", "name", "shape" or "error", ``message`` is Python's or NumPy's; with "refused", "time",
    "memory", "output", "busy" or "unavailable" it is ours.
    line: of the learner's text, from 1. raised: the exception's type, such as ``ValueError``.
    names: the shapes of the arrays on that line, by name.
    """

    kind: str
    message: str
    line: int | None = None
    raised: str = ""
    names: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Assigned:
    """The value that a line assigned when it first ran.

    shape: None if it is not an array, () for a NumPy scalar. kind: in words, "float64 array" or "tuple of 2".
    first: at most 4 of its numbers.
    """

    line: int
    name: str
    shape: tuple[int, ...] | None
    kind: str
    first: tuple[float, ...]


@dataclass(frozen=True)
class Result:
    """The result of a call.

    changed: the positions of arguments that it changed in place. trace: empty unless requested. printed: the start of
    its output. seconds: its duration, reported by its process.
    """

    value: Value
    failure: Failure | None = None
    changed: tuple[int, ...] = ()
    trace: tuple[Assigned, ...] = ()
    printed: str = ""
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class Learned:
    """The result of a learner's `model` on a dataset.

    w: float64 ``(n_x, 1)``, NaN if missing; b: likewise.
    costs: the iteration and the cost of each call of `propagate`, thinned.
    returned: the result of `model`, without values that are too large or not of type `Value`.
    failure: why the neuron cannot be used; other fields may still be set.
    seconds: from the start of the process to its answer; 0 without an answer.
    """

    w: NDArray[np.float64]
    b: float
    costs: Costs
    returned: Mapping[str, Value]
    failure: Failure | None
    seconds: float
