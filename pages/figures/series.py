"""What a figure shows, read back from it: series of numbers, with the names that its axes and its legend give them.

So words and tables of a chart can never say other numbers than those that are drawn. A trace may add to this in its
``meta``: ``name``, ``of`` and ``format``, which come before those of legend and axis; ``times``, a factor with which
its values are drawn and which is no part of them; ``places``, words in place of the numbers along the axis; ``more``,
what its ``customdata`` is, for a table.
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

ASIDES = (", log scale", ", each step twice as many", ", with its 95 % interval")  # of a title, but of no quantity
CHANCE = "chance"  # the format of a probability of the neuron, which is never quite 0 or 1
NEAR = 0.3  # of the way between two ticks: what lies so near to one belongs to it
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Axis:
    """A quantity that is drawn along an axis.

    title: what it is called, or nothing. format: as the axis writes its numbers. log: whether the axis is logarithmic.
    words: by place, where the axis has words in place of numbers.
    """

    title: str = ""
    format: str = ""
    log: bool = False
    words: Mapping[float, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Series:
    """Numbers that belong together: a line, a cloud of points, bars, the steps of a sum, or a map of rows.

    trace: which one of the figure's it is. of, along: what the values are, and what the places are along which they
    lie; ``down`` those of the rows of a map. flipped: whether the places go upwards, and the values to the right.
    times: the factor with which the values are drawn.
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
        """The numbers, ``(n,)``, of a map ``(h, w)``; not finite where there is none."""
        if self.kind == "map":
            return np.atleast_2d(np.asarray(self.drawn["z"], dtype=float))
        numbers = _numbers(self.drawn.get("x" if self.flipped else "y", ()))
        return numbers / self.times if isinstance(numbers, np.ndarray) else np.full(len(numbers), np.nan)

    @cached_property
    def places(self) -> NDArray[np.float64] | list[str]:
        """Where they lie, ``n`` of them: numbers or words. The columns of a map."""
        if self.kind == "map":
            return self._worded(np.arange(self.values.shape[1], dtype=float), self.along)
        if words := self.drawn.get("meta", {}).get("places"):
            return [without_marks(each) for each in words]
        given = self.drawn.get("y" if self.flipped else "x")
        found = np.arange(len(self.values), dtype=float) if given is None else _numbers(given)
        return self._worded(found, self.along)

    @cached_property
    def rows(self) -> NDArray[np.float64] | list[str]:
        """Where the rows of a map lie."""
        return self._worded(np.arange(len(self.values), dtype=float), self.down)

    @staticmethod
    def _worded(places: NDArray[np.float64] | list[str], scale: Axis) -> NDArray[np.float64] | list[str]:
        if not scale.words or not isinstance(places, np.ndarray):
            return places
        ticks = np.array(list(scale.words))
        nearest = [ticks[np.abs(ticks - place).argmin()] for place in places]
        return [scale.words[tick] for tick in nearest]

    def plain(self) -> dict[str, Any]:
        """All but the numbers, which a browser has already, for `numbers.js`."""
        kept: dict[str, Any] = {"trace": self.trace, "kind": self.kind, "name": self.name}
        kept |= {"of": _plain(self.of), "along": _plain(self.along)}
        kept |= {"down": _plain(self.down)} if self.kind == "map" else {}
        kept |= {"flipped": True} if self.flipped else {}
        kept |= {"places": self.places} if "places" in self.drawn.get("meta", {}) else {}
        kept |= {"more": more} if (more := self.drawn.get("meta", {}).get("more")) else {}
        return kept | ({"times": self.times} if self.times != 1 else {})


def series(figure: Figure) -> list[Series]:
    """What a figure shows, in the order in which it is drawn. Bands, words and what cannot be seen are no numbers."""
    found = []
    for place, trace in enumerate(figure["data"]):
        read = _READERS.get(trace.get("type", "scatter"))
        if read is not None and trace.get("visible", True) is True:
            each = read(place, trace, figure["layout"])
            found += [] if each is None else [each]
    return found


