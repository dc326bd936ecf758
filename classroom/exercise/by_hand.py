"""One iteration of the textbook in numbers that can be worked out by hand, each with those that it comes from.

Three pixels, four images. The names are the course's: ``x_ji`` is pixel ``j`` of image ``i``, and so on::

    z_i  = w_1 x_1i + w_2 x_2i + w_3 x_3i + b       a_i  = 1 / (1 + exp(-z_i))
    L_i  = -ln(a_i)  or  -ln(1 - a_i)               J    = (L_1 + L_2 + L_3 + L_4) / 4
    dz_i = a_i - y_i                                dw_j = (x_j1 dz_1 + ... + x_j4 dz_4) / 4
    db   = (dz_1 + ... + dz_4) / 4                  w_j' = w_j - rate dw_j,   b' = b - rate db

Numbers are shown rounded. Who goes on with what is shown gets another last digit than who does not, and both are right:
an answer is accepted from the least to the largest value that the formula has where each number that it comes from is
anywhere within its rounding, each product is rounded to two digits after the point, and so is the answer. All formulas
go one way only in each of their numbers, so that the ends are found at the corners.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import floor, inf, isclose, log, log10
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from logreg_core.checks import check_hyperparameters, checked_data, checked_weights
from logreg_core.errors import ArgumentError
from logreg_core.logistic import propagate, sigmoid

PIXELS, IMAGES = range(1, 4), range(1, 5)
HALF = 0.005  # what rounding to two digits after the point may change
MAX_DIGITS = 4  # after the point
LARGEST = 10.0  # of a weight, the bias and the rate that can be typed
LABELS = ("y1", "y2", "y3", "y4")
TYPED = ("w1", "w2", "w3", "b", "rate")
Slips: TypeAlias = tuple[tuple[float, str], ...]
SUM, SIGN = "That is the sum. It is divided by 4.", "All is right but the sign."
_NAME = re.compile(r"\b(?:rate|x\d\d|(?:dz|dw|[wzaLy])\d|db|b|J)\b")
_SUBSCRIPTS = str.maketrans("0123456789'", "₀₁₂₃₄₅₆₇₈₉′")


@dataclass(frozen=True)
class Quantity:
    """One number of the iteration.

    name: ``z2``, ``dw1``, ``w1'``. value: with all its digits; digits: how many are shown after the point.
    of: the names of the numbers that it comes from, none where it is given; formula: how, in their names.
    low, high: an answer between them is right. slips: what the usual slips lead to, each with what is said then.
    """

    name: str
    value: float
    digits: int
    of: tuple[str, ...] = ()
    formula: str = ""
    low: float = -inf
    high: float = inf
    slips: Slips = ()

    @property
    def shown(self) -> str:
        """The number, rounded: ``0.42``, ``−1.10``."""
        return f"{self.value:z.{self.digits}f}".replace("-", "−")

    @property
    def ends(self) -> tuple[float, ...]:
        """Between which numbers it lies for somebody who sees it rounded; itself, where nothing is rounded away."""
        if isclose(self.value, round(self.value, self.digits), abs_tol=1e-9):
            return (self.value,)
        half = 0.5 * 10**-self.digits
        return self.value - half, self.value + half

    def accepts(self, answer: float) -> bool:
        """Whether this is a right answer."""
        return self.low <= answer <= self.high


class _Rule(NamedTuple):
    """How a number comes from others. roundings: how much the products on the way may change it, in units of HALF.

    slips: wrong numbers, each with what is said to who finds it.
    """

    name: str
    of: tuple[str, ...]
    how: Callable[..., float]
    formula: str
    roundings: float = 0
    slips: Slips = ()


@dataclass(frozen=True, eq=False)
class ByHand:
    """One iteration, before its step.

    X: ``(3, 4)``; Y: ``(1, 4)``; w: ``(3, 1)``; b, rate: the bias and the learning rate. costs: of the iterations
    before this one, by which these weights came.

    Raises ArgumentError when shapes do not fit together, or the rate is not positive.
    """

    X: NDArray[np.float64]
    Y: NDArray[np.float64]
    w: NDArray[np.float64]
    b: float
    rate: float
    costs: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        X, Y = checked_data(self.X, self.Y)
        if X.shape != (len(PIXELS), len(IMAGES)):
            raise ArgumentError(f"X must have the shape ({len(PIXELS)}, {len(IMAGES)}). Got {X.shape}.")
        check_hyperparameters(1, self.rate)
        for name, array in (("X", X), ("Y", Y), ("w", checked_weights(self.w, X))):
            copied = np.array(array, dtype=float)
            copied.setflags(write=False)
            object.__setattr__(self, name, copied)

    @cached_property
    def quantities(self) -> Mapping[str, Quantity]:
        """All numbers by their names, each after those that it comes from."""
        known = {
            name: Quantity(name, value, 0 if name in LABELS else digits_of(value)) for name, value in self._given()
        }
        for rule in _rules(known):
            known[rule.name] = _worked_out(rule, known)
        return known

    def _given(self) -> Iterator[tuple[str, float]]:
        for i in IMAGES:
            yield from ((f"x{j}{i}", float(self.X[j - 1, i - 1])) for j in PIXELS)
            yield f"y{i}", float(self.Y[0, i - 1])
        yield from zip(TYPED, (*self.w[:, 0].tolist(), float(self.b), float(self.rate)), strict=True)

    def worked(self, name: str) -> str:
        """The formula of a number, with the numbers in it as they are shown: ``(0.36 + 0.48 + 0.58 + 0.55) / 4``."""

        def shown(found: re.Match[str]) -> str:
            number = self.quantities[found[0]].shown
            return f"({number})" if number.startswith("−") else number

        return _NAME.sub(shown, self.quantities[name].formula)

    def typed(self, name: str, value: float) -> ByHand:
        """The same with another weight, bias or rate, by its name.

        Raises ArgumentError when there is no such name, or the value is out of range.
        """
        if name not in TYPED:
            raise ArgumentError(f"The numbers that can be typed are {', '.join(TYPED)}. Got {name!r:.20}.")
        if not abs(value) <= LARGEST:
            raise ArgumentError(f"{name} must be from {-LARGEST:g} to {LARGEST:g}. Got {value:g}.")
        if name == "rate":
            return replace(self, rate=value)
        if name == "b":
            return replace(self, b=value, costs=())
        w = self.w.copy()
        w[TYPED.index(name), 0] = value
        return replace(self, w=w, costs=())

    def step(self) -> ByHand:
        """The next iteration, with the weights and the bias that the step leads to."""
        grads, cost = propagate(self.w, self.b, self.X, self.Y)
        w, b = self.w - self.rate * grads["dw"], float(self.b - self.rate * grads["db"])
        return replace(self, w=w, b=b, costs=(*self.costs, float(cost)))


def digits_of(value: float) -> int:
    """How many digits after the point a number is shown with: two, or for a small one as many as leave it two that are
    not leading zeros, and at most MAX_DIGITS.
    """
    if not value or abs(value) >= 0.1 or (round(value, 2) and isclose(value, round(value, 2), abs_tol=1e-9)):
        return 2
    return min(MAX_DIGITS, 1 - floor(log10(abs(value))))


def in_symbols(formula: str) -> str:
    """A formula, or a name, with its numbers below the line: ``z₁``."""
    return _NAME.sub(lambda found: found[0].translate(_SUBSCRIPTS), formula).translate({ord("'"): "′"})


def _worked_out(rule: _Rule, known: Mapping[str, Quantity]) -> Quantity:
    value = rule.how(*(known[name].value for name in rule.of))
    corners = [rule.how(*corner) for corner in product(*(known[name].ends for name in rule.of))]
    slack = HALF * (1 + rule.roundings) + 1e-9
    near = min(value, 1 - value) if rule.name.startswith("a") else value  # 0.9988 says more than 1.00
    low, high = min(corners) - slack, max(corners) + slack
    slips = tuple((wrong, words) for wrong, words in rule.slips if not low <= wrong <= high)
    return Quantity(rule.name, value, digits_of(near), rule.of, rule.formula, low, high, slips)


def _rules(known: Mapping[str, Quantity]) -> Iterator[_Rule]:
    """One rule after the other. known: what those before have led to."""
    slips: Slips
    w, dz, costs = (tuple(f"{letter}{k}" for k in of) for letter, of in (("w", PIXELS), ("dz", IMAGES), ("L", IMAGES)))

    def of(names: Iterable[str]) -> list[float]:
        return [known[name].value for name in names]

    for i in IMAGES:
        x = tuple(f"x{j}{i}" for j in PIXELS)
        z, b = _score(*of((*w, *x, "b"))), known["b"].value
        slips = ((z - b, "Was b forgotten?"), (z - 2 * b, "b is added, not taken away."), (-z, SIGN))
        yield _Rule(f"z{i}", (*w, *x, "b"), _score, f"{_products(w, x)} + b", len(PIXELS), slips)
    for i in IMAGES:
        slips = ((float(sigmoid(-known[f"z{i}"].value)), "e is raised to −z, not to z."),)
        yield _Rule(f"a{i}", (f"z{i}",), lambda z: float(sigmoid(z)), f"1 / (1 + e^(−z{i}))", slips=slips)
    for i in IMAGES:
        yield _cost_rule(i, known[f"a{i}"], known[f"z{i}"].value, bool(known[f"y{i}"].value))
    yield _Rule("J", costs, _mean, f"({' + '.join(costs)}) / 4", slips=((sum(of(costs)), SUM),))
    for i in IMAGES:
        z, a, y = of((f"z{i}", f"a{i}", f"y{i}"))
        slips = ((y - a, "It is a − y, not y − a."), (z - y, "Was z taken in the place of a?"))
        yield _Rule(f"dz{i}", (f"a{i}", f"y{i}"), lambda a, y: a - y, f"a{i} − y{i}", slips=slips)
    for j in PIXELS:
        x = tuple(f"x{j}{i}" for i in IMAGES)
        slips = _of_a_slope(known, of(x), of(dz))
        yield _Rule(f"dw{j}", (*x, *dz), _slope, f"({_products(x, dz)}) / 4", 1, slips)
    yield _Rule("db", dz, _mean, f"({' + '.join(dz)}) / 4", slips=_of_a_slope(known, [1.0] * len(IMAGES), of(dz)))
    for name in (*w, "b"):
        before, rate, slope = of((name, "rate", f"d{name}"))
        slips = (
            (before + rate * slope, "The step goes against the slope: minus, not plus."),
            (before - slope, "Was the rate forgotten?"),
            (rate * slope, "That is the step. It is taken from what was there before."),
        )
        yield _Rule(f"{name}'", (name, "rate", f"d{name}"), _moved, f"{name} − rate·d{name}", 1, slips)


def _of_a_slope(known: Mapping[str, Quantity], x: list[float], dz: list[float]) -> Slips:
    slope = _slope(*x, *dz)
    taken = {letter: _slope(*x, *(known[f"{letter}{i}"].value for i in IMAGES)) for letter in "ay"}
    instead = tuple((wrong, f"Was {letter} taken in the place of dz = a − y?") for letter, wrong in taken.items())
    return (slope * len(IMAGES), SUM), (-slope, SIGN), *instead


def _cost_rule(i: int, a: Quantity, z: float, y: bool) -> _Rule:
    """The cost of one image. Where the neuron is so sure and wrong that what is shown may have no logarithm, it comes
    from ``z``, as in `propagate`.
    """
    cost, other = float(np.logaddexp(0, -z if y else z)), float(np.logaddexp(0, z if y else -z))
    slips = (
        (-cost, "A logarithm of a number below 1 is negative: was the minus before it forgotten?"),
        (other, f"y is {int(y)}: the logarithm is that of {'a' if y else '1 − a'}."),
        (cost / log(10), "That is the logarithm of base 10. This is ln, of base e."),
    )
    low, high = (round(end, a.digits) for end in (a.ends[0], a.ends[-1]))
    if (low > 0) if y else (high < 1):
        formula = f"−ln(a{i})" if y else f"−ln(1 − a{i})"
        return _Rule(f"L{i}", (f"a{i}", f"y{i}"), lambda a, y: -log(a if y else 1 - a), formula, slips=slips)
    formula = f"ln(1 + e^(−z{i}))" if y else f"ln(1 + e^(z{i}))"
    of = (f"z{i}", f"y{i}")
    return _Rule(f"L{i}", of, lambda z, y: float(np.logaddexp(0, -z if y else z)), formula, slips=slips)


def _products(these: tuple[str, ...], those: tuple[str, ...]) -> str:
    return " + ".join(map("·".join, zip(these, those, strict=True)))


def _score(*numbers: float) -> float:
    w, x, b = numbers[: len(PIXELS)], numbers[len(PIXELS) : -1], numbers[-1]
    return float(np.dot(w, x)) + b


def _mean(*numbers: float) -> float:
    return sum(numbers) / len(numbers)


def _slope(*numbers: float) -> float:
    return float(np.dot(numbers[: len(IMAGES)], numbers[len(IMAGES) :])) / len(IMAGES)


def _moved(before: float, rate: float, slope: float) -> float:
    return before - rate * slope


START = ByHand(
    X=np.array([[0.9, 0.7, 0.2, 0.4], [0.5, 0.8, 0.3, 0.1], [0.1, 0.4, 0.8, 0.9]]),
    Y=np.array([[1, 1, 0, 0]]),
    w=np.array([[-0.6], [0.4], [0.8]]),
    b=0.3,
    rate=1.0,
)
