"""Every threshold at once, drawn: what is found, what is falsely called, and what the errors cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import palette
from .look import QUIET_LINE, Figure, Shape, dress, plain, scatter, upright

MOST_POINTS = 400  # of one line: more cannot be told apart on a page
STYLES = {"training": palette.TRAIN, "validation": palette.VALIDATION, "test": palette.TEST}


@dataclass(frozen=True)
class Line:
    """One curve over all thresholds: ``x``, ``y`` and ``thresholds`` ``(k,)``, and the point at the chosen one."""

    x: NDArray
    y: NDArray
    thresholds: NDArray
    point: tuple[float, float]


def roc_curves(lines: Mapping[str, Line], class_names: tuple[str, str]) -> Figure:
    """What is found of class 1 against what is falsely called class 1. lines: by part, as in `STYLES`."""
    blue, red = map(plain, class_names)
    hover = f"of {red} it finds %{{y:.0%}}, of {blue} it calls %{{x:.0%}} {red}"
    return _curves(lines, hover, f"{blue}, called {red}", f"{red}, found", [_blind(0, 1)])


def precision_recall_curves(
    lines: Mapping[str, Line], guessing: Mapping[str, float], class_names: tuple[str, str]
) -> Figure:
    """How often a call of class 1 is right against how much of class 1 is found.

    lines, guessing: by part, as in `STYLES`; guessing is the share of class 1, which blind calls would reach.
    """
    red = plain(class_names[1])
    hover = f"of {red} it finds %{{x:.0%}}, and %{{y:.0%}} of what it calls {red} is"
    blind = [_blind(height, height) for height in guessing.values()]
    return _curves(lines, hover, f"{red}, found", f"called {red}, and right", blind)


def costs(thresholds: NDArray, lines: Mapping[str, NDArray], threshold: float) -> Figure:
    """What an image costs on average at each threshold. lines: by part, ``(k,)`` as thresholds."""
    return dress(
        [
            scatter(
                x=thresholds,
                y=values,
                name=name,
                mode="lines",
                line={**STYLES[name], "width": 2.5},
                hovertemplate=f"At a threshold of %{{x:.2f}} a {name} image costs %{{y:.3f}}<extra></extra>",
            )
            for name, values in lines.items()
        ],
        height=260,
        xaxis={"title": {"text": "threshold"}, "range": [0, 1]},
        yaxis={"title": {"text": "cost of an image"}, "rangemode": "tozero"},
        shapes=[upright(threshold, {"color": palette.QUIET, "width": 2})],
    )


def _blind(left: float, right: float) -> Shape:
    """What calls by chance would reach."""
    return {"type": "line", "x0": 0, "y0": left, "x1": 1, "y1": right, "line": QUIET_LINE}


def _curves(lines: Mapping[str, Line], hover: str, x: str, y: str, shapes: list[Shape]) -> Figure:
    traces = []
    for name, line in lines.items():
        kept = np.unique(np.linspace(0, len(line.x) - 1, MOST_POINTS).astype(int))
        curve = scatter(
            x=line.x[kept],
            y=line.y[kept],
            customdata=line.thresholds[kept],
            meta={"more": "threshold"},
            name=name,
            mode="lines",
            line={**STYLES[name], "width": 2.5},
            legendgroup=name,
            hovertemplate=f"{name.capitalize()} images, threshold %{{customdata:.2f}}: {hover}<extra></extra>",
        )
        point = scatter(
            x=[line.point[0]],
            y=[line.point[1]],
            name=name,
            meta={"name": f"{name}, the threshold now"},
            mode="markers",
            marker={"color": STYLES[name]["color"], "size": 13, "line": {"color": "white", "width": 2}},
            legendgroup=name,
            showlegend=False,
            hovertemplate=f"{name.capitalize()} images, the threshold now: {hover}<extra></extra>",
        )
        traces += [curve, point]
    return dress(
        traces,
        height=360,
        xaxis={"title": {"text": x}, "range": [-0.02, 1.02], "tickformat": ".0%"},
        yaxis={"title": {"text": y}, "range": [-0.02, 1.04], "tickformat": ".0%"},
        shapes=shapes,
    )
