"""Every threshold at once, drawn: what is found, what is falsely called, and what the errors cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from . import palette
from .look import QUIET_LINE, dress
from .words import plain

MOST_POINTS = 400  # of one line: more cannot be told apart on a page
STYLES = {"training": palette.TRAIN, "validation": palette.VALIDATION, "test": palette.TEST}


@dataclass(frozen=True)
class Line:
    """One curve over all thresholds: ``x``, ``y`` and ``thresholds`` ``(k,)``, and the point at the chosen one."""

    x: NDArray
    y: NDArray
    thresholds: NDArray
    point: tuple[float, float]


def roc_curves(lines: Mapping[str, Line], class_names: tuple[str, str]) -> go.Figure:
    """What is found of class 1 against what is falsely called class 1. lines: by part, as in `STYLES`."""
    blue, red = map(plain, class_names)
    hover = f"of {red} it finds %{{y:.0%}}, of {blue} it calls %{{x:.0%}} {red}"
    figure = _curves(lines, hover, f"{blue}, called {red}", f"{red}, found")
    figure.add_shape(type="line", x0=0, y0=0, x1=1, y1=1, line=QUIET_LINE)
    return figure


def precision_recall_curves(
    lines: Mapping[str, Line], guessing: Mapping[str, float], class_names: tuple[str, str]
) -> go.Figure:
    """How often a call of class 1 is right against how much of class 1 is found.

    lines, guessing: by part, as in `STYLES`; guessing is the share of class 1, which blind calls would reach.
    """
    red = plain(class_names[1])
    hover = f"of {red} it finds %{{x:.0%}}, and %{{y:.0%}} of what it calls {red} is"
    figure = _curves(lines, hover, f"{red}, found", f"called {red}, and right")
    for height in guessing.values():
        figure.add_shape(type="line", x0=0, y0=height, x1=1, y1=height, line=QUIET_LINE)
    return figure


def costs(thresholds: NDArray, lines: Mapping[str, NDArray], threshold: float) -> go.Figure:
    """What an image costs on average at each threshold. lines: by part, ``(k,)`` as thresholds."""
    figure = go.Figure(
        [
            go.Scatter(
                x=thresholds,
                y=values,
                name=name,
                mode="lines",
                line={**STYLES[name], "width": 2.5},
                hovertemplate=f"At a threshold of %{{x:.2f}} a {name} image costs %{{y:.3f}}<extra></extra>",
            )
            for name, values in lines.items()
        ]
    )
    dress(
        figure,
        height=260,
        xaxis={"title": {"text": "threshold"}, "range": [0, 1]},
        yaxis={"title": {"text": "cost of an image"}, "rangemode": "tozero"},
        shapes=[{"type": "line", "yref": "paper", "x0": threshold, "x1": threshold, "y0": 0, "y1": 1}],
    )
    figure.update_shapes(line={"color": palette.QUIET, "width": 2})
    return figure


def _curves(lines: Mapping[str, Line], hover: str, x: str, y: str) -> go.Figure:
    figure = go.Figure()
    for name, line in lines.items():
        kept = np.unique(np.linspace(0, len(line.x) - 1, MOST_POINTS).astype(int))
        figure.add_scatter(
            x=line.x[kept],
            y=line.y[kept],
            customdata=line.thresholds[kept],
            name=name,
            mode="lines",
            line={**STYLES[name], "width": 2.5},
            legendgroup=name,
            hovertemplate=f"{name.capitalize()} images, threshold %{{customdata:.2f}}: {hover}<extra></extra>",
        )
        figure.add_scatter(
            x=[line.point[0]],
            y=[line.point[1]],
            name=name,
            mode="markers",
            marker={"color": STYLES[name]["color"], "size": 13, "line": {"color": "white", "width": 2}},
            legendgroup=name,
            showlegend=False,
            hovertemplate=f"{name.capitalize()} images, the threshold now: {hover}<extra></extra>",
        )
    return dress(
        figure,
        height=360,
        xaxis={"title": {"text": x}, "range": [-0.02, 1.02], "tickformat": ".0%"},
        yaxis={"title": {"text": y}, "range": [-0.02, 1.04], "tickformat": ".0%"},
    )
