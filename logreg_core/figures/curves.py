"""How a run went: the cost and the accuracy over the iterations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ..descent import Record, Turn
from . import palette
from .look import Figure, Trace, dress, note, scatter, upright

DECADES = {"dtick": 1, "exponentformat": "power"}  # the marks of a logarithmic axis
STEEP = 300  # a cost that changes by such a factor is drawn on a logarithmic axis
MOST_POINTS = 400  # of one line: more cannot be told apart on a page


def training_curves(
    records: Sequence[Record],
    goal: int,
    rates: Sequence[tuple[int, float]] = (),
    *,
    turns: Sequence[Turn] = (),
    ghost: Sequence[Record] = (),
) -> Figure:
    """Cost above and accuracy below, for training and test images, on one axis of iterations from 0 to ``goal``.

    records: in the order of their iterations; the last one is always drawn. Where there is a penalty, it is a pale band
        above the training cost. A validation part has its own lines.
    turns: points between the records through which the training cost goes too.
    rates: ``(iteration, learning rate)`` pairs; each but the first is marked as a change.
    ghost: an earlier run, drawn pale behind this one.
    """
    chosen = thinned(records)
    steep = is_steep(chosen, turns)
    return dress(
        [*_pale_lines(thinned(ghost)), *_lines(chosen, turns)],
        height=460,
        hovermode="x",
        xaxis={"title": {"text": "iteration"}, "range": [0, goal], "anchor": "y2", "tickformat": ",d"}
        | ({"dtick": 1} if goal < 5 else {}),
        yaxis={"title": {"text": "cost, log scale"}, "domain": [0.42, 1], "type": "log"} | DECADES
        if steep
        else {"title": {"text": "cost"}, "domain": [0.42, 1], "rangemode": "tozero"},
        yaxis2={"title": {"text": "accuracy"}, "domain": [0, 0.32], "range": [0, 1.04], "tickformat": ".0%"},
        shapes=[upright(iteration) for iteration, _ in rates[1:]],
        annotations=[
            note(f"rate {rate:g}", x=iteration, y=1, yref="paper", xanchor="left", yanchor="top")
            for iteration, rate in rates[1:]
        ],
    )


def is_steep(records: Iterable[Record], turns: Sequence[Turn] = ()) -> bool:
    """Whether the costs of these records span so much that they need a logarithmic axis."""
    both = [value for record in records for value in (record.cost, record.test_cost)]
    costs = [value for value in (*both, *(turn.cost for turn in turns)) if value > 0 and np.isfinite(value)]
    return bool(costs) and max(costs) > STEEP * min(costs)


def thinned(records: Sequence[Record]) -> list[Record]:
    """At most about MOST_POINTS of these records, the last one always.

    They lie an odd number apart, so that a cost that jumps up and down in turn is seen to.
    """
    stride = -(-len(records) // MOST_POINTS) | 1
    return [*records[:-1:stride], *records[-1:]]


def with_turns(records: Sequence[Record], turns: Sequence[Turn]) -> list[Record | Turn]:
    """All points of the training cost in the order of their iterations, each once."""
    points: dict[int, Record | Turn] = {turn.iteration: turn for turn in turns}
    points |= {record.iteration: record for record in records}
    return [points[iteration] for iteration in sorted(points)]


def penalty_band(points: Sequence[Record | Turn], colour: str, name: str = "training") -> list[Trace]:
    """A pale band from the training cost to the cost with its penalty; nothing where there is no penalty."""
    if not any(point.penalty > 0 for point in points):
        return []
    x, low, high = [p.iteration for p in points], [p.cost for p in points], [p.cost + p.penalty for p in points]
    return [
        scatter(
            x=[*x, *reversed(x)],
            y=[*high, *reversed(low)],
            name="penalty",
            yaxis="y",
            fill="toself",
            fillcolor=palette.pale(colour),
            line={"width": 0},
            mode="lines",
            hoverinfo="skip",
            legendgroup=name,
            showlegend=name == "training",
        ),
        scatter(
            x=x,
            y=high,
            name=f"{name} + penalty",
            yaxis="y",
            mode="lines",
            line={"color": colour, "width": 1},
            opacity=0.5,
            legendgroup=name,
            showlegend=False,
            hovertemplate="Training cost + penalty after %{x:,} iterations: %{y:.4f}<extra></extra>",
        ),
    ]


def _lines(records: Sequence[Record], turns: Sequence[Turn] = ()) -> list[Trace]:
    x, points = [record.iteration for record in records], with_turns(records, turns)
    steps = [point.iteration for point in points]
    lines = [
        _line("training cost", steps, [p.cost for p in points], palette.TRAIN, "y", "cost %{y:.4f}"),
        _line("test cost", x, [r.test_cost for r in records], palette.TEST, "y", "cost %{y:.4f}"),
        _line("training accuracy", x, [r.train_accuracy for r in records], palette.TRAIN, "y2", "%{y:.1%} right"),
        _line("test accuracy", x, [r.test_accuracy for r in records], palette.TEST, "y2", "%{y:.1%} right"),
    ]
    if any(np.isfinite(record.validation_cost) for record in records):
        style = palette.VALIDATION
        costs, shares = [r.validation_cost for r in records], [r.validation_accuracy for r in records]
        lines.append(_line("validation cost", x, costs, style, "y", "cost %{y:.4f}"))
        lines.append(_line("validation accuracy", x, shares, style, "y2", "%{y:.1%} right"))
    return [*lines, *penalty_band(points, palette.TRAIN["color"])]


def _pale_lines(records: Sequence[Record]) -> list[Trace]:
    lines = _lines(records)[:4] if records else []
    for line in lines:
        line.update(opacity=0.3, name="the run before", showlegend=line is lines[0], legendgroup="before")
        line.update(hovertemplate="The run before: " + line["hovertemplate"])
    return lines


def _line(name: str, x: list[int], y: list[float], style: dict[str, str], axis: str, hover: str) -> Trace:
    return scatter(
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
