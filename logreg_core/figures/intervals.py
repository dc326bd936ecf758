"""Shares with how sure we can be of them, drawn one below the other."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from . import palette
from .look import dress
from .words import plain


def intervals(rows: Sequence[tuple[str, float, float, float]]) -> go.Figure:
    """Shares with their intervals, one below the other. The first row is the neuron, the others are compared with it.

    rows: a name (plain text), the share, and the ends of its interval.
    """
    figure = go.Figure()
    for position, (name, share, low, high) in enumerate(rows):
        colour = palette.QUIET if position else palette.TRAIN["color"]
        figure.add_scatter(
            x=[share],
            y=[position],
            mode="markers",
            marker={"color": colour, "size": 12 if position == 0 else 9},
            error_x={"array": [high - share], "arrayminus": [share - low], "color": colour, "thickness": 2, "width": 6},
            customdata=[[low, high]],
            hovertemplate=f"{plain(name)}: %{{x:.1%}} right, plausibly %{{customdata[0]:.1%}} to"
            " %{customdata[1]:.1%}<extra></extra>",
            showlegend=False,
        )
    names = [
        {"x": 0, "y": position, "xref": "paper", "xanchor": "left", "yshift": 16, "text": plain(name)}
        | {"showarrow": False, "font": {"size": 13}}
        for position, (name, *_) in enumerate(rows)
    ]
    return dress(
        figure,
        height=44 + 54 * len(rows),
        margin={"l": 12, "t": 8},
        annotations=names,
        xaxis={"title": {"text": "share of the test images that is right"}, "range": [0, 1.02], "tickformat": ".0%"},
        yaxis={"range": [len(rows) - 0.6, -0.7], "showticklabels": False, "showgrid": False, "zeroline": False},
    )
