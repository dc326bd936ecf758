"""Figures: the numbers they carry, the words they say, and foreign text that stays text. Never pixels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from logreg_core import Record
from logreg_core.descent import Change, Combination, Curve, Recording, Turn
from logreg_core.export import palette
from pages.figures.calibration import Bar, reliability, said
from pages.figures.chart_style import Figure, plain
from pages.figures.classes import balance, brightness, verdict
from pages.figures.classroom import choices, counted, curves, numbers, runs
from pages.figures.comparison import comparison
from pages.figures.curves import training_curves
from pages.figures.evaluate import Line, costs, leads, precision_recall_curves, roc_curves
from pages.figures.exercise import over_each_other
from pages.figures.experiments import distribution, growth
from pages.figures.explain import waterfall
from pages.figures.grid import sweep_grid, sweep_line
from pages.figures.maps import contribution_map, signed_map
from pages.figures.shares import coping, representation_scores


def drawn(make: Callable[..., Figure], *arguments: Any, **options: Any) -> go.Figure:
    """A figure as Python's Plotly reads it, which raises at every word that it does not know."""
    return go.Figure(make(*arguments, **options))


NAMES = ("non-cat", "cat")
HOSTILE = ("<img src=x onerror=alert(1)>", "%{x}<b>bold</b>")
CHANGES = [(300, "learning_rate", 0.2), (300, "l2", 0.1), (500, "momentum", 0.9)]
RECORDS = [Record(i, 1 / (i + 1), 0.5, 2 / (i + 1), 0.25) for i in range(0, 1000, 100)]


def recorded(
    records: Sequence[Record], goal: int, *, turns: Sequence[Turn] = (), changes: Sequence[Change] = ()
) -> Recording:
    """A recording with these points, and nothing else to see."""
    edges, counts = np.linspace(-1.0, 1.0, 31), np.zeros((0, 2, 30), int)
    frames, maps, slope = np.zeros(0, int), np.zeros((0, 0, 0), np.int8), np.zeros(0)
    return Recording(
        goal, "goal", tuple(records), tuple(turns), tuple(changes), frames, maps, 1.0, slope, edges, counts
    )


LINE = Line(np.array([0, 0.5, 1]), np.array([0, 0.8, 1]), np.array([1, 0.4, 0]), (0.5, 0.8))
BARS = [Bar(0, 0.1, 0.04, (9, 3), (0.09, 0.53)), Bar(0.9, 1, 0.95, (0, 5), (0.57, 1))]
WHICH = [
    *("curves", "map", "balance", "brightness", "verdict", "coping"),
    *("leads", "roc", "pr", "costs", "said-true", "said", "contributions", "waterfall"),
    *("representations", "distribution", "own code"),
]


def figures_of(names: tuple[str, str]) -> list[Figure]:
    return [
        training_curves(recorded(RECORDS, 1000, changes=CHANGES), pale=[Curve(names[0], tuple(RECORDS))]),
        signed_map(np.array([[-1.0, 2.0]]), names),
        balance({"Training": (3, 1), "Test": (1, 1)}, names),
        brightness({0: np.ones(32) / 32, 1: np.ones(32) / 32}, names, "grey"),
        verdict(0.7, names, 0.5),
        coping("colour", (0.0, 1.0), (0.9, 0.5), ((0.8, 0.95), (0.4, 0.6))),
        leads([(names[1], names[0], 12, 3), (names[0], names[1], 0, 5)]),
        roc_curves({"training": LINE, "test": LINE}, names),
        precision_recall_curves({"test": LINE}, {"test": 0.66}, names),
        costs(np.linspace(0, 1, 101), {"training": np.ones(101), "test": np.ones(101)}, 0.3),
        reliability(BARS, names, palette.TEST["color"]),
        said(BARS, names, 0.3),
        contribution_map(np.array([[-1.0, 2.0]]), np.zeros((1, 2, 3), np.uint8), names),
        waterfall(0.5, names, [1.0, -2.0], names, what=f"towards {names[1]}"),
        representation_scores({"edges": (0.6, 0.5, 0.7)}, {"edges": (0.5, 0.3, 0.8)}, 0.66, f"always {names[1]}"),
        distribution({"test": (names[0], np.array([0.5, 0.6]))}, [(0.7, names[1], "test")], things="runs"),
        over_each_other({names[0]: [(0, 0.7), (1, 0.6)], names[1]: [(0, 0.7)]}),
    ]


