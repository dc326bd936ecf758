"""How a run went: the cost and the accuracy over the iterations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import plotly.graph_objects as go

from ..descent import Record
from . import palette
from .look import QUIET_LINE, QUIET_NOTE, dress

DECADES = {"dtick": 1, "exponentformat": "power"}  # the marks of a logarithmic axis
STEEP = 300  # a cost that changes by such a factor is drawn on a logarithmic axis
MOST_POINTS = 400  # of one line: more cannot be told apart on a page


def training_curves(
    records: Sequence[Record], goal: int, rates: Sequence[tuple[int, float]] = (), *, ghost: Sequence[Record] = ()
) -> go.Figure:
    """Cost above and accuracy below, for training and test images, on one axis of iterations from 0 to ``goal``.

    records: in the order of their iterations; the last one is always drawn. The training cost is drawn with its
        penalty, since that is what the steps lower. A validation part has its own lines.
    rates: ``(iteration, learning rate)`` pairs; each but the first is marked as a change.
    ghost: an earlier run, drawn pale behind this one.
    """
    chosen = thinned(records)
    figure = go.Figure([*_pale_lines(thinned(ghost)), *_lines(chosen)])
    steep = is_steep(chosen)
    return dress(
        figure,
        height=460,
        hovermode="x",
        xaxis={"title": {"text": "iteration"}, "range": [0, goal], "anchor": "y2", "tickformat": ",d"}
        | ({"dtick": 1} if goal < 5 else {}),
        yaxis={"title": {"text": "cost, log scale"}, "domain": [0.42, 1], "type": "log"} | DECADES
        if steep
        else {"title": {"text": "cost"}, "domain": [0.42, 1], "rangemode": "tozero"},
        yaxis2={"title": {"text": "accuracy"}, "domain": [0, 0.32], "range": [0, 1.04], "tickformat": ".0%"},
        shapes=[_mark(iteration) for iteration, _ in rates[1:]],
        annotations=[_note(iteration, f"rate {rate:g}") for iteration, rate in rates[1:]],
    )


def is_steep(records: Iterable[Record]) -> bool:
    """Whether the costs of these records span so much that they need a logarithmic axis."""
    costs = [value for record in records for value in (record.objective, record.test_cost) if value > 0]
    return bool(costs) and max(costs) > STEEP * min(costs)


def thinned(records: Sequence[Record]) -> list[Record]:
    """At most about MOST_POINTS of these records, the last one always.

    They lie an odd number apart, so that a cost that jumps up and down in turn is seen to.
    """
    stride = -(-len(records) // MOST_POINTS) | 1
    return [*records[:-1:stride], *records[-1:]]


def _lines(records: Sequence[Record]) -> list[go.Scatter]:
    x = [record.iteration for record in records]
    lines = [
        _line("training cost", x, [r.objective for r in records], palette.TRAIN, "y", "cost %{y:.4f}"),
        _line("test cost", x, [r.test_cost for r in records], palette.TEST, "y", "cost %{y:.4f}"),
        _line("training accuracy", x, [r.train_accuracy for r in records], palette.TRAIN, "y2", "%{y:.1%} right"),
        _line("test accuracy", x, [r.test_accuracy for r in records], palette.TEST, "y2", "%{y:.1%} right"),
    ]
    if any(np.isfinite(record.validation_cost) for record in records):
        style = palette.VALIDATION
        costs, shares = [r.validation_cost for r in records], [r.validation_accuracy for r in records]
        lines.append(_line("validation cost", x, costs, style, "y", "cost %{y:.4f}"))
        lines.append(_line("validation accuracy", x, shares, style, "y2", "%{y:.1%} right"))
    return lines


def _pale_lines(records: Sequence[Record]) -> list[go.Scatter]:
    lines = _lines(records)[:4] if records else []
    for line in lines:
        line.update(opacity=0.3, name="the run before", showlegend=line is lines[0], legendgroup="before")
        line.update(hovertemplate="The run before: " + line.hovertemplate)
    return lines


def _line(name: str, x: list[int], y: list[float], style: dict[str, str], axis: str, hover: str) -> go.Scatter:
    return go.Scatter(
        x=x,
        y=y,
        name=name.split()[0],
        mode="lines" if len(x) > 1 else "markers",
        line={**style, "width": 2.5},
        marker={"color": style["color"]},
        yaxis=axis,
        legendgroup=name.split()[0],
        showlegend=axis == "y",
        hovertemplate=f"{name.capitalize()} after %{{x:,}} iterations: {hover}<extra></extra>",
    )


def _mark(x: float) -> dict[str, object]:
    line = QUIET_LINE
    return {"type": "line", "xref": "x", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1, "line": line}


def _note(x: float, text: str) -> dict[str, object]:
    font = QUIET_NOTE
    return {"x": x, "y": 1, "xref": "x", "yref": "paper", "text": text, "showarrow": False, "font": font} | {
        "xanchor": "left",
        "yanchor": "top",
    }
