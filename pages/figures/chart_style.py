"""The common style of all charts: margins, legend, and quiet lines and notes that are not data.

A figure is a plain dictionary for Plotly in the browser. Python's Plotly would validate it for each visitor; here only
the tests do.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from typing import Any

from PIL import Image

from logreg_core.export import palette

Figure = dict[str, Any]  # "data", a list of traces; "layout"; "frames" of an animation
Trace = dict[str, Any]
Shape = dict[str, Any]

MARGIN = {"l": 60, "r": 16, "t": 36, "b": 48}  # pixels; with space for a legend above and an axis title below
LEGEND = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "traceorder": "normal"}
QUIET_LINE = {"color": palette.QUIET, "width": 1, "dash": "dot"}  # a bound, or the score of guessing
QUIET_NOTE = {"size": 12}  # text beside it, in the page's colour for quiet text: the line's colour is too pale to read


def dress(traces: Iterable[Trace], *, height: int, margin: dict[str, int] | None = None, **layout: Any) -> Figure:
    """A figure of these traces in the common style, which ``margin`` and ``layout`` override.

    The browser sets fonts and page colours: `pages/shared/plotly.js`.
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
    """Ticks at whole numbers for an axis that counts up to ``most``."""
    return {"dtick": 1} if most < 6 else {}


def upright(x: float, line: dict[str, Any] = QUIET_LINE) -> Shape:
    """A vertical line at ``x``."""
    return {"type": "line", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1, "line": line}


def level(y: float, line: dict[str, Any] = QUIET_LINE) -> Shape:
    """A horizontal line at ``y``."""
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line}


def note(text: str, *, x: float, y: float, **annotation: Any) -> dict[str, Any]:
    """A quiet note in a chart, without an arrow."""
    return {"text": text, "x": x, "y": y, "showarrow": False, "font": QUIET_NOTE, **annotation}


def source_of(image: Image.Image) -> str:
    """A picture as a data URL, lossless."""
    file = io.BytesIO()
    image.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def plain(text: str) -> str:
    """The text, escaped: Plotly would read tags and ``%{...}`` as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("%{", "%\u200b{")
