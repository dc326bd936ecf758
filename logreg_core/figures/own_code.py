"""How a learner's own training went, over two others: bands behind a line, so that all are seen where they are one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from . import palette
from .curves import DECADES
from .look import Figure, dress, scatter
from .words import plain

STYLES = (
    {"color": palette.pale(palette.RUNS[1], 0.35), "width": 10},
    {"color": palette.pale(palette.RUNS[2], 0.75), "width": 5},
    {"color": palette.TRAIN["color"], "width": 2},
)


def over_each_other(costs: Mapping[str, Sequence[tuple[int, float]]], *, log: bool = False) -> Figure:
    """The training costs of at most three trainings, the widest line first and the thinnest on top.

    costs: names, which are plain text, to iterations and costs there. log: whether the cost axis is logarithmic.
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
    """How long one pass took, against how many numbers it multiplied: ``(numbers, seconds)`` by the words of a line."""
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
