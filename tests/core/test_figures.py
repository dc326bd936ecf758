"""Figures: the numbers they carry, the words they say, and foreign text that stays text. Never pixels."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest

from logreg_core import Record
from logreg_core.figures import palette
from logreg_core.figures.classes import balance, brightness, verdict
from logreg_core.figures.curves import MOST_POINTS, training_curves
from logreg_core.figures.experiments import distribution, growth
from logreg_core.figures.maps import signed_map
from logreg_core.figures.representations import comparison
from logreg_core.figures.words import plain

NAMES = ("non-cat", "cat")
NAMES_OF_FIGURES = ["curves", "map", "balance", "brightness", "verdict", "comparison", "distribution"]
HOSTILE = ("<img src=x onerror=alert(1)>", "%{x}<b>bold</b>")
RECORDS = [Record(i, 1 / (i + 1), 0.5, 2 / (i + 1), 0.25) for i in range(0, 1000, 100)]


def every_figure(names: tuple[str, str]) -> list[go.Figure]:
    return [
        training_curves(RECORDS, 1000, [(0, 0.1), (300, 0.2)]),
        signed_map(np.array([[-1.0, 2.0]]), names, dark=False),
        balance({"Training": (3, 1), "Test": (1, 1)}, names),
        brightness({0: np.ones(32) / 32, 1: np.ones(32) / 32}, names, "grey"),
        verdict(0.7, names, 0.5),
        comparison({"edges": (0.6, 0.5, 0.7)}, {"edges": (0.5, 0.3, 0.8)}, 0.66, f"always {names[1]}"),
        distribution({"test": (names[0], np.array([0.5, 0.6]))}, [(0.7, names[1], "test")], things="runs"),
    ]


@pytest.mark.parametrize("figure", every_figure(NAMES), ids=NAMES_OF_FIGURES)
def test_every_chart_names_its_axes_and_its_hovers_are_sentences(figure: go.Figure) -> None:
    assert figure.layout.xaxis.title.text
    assert figure.layout.yaxis.title.text or isinstance(figure.data[0], go.Bar), "bars carry their names"
    for trace in figure.data:
        assert len(trace.hovertemplate.split()) >= 2
        assert trace.hovertemplate.endswith("<extra></extra>") or "heatmap" in trace.type


@pytest.mark.parametrize("figure", every_figure(HOSTILE))
def test_class_names_are_text_and_never_markup(figure: go.Figure) -> None:
    assert "<img" not in figure.to_json().replace("\\u003c", "<")
    assert "<b>" not in figure.to_json().replace("\\u003c", "<")


def test_plain_text_keeps_its_letters() -> None:
    assert plain("a < b & c") == "a &lt; b &amp; c"
    assert "%{" not in plain("%{x}")
    assert plain("non-cat") == "non-cat"


def test_the_curves_carry_the_numbers_and_each_set_has_one_line_style() -> None:
    figure = training_curves(RECORDS, 2000)
    train_cost, test_cost, train_accuracy, test_accuracy = figure.data
    assert list(train_cost.x) == list(range(0, 1000, 100))
    assert list(train_cost.y) == [record.cost for record in RECORDS]
    assert list(test_accuracy.y) == [0.25] * 10
    assert train_cost.line.dash == train_accuracy.line.dash == "solid"
    assert test_cost.line.dash == test_accuracy.line.dash == "dash"
    assert tuple(figure.layout.xaxis.range) == (0, 2000), "the curve grows into its room"


def test_a_change_of_the_learning_rate_is_marked() -> None:
    figure = training_curves(RECORDS, 1000, [(0, 0.1), (300, 0.2)])
    (mark,), (note,) = figure.layout.shapes, figure.layout.annotations
    assert mark.x0 == note.x == 300
    assert note.text == "rate 0.2"


def test_long_runs_are_thinned_out_and_keep_their_end() -> None:
    records = [Record(i, 1.0, 1.0, 1.0, 1.0) for i in range(100_001)]
    x = training_curves(records, 100_000).data[0].x
    assert len(x) <= MOST_POINTS + 1
    assert (x[0], x[-1]) == (0, 100_000)


def test_a_single_point_is_visible() -> None:
    assert training_curves(RECORDS[:1], 10).data[0].mode == "markers"


def test_the_weight_map_is_centred_on_zero_upright_and_red_for_class_1() -> None:
    trace = signed_map(np.array([[-1.0, 0.0], [0.5, 3.0]]), NAMES, dark=False).data[0]
    assert (trace.zmin, trace.zmax) == (-3, 3)
    colours = dict(trace.colorscale)
    assert colours[0.75] == palette.CLASS_COLOURS[1]
    assert colours[0.25] == palette.CLASS_COLOURS[0]
    assert "above 0 pushes towards cat, below 0 towards non-cat" in trace.hovertemplate
    layout = signed_map(np.zeros((4, 4)), NAMES, dark=True).layout
    assert layout.yaxis.range[0] > layout.yaxis.range[1], "row 0 is on top"
    assert layout.yaxis.scaleanchor == "x"


def test_the_balance_shows_counts_and_shares_in_the_colours_of_the_classes() -> None:
    one, zero = balance({"Training": (137, 72), "Test": (17, 33)}, NAMES).data
    assert list(one.x) == [72 / 209, 33 / 50]
    assert list(zero.text) == ["137 of 209", "17 of 50"]
    assert (zero.marker.color, one.marker.color) == palette.CLASS_COLOURS


def test_the_verdict_adds_up_to_one_and_marks_the_threshold() -> None:
    figure = verdict(0.7, NAMES, 0.4)
    shares = {trace.name: trace.x[0] for trace in figure.data}
    assert shares == {"cat": 0.7, "non-cat": pytest.approx(0.3)}
    assert figure.layout.shapes[0].x0 == 0.4
    assert figure.data[0].name == "cat", "class 1 grows from 0, so that it passes the line when it wins"


def test_colours_stand_out_on_the_light_and_on_the_dark_page() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(one: str, other: str) -> float:
        dark, light = sorted((luminance(one), luminance(other)))
        return (light + 0.05) / (dark + 0.05)

    for colour in (*palette.CLASS_COLOURS, palette.TRAIN["color"], palette.TEST["color"], palette.QUIET):
        for page in ("#FFFFFF", "#17191D"):
            assert contrast(colour, page) >= 3


def test_a_distribution_counts_runs_and_marks_scores_at_their_places() -> None:
    scores = {
        "train": ("training images", np.array([1.0, 1.0, 0.9])),
        "test": ("test images", np.array([0.5, 0.6, 0.5])),
    }
    figure = distribution(scores, [(0.7, "this <one>", "test"), (0.6, "always", "")], things="runs")
    train, test = figure.data
    assert (list(train.x), list(train.y)) == ([0.9, 1.0], [1, 2])
    assert (list(test.x), list(test.y)) == ([0.5, 0.6], [2, 1])
    assert [shape.x0 for shape in figure.layout.shapes] == [0.7, 0.6]
    assert [shape.line.color for shape in figure.layout.shapes] == [palette.TEST["color"], palette.QUIET]
    assert [note.text.strip() for note in figure.layout.annotations] == ["this &lt;one&gt;", "always"]
    assert figure.layout.yaxis.title.text == "number of runs"
    one = distribution({"test": ("test images", np.array([0.5]))}, [], things="runs")
    assert list(one.data[0].y) == [1]


def test_growth_is_the_mean_with_a_band_of_80_percent_of_the_runs() -> None:
    test = np.vstack([np.linspace(0.4, 0.6, 11), np.linspace(0.5, 0.9, 11)])
    figure = growth([10, 20], np.ones((2, 11)), test)
    band, line = figure.data[2:]
    assert list(line.x) == [10, 20]
    np.testing.assert_allclose(line.y, [0.5, 0.7])
    assert line.line.dash == palette.TEST["dash"]
    np.testing.assert_allclose(band.y, [0.58, 0.86, 0.54, 0.42])


def test_a_comparison_has_a_held_out_and_a_test_score_for_each_representation() -> None:
    held_out, test = {"pixels": (0.6, 0.5, 0.7)}, {"pixels": (0.5, 0.3, 0.8)}
    figure = comparison(held_out, test, 0.66, "always cat")
    assert [trace.name for trace in figure.data] == ["held-out training images", "test images"]
    assert [(trace.x[0], trace.error_x.array[0], trace.error_x.arrayminus[0]) for trace in figure.data] == [
        (0.6, pytest.approx(0.1), pytest.approx(0.1)),
        (0.5, pytest.approx(0.3), pytest.approx(0.2)),
    ]
    assert list(figure.layout.yaxis.ticktext) == ["pixels"]
    assert figure.layout.shapes[0].x0 == 0.66