def every_figure(names: tuple[str, str]) -> list[go.Figure]:
    return [go.Figure(figure) for figure in figures_of(names)]


@pytest.mark.parametrize("figure", every_figure(NAMES), ids=WHICH)
def test_every_chart_names_its_axes_and_its_hovers_are_sentences(figure: go.Figure) -> None:
    assert figure.layout.xaxis.title.text
    named = isinstance(figure.data[0], go.Bar) or len(figure.layout.annotations) == len(figure.data)
    assert figure.layout.yaxis.title.text or named, "bars and rows carry their names"
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
    figure = drawn(training_curves, recorded(RECORDS, 2000))
    train_cost, test_cost, train_accuracy, test_accuracy = figure.data
    assert list(train_cost.x) == list(range(0, 1000, 100))
    assert list(train_cost.y) == [record.cost for record in RECORDS]
    assert list(test_accuracy.y) == [0.25] * 10
    assert train_cost.line.dash == train_accuracy.line.dash == "solid"
    assert test_cost.line.dash == test_accuracy.line.dash == "dash"
    assert tuple(figure.layout.xaxis.range) == (0, 2000), "the curve grows into its room"


def test_what_was_changed_on_the_way_is_marked() -> None:
    figure = drawn(training_curves, recorded(RECORDS, 1000, changes=CHANGES))
    assert {mark.x0 for mark in figure.layout.shapes} == {300, 500}
    assert {note.x: note.text for note in figure.layout.annotations} == {
        300: "rate 0.2<br>l2 0.1",
        500: "momentum 0.9",
    }


def test_counts_have_no_ticks_between_whole_numbers() -> None:
    few, many = (drawn(said, [Bar(0.9, 1, 0.95, (0, n), (0.5, 1))], NAMES, 0.5).layout.yaxis.dtick for n in (3, 60))
    assert (few, many) == (1, None)


def test_words_beside_the_data_have_the_ink_of_the_page_which_is_dark_enough_to_read() -> None:
    marks = [(0.8, "said", None), (0.9, "tested", "test")]
    for figure in (
        drawn(verdict, 0.7, NAMES, 0.5),
        drawn(distribution, {"test": ("test", np.array([0.8, 0.9]))}, marks, things="divisions"),
    ):
        assert [each.font.color for each in figure.layout.annotations] == [None] * len(figure.layout.annotations)


def test_a_single_point_is_visible() -> None:
    assert drawn(training_curves, recorded(RECORDS[:1], 10)).data[0].mode == "markers"


def test_the_weight_map_is_centred_on_zero_upright_and_red_for_class_1() -> None:
    trace = drawn(signed_map, np.array([[-1.0, 0.0], [0.5, 3.0]]), NAMES).data[0]
    assert (trace.zmin, trace.zmax) == (-3, 3)
    colours = dict(trace.colorscale)
    assert colours[0.75] == palette.CLASS_COLOURS[1]
    assert colours[0.25] == palette.CLASS_COLOURS[0]
    assert "above 0 pushes towards cat, below 0 towards non-cat" in trace.hovertemplate
    night = dict(trace.meta["by_night"])
    assert (colours[0.5], night[0.5]) == ("#FFFFFF", "#17191D"), "it fades into the page"
    layout = drawn(signed_map, np.zeros((4, 4)), NAMES).layout
    assert layout.yaxis.range[0] > layout.yaxis.range[1], "row 0 is on top"
    assert layout.yaxis.scaleanchor == "x"


