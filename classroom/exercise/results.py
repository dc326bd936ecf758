"""What is asked of a learner's code, and what came of it."""

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
    """One call of a function that a learner wrote. It gets copies of the arguments."""

    function: str
    arguments: tuple[Value, ...]
    keywords: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Failure:
    """Why there is no value.

    kind: "syntax", "name", "shape" or "error": then ``message`` is Python's or NumPy's own text; or "refused", "time",
    "memory", "output", "busy" or "unavailable": then it is a sentence of ours.
    line: of the learner's text, from 1. raised: the exception's type, such as ``ValueError``.
    names: the shapes of the arrays that are named on that line.
    """

    kind: str
    message: str
    line: int | None = None
    raised: str = ""
    names: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Assigned:
    """What a line assigned when it ran first.

    shape: None where it is no array, () for a NumPy scalar. kind: in words, "float64 array" or "tuple of 2".
    first: at most 4 of its numbers.
    """

    line: int
    name: str
    shape: tuple[int, ...] | None
    kind: str
    first: tuple[float, ...]


@dataclass(frozen=True)
class Result:
    """What a call came to.

    changed: which of the positional arguments it changed in place. trace: empty unless asked for. printed: the first
    signs of what it printed. seconds: that the call took, as its process says.
    """

    value: Value
    failure: Failure | None = None
    changed: tuple[int, ...] = ()
    trace: tuple[Assigned, ...] = ()
    printed: str = ""
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class Learned:
    """What a learner's `model` came to on a dataset.

    w: float64 ``(n_x, 1)``, nan where there is none; b: likewise.
    costs: the iteration and the cost of each call of `propagate`, thinned.
    returned: what `model` returned, without what is too large or of another kind than `Value`.
    failure: why the neuron cannot be used, even though some of the rest may be there.
    seconds: from the start of the process to its answer; 0 where there is none.
    """

    w: NDArray[np.float64]
    b: float
    costs: Costs
    returned: Mapping[str, Value]
    failure: Failure | None
    seconds: float
