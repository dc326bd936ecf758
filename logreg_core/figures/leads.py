"""The images on which only one of two is right: a bar to each side, one pair below the other."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from . import palette
from .look import dress
from .words import plain


def leads(rows: Sequence[tuple[str, int, int]]) -> go.Figure:
    """How many images only the neuron answers right (to the right) and only the other (to the left), for each other.

    rows: what the other is called (plain text), and the two counts.
    """
    places = list(range(len(rows)))
    most = max(max(ahead, behind) for _, ahead, behind in rows) or 1
    sides = (
        ("only this neuron is right", 1, [ahead for _, ahead, _ in rows], palette.TRAIN["color"]),
        ("only the other is right", -1, [behind for _, _, behind in rows], palette.QUIET),
    )
    figure = go.Figure(
        [
            go.Bar(
                x=[sign * count for count in counts],
                y=places,
                orientation="h",
                width=0.42,
                name=name,
                marker={"color": colour},
                text=[f"{count:,}" for count in counts],
                textposition="outside",
                cliponaxis=False,
                customdata=[[plain(title), count] for (title, *_), count in zip(rows, counts, strict=True)],
                hovertemplate="%{customdata[0]}:<br>on %{customdata[1]:,} test images " + name + "<extra></extra>",
            )
            for name, sign, counts, colour in sides
        ]
    )
    names = [
        {"x": 0, "y": place, "xref": "paper", "xanchor": "left", "yshift": 20, "text": plain(title)}
        | {"showarrow": False, "font": {"size": 13}}
        for place, (title, *_) in zip(places, rows, strict=True)
    ]
    figure.add_vline(0, line={"color": palette.QUIET, "width": 1})
    return dress(
        figure,
        height=96 + 54 * len(rows),
        margin={"l": 12},
        barmode="overlay",
        annotations=names,
        xaxis={"title": {"text": "test images"}, "range": [-1.15 * most, 1.15 * most], "showticklabels": False}
        | {"showgrid": False, "zeroline": False},
        yaxis={"range": [len(rows) - 0.5, -0.8], "showticklabels": False, "showgrid": False, "zeroline": False},
        dragmode=False,
    )
