"""Read the series of numbers back from a figure, with their names from axes and legend.

So the descriptions and tables of a chart always have the drawn numbers. A trace may add keys in its ``meta``: ``name``,
``of`` and ``format`` override legend and axis; ``times`` is a factor of the drawn values, not of the real ones;
``places`` are words instead of numbers along the axis; ``more`` names its ``customdata``, for a table.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from logreg_core.words import percent

from .chart_style import Figure, Trace

Kind = Literal["line", "points", "bars", "stairs", "map"]

ASIDES = (", log scale", ", each step twice as many", ", with its 95 % interval")  # remarks in titles
CHANCE = "chance"  # the format of a neuron's probability, which is never exactly 0 or 1
NEAR = 0.3  # of the distance between two ticks: closer values belong to the tick
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Axis:
    """A quantity along an axis.

    title: may be empty. format: of its numbers. log: whether the axis is logarithmic. words: by tick, if the axis has
    words instead of numbers.
    """

    title: str = ""
    format: str = ""
    log: bool = False
    words: Mapping[float, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Series:
    """A series of numbers: a line, points, bars, the steps of a sum, or a map.

    trace: the index of its trace. of, along: the quantities of the values and of their positions; ``down``: of the rows
    of a map. flipped: whether positions go upwards and values to the right. times: the factor of the drawn values.
    """

    trace: int
    kind: Kind
    name: str
    of: Axis
    along: Axis
    drawn: Trace
    down: Axis = field(default_factory=Axis)
    flipped: bool = False
    times: float = 1

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """The numbers, ``(n,)``, or ``(h, w)`` for a map; missing ones are not finite."""
        if self.kind == "map":
            return np.atleast_2d(np.asarray(self.drawn["z"], dtype=float))
        numbers = _numbers(self.drawn.get("x" if self.flipped else "y", ()))
        return numbers / self.times if isinstance(numbers, np.ndarray) else np.full(len(numbers), np.nan)

    @cached_property
    def places(self) -> NDArray[np.float64] | list[str]:
        """The ``n`` positions, numbers or words; the columns of a map."""
        if self.kind == "map":
            return self._worded(np.arange(self.values.shape[1], dtype=float), self.along)
        if words := self.drawn.get("meta", {}).get("places"):
            return [without_marks(word) for word in words]
        given = self.drawn.get("y" if self.flipped else "x")
        positions = np.arange(len(self.values), dtype=float) if given is None else _numbers(given)
        return self._worded(positions, self.along)

    @cached_property
    def rows(self) -> NDArray[np.float64] | list[str]:
        """The positions of a map's rows."""
        return self._worded(np.arange(len(self.values), dtype=float), self.down)

    @staticmethod
    def _worded(places: NDArray[np.float64] | list[str], scale: Axis) -> NDArray[np.float64] | list[str]:
        if not scale.words or not isinstance(places, np.ndarray):
            return places
        ticks = np.array(list(scale.words))
        nearest = [ticks[np.abs(ticks - position).argmin()] for position in places]
        return [scale.words[tick] for tick in nearest]

    def plain(self) -> dict[str, Any]:
        """All except the numbers, which the browser has already, for `numbers.js`."""
        kept: dict[str, Any] = {"trace": self.trace, "kind": self.kind, "name": self.name}
        kept |= {"of": _plain(self.of), "along": _plain(self.along)}
        kept |= {"down": _plain(self.down)} if self.kind == "map" else {}
        kept |= {"flipped": True} if self.flipped else {}
        kept |= {"places": self.places} if "places" in self.drawn.get("meta", {}) else {}
        kept |= {"more": more} if (more := self.drawn.get("meta", {}).get("more")) else {}
        return kept | ({"times": self.times} if self.times != 1 else {})


def series(figure: Figure) -> list[Series]:
    """The series of a figure, in drawing order, without bands, texts and invisible traces."""
    result = []
    for index, trace in enumerate(figure["data"]):
        read = _READERS.get(trace.get("type", "scatter"))
        if read is not None and trace.get("visible", True) is True:
            one = read(index, trace, figure["layout"])
            result += [] if one is None else [one]
    return result


def on_the_way(left: str, right: str, number: int) -> list[str]:
    """Words for positions at even steps between two named ends."""
    return [left, *(f"{percent(i / (number - 1))} of the way" for i in range(1, number - 1)), right]


