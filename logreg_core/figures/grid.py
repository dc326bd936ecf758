"""What a sweep found: how well each learning rate does with each penalty."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from ..descent import Combination
from . import palette

CELL = 340  # pixels of all rows together


def sweep_grid(found: Sequence[Combination], best: Combination) -> go.Figure:
    """One square for each combination, darker where more of the held-out images were right; the best has a ring.

    The squares are points of a scatter chart, so that a click on one can be heard.
    """
    rates = sorted({each.learning_rate for each in found})
    l2s = sorted({each.l2 for each in found})
    x = [rates.index(each.learning_rate) for each in found]
    y = [l2s.index(each.l2) for each in found]
    shares = [each.accuracy for each in found]
    size = max(16, min(54, CELL // max(len(l2s), 1) - 8, 560 // len(rates)))
    low, high = min(shares), max(shares)
    figure = go.Figure(
        go.Scatter(
            x=x,
            y=y,
            mode="markers+text",
            text=[f"{share:.0%}" for share in shares] if size >= 32 else None,
            textfont={"color": ["white" if share > (low + high) / 2 else "#1E2126" for share in shares], "size": 12},
            marker={
                "symbol": "square",
                "size": size,
                "color": shares,
                "colorscale": [(0, "#E4DCF3"), (1, "#53379B")],
                "line": {"color": [palette.TEST["color"] if each is best else "white" for each in found]}
                | {"width": [4 if each is best else 1 for each in found]},
            },
            customdata=[(c.learning_rate, c.l2, c.spread, c.train_accuracy) for c in found],
            hovertemplate="Learning rate %{customdata[0]:g} with a penalty of %{customdata[1]:g}: %{text} of the"
            " held-out images right, give or take %{customdata[2]:.1%} from fold to fold, and %{customdata[3]:.1%} of"
            " the training images<extra></extra>",
        )
    )
    figure.update_layout(
        height=CELL + 110 if len(l2s) > 1 else 190,
        margin={"l": 70, "r": 16, "t": 12, "b": 56},
        xaxis=_axis("learning rate", rates),
        yaxis=_axis("penalty (L2)", l2s),
        dragmode=False,
    )
    return figure


def sweep_line(found: Sequence[Combination]) -> go.Figure:
    """The same for one penalty: accuracy over the learning rate, with its spread from fold to fold."""
    line = sorted(found, key=lambda each: each.learning_rate)
    x = [each.learning_rate for each in line]
    figure = go.Figure(
        [
            go.Scatter(
                x=x,
                y=[each.accuracy for each in line],
                error_y={"array": [each.spread for each in line], "color": palette.VALIDATION["color"]},
                name="held-out images",
                mode="lines+markers",
                line={**palette.VALIDATION, "width": 2.5},
                marker={"size": 12},
                hovertemplate="Learning rate %{x:g}: %{y:.1%} of the held-out images right<extra></extra>",
            ),
            go.Scatter(
                x=x,
                y=[each.train_accuracy for each in line],
                name="training images",
                mode="lines+markers",
                line={**palette.TRAIN, "width": 2.5},
                hovertemplate="Learning rate %{x:g}: %{y:.1%} of the training images right<extra></extra>",
            ),
        ]
    )
    figure.update_layout(
        height=400,
        margin={"l": 60, "r": 16, "t": 12, "b": 56},
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"},
        xaxis={"title": {"text": "learning rate, log scale"}, "type": "log"},
        yaxis={"title": {"text": "accuracy"}, "tickformat": ".0%"},
        dragmode=False,
    )
    return figure


def _axis(title: str, values: Sequence[float]) -> dict[str, object]:
    places = np.arange(len(values)).tolist()
    return {
        "title": {"text": title},
        "tickvals": places,
        "ticktext": [f"{value:g}" for value in values],
        "range": [-0.6, len(values) - 0.4],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
