"""A curve that the visitor draws before seeing the real one, and a view of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from classroom.exercise.guesses import Axes
from classroom.exercise.truths import PLACES
from logreg_core.export import palette
from pages.figures.chart_style import dress, scatter
from pages.figures.descriptions import describe
from pages.figures.series import on_the_way, series

from . import browser

LINES = ("your curve", "the real one, as it is drawn")
_mount = browser.component("guess_curve", __file__)


def draw_curve(axes: Axes, *, label: str, key: str) -> object:
    """Show a field for drawing a curve. Returns its heights at PLACES, untrusted, or None before anything was drawn."""
    data = _data(axes, [axes.start] * len(PLACES), label, key)
    return _mount(key=key, data=data, on_heights_change=lambda: None).heights


def show_curves(axes: Axes, drawn: Sequence[float], real: Sequence[float], *, label: str, key: str) -> None:
    """Show the visitor's curve and the real one over it. label: both in words."""
    meta = {"places": on_the_way(axes.left, axes.right, len(PLACES))}
    lines = [scatter(y=list(each), name=name, meta=meta) for name, each in zip(LINES, (drawn, real), strict=True)]
    unit = f" in {axes.scale.unit}" if axes.scale.unit else ""
    figure = dress(
        lines,
        height=0,
        xaxis={"title": {"text": _small(axes.x)}},
        yaxis={"title": {"text": _small(axes.y) + unit}},
    )
    numbers = {"told": describe(figure), "series": [each.plain() for each in series(figure)]}
    data = _data(axes, drawn, label, key) | {"real": _shares(axes, real)} | {"lines": lines, **numbers}
    _mount(key=key, data=data, on_heights_change=lambda: None)


def _small(title: str) -> str:
    """Return a title for use inside a sentence."""
    return title[:1].lower() + title[1:]


def heights_of(axes: Axes, said: object) -> object:
    """Return the heights from a browser in the axis's unit; invalid values unchanged."""
    low, high = axes.scale.low, axes.scale.high
    if isinstance(said, list) and all(type(share) in (int, float) for share in said):
        return [low + share * (high - low) for share in said]
    return said


def _data(axes: Axes, heights: Sequence[float], label: str, name: str) -> dict[str, object]:
    words = {each: getattr(axes, each) for each in ("x", "left", "right", "y")}
    scale = {each: value for each, value in asdict(axes.scale).items() if each != "tolerance"}
    colour = {"train": palette.TRAIN, "test": palette.TEST}[axes.part]["color"]
    return {**words, "colour": colour, "name": name, "scale": scale, "heights": _shares(axes, heights), "label": label}


def _shares(axes: Axes, heights: Sequence[float]) -> list[float]:
    low, high = axes.scale.low, axes.scale.high
    return [min(max((height - low) / (high - low), 0.0), 1.0) for height in heights]
