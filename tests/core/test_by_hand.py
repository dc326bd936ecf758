"""One iteration by hand: against the textbook, numbers on paper, and learners who round as they like."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import numpy as np
import pytest

from classroom.exercise.by_hand import IMAGES, MAX_VALUE, PIXELS, START, TYPED, ByHand, digits_of, in_symbols
from logreg_core import ArgumentError, optimize, propagate


def some(seed: int) -> ByHand:
    """Any numbers with two digits, some steps on their way."""
    draw = np.random.default_rng(seed)
    X, w = draw.integers(0, 101, (3, 4)) / 100, draw.integers(-300, 301, (3, 1)) / 100
    here = ByHand(X, draw.integers(0, 2, (1, 4)), w, draw.integers(-200, 201) / 100, draw.integers(1, 300) / 100)
    for _ in range(seed % 4):
        here = here.step()
    return here


def test_all_numbers_are_those_of_the_textbook() -> None:
    for seed in range(20):
        here = some(seed)
        q = {name: each.value for name, each in here.quantities.items()}
        grads, J = propagate(here.w, here.b, here.X, here.Y)
        assert q["J"] == pytest.approx(float(J))
        assert [q["dw1"], q["dw2"], q["dw3"]] == pytest.approx(grads["dw"][:, 0].tolist())
        assert q["db"] == pytest.approx(float(grads["db"]))
        after, _, _ = optimize(here.w, here.b, here.X, here.Y, num_iterations=1, learning_rate=here.rate)
        assert [q["w1'"], q["w2'"], q["w3'"]] == pytest.approx(after["w"][:, 0].tolist())
        assert q["b'"] == pytest.approx(float(after["b"]))
        assert np.allclose(here.step().w, after["w"])


def test_the_first_numbers_are_those_on_paper() -> None:
    paper = {"z1": 0.04, "z2": 0.52, "z3": 0.94, "z4": 0.82, "a1": 0.509999, "a3": 0.719100, "L3": 1.269755}
    for name, value in paper.items():  # by a pocket calculator
        assert START.quantities[name].value == pytest.approx(value, abs=2e-6)
    assert [START.quantities[f"x{j}1"].shown for j in PIXELS] == ["0.90", "0.50", "0.10"]
    assert START.worked("z1") == "(−0.60)·0.90 + 0.40·0.50 + 0.80·0.10 + 0.30"
    assert START.worked("dz1") == "0.51 − 1"


def test_the_costs_of_steps_are_those_of_the_textbook() -> None:
    here = START
    for _ in range(5):
        here = here.step()
    costs = []
    w, b = START.w, START.b
    for _ in range(5):
        grads, J = propagate(w, b, START.X, START.Y)
        w, b = w - START.rate * grads["dw"], b - START.rate * grads["db"]
        costs.append(float(J))
    assert list(here.costs) == pytest.approx(costs)
    assert here.typed("rate", 0.5).costs == here.costs
    assert here.typed("w2", 0.5).costs == here.typed("b", 0.0).costs == ()


def test_every_number_comes_from_earlier_ones_and_its_formula_names_all_of_them() -> None:
    before: set[str] = set()
    for name, each in START.quantities.items():
        assert set(each.of) <= before
        for source in each.of:
            assert source in each.formula or source.startswith("y"), "a label says which of two formulas it is"
        before.add(name)
    assert in_symbols("w1·x12 − rate·dw1 + b'") == "w₁·x₁₂ − rate·dw₁ + b′"


def rounded(value: float, digits: int, how: str) -> float:
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), rounding=how))


def learner(here: ByHand, name: str, see: Callable[[str], float], two: Callable[[float], float]) -> float:
    """What somebody answers who sees other numbers as ``see`` says, and rounds each product by ``two``."""
    kind, k = name.rstrip("0123456789'"), "".join(filter(str.isdigit, name))
    if name.endswith("'"):
        return two(see(name[:-1]) - two(see("rate") * see("d" + name[:-1])))
    if kind == "z":
        return two(sum(two(see(f"w{j}") * see(f"x{j}{k}")) for j in PIXELS) + see("b"))
    if kind == "a":
        return two(1 / (1 + math.exp(-see(f"z{k}"))))
    if kind == "L":
        z, a, y = see(f"z{k}"), see(f"a{k}"), see(f"y{k}")
        if here.quantities[name].of[0] == f"z{k}":
            return two(math.log1p(math.exp(-z if y else z)))
        return two(-math.log(a if y else 1 - a))
    if kind == "J":
        return two(sum(see(f"L{i}") for i in IMAGES) / 4)
    if kind == "dz":
        return two(see(f"a{k}") - see(f"y{k}"))
    if kind == "dw":
        return two(sum(two(see(f"x{k}{i}") * see(f"dz{i}")) for i in IMAGES) / 4)
    assert name == "db"
    return two(sum(see(f"dz{i}") for i in IMAGES) / 4)


def test_who_goes_on_with_the_rounded_numbers_that_she_sees_is_right() -> None:
    checked = 0
    for seed in range(150):
        here = some(seed)
        for how in (ROUND_HALF_UP, ROUND_HALF_EVEN):

            def see(name: str, here: ByHand = here) -> float:
                return float(here.quantities[name].shown.replace("−", "-"))

            for name, each in here.quantities.items():
                if each.of:
                    for exact in (see, lambda name, here=here: here.quantities[name].value):
                        for two in (lambda v, how=how: rounded(v, 2, how), lambda v: v):
                            answer = learner(here, name, exact, two)
                            assert each.accepts(answer), (seed, name, answer, each)
                            checked += 1
    assert checked > 10_000


def test_all_numbers_within_the_rounding_of_what_is_shown_are_right_too() -> None:
    draw = np.random.default_rng(0)
    for seed in range(60):
        here = some(seed)

        def see(name: str, here: ByHand = here) -> float:
            ends = here.quantities[name].ends
            return float(draw.uniform(min(ends), max(ends)))

        for name, each in here.quantities.items():
            for _ in range(5 if each.of else 0):
                answer = learner(here, name, see, lambda v: rounded(v, 2, ROUND_HALF_UP))
                assert each.accepts(answer), (seed, name, answer, each)


def test_what_is_shown_is_right() -> None:
    for seed in range(100):
        for each in some(seed).quantities.values():
            assert each.accepts(float(each.shown.replace("−", "-")))


def test_the_usual_mistakes_are_not_accepted() -> None:
    q = {name: each.value for name, each in START.quantities.items()}
    mistakes = {
        "b forgotten": ("z1", q["z1"] - q["b"]),
        "b subtracted": ("z2", q["z2"] - 2 * q["b"]),
        "another image": ("z3", q["z4"]),
        "exp(z)": ("a3", 1 / (1 + math.exp(q["z3"]))),
        "no sigmoid": ("a2", q["z2"]),
        "log to the base 10": ("L1", -math.log10(q["a1"])),
        "no minus": ("L2", math.log(q["a2"])),
        "the cost of the other label": ("L3", -math.log(q["a3"])),
        "a sum for a mean": ("J", 4 * q["J"]),
        "y - a": ("dz1", -q["dz1"]),
        "dz of a right answer is 0": ("dz2", 0.0),
        "not divided by m": ("dw1", 4 * q["dw1"]),
        "divided by 3": ("dw3", 4 / 3 * q["dw3"]),
        "minus forgotten": ("dw2", -q["dw2"]),
        "db is a sum": ("db", 4 * q["db"]),
        "uphill": ("w1'", q["w1"] + q["rate"] * q["dw1"]),
        "no step": ("w3'", q["w3"]),
        "b never updated": ("b'", q["b"]),
    }
    for mistake, (name, answer) in mistakes.items():
        assert not START.quantities[name].accepts(answer), mistake


def test_the_usual_slips_are_named_and_none_of_them_is_a_right_answer() -> None:
    q = {name: each.value for name, each in START.quantities.items()}
    y, x = START.Y[0], START.X[0]
    slips = {
        ("z1", q["z1"] - q["b"]): "b forgotten",
        ("z2", q["z2"] - 2 * q["b"]): "not subtracted",
        ("a3", 1 / (1 + math.exp(q["z3"]))): "−z",
        ("L1", -math.log10(q["a1"])): "base 10",
        ("L2", math.log(q["a2"])): "minus",
        ("L3", -math.log(q["a3"])): "y is 0",
        ("J", 4 * q["J"]): "Divide it by 4",
        ("dz1", 1 - q["a1"]): "not y − a",
        ("dw1", 4 * q["dw1"]): "Divide it by 4",
        ("dw2", -q["dw2"]): "sign",
        ("dw1", x @ y / 4): "Did you use y",
        ("db", sum(q[f"a{i}"] for i in range(1, 5)) / 4): "Did you use a",
        ("w1'", q["w1"] + q["rate"] * q["dw1"]): "against the slope",
    }
    for (name, wrong), words in slips.items():
        assert [said for value, said in START.quantities[name].slips if math.isclose(value, wrong) and words in said]
    for here in (START, START.step(), START.typed("b", 0.0)):
        for each in here.quantities.values():
            assert not any(each.accepts(wrong) for wrong, _ in each.slips)


def test_a_very_sure_neuron_has_finite_costs_and_a_formula_that_says_them() -> None:
    sure = replace(START, w=np.array([[10.0], [10.0], [10.0]]), b=10.0)
    assert [sure.quantities[f"L{i}"].of[0] for i in IMAGES] == ["a1", "a2", "z3", "z4"]
    assert all(np.isfinite([each.low, each.high]).all() for each in sure.quantities.values() if each.of)
    assert sure.quantities["L3"].value == pytest.approx(sure.quantities["z3"].value, abs=1e-6)
    assert sure.quantities["J"].value == pytest.approx(float(propagate(sure.w, sure.b, sure.X, sure.Y)[1]))


@pytest.mark.parametrize(
    ("value", "digits"),
    [(0.42, 2), (-1.5, 2), (0.0, 2), (0.07, 2), (0.012, 3), (-0.0044, 4), (0.00001, 4), (0.0996, 3)],
)
def test_small_numbers_are_shown_with_two_digits_that_count(value: float, digits: int) -> None:
    assert digits_of(value) == digits


def test_weights_bias_and_rate_can_be_typed_and_nothing_else() -> None:
    assert START.typed("w2", -1.25).w[:, 0].tolist() == [-0.6, -1.25, 0.8]
    assert START.typed("b", 0.5).b == 0.5
    assert [START.typed(name, 1.5).quantities[name].shown for name in TYPED] == ["1.50"] * 5
    for name, value in [("x11", 1.0), ("w1", MAX_VALUE + 1), ("b", math.nan), ("rate", 0.0), ("rate", -1.0)]:
        with pytest.raises(ArgumentError):
            START.typed(name, value)
    with pytest.raises(ArgumentError, match=r"\(3, 4\)"):
        ByHand(np.ones((2, 4)), START.Y, np.ones((2, 1)), 0.0, 1.0)
