"""How a neuron copes with drawings that become harder and harder in one respect."""

from __future__ import annotations

from collections.abc import Sequence

from . import palette
from .look import Figure, dress, level, note, scatter


def coping(
    respect: str, amounts: Sequence[float], shares: Sequence[float], intervals: Sequence[tuple[float, float]]
) -> Figure:
    """The share of test drawings that are judged right, at each amount of difficulty in this respect, from 0 to 1.

    intervals: where the true share plausibly lies, for each of them. A dotted line marks what guessing gets right.
    """
    line = scatter(
        x=list(amounts),
        y=list(shares),
        error_y={
            "type": "data",
            "array": [high - share for share, (_, high) in zip(shares, intervals, strict=True)],
            "arrayminus": [share - low for share, (low, _) in zip(shares, intervals, strict=True)],
            "color": palette.TEST["color"],
            "thickness": 1.5,
        },
        mode="lines+markers",
        line={**palette.TEST, "width": 2.5},
        marker={"color": palette.TEST["color"], "size": 9},
        showlegend=False,
        hovertemplate=f"At a difficulty in {respect} of %{{x:.1f}}, %{{y:.1%}} of the test drawings are right"
        "<extra></extra>",
    )
    return dress(
        [line],
        height=300,
        margin={"t": 16},
        xaxis={"title": {"text": f"difficulty in {respect}"}, "range": [-0.04, 1.04], "dtick": 0.2},
        yaxis={"title": {"text": "test drawings right"}, "range": [0.3, 1.04], "tickformat": ".0%"},
        shapes=[level(0.5)],
        annotations=[note("guessing", x=0, y=0.5, xref="paper", xanchor="left", yanchor="top")],
    )
