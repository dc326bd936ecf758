"""How all charts look: one table of margins, one legend, one kind of line and note that is not data."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from . import palette

MARGIN = {"l": 60, "r": 16, "t": 36, "b": 48}  # pixels; a legend has its place above, an axis title below
LEGEND = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "traceorder": "normal"}
QUIET_LINE = {"color": palette.QUIET, "width": 1, "dash": "dot"}  # a bound, or what guessing would reach
QUIET_NOTE = {"color": palette.QUIET, "size": 12}  # the words beside it


def dress(figure: go.Figure, *, height: int, margin: dict[str, int] | None = None, **layout: Any) -> go.Figure:
    """Give a figure the look of all charts and return it. What is given of ``margin`` and ``layout`` comes first.

    It is written into the figure and not into a Plotly template: Streamlit lays its own theme over every template,
    its margins and its legend included.
    """
    legend = LEGEND | layout.pop("legend", {})
    return figure.update_layout(height=height, margin=MARGIN | (margin or {}), legend=legend, **layout)
