"""How a run went: the cost and the accuracy over the iterations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from logreg_core.descent import Change, Curve, Record, Recording, Turn
from logreg_core.export import palette

from .chart_style import Figure, Trace, dress, note, plain, scatter, upright

DECADES = {"dtick": 1, "exponentformat": "power"}  # the marks of a logarithmic axis
STEEP = 300  # a cost that changes by such a factor is drawn on a logarithmic axis
SHORT = {"learning_rate": "rate"}  # names of settings beside a mark


def training_curves(
    recording: Recording, room: int | None = None, *, pale: Sequence[Curve] = (), log: bool | None = None
) -> Figure:
    """Cost above and accuracy below, for training and test images, on one axis of iterations from 0 to ``room``.

    The training cost goes through the turns too. A penalty is a pale band above it, a validation part has lines of its
    own, and what was changed on the way is marked.
    room: the goal, unless it is given; pale: other runs, drawn pale behind this one. log: whether the axis of the cost
    is logarithmic; where it is not said, it is so where the costs differ much.
    """
    room = recording.goal if room is None else room
    steep = is_steep(recording.records, recording.turns) if log is None else log
    return dress(
        [*(line for curve in pale for line in _pale_lines(curve)), *_lines(recording.records, recording.turns)],
        height=460,
        hovermode="x",
        xaxis={"title": {"text": "iteration"}, "range": [0, room], "anchor": "y2", "tickformat": ",d"}
        | ({"dtick": 1} if room < 5 else {}),
        yaxis={"title": {"text": "cost, log scale"}, "domain": [0.42, 1], "type": "log"} | DECADES
        if steep
        else {"title": {"text": "cost"}, "domain": [0.42, 1], "rangemode": "tozero"},
        yaxis2={"title": {"text": "accuracy"}, "domain": [0, 0.32], "range": [0, 1.04], "tickformat": ".0%"},
        shapes=[upright(iteration) for iteration, _, _ in recording.changes],
        annotations=_notes(recording.changes),
    )


def _notes(changes: Iterable[Change]) -> list[Trace]:
    """What was changed, beside each mark; several changes at one iteration in one note."""
    words: dict[int, list[str]] = {}
    for iteration, name, value in changes:
        words.setdefault(iteration, []).append(f"{SHORT.get(name, name)} {value:g}")
    return [
        note("<br>".join(lines), x=iteration, y=1, yref="paper", xanchor="left", yanchor="top")
        for iteration, lines in words.items()
    ]


def is_steep(records: Iterable[Record], turns: Sequence[Turn] = ()) -> bool:
    """Whether the costs of these records span so much that they need a logarithmic axis."""
    both = [value for record in records for value in (record.cost, record.test_cost)]
    costs = [value for value in (*both, *(turn.cost for turn in turns)) if value > 0 and np.isfinite(value)]
    return bool(costs) and max(costs) > STEEP * min(costs)


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
    if not any(np.isfinite(record.test_cost) for record in records):
        lines = lines[::2]
    if any(np.isfinite(record.validation_cost) for record in records):
        style = palette.VALIDATION
        costs, shares = [r.validation_cost for r in records], [r.validation_accuracy for r in records]
        lines.append(_line("validation cost", x, costs, style, "y", "cost %{y:.4f}"))
        lines.append(_line("validation accuracy", x, shares, style, "y2", "%{y:.1%} right"))
    return [*lines, *penalty_band(points, palette.TRAIN["color"])]


def _pale_lines(curve: Curve) -> list[Trace]:
    lines, name = _lines(curve.records, curve.turns)[:4], plain(curve.name)
    for line in lines:
        line.update(opacity=0.3, name=name, showlegend=line is lines[0], legendgroup=name)
        line.update(hovertemplate=f"{name}: " + line["hovertemplate"])
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