def on_the_way(left: str, right: str, number: int) -> list[str]:
    """Words for places that lie evenly between two ends that are words themselves."""
    return [left, *(f"{percent(i / (number - 1))} of the way" for i in range(1, number - 1)), right]


def without_marks(text: str) -> str:
    """What a reader sees of a text in a chart: no tags, and the letters that they stand for."""
    return html.unescape(_TAG.sub("", text.replace("<br>", ", "))).replace("\u200b", "").strip()


def _scatter(place: int, trace: Trace, layout: Mapping[str, Any]) -> Series | None:
    mode, marker = trace.get("mode", "lines"), trace.get("marker", {})
    unseen = mode == "markers" and isinstance(marker.get("opacity"), int | float) and not marker["opacity"]
    if trace.get("hoverinfo") == "skip" or mode == "text" or unseen:
        return None
    across, up = _axis(trace, layout, "x"), _axis(trace, layout, "y")
    flipped = bool(up.words) and not across.words
    return _series(place, trace, "line" if "lines" in mode else "points", across, up, flipped)


def _bars(place: int, trace: Trace, layout: Mapping[str, Any]) -> Series:
    flipped = trace.get("orientation") == "h"
    return _series(place, trace, "bars", _axis(trace, layout, "x"), _axis(trace, layout, "y"), flipped)


def _stairs(place: int, trace: Trace, layout: Mapping[str, Any]) -> Series:
    return _series(place, trace, "stairs", _axis(trace, layout, "x"), _axis(trace, layout, "y"), False)


def _map(place: int, trace: Trace, layout: Mapping[str, Any]) -> Series:
    title = trace.get("colorbar", {}).get("title", {}).get("text", "")
    of = Axis(_titled(trace.get("meta", {}).get("of", title)))
    along, down = _axis(trace, layout, "x"), _axis(trace, layout, "y")
    return Series(place, "map", _named(trace), of, along, trace, down)


_READERS: Mapping[str, Callable[[int, Trace, Mapping[str, Any]], Series | None]] = {
    "scatter": _scatter,
    "bar": _bars,
    "waterfall": _stairs,
    "heatmap": _map,
}


def _series(place: int, trace: Trace, kind: Kind, across: Axis, up: Axis, flipped: bool) -> Series:
    along, of = (up, across) if flipped else (across, up)
    meta = trace.get("meta", {})
    of = Axis(meta.get("of", of.title), meta.get("format", of.format), of.log, of.words)
    return Series(place, kind, _named(trace), of, along, trace, Axis(), flipped, meta.get("times", 1))


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
    """The words at the ticks, where there are such and everything lies at a tick."""
    if "ticktext" not in axis or places is None:
        return _of_ticks(axis) if "ticktext" in axis else {}
    words, found = _of_ticks(axis), _numbers(places)
    if not words or not isinstance(found, np.ndarray):
        return {}
    away = np.abs(found[np.isfinite(found), None] - np.array(list(words)))
    return words if (away.min(axis=1, initial=np.inf) < NEAR).all() else {}


def _of_ticks(axis: Mapping[str, Any]) -> dict[float, str]:
    """Nothing where the words are the numbers themselves."""
    words = {
        float(tick): without_marks(str(text)) for tick, text in zip(axis["tickvals"], axis["ticktext"], strict=True)
    }
    return {} if all(text.replace(",", "") == f"{tick:g}" for tick, text in words.items()) else words


def _numbers(given: Any) -> NDArray[np.float64] | list[str]:
    """Numbers, or words where there is one among them."""
    array = np.asarray(given)
    if array.dtype.kind in "iufb":
        return array.astype(float).ravel()
    if array.dtype.kind == "O":
        try:
            return array.astype(float).ravel()
        except (TypeError, ValueError):
            pass
    return [without_marks(str(each)) for each in given]


def _plain(scale: Axis) -> dict[str, Any]:
    kept: dict[str, Any] = {"title": scale.title, "format": scale.format}
    return kept | ({"words": [[tick, text] for tick, text in scale.words.items()]} if scale.words else {})
