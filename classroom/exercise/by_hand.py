"""One iteration in numbers small enough to work out by hand, each with its formula.

Three pixels, four images. The names are the course's: ``x_ji`` is pixel ``j`` of image ``i``::

    z_i  = w_1 x_1i + w_2 x_2i + w_3 x_3i + b       a_i  = 1 / (1 + exp(-z_i))
    L_i  = -ln(a_i)  or  -ln(1 - a_i)               J    = (L_1 + L_2 + L_3 + L_4) / 4
    dz_i = a_i - y_i                                dw_j = (x_j1 dz_1 + ... + x_j4 dz_4) / 4
    db   = (dz_1 + ... + dz_4) / 4                  w_j' = w_j - rate dw_j,   b' = b - rate db

Numbers are shown rounded. Calculating with rounded numbers may change the last digit, so a range of answers is right:
from the smallest to the largest value of the formula when each input varies within its rounding, and each product and
the answer are rounded to two decimals. All formulas are monotone in each input, so the extremes are at the corners.
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
HALF = 0.005  # the largest error of rounding to two decimals
MAX_DIGITS = 4  # decimals
MAX_VALUE = 10.0  # of a typed weight, bias or rate
LABELS = ("y1", "y2", "y3", "y4")
TYPED = ("w1", "w2", "w3", "b", "rate")
Slips: TypeAlias = tuple[tuple[float, str], ...]
SUM, SIGN = "That is the sum. Divide it by 4.", "Only the sign is wrong."
_NAME = re.compile(r"\b(?:rate|x\d\d|(?:dz|dw|[wzaLy])\d|db|b|J)\b")
_SUBSCRIPTS = str.maketrans("0123456789'", "₀₁₂₃₄₅₆₇₈₉′")


@dataclass(frozen=True)
class Quantity:
    """One number of the iteration.

    name: ``z2``, ``dw1``, ``w1'``. value: unrounded; digits: shown decimals.
    of: the names of its inputs, empty for a given number; formula: in these names.
    low, high: an answer between them is right. slips: the results of common slips, each with a message.
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
        """The range of values with this rounding; only the value itself if it is not rounded."""
        if isclose(self.value, round(self.value, self.digits), abs_tol=1e-9):
            return (self.value,)
        half = 0.5 * 10**-self.digits
        return self.value - half, self.value + half

    def accepts(self, answer: float) -> bool:
        """Whether the answer is right."""
        return self.low <= answer <= self.high


