"""Charts in words: every number in a sentence is one that NumPy or SciPy finds in what is drawn."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from logreg_core import Record
from logreg_core.descent import Combination, Turn
from pages.figures.calibration import Bar, reliability, said
from pages.figures.chart_style import dress, scatter, upright
from pages.figures.classes import balance, verdict
from pages.figures.classroom import choices, counted, curves, numbers
from pages.figures.comparison import comparison
from pages.figures.descriptions import TURN, rank_correlation, signed_in_words, strongest_ninth, told, way
from pages.figures.evaluate import leads
from pages.figures.experiments import costs, growth
from pages.figures.explain import waterfall
from pages.figures.grid import sweep_grid
from pages.figures.maps import signed_map
from pages.figures.series import series
from tests.core.test_figures import HOSTILE, NAMES, figures_of

INF, NAN = float("inf"), float("nan")


def line(values: Any, *, log: bool = False, name: str = "", places: Any = None) -> str:
    """What is told of one line."""
    figure = dress(
        [scatter(x=list(range(len(values))) if places is None else places, y=values, name=name, mode="lines")],
        height=100,
        xaxis={"title": {"text": "iteration"}},
        yaxis={"title": {"text": "cost, log scale" if log else "cost"}} | ({"type": "log"} if log else {}),
    )
    (sentence,) = told(figure)
    return sentence


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([], "Cost: nothing to see."),
        ([NAN, INF], "Cost: nothing to see; 2 of 2 cannot be drawn."),
        ([0.5], "Cost: 0.5 at iteration 0."),
        ([NAN, 0.5], "Cost: 0.5 at iteration 1; 1 of 2 cannot be drawn."),
        ([0.5, 0.5, 0.5], "Cost: 0.5 throughout, from iteration 0 to 2."),
        ([0.50001, 0.50002], "Cost: about 0.5 throughout, from iteration 0 to 1."),
        ([3, 2, 1], "Cost: from 3 at iteration 0 to 1 at 2; falls all the way."),
        ([1, 2, 2, 2], "Cost: from 1 at iteration 0 to 2 at 3; rises all the way until 1, then stays."),
        ([9, 3.1, 3.2, 1], "Cost: from 9 at iteration 0 to 1 at 3; falls on the whole."),
        ([9, 1, 5], "Cost: from 9 at iteration 0 to 5 at 2; falls until 1, then rises; least 1 at 1."),
        ([1, 9, 1], "Cost: from 1 at iteration 0 to 1 at 2; rises until 1, then falls; greatest 9 at 1."),
        (
            [5, 9, 1, 6],
            "Cost: from 5 at iteration 0 to 6 at 3; rises until 1, falls until 2, then rises; least 1 at 2;"
            " greatest 9 at 1.",
        ),
        ([0, 9, 0, 9, 1], "Cost: from 0 at iteration 0 to 1 at 4; goes up and down; greatest 9 at 1."),
        ([1e308, -1e308], "Cost: from 1.00e+308 at iteration 0 to −1.00e+308 at 1; its range is too large to say how"),
        ([0.00001, 1234567.8], "Cost: from 1e−05 at iteration 0 to 1,234,568 at 1; rises all the way."),
    ],
)
def test_a_line_is_told_in_every_state(values: list[float], words: str) -> None:
    assert line(values).startswith(words)


def test_a_logarithmic_axis_counts_what_it_cannot_show_and_sees_turns_as_the_eye_does() -> None:
    assert line([0, 1, -1], log=True) == "Cost: 1 at iteration 1; 2 of 3 cannot be drawn."
    dip = [1000, 1, 0.001, 1, 10]
    assert "falls on the whole" in line(dip)
    assert "falls until 2, then rises; least 0.001 at 2" in line(dip, log=True)


@settings(deadline=None, derandomize=True)
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60))
def test_where_a_line_turns_it_is_highest_or_lowest_and_goes_back_far_enough(numbers: list[float]) -> None:
    values = np.array(numbers)
    enough = TURN * np.ptp(values)
    heading, turns = way(values)
    assert (heading == 0) == (np.ptp(values) == 0)
    assert turns == sorted(set(turns))
    ends = [0, *turns, len(values) - 1]
    for i, (begin, end) in enumerate(pairwise(ends)):
        up = heading * (-1) ** i
        stretch = up * values[begin : end + 1]
        if i:
            assert stretch[0] == stretch.min()
            assert stretch.max() - stretch[0] > enough
        if end in turns:
            assert stretch[-1] == stretch.max()
        drops = np.maximum.accumulate(stretch) - stretch
        assert not heading or i == 0 or drops.max() <= enough


@settings(deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=3, max_size=40))
def test_the_rank_correlation_is_scipys(pairs: list[tuple[int, int]]) -> None:
    x, y = np.array(pairs, dtype=float).T
    r = rank_correlation(x, y)
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        assert r is None
    else:
        assert r == pytest.approx(float(spearmanr(x, y).statistic))


def test_a_map_says_its_least_and_greatest_and_where_most_of_each_sign_is() -> None:
    values = np.zeros((9, 12))
    values[1, 10], values[8, 0], values[4, 5] = 3, -2, 1
    (words,) = told(signed_map(values, NAMES))
    assert words == (
        "Weight: 9 rows of 12; least −2 at column 0, row 8; greatest +3 at column 10, row 1;"
        " of all above 0 the most, 75 %, in the upper right ninth; of all below 0 the most, 100 %, in the lower left"
        " ninth."
    )
    assert words == f"Weight: {signed_in_words(values)}"
    assert told(signed_map(np.zeros((4, 4)), NAMES)) == ["Weight: 4 rows of 4, 0 everywhere."]
    assert "nothing below 0" in told(signed_map(np.eye(4), NAMES))[0]


@settings(deadline=None, derandomize=True)
@given(st.integers(3, 20), st.integers(3, 20), st.randoms(use_true_random=False))
def test_the_ninth_of_a_map_is_the_one_that_numpy_sums_the_highest(height: int, width: int, random: Any) -> None:
    values = np.array([[random.random() for _ in range(width)] for _ in range(height)])
    parts = [np.array_split(rows, 3, axis=1) for rows in np.array_split(values, 3)]
    if height % 3 or width % 3 or not values.any():  # how a remainder is divided is not said
        return
    sums = np.array([[part.sum() for part in row] for row in parts])
    i, j = np.unravel_index(sums.argmax(), (3, 3))
    name = "middle" if i == j == 1 else f"{['upper', 'middle', 'lower'][i]} {['left', 'centre', 'right'][j]}"
    assert strongest_ninth(values) == (name, pytest.approx(sums.max() / sums.sum()))


def test_bars_and_rows_are_told_by_their_names() -> None:
    assert told(balance({"Training": (3, 1), "Test": (1, 1)}, NAMES)) == [
        "Cat, share of the images: Training 25 %; Test 50 %.",
        "Non-cat, share of the images: Training 75 %; Test 50 %.",
    ]
    assert told(verdict(1.0, NAMES, 0.5))[:2] == [
        "Cat, probability: over 99.9 %.",
        "Non-cat, probability: under 0.1 %.",
    ]
    assert told(leads([("Coin", "p < 0.1 %", 12, 3), ("Mean", "p 4 %", 0, 5)])) == [
        "Only this neuron is right, test images: Coin 12; Mean 0.",
        "Only the other is right, test images: Coin 3; Mean 5.",
        "Marked: Coin, p < 0.1 %; Mean, p 4 %.",
    ]
    assert told(counted([("Train", 2), ("Explore", 0)], 3)) == ["Members: Train 2; Explore 0."]
    assert told(choices(["It falls.", "It rises."], [[3, 1]])) == [
        "First guess, 4 in all, share of the guesses: “It falls.” 75 %; “It rises.” 25 %."
    ]
    assert told(numbers(["0 to 10 %", "10 to 20 %"], [[1, 3]])) == [
        "First guess, 4 in all, share of the guesses: “0 to 10 %” 25 %; “10 to 20 %” 75 %."
    ]
    assert told(
        curves(("iterations", "cost"), ("start", "end"), (0, 1), [[(0, 0.2, 1), (0, 0.4, 1), (0, 0.1, 1)]])
    ) == [
        "First guess, cost: from 0.2 at iterations start to 0.1 at end; rises until 50 % of the way, then falls;"
        " greatest 0.4 at 50 % of the way."
    ]
    bars = [Bar(0, 0.1, 0.04, (9, 3), (0.09, 0.53)), Bar(0.9, 1, 0.95, (0, 5), (0.57, 1))]
    assert told(said(bars, NAMES, 0.3)) == [
        "Cat, images: 2 bars from probability of cat 5 % to 95 %; the highest, 5, at 95 %; 8 in all.",
        "Non-cat, images: 2 bars from probability of cat 5 % to 95 %; the highest, 9, at 5 %; 9 in all.",
        "Marked: threshold 30 %.",
    ]
    assert told(reliability(bars, NAMES, "#000000")) == [
        "2 points, “cat, says the neuron” from 4 % to 95 %, “cat, in truth” from 25 % to 100 %."
    ]


def test_a_staircase_adds_up_its_steps_in_words() -> None:
    (words,) = told(waterfall(0.5, ["A", "B", "C"], [1.0, -2.0, 3.0], NAMES, what="parts"))
    assert words == (
        "Part of the score: bias +0.50; 2 steps up, +4.00 together, the largest C +3.00;"
        " 1 step down, −2.00 together, the largest B −2.00; score z +2.50."
    )


def test_runs_side_by_side_say_which_line_is_which_and_where_the_test_was_best() -> None:
    records = [Record(i, 1 / (i + 1), 0.5, [0.9, 0.3, 0.8][i], 0.25) for i in range(3)]
    words = told(comparison({"Mine": records}, floors={"Mine": 0.1}))
    assert words == [
        "Mine, training, cost: from 1 at iteration 0 to 0.333 at 2; falls all the way.",
        "Mine, test, cost: from 0.9 at iteration 0 to 0.8 at 2; falls until 1, then rises; least 0.3 at 1.",
        "Mine, test at its best, cost: 0.3 at iteration 1.",
        "Marked: floor 0.1000.",
    ]


def test_the_curve_of_a_run_goes_through_its_turns_but_its_accuracy_does_not() -> None:
    records = [Record(i, 1 / (i + 1), 0.5, 0.9, 0.25) for i in range(0, 12, 4)]
    turns = {"Mine": [Turn(6, 5.5, 0.5)]}
    assert told(comparison({"Mine": records}, turns=turns))[0].endswith("greatest 5.5 at 6.")
    assert "5.5" not in " ".join(told(comparison({"Mine": records}, turns=turns, measure="accuracy")))
    with_penalty = [replace(record, penalty=0.1) for record in records]
    assert any(6.0 in (trace["y"] or []) for trace in comparison({"Mine": with_penalty}, turns=turns)["data"])


def test_a_sweep_names_the_cells_and_counts_those_without_a_number() -> None:
    cells = [(0.001, 0.0, 0.5), (0.01, 0.0, 0.2), (0.001, 0.1, NAN), (0.01, 0.1, 0.6)]
    found = [Combination(rate, l2, cost, 0.9, (cost, cost), (0.5, 0.5)) for rate, l2, cost in cells]
    assert told(sweep_grid(found, found[1])) == [
        "Cost: 2 rows of 2; least 0.2 at learning rate 0.01, penalty (L2) 0;"
        " greatest 0.6 at learning rate 0.01, penalty (L2) 0.1; 1 cell without a number."
    ]


def test_bands_are_not_told_and_lines_through_a_chart_are() -> None:
    spread = np.array([[0.5, 0.7], [0.8, 1.0]])
    words = told(growth([10, 20], spread, spread))
    assert words[0] == "Training images, accuracy: from 60 % at training images 10 to 90 % at 20; rises all the way."
    assert len(words) == 2
    (_, marked) = told(costs(np.array([0.1, 0.2, 0.2]), 0.4, "the real labels", things="shuffles"))
    assert marked == "Marked: the real labels: 0.400.", "a line with words beside it is told once"
    figure = dress([scatter(x=[0, 1], y=[0, 1])], height=9, xaxis={"title": {"text": "rate"}}, shapes=[upright(0.5)])
    assert told(figure)[-1] == "Marked: rate 0.5."


def test_a_chart_that_moves_says_whose_numbers_these_are() -> None:
    moving = dress([scatter(x=[0, 1], y=[0, 1])], height=9, sliders=[{"currentvalue": {"prefix": "iteration "}}])
    words = told(moving | {"frames": [{"name": "0"}, {"name": "2000"}]})
    assert words[0] == "It moves through 2 moments. These are the numbers of the last: iteration 2,000."


@pytest.mark.parametrize("figure", [*figures_of(NAMES), *figures_of(HOSTILE)])
def test_every_figure_is_told_and_its_text_is_text(figure: dict[str, Any]) -> None:
    words = told(figure)
    assert words
    for sentence in words:
        assert sentence.endswith(".")
        assert "  " not in sentence
        assert "&lt;" not in sentence
        assert "nan" not in sentence.replace("non", "").lower().split()
    if HOSTILE[0] in json.dumps([each.plain() for each in series(figure)]):
        assert HOSTILE[0] in " ".join(words), "as it is called, for a page that takes it as text"


def test_a_figure_of_somebody_elses_making_is_told_as_far_as_it_is_known() -> None:
    figure = dress([{"type": "pie", "values": [1, 2]}, {"y": [1, None, "3"]}, {"x": ["a", "b"], "y": [1, 2]}], height=9)
    assert told(figure)[-1] == "From 1 at a to 2 at b; rises all the way."
