"""Charts of programs: a learner's own training, the time of a pass, and the cost with a wrong line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from logreg_core.export import palette

from .chart_style import Figure, Trace, dress, note, plain, scatter, upright
from .curves import DECADES

STYLES = (
    {"color": palette.pale(palette.RUNS[1], 0.35), "width": 10},
    {"color": palette.pale(palette.RUNS[2], 0.75), "width": 5},
    {"color": palette.TRAIN["color"], "width": 2},
)
POINTS = 400  # of a curve, roughly
FIRST = 20  # iterations shown without gaps
STEEP = 300  # costs that span this factor get a logarithmic axis
RIGHT = {"color": palette.RUNS[0], "dash": "solid", "width": 2.5}
WRONG = {"color": palette.RUNS[1], "dash": "dash", "width": 2.5}


def over_each_other(costs: Mapping[str, Sequence[tuple[int, float]]], *, log: bool = False) -> Figure:
    """The training costs of up to three trainings, the widest line first and the thinnest on top.

    costs: names (plain text) to pairs of iteration and cost. log: whether the cost axis is logarithmic.
    """
    traces = [
        scatter(
            x=[iteration for iteration, _ in points],
            y=[cost for _, cost in points],
            name=plain(name),
            mode="lines" if len(points) > 1 else "markers",
            line=style,
            hovertemplate=f"{plain(name).capitalize()}: cost %{{y:.6f}} after %{{x:,}} iterations<extra></extra>",
        )
        for (name, points), style in zip(costs.items(), STYLES, strict=False)
    ]
    axis = {"title": {"text": "cost, log scale"}, "type": "log"} | DECADES if log else {"title": {"text": "cost"}}
    return dress(
        traces,
        height=380,
        xaxis={"title": {"text": "iteration"}, "tickformat": ",d"},
        yaxis=axis if log else axis | {"rangemode": "tozero"},
    )


def passes(lines: Mapping[str, Sequence[tuple[int, float]]]) -> Figure:
    """The time of one pass against the numbers multiplied: ``(numbers, seconds)`` by the name of a line."""
    return dress(
        [
            scatter(
                x=[numbers for numbers, _ in points],
                y=[seconds for _, seconds in points],
                name=name,
                mode="lines+markers",
                line={"color": colour, "width": 2},
                marker={"symbol": symbol, "size": 8},
                hovertemplate=f"{name}: %{{x:,}} numbers in %{{y:.3~s}} s<extra></extra>",
            )
            for (name, points), colour, symbol in zip(lines.items(), palette.RUNS, palette.RUN_SYMBOLS, strict=False)
        ],
        height=420,
        xaxis={"title": {"text": "numbers of all images, log scale"}, "type": "log"} | DECADES,
        yaxis={"title": {"text": "seconds, log scale"}, "type": "log"} | DECADES,
    )


def costs_beside(right: NDArray[np.float64], wrong: NDArray[np.float64]) -> Figure:
    """Both costs over the iterations, with a mark where the wrong one is first not finite."""
    bad = np.flatnonzero(~np.isfinite(wrong))
    together = np.concatenate([right, wrong])
    seen = together[np.isfinite(together)]
    steep = bool(len(seen)) and seen.min() > 0 and seen.max() > STEEP * seen.min()
    return dress(
        [_line("right", right, RIGHT), _line("with the mistake", wrong, WRONG)],
        height=320,
        hovermode="x",
        xaxis={"title": {"text": "iteration"}, "tickformat": ",d", "range": [-20, max(len(right), len(wrong)) + 20]},
        yaxis={"title": {"text": "cost, log scale"}, "type": "log", "dtick": 1, "exponentformat": "power"}
        if steep
        else {"title": {"text": "cost"}},
        shapes=[upright(int(bad[0]))] if len(bad) else [],
        annotations=[note("not finite", x=int(bad[0]), y=1, yref="paper", xanchor="left", yanchor="top")]
        if len(bad)
        else [],
    )


def _line(name: str, costs: NDArray[np.float64], line: dict[str, object]) -> Trace:
    step = max(1, len(costs) // POINTS)
    shown = np.union1d(np.arange(min(FIRST, len(costs))), np.arange(0, len(costs), step))
    shown = np.union1d(shown, len(costs) - 1)
    y = np.where(np.isfinite(costs[shown]), costs[shown], np.nan)
    return scatter(
        x=shown,
        y=y,
        name=name,
        mode="lines" if len(costs) > 1 and np.isfinite(costs).all() else "lines+markers",  # shows single points
        line=line,
        marker={"color": line["color"], "size": 7},
        connectgaps=False,
        hovertemplate=f"{name.capitalize()}, before step %{{x:,}}: cost %{{y:.4f}}<extra></extra>",
    )
