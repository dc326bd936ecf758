"""Evaluation charts: curves over all thresholds, and the images on which only one of two methods is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logreg_core.export import palette

from .chart_style import QUIET_LINE, Figure, Shape, bar, dress, note, plain, scatter, upright

MAX_POINTS = 400  # of a line: a page cannot show more
STYLES = {"training": palette.TRAIN, "validation": palette.VALIDATION, "test": palette.TEST}


@dataclass(frozen=True)
class Line:
    """A curve over all thresholds: ``x``, ``y`` and ``thresholds`` ``(k,)``, and the point at the current threshold."""

    x: NDArray
    y: NDArray
    thresholds: NDArray
    point: tuple[float, float]


def roc_curves(lines: Mapping[str, Line], class_names: tuple[str, str]) -> Figure:
    """Recall of class 1 against its false positive rate. lines: by split, as in `STYLES`."""
    blue, red = map(plain, class_names)
    hover = f"of {red} it finds %{{y:.0%}}, of {blue} it calls %{{x:.0%}} {red}"
    return _curves(lines, hover, "false positive rate", f"recall of {red}", [_blind(0, 1)])


def precision_recall_curves(
    lines: Mapping[str, Line], guessing: Mapping[str, float], class_names: tuple[str, str]
) -> Figure:
    """Precision of class 1 against its recall.

    lines, guessing: by split, as in `STYLES`; guessing is the share of class 1, the precision of random answers.
    """
    red = plain(class_names[1])
    hover = f"of {red} it finds %{{x:.0%}}, and %{{y:.0%}} of what it calls {red} is"
    blind = [_blind(height, height) for height in guessing.values()]
    return _curves(lines, hover, f"recall of {red}", f"precision of {red}", blind)


def costs(thresholds: NDArray, lines: Mapping[str, NDArray], threshold: float) -> Figure:
    """The mean cost of an image at each threshold. lines: by split, ``(k,)`` like thresholds."""
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
    """The line of random answers."""
    return {"type": "line", "x0": 0, "y0": left, "x1": 1, "y1": right, "line": QUIET_LINE}


def _curves(lines: Mapping[str, Line], hover: str, x: str, y: str, shapes: list[Shape]) -> Figure:
    traces = []
    for name, line in lines.items():
        kept = np.unique(np.linspace(0, len(line.x) - 1, MAX_POINTS).astype(int))
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


def leads(rows: Sequence[tuple[str, str, int, int]]) -> Figure:
    """For each other method, the images that only the neuron (to the right) or only the other (to the left) gets right.

    rows: the method's name, a text about it (both plain), and the two counts.
    """
    positions = list(range(len(rows)))
    most = max(max(ahead, behind) for *_, ahead, behind in rows) or 1
    sides = (
        ("only this neuron is right", 1, [ahead for *_, ahead, _ in rows], palette.TRAIN["color"]),
        ("only the other is right", -1, [behind for *_, behind in rows], palette.QUIET),
    )
    bars = [
        bar(
            x=[sign * count for count in counts],
            y=positions,
            orientation="h",
            width=0.36,
            name=name,
            meta={"times": sign},
            marker={"color": colour},
            text=[f"{count:,}" if count else "" for count in counts],
            textposition="outside",
            cliponaxis=False,
            customdata=[[plain(title), count] for (title, *_), count in zip(rows, counts, strict=True)],
            hovertemplate="%{customdata[0]}:<br>on %{customdata[1]:,} test images " + name + "<extra></extra>",
        )
        for name, sign, counts, colour in sides
    ]
    names = [
        note(
            f"{plain(title)}<br>{plain(words)}",
            x=0,
            y=position,
            xref="paper",
            xanchor="left",
            yanchor="bottom",
            yshift=12,
            align="left",
            font={"size": 13},
        )
        for position, (title, words, *_) in zip(positions, rows, strict=True)
    ]
    zeros = [
        {"type": "line", "x0": 0, "x1": 0, "y0": row - 0.22, "y1": row + 0.22, "line": {"color": palette.QUIET}}
        for row in positions
    ]
    return dress(
        bars,
        height=96 + 68 * len(rows),
        margin={"l": 12},
        barmode="overlay",
        annotations=names,
        shapes=zeros,
        xaxis={"title": {"text": "test images"}, "range": [-1.15 * most, 1.15 * most], "showticklabels": False}
        | {"showgrid": False, "zeroline": False},
        yaxis={"range": [len(rows) - 0.7, -0.85], "showticklabels": False, "showgrid": False, "zeroline": False}
        | {"tickvals": positions, "ticktext": [plain(title) for title, *_ in rows]},
        dragmode=False,
    )
