"""How all charts look: one table of margins, one legend, one kind of line and note that is not data.

A figure is what Plotly reads in a browser, in plain dictionaries. Python's Plotly would check each word of it for every
visitor anew; the tests have it do that once.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from typing import Any

from PIL import Image

from logreg_core.export import palette

Figure = dict[str, Any]  # "data", a list of traces; "layout"; "frames" where something moves
Trace = dict[str, Any]
Shape = dict[str, Any]

MARGIN = {"l": 60, "r": 16, "t": 36, "b": 48}  # pixels; a legend has its place above, an axis title below
LEGEND = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "traceorder": "normal"}
QUIET_LINE = {"color": palette.QUIET, "width": 1, "dash": "dot"}  # a bound, or what guessing would reach
QUIET_NOTE = {"size": 12}  # the words beside it, in the page's ink for quiet words: that of lines is too pale to read


def dress(traces: Iterable[Trace], *, height: int, margin: dict[str, int] | None = None, **layout: Any) -> Figure:
    """A figure of these traces with the look of all charts. What is given of ``margin`` and ``layout`` comes first.

    Fonts, and the colours of the page, are the browser's: `pages/shared/plotly.js`.
    """
    legend = LEGEND | layout.pop("legend", {})
    return {
        "data": list(traces),
        "layout": {"height": height, "margin": MARGIN | (margin or {}), "legend": legend, **layout},
    }


def scatter(**trace: Any) -> Trace:
    """Points, or a line through them."""
    return {"type": "scatter", **trace}


def bar(**trace: Any) -> Trace:
    """Bars."""
    return {"type": "bar", **trace}


def heatmap(**trace: Any) -> Trace:
    """Numbers as colours."""
    return {"type": "heatmap", **trace}


def whole_steps(most: int) -> dict[str, int]:
    """Where the ticks of an axis are that counts up to ``most``: never between two whole numbers."""
    return {"dtick": 1} if most < 6 else {}


def upright(x: float, line: dict[str, Any] = QUIET_LINE) -> Shape:
    """A line at ``x`` from the bottom to the top."""
    return {"type": "line", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1, "line": line}


def level(y: float, line: dict[str, Any] = QUIET_LINE) -> Shape:
    """A line at ``y`` from the left to the right."""
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line}


def note(text: str, *, x: float, y: float, **annotation: Any) -> dict[str, Any]:
    """Quiet words in a chart, without an arrow."""
    return {"text": text, "x": x, "y": y, "showarrow": False, "font": QUIET_NOTE, **annotation}


def source_of(image: Image.Image) -> str:
    """A picture as the address of itself, lossless."""
    file = io.BytesIO()
    image.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def plain(text: str) -> str:
    """The text so that Plotly shows it letter by letter: on its own it would read tags and ``%{...}`` as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("%{", "%\u200b{")
