"""Times one forward pass with loops and with vectors, for growing numbers of inputs.

The times come from the learner's process, so the ratio depends on this machine at this moment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .functions import program
from .results import Call, Failure, Result, Value
from .run import run_calls

MAX_NUMBERS = 150_000  # in one pass: a loop takes some tenths of a second
PARTS = (8, 4, 2, 1)  # the largest size is divided by these
REPEATS = 5  # of what takes microseconds; the shortest counts
TICK = 1e-7  # seconds: the resolution of the clock

LOOPS = """def forward_with_loops(w, b, X):
    n_x, m = X.shape
    A = np.zeros((1, m))
    for j in range(m):
        z = b
        for i in range(n_x):
            z = z + w[i, 0] * X[i, j]
        A[0, j] = sigmoid(z)
    return A
"""
VECTORS = """def forward_with_vectors(w, b, X):
    return sigmoid(w.T @ X + b)
"""
AROUND = f"""
many_numbers = np.linspace(0.0, 1.0, {MAX_NUMBERS})

def of_loops(n_x, m):
    return forward_with_loops(many_numbers[:n_x].reshape(n_x, 1), -1.0, many_numbers[:n_x * m].reshape(n_x, m))

def of_vectors(n_x, m):
    return forward_with_vectors(many_numbers[:n_x].reshape(n_x, 1), -1.0, many_numbers[:n_x * m].reshape(n_x, m))

def of_propagate(n_x, m):
    X = many_numbers[:n_x * m].reshape(n_x, m)
    grads, cost = propagate(many_numbers[:n_x].reshape(n_x, 1) / n_x, 0.0, X, np.zeros((1, m)))
    return cost
"""

Run = Callable[[str, Sequence[Call]], list[Result]]


@dataclass(frozen=True)
class Timed:
    """One pass. way: "loops", "vectors" or "propagate"; grows: "m" or "n_x", the varied size."""

    way: str
    grows: str
    n_x: int
    m: int
    seconds: float

    @property
    def words(self) -> str:
        """``85 ms``, ``0.021 ms``."""
        return f"{_rounded(1000 * self.seconds)} ms"


@dataclass(frozen=True)
class Race:
    """The timed passes. same: whether both ways gave the same answers. failure: why the rest was not timed."""

    timed: tuple[Timed, ...]
    same: bool
    failure: Failure | None = None

    @property
    def largest(self) -> tuple[Timed, Timed] | None:
        """The largest pass that was timed both ways, loops first, or None."""
        ways = {way: {(each.n_x, each.m): each for each in self.timed if each.way == way} for way in WAYS[:2]}
        both = ways["loops"].keys() & ways["vectors"].keys()
        if not both:
            return None
        largest = max(both, key=lambda size: (size[0] * size[1], size))
        return ways["loops"][largest], ways["vectors"][largest]

    @property
    def ratio(self) -> float:
        """The time of the loops divided by that of the vectors in the largest pass; NaN without one."""
        if self.largest is None:
            return float("nan")
        loops, vectors = self.largest
        return max(loops.seconds, TICK) / max(vectors.seconds, TICK)

    @property
    def times(self) -> str:
        """The ratio to two significant digits: ``4,000 times``."""
        return f"{_rounded(self.ratio)} times"


WAYS = ("loops", "vectors", "propagate")


def race(passed: Mapping[str, str], n_x: int, m: int, *, run: Run = run_calls) -> Race:
    """Time the passes for growing numbers of images and of numbers per image, up to those of a dataset.

    passed: the learner's functions that pass their checks, by name. Both ways use their `sigmoid`, and their
    `propagate` is timed too; the textbook's replace the others.
    """
    text, _ = program(passed)
    ways = WAYS if "propagate" in passed else WAYS[:2]
    sizes = _sizes(n_x, m)
    order = [(way, *size) for size in sizes for way in ways for _ in range(1 if way == "loops" else REPEATS)]
    results = run(
        f"{text}\n{LOOPS}\n{VECTORS}\n{AROUND}", [Call(f"of_{way}", (width, images)) for way, _, width, images in order]
    )
    best: dict[tuple[str, str, int, int], float] = {}
    answers: dict[tuple[int, int], list[Value]] = {}
    for what, result in zip(order, results, strict=True):
        if result.failure is None:
            best[what] = min(best.get(what, result.seconds), result.seconds)
            if what[0] != "propagate":
                answers.setdefault(what[2:], []).append(result.value)
    same = all(_same(each, made[0]) for made in answers.values() for each in made)
    failure = next((each.failure for each in results if each.failure is not None), None)
    return Race(tuple(Timed(*what, seconds) for what, seconds in best.items()), same, failure)


def _rounded(number: float) -> str:
    return f"{float(f'{number:.2g}'):,g}"


def _same(one: Value, other: Value) -> bool:
    both = isinstance(one, np.ndarray) and isinstance(other, np.ndarray) and one.shape == other.shape
    return both and np.allclose(one, other)  # type: ignore[arg-type]


def _sizes(n_x: int, m: int) -> list[tuple[str, int, int]]:
    """What grows, the numbers per image and the images, the smallest passes first."""
    widest = min(n_x, MAX_NUMBERS)
    most = max(1, min(m, MAX_NUMBERS // widest))
    many = min(m, MAX_NUMBERS)
    wide = max(1, min(n_x, MAX_NUMBERS // many))
    sizes = {("m", widest, max(1, most // part)) for part in PARTS}
    sizes |= {("n_x", max(1, wide // part), many) for part in PARTS}
    return sorted(sizes, key=lambda size: (size[1] * size[2], size))