def test_the_balance_shows_counts_and_shares_in_the_colours_of_the_classes() -> None:
    one, zero = drawn(balance, {"Training": (137, 72), "Test": (17, 33)}, NAMES).data
    assert list(one.x) == [72 / 209, 33 / 50]
    assert list(zero.text) == ["137 of 209", "17 of 50"]
    assert (zero.marker.color, one.marker.color) == palette.CLASS_COLOURS


def test_the_verdict_adds_up_to_one_and_marks_the_threshold() -> None:
    figure = drawn(verdict, 0.7, NAMES, 0.4)
    shares = {trace.name: trace.x[0] for trace in figure.data}
    assert shares == {"cat": 0.7, "non-cat": pytest.approx(0.3)}
    assert figure.layout.shapes[0].x0 == 0.4
    assert figure.data[0].name == "cat", "class 1 grows from 0, so that it passes the line when it wins"


def test_the_images_on_which_only_one_is_right_stand_on_both_sides_and_the_neuron_is_violet() -> None:
    neuron, other = drawn(leads, [("Always", "50 %", 12, 3), ("A template", "70 %", 0, 5)]).data
    assert (list(neuron.x), list(other.x)) == ([12, 0], [-3, -5])
    assert neuron.marker.color == palette.TRAIN["color"]
    assert list(other.text) == ["3", "5"]
    assert drawn(leads, [("Always", "", 0, 0)]).layout.xaxis.range[1] > 0


def test_the_curves_over_all_thresholds_carry_the_point_where_the_threshold_is() -> None:
    curve, point = drawn(roc_curves, {"test": LINE}, NAMES).data
    assert list(curve.y) == [0, 0.8, 1]
    assert curve.line.dash == "dash"
    assert (point.x[0], point.y[0]) == (0.5, 0.8)
    long = Line(np.linspace(0, 1, 9999), np.linspace(0, 1, 9999), np.linspace(1, 0, 9999), (0, 0))
    x = drawn(roc_curves, {"training": long}, NAMES).data[0].x
    assert len(x) <= 400
    assert (x[0], x[-1]) == (0, 1)
    (guessing,) = drawn(precision_recall_curves, {"test": LINE}, {"test": 0.66}, NAMES).layout.shapes
    assert guessing.y0 == guessing.y1 == 0.66


def test_bins_say_what_was_said_what_is_true_and_how_many_images_they_hold() -> None:
    below = Bar(0.5, 0.6, 0.55, (9, 3), (0.09, 0.53))
    figure = drawn(reliability, [*BARS, below], NAMES, palette.TEST["color"])
    (points,), numbers = figure.data, figure.layout.annotations
    assert list(points.x) == [number.x for number in numbers] == [0.04, 0.95, 0.55]
    assert list(points.y) == [0.25, 1, 0.25]
    assert [number.text for number in numbers] == ["12", "5", "12"]
    ends = [(number.y, number.yshift > 0) for number in numbers]
    assert ends == [(0.53, True), (1, True), (0.09, False)], "beyond the end of the bar that lies off the diagonal"
    assert points.y[0] + points.error_y.array[0] == pytest.approx(0.53)
    one, zero = drawn(said, BARS, NAMES, 0.3).data
    assert (list(one.y), list(zero.y)) == ([3, 5], [9, 0])
    assert (zero.marker.color, one.marker.color) == palette.CLASS_COLOURS


