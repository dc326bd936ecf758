"""Colours for eyes that see fewer: the distance left between the classes, and what tells lines apart besides."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage.color import deltaE_ciede2000, rgb2lab

from logreg_core import Record
from logreg_core.export import palette
from pages.figures.chart_style import Figure
from pages.figures.classroom import choices, numbers
from pages.figures.comparison import comparison
from pages.figures.exercise import costs_beside
from pages.figures.explain import shares_and_differences
from pages.figures.series import Series, series
from tests.core.test_figures import NAMES, figures_of

# Machado, Oliveira and Fernandes: A Physiologically-based Model for Simulation of Color Vision Deficiency, IEEE
# Transactions on Visualization and Computer Graphics 15 (6), 2009; severity 1.0, on linear RGB.
EYES = {
    "all three cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
FAR = 20  # CIEDE2000; about 1 is just noticed side by side, and 20 are another colour even far apart
PAGES = {"light": "#FFFFFF", "dark": "#17191D"}


def seen(colour: str, eyes: str) -> NDArray[np.float64]:
    """A colour ``#RRGGBB`` as these eyes see it, in CIELAB: ``(3,)``."""
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    left = np.clip(EYES[eyes] @ linear, 0, 1)
    back = np.where(left <= 0.0031308, 12.92 * left, 1.055 * left ** (1 / 2.4) - 0.055)
    return np.asarray(rgb2lab(back[None, None])[0, 0])


def distance(one: str, other: str, eyes: str) -> float:
    return float(deltaE_ciede2000(seen(one, eyes), seen(other, eyes)))


def test_the_eyes_of_this_test_see_greys_as_they_are_and_mix_up_red_and_green() -> None:
    for eyes in EYES:
        assert distance("#808080", "#808080", eyes) == 0
        assert np.abs(seen("#808080", eyes) - seen("#808080", "all three cones")).max() < 0.5
    red, green = "#B06030", "#708020"  # of about the same brightness
    assert distance(red, green, "all three cones") > FAR
    assert distance(red, green, "protanopia") < FAR


@pytest.mark.parametrize("eyes", EYES)
def test_the_classes_stay_apart_from_each_other_and_from_both_pages(eyes: str) -> None:
    for one, other in combinations(palette.CLASS_COLOURS, 2):
        assert distance(one, other, eyes) > 2 * FAR
    for colour in palette.CLASS_COLOURS:
        for page in PAGES.values():
            assert distance(colour, page, eyes) > FAR


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("theme", PAGES)
def test_the_two_sides_of_a_map_stay_apart_at_every_strength(theme: str, eyes: str) -> None:
    low, blue, zero, red, high = (colour for _, colour in palette.diverging(theme == "dark"))
    assert zero == PAGES[theme]
    for below in (low, blue):
        for above in (high, red):
            assert distance(below, above, eyes) > FAR
    for colour in (low, blue, red, high):
        assert distance(colour, zero, eyes) > FAR


@pytest.mark.parametrize("eyes", EYES)
def test_training_and_test_stay_apart(eyes: str) -> None:
    assert distance(palette.TRAIN["color"], palette.TEST["color"], eyes) > FAR


def look(each: Series) -> tuple[Any, ...]:
    """All that tells a series from others but its colour."""
    trace = each.drawn
    line, marker = trace.get("line", {}), trace.get("marker", {})
    pattern = marker.get("pattern", {}).get("shape", "")
    aside = np.sign(each.times), trace.get("opacity", 1), trace.get("yaxis", "y")
    return each.kind, line.get("dash"), line.get("width"), marker.get("symbol"), pattern, *aside


def others() -> list[Figure]:
    records = [Record(i, 1.0, 0.5, 1.0, 0.5) for i in range(3)]
    two = np.array([0.1, 0.2])
    return [
        comparison({f"run {i}": records for i in range(len(palette.RUNS))}),
        shares_and_differences(two, two, np.array([0, 1]), NAMES),
        choices(["yes", "no"], [[1, 2], [2, 1]]),
        numbers(["low", "high"], [[1, 2], [2, 1]]),
        costs_beside(two, two),
    ]


@pytest.mark.parametrize("figure", [*figures_of(NAMES), *others()])
def test_no_series_differs_from_another_by_its_colour_alone(figure: Figure) -> None:
    looks = [look(each) for each in series(figure) if len(each.values) > 1 or each.kind != "points"]
    assert len(set(looks)) == len(looks)


def test_the_lines_under_pictures_differ_too() -> None:
    dashed, whole = palette.CLASS_LINES
    assert "transparent" in dashed
    assert "transparent" not in whole