class _Rule(NamedTuple):
    """How a number is computed. roundings: the possible error from rounded products, in units of HALF.

    slips: wrong numbers, each with a message.
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

    X: ``(3, 4)``; Y: ``(1, 4)``; w: ``(3, 1)``; b, rate: the bias and the learning rate. costs: of the earlier
    iterations.

    Raises ArgumentError if shapes do not fit together, or the rate is not positive.
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
        """All numbers by name, each after its inputs."""
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
        """The formula of a number with its inputs as shown: ``(0.36 + 0.48 + 0.58 + 0.55) / 4``."""

        def shown(match: re.Match[str]) -> str:
            number = self.quantities[match[0]].shown
            return f"({number})" if number.startswith("−") else number

        return _NAME.sub(shown, self.quantities[name].formula)

    def typed(self, name: str, value: float) -> ByHand:
        """A copy with another weight, bias or rate, by name.

        Raises ArgumentError for an unknown name, or a value out of range.
        """
        if name not in TYPED:
            raise ArgumentError(f"You can type {', '.join(TYPED)}. Got {name!r:.20}.")
        if not abs(value) <= MAX_VALUE:
            raise ArgumentError(f"{name} must be from {-MAX_VALUE:g} to {MAX_VALUE:g}. Got {value:g}.")
        if name == "rate":
            return replace(self, rate=value)
        if name == "b":
            return replace(self, b=value, costs=())
        w = self.w.copy()
        w[TYPED.index(name), 0] = value
        return replace(self, w=w, costs=())

    def step(self) -> ByHand:
        """The next iteration, with the weights and the bias after the step."""
        grads, cost = propagate(self.w, self.b, self.X, self.Y)
        w, b = self.w - self.rate * grads["dw"], float(self.b - self.rate * grads["db"])
        return replace(self, w=w, b=b, costs=(*self.costs, float(cost)))


def digits_of(value: float) -> int:
    """The number of decimals: two, or for a small number two significant digits, at most MAX_DIGITS."""
    if not value or abs(value) >= 0.1 or (round(value, 2) and isclose(value, round(value, 2), abs_tol=1e-9)):
        return 2
    return min(MAX_DIGITS, 1 - floor(log10(abs(value))))


def in_symbols(formula: str) -> str:
    """A formula or name with its numbers as subscripts: ``z₁``."""
    return _NAME.sub(lambda match: match[0].translate(_SUBSCRIPTS), formula).translate({ord("'"): "′"})


def _worked_out(rule: _Rule, known: Mapping[str, Quantity]) -> Quantity:
    value = rule.how(*(known[name].value for name in rule.of))
    corners = [rule.how(*corner) for corner in product(*(known[name].ends for name in rule.of))]
    slack = HALF * (1 + rule.roundings) + 1e-9
    near = min(value, 1 - value) if rule.name.startswith("a") else value  # show 0.9988, not 1.00
    low, high = min(corners) - slack, max(corners) + slack
    slips = tuple((wrong, words) for wrong, words in rule.slips if not low <= wrong <= high)
    return Quantity(rule.name, value, digits_of(near), rule.of, rule.formula, low, high, slips)


def _rules(known: Mapping[str, Quantity]) -> Iterator[_Rule]:
    """The rules in order. known: the results of the earlier rules."""
    slips: Slips
    w, dz, costs = (tuple(f"{letter}{k}" for k in of) for letter, of in (("w", PIXELS), ("dz", IMAGES), ("L", IMAGES)))

    def of(names: Iterable[str]) -> list[float]:
        return [known[name].value for name in names]

    for i in IMAGES:
        x = tuple(f"x{j}{i}" for j in PIXELS)
        z, b = _score(*of((*w, *x, "b"))), known["b"].value
        slips = ((z - b, "Was b forgotten?"), (z - 2 * b, "b is added, not subtracted."), (-z, SIGN))
        yield _Rule(f"z{i}", (*w, *x, "b"), _score, f"{_products(w, x)} + b", len(PIXELS), slips)
    for i in IMAGES:
        slips = ((float(sigmoid(-known[f"z{i}"].value)), "e is raised to −z, not to z."),)
        yield _Rule(f"a{i}", (f"z{i}",), lambda z: float(sigmoid(z)), f"1 / (1 + e^(−z{i}))", slips=slips)
    for i in IMAGES:
        yield _cost_rule(i, known[f"a{i}"], known[f"z{i}"].value, bool(known[f"y{i}"].value))
    yield _Rule("J", costs, _mean, f"({' + '.join(costs)}) / 4", slips=((sum(of(costs)), SUM),))
    for i in IMAGES:
        z, a, y = of((f"z{i}", f"a{i}", f"y{i}"))
        slips = ((y - a, "It is a − y, not y − a."), (z - y, "Did you use z instead of a?"))
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
            (rate * slope, "That is the step. Subtract it from the old value."),
        )
        yield _Rule(f"{name}'", (name, "rate", f"d{name}"), _moved, f"{name} − rate·d{name}", 1, slips)


def _of_a_slope(known: Mapping[str, Quantity], x: list[float], dz: list[float]) -> Slips:
    slope = _slope(*x, *dz)
    taken = {letter: _slope(*x, *(known[f"{letter}{i}"].value for i in IMAGES)) for letter in "ay"}
    instead = tuple((wrong, f"Did you use {letter} instead of dz = a − y?") for letter, wrong in taken.items())
    return (slope * len(IMAGES), SUM), (-slope, SIGN), *instead


def _cost_rule(i: int, a: Quantity, z: float, y: bool) -> _Rule:
    """The rule for the cost of one image. If the rounded ``a`` could be 0 or 1, the cost is computed
    from ``z``, as in `propagate`.
    """
    cost, other = float(np.logaddexp(0, -z if y else z)), float(np.logaddexp(0, z if y else -z))
    slips = (
        (-cost, "A logarithm of a number below 1 is negative: did you forget the minus?"),
        (other, f"y is {int(y)}: take the logarithm of {'a' if y else '1 − a'}."),
        (cost / log(10), "That is the logarithm to base 10. Use ln, to base e."),
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