def contrast(one: str, other: str) -> float:
    """The contrast of two colours ``#RRGGBB``, by the formula of WCAG 2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_white_words_on_the_colours_of_the_classes_can_be_read() -> None:
    bars = drawn(balance, {"training": (10, 30)}, ("no face", "face")).data
    for bar in bars:
        assert bar.textfont.color == "white"
        assert contrast("#FFFFFF", bar.marker.color) >= 4.5
        assert contrast("#FFFFFF", bar.marker.pattern.fgcolor or bar.marker.color) >= 4.5, "the lines of the hatching"


def test_colours_stand_out_on_the_light_and_on_the_dark_page() -> None:
    for colour in (
        *palette.RUNS,
        *palette.CLASS_COLOURS,
        palette.TRAIN["color"],
        palette.TEST["color"],
        palette.VALIDATION["color"],
        palette.QUIET,
    ):
        for page in ("#FFFFFF", "#17191D"):
            assert contrast(colour, page) >= 3


def test_an_earlier_run_is_a_pale_ghost() -> None:
    figure = drawn(training_curves, recorded(RECORDS, 1000), 700, pale=[Curve("the run before", tuple(RECORDS[:5]))])
    assert tuple(figure.layout.xaxis.range) == (0, 700)
    ghosts = [trace for trace in figure.data if trace.name == "the run before"]
    assert len(ghosts) == 4
    assert all(trace.opacity < 0.5 for trace in ghosts)
    assert sum(bool(trace.showlegend) for trace in ghosts) == 1


def test_the_training_cost_goes_through_its_turns_and_the_test_cost_does_not() -> None:
    records = [Record(i, 0.5, 0.5, 0.6, 0.5) for i in (0, 10, 20)]
    figure = drawn(training_curves, recorded(records, 20, turns=[Turn(10, 0.5), Turn(13, 7.0), Turn(14, 0.1)]))
    lines = {(trace.name, trace.yaxis): trace for trace in figure.data}
    assert list(lines["training", "y"].x) == [0, 10, 13, 14, 20]
    assert list(lines["training", "y"].y) == [0.5, 0.5, 7.0, 0.1, 0.5]
    assert list(lines["test", "y"].x) == [0, 10, 20]


def test_a_validation_part_has_its_own_line_and_the_penalty_is_a_band() -> None:
    records = [Record(i, 0.5, 0.5, 0.5, 0.5, 0.4, 0.6, 0.1) for i in range(3)]
    lines = {(trace.name, trace.yaxis): trace for trace in drawn(training_curves, recorded(records, 3)).data}
    assert list(lines["validation", "y"].y) == [0.4] * 3
    assert list(lines["validation", "y2"].y) == [0.6] * 3
    assert list(lines["training", "y"].y) == [0.5] * 3
    assert list(lines["training + penalty", "y"].y) == [0.6] * 3
    assert list(lines["penalty", "y"].y) == [0.6] * 3 + [0.5] * 3


FOUND = [Combination(r, p, 0.1, 0.9, (0.5, 0.7), (0.6 + r, 0.8 - p)) for r in (0.01, 0.1) for p in (0.0, 0.2)]


def test_the_comparison_gives_each_run_a_colour_and_each_set_a_style() -> None:
    figure = drawn(comparison, {"a": RECORDS, "b <i>": RECORDS[:4]}, floors={"a": 0.05})
    lines = [trace for trace in figure.data if trace.mode == "lines+markers"]
    assert [line.line.dash for line in lines] == ["solid", "dash"] * 2
    assert len({line.line.color for line in lines}) == len({line.marker.symbol for line in lines}) == 2
    assert lines[2].name == "b &lt;i&gt;"
    (floor,) = figure.layout.shapes
    assert floor.y0 == 0.05


def test_the_star_is_where_the_test_images_fared_best() -> None:
    costs = [0.7, 0.4, 0.3, 0.5]
    records = [Record(10 * i, 0.1, 1.0, cost, 0.5 + 0.1 * (i == 1)) for i, cost in enumerate(costs)]
    stars = {
        measure: next(t for t in drawn(comparison, {"a": records}, measure=measure).data if t.marker.symbol == "star")
        for measure in ("cost", "accuracy")
    }
    assert (stars["cost"].x[0], stars["cost"].y[0]) == (20, 0.3)
    assert (stars["accuracy"].x[0], stars["accuracy"].y[0]) == (10, 0.6)


def test_a_logarithmic_axis_of_iterations_leaves_out_the_first_point() -> None:
    figure = drawn(comparison, {"a": RECORDS}, x_scale="log", y_scale="log")
    assert figure.data[0].x[0] == 100
    assert (figure.layout.xaxis.type, figure.layout.yaxis.type) == ("log", "log")


def test_the_grid_has_each_combination_where_it_belongs_and_frames_the_best() -> None:
    figure = drawn(sweep_grid, FOUND, FOUND[2])
    cells, points = figure.data
    for x, y, (rate, l2, cost, *_) in zip(points.x, points.y, points.customdata, strict=True):
        assert float(figure.layout.xaxis.ticktext[x]) == rate
        assert float(figure.layout.yaxis.ticktext[y]) == l2
        assert cells.z[y][x] == cost
    (frame,) = figure.layout.shapes
    assert ((frame.x0 + frame.x1) / 2, (frame.y0 + frame.y1) / 2) == (1, 0)
    assert figure.data[0].texttemplate == "%{text}"
    small = drawn(sweep_grid, FOUND, FOUND[2], numbers=False)
    assert not small.data[0].texttemplate, "no cell of a phone is wide enough for numbers that can be read"


def test_the_line_of_a_sweep_shows_the_spread() -> None:
    held_out, _ = drawn(sweep_line, FOUND[::2]).data
    assert list(held_out.x) == [0.01, 0.1]
    np.testing.assert_allclose(held_out.error_y.array, [np.std(c.fold_accuracies, ddof=1) for c in FOUND[::2]])


def test_coping_carries_the_shares_and_their_intervals() -> None:
    figure = drawn(coping, "size", (0.0, 0.5, 1.0), (1.0, 0.8, 0.5), ((0.98, 1.0), (0.7, 0.9), (0.4, 0.6)))
    (line,) = figure.data
    assert list(line.y) == [1.0, 0.8, 0.5]
    assert list(line.error_y.array) == pytest.approx([0.0, 0.1, 0.1])
    assert list(line.error_y.arrayminus) == pytest.approx([0.02, 0.1, 0.1])
    assert "size" in figure.layout.xaxis.title.text


def test_the_staircase_carries_the_steps_and_ends_at_their_sum() -> None:
    (trace,) = drawn(waterfall, 0.5, ["left", "right"], [1.0, -2.0], NAMES, what="halves").data
    assert list(trace.y) == [0.5, 1.0, -2.0, -0.5]
    assert list(trace.measure) == ["relative"] * 3 + ["total"]
    assert "left adds +1.000, towards cat" in trace.customdata
    assert "right adds −2.000, towards non-cat" in trace.customdata
    assert list(trace.text) == ["+0.50", "+1.00", "−2.00", "−0.50"]
    assert trace.increasing.marker.color == palette.CLASS_COLOURS[1]
    assert trace.decreasing.marker.color == palette.CLASS_COLOURS[0]


def test_the_map_of_contributions_lies_over_its_picture_and_is_clear_at_zero() -> None:
    figure = drawn(contribution_map, np.array([[-1.0, 0.0], [0.5, 3.0]]), np.zeros((2, 2, 1), np.uint8), NAMES)
    (heatmap,), (picture,) = figure.data, figure.layout.images
    assert (heatmap.zmin, heatmap.zmax) == (-3, 3)
    assert [colour for place, colour in heatmap.colorscale if place == 0.5] == [
        palette.pale(colour, 0.0) for colour in palette.CLASS_COLOURS
    ]
    assert (picture.x, picture.y, picture.sizex, picture.sizey) == (-0.5, -0.5, 2, 2)
    assert picture.layer == "below"


def test_a_distribution_counts_runs_and_marks_scores_at_their_places() -> None:
    scores = {
        "train": ("training images", np.array([1.0, 1.0, 0.9])),
        "test": ("test images", np.array([0.5, 0.6, 0.5])),
    }
    figure = drawn(distribution, scores, [(0.7, "this <one>", "test"), (0.6, "always", "")], things="runs")
    train, test = figure.data
    assert (list(train.x), list(train.y)) == ([0.9, 1.0], [1, 2])
    assert (list(test.x), list(test.y)) == ([0.5, 0.6], [2, 1])
    assert [shape.x0 for shape in figure.layout.shapes] == [0.7, 0.6]
    assert [shape.line.color for shape in figure.layout.shapes] == [palette.TEST["color"], palette.QUIET]
    assert [note.text.strip() for note in figure.layout.annotations] == ["this &lt;one&gt;", "always"]
    assert figure.layout.yaxis.title.text == "number of runs"
    one = drawn(distribution, {"test": ("test images", np.array([0.5]))}, [], things="runs")
    assert list(one.data[0].y) == [1]


def test_growth_is_the_mean_with_a_band_of_80_percent_of_the_runs() -> None:
    test = np.vstack([np.linspace(0.4, 0.6, 11), np.linspace(0.5, 0.9, 11)])
    figure = drawn(growth, [10, 20], np.ones((2, 11)), test)
    band, line = figure.data[2:]
    assert list(line.x) == [10, 20]
    np.testing.assert_allclose(line.y, [0.5, 0.7])
    assert line.line.dash == palette.TEST["dash"]
    np.testing.assert_allclose(band.y, [0.58, 0.86, 0.54, 0.42])


def test_a_comparison_has_a_held_out_and_a_test_score_for_each_representation() -> None:
    held_out, test = {"pixels": (0.6, 0.5, 0.7)}, {"pixels": (0.5, 0.3, 0.8)}
    figure = drawn(representation_scores, held_out, test, 0.66, "always cat")
    assert [trace.name for trace in figure.data] == ["held-out training images", "test images"]
    assert [(trace.x[0], trace.error_x.array[0], trace.error_x.arrayminus[0]) for trace in figure.data] == [
        (0.6, pytest.approx(0.1), pytest.approx(0.1)),
        (0.5, pytest.approx(0.3), pytest.approx(0.2)),
    ]
    assert list(figure.layout.yaxis.ticktext) == ["pixels"]
    assert figure.layout.shapes[0].x0 == 0.66


def test_lines_that_lie_on_one_another_are_all_seen() -> None:
    same = [(0, 0.7), (1, 0.5)]
    figure = drawn(over_each_other, {"the engine": same, "the textbook": same, "your code": same}, log=True)
    widths = [trace.line.width for trace in figure.data]
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == 3
    assert all(list(trace.y) == [0.7, 0.5] for trace in figure.data)
    assert figure.layout.yaxis.type == "log"


def test_both_rounds_of_a_class_stand_side_by_side_as_shares_and_are_told_apart_without_colours() -> None:
    figure = drawn(choices, HOSTILE, [[3, 1], [1, 1]])
    first, second = figure.data
    assert (list(first.x), list(second.x)) == ([0.75, 0.25], [0.5, 0.5])
    assert (list(first.text), first.name) == (["3", "1"], "first guess, 4 in all")
    assert (first.marker.pattern.shape, second.marker.pattern.shape) == ("/", None)
    assert drawn(numbers, ["0 to 50 %", "50 to 100 %"], [[0, 0]]).data[0].y == (0, 0), "nobody has answered yet"
    band, line = drawn(curves, NAMES, ("left", "right"), (0, 1), [[(0.1, 0.2, 0.3), (0.4, 0.5, 0.6)], []]).data[:2]
    assert (line.x, line.y) == ((0, 1), (0.2, 0.5))
    assert (band.x, band.y) == ((0, 1, 1, 0), (0.3, 0.6, 0.4, 0.1))


def test_all_runs_of_a_class_are_dots_on_axes_that_show_them() -> None:
    flat = drawn(runs, [(0.005, 0.2, HOSTILE[0]), (0.05, 0.1, "two")])
    assert (flat.data[0].x, flat.data[0].y) == ((0.005, 0.05), (0.2, 0.1))
    assert (flat.layout.xaxis.type, flat.layout.yaxis.type) == ("log", None)
    assert drawn(runs, [(0.005, 0.2, "one"), (5, 4000, "two")]).layout.yaxis.type == "log"
    rows = drawn(counted, [(HOSTILE[1], 2)], 30)
    assert (rows.data[0].x, tuple(rows.layout.xaxis.range)) == ((2,), (0, 30))
    for figure in (flat, rows):
        assert "<img" not in figure.to_json().replace("\\u003c", "<")
        assert "<b>" not in figure.to_json().replace("\\u003c", "<")