def without_marks(text: str) -> str:
    """The visible text of a note in a chart, without tags and entities."""
    return html.unescape(_TAG.sub("", text.replace("<br>", ", "))).replace("\u200b", "").strip()


def _scatter(index: int, trace: Trace, layout: Mapping[str, Any]) -> Series | None:
    mode, marker = trace.get("mode", "lines"), trace.get("marker", {})
    unseen = mode == "markers" and isinstance(marker.get("opacity"), int | float) and not marker["opacity"]
    if trace.get("hoverinfo") == "skip" or mode == "text" or unseen:
        return None
    across, up = _axis(trace, layout, "x"), _axis(trace, layout, "y")
    flipped = bool(up.words) and not across.words
    return _series(index, trace, "line" if "lines" in mode else "points", across, up, flipped)


def _bars(index: int, trace: Trace, layout: Mapping[str, Any]) -> Series:
    flipped = trace.get("orientation") == "h"
    return _series(index, trace, "bars", _axis(trace, layout, "x"), _axis(trace, layout, "y"), flipped)


def _stairs(index: int, trace: Trace, layout: Mapping[str, Any]) -> Series:
    return _series(index, trace, "stairs", _axis(trace, layout, "x"), _axis(trace, layout, "y"), False)


def _map(index: int, trace: Trace, layout: Mapping[str, Any]) -> Series:
    title = trace.get("colorbar", {}).get("title", {}).get("text", "")
    of = Axis(_titled(trace.get("meta", {}).get("of", title)))
    along, down = _axis(trace, layout, "x"), _axis(trace, layout, "y")
    return Series(index, "map", _named(trace), of, along, trace, down)


_READERS: Mapping[str, Callable[[int, Trace, Mapping[str, Any]], Series | None]] = {
    "scatter": _scatter,
    "bar": _bars,
    "waterfall": _stairs,
    "heatmap": _map,
}


def _series(index: int, trace: Trace, kind: Kind, across: Axis, up: Axis, flipped: bool) -> Series:
    along, of = (up, across) if flipped else (across, up)
    meta = trace.get("meta", {})
    of = Axis(meta.get("of", of.title), meta.get("format", of.format), of.log, of.words)
    return Series(index, kind, _named(trace), of, along, trace, Axis(), flipped, meta.get("times", 1))


def _named(trace: Trace) -> str:
    return without_marks(str(trace.get("meta", {}).get("name", trace.get("name") or "")))


def _axis(trace: Trace, layout: Mapping[str, Any], letter: str) -> Axis:
    axis = layout.get(f"{letter}axis{str(trace.get(f'{letter}axis', letter))[1:]}", {})
    title = _titled(axis.get("title", {}).get("text", ""))
    return Axis(title, axis.get("tickformat", ""), axis.get("type") == "log", _words(trace.get(letter), axis))


def _titled(text: str) -> str:
    for aside in ASIDES:
        text = text.removesuffix(aside)
    return without_marks(text)


def _words(places: Any, axis: Mapping[str, Any]) -> dict[float, str]:
    """The words at the ticks, if every value is at a tick."""
    if "ticktext" not in axis or places is None:
        return _of_ticks(axis) if "ticktext" in axis else {}
    words, numbers = _of_ticks(axis), _numbers(places)
    if not words or not isinstance(numbers, np.ndarray):
        return {}
    away = np.abs(numbers[np.isfinite(numbers), None] - np.array(list(words)))
    return words if (away.min(axis=1, initial=np.inf) < NEAR).all() else {}


def _of_ticks(axis: Mapping[str, Any]) -> dict[float, str]:
    """The words by tick; empty if the words are the numbers themselves."""
    words = {
        float(tick): without_marks(str(text)) for tick, text in zip(axis["tickvals"], axis["ticktext"], strict=True)
    }
    return {} if all(text.replace(",", "") == f"{tick:g}" for tick, text in words.items()) else words


def _numbers(given: Any) -> NDArray[np.float64] | list[str]:
    """An array of numbers; a list of words if any value is a word."""
    array = np.asarray(given)
    if array.dtype.kind in "iufb":
        return array.astype(float).ravel()
    if array.dtype.kind == "O":
        try:
            return array.astype(float).ravel()
        except (TypeError, ValueError):
            pass
    return [without_marks(str(value)) for value in given]


def _plain(scale: Axis) -> dict[str, Any]:
    kept: dict[str, Any] = {"title": scale.title, "format": scale.format}
    return kept | ({"words": [[tick, text] for tick, text in scale.words.items()]} if scale.words else {})
