"""The valley that the steps go down: where the next one lands, and Newton's few steps beside many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from ..descent import NextStep, Record
from . import palette
from .curves import DECADES
from .look import QUIET_LINE, QUIET_NOTE, dress


def next_step_figure(step: NextStep) -> go.Figure:
    """The cost with its penalty after a step of each length from here: where this learning rate lands, and the cliff.

    The cliff is ``2 / largest curvature``: up to there no step can raise the cost.
    """
    here = float(step.objectives[0])
    figure = go.Figure(
        [
            go.Scatter(
                x=step.rates,
                y=step.objectives,
                mode="lines",
                line={**palette.TRAIN, "width": 2.5},
                showlegend=False,
                hovertemplate="A step at a learning rate of %{x:.3g} leads to a cost of %{y:.4f}<extra></extra>",
            ),
            go.Scatter(
                x=[0],
                y=[here],
                mode="markers",
                name="here",
                marker={"color": palette.QUIET, "size": 11, "symbol": "circle-open", "line": {"width": 2}},
                hovertemplate="Here the cost is %{y:.4f}<extra></extra>",
            ),
            go.Scatter(
                x=[step.rate],
                y=[step.landing],
                mode="markers",
                name="after the next step",
                marker={"color": palette.TRAIN["color"], "size": 12, "symbol": "diamond"},
                hovertemplate="The next step, at a learning rate of %{x:g}, leads to a cost of %{y:.4f}<extra></extra>",
            ),
        ]
    )
    figure.add_hline(here, line=QUIET_LINE)
    figure.add_vline(step.safe, line=QUIET_LINE)
    figure.add_annotation(
        x=step.safe, y=0, yref="paper", text=f" 2 / largest curvature = {step.safe:.2g}", showarrow=False,
        xanchor="left" if step.safe < 0.6 * step.rates[-1] else "right", yanchor="bottom", font=QUIET_NOTE,
    )  # fmt: skip
    finite = step.objectives[np.isfinite(step.objectives)]
    top = min(float(finite.max()), max(3 * here, 1.1 * step.landing) if np.isfinite(step.landing) else 3 * here)
    low = float(finite.min())
    room = 0.08 * (top - low) or 0.1
    return dress(
        figure,
        height=340,
        xaxis={"title": {"text": "learning rate of the next step"}, "rangemode": "tozero"},
        yaxis={"title": {"text": "cost after it"}, "range": [low - room, top + room]},
    )


def newton_figure(newton: Sequence[float], records: Sequence[Record]) -> go.Figure:
    """The cost with its penalty after each step of Newton's method, beside that of a run from the same start.

    newton: before the first step, and after each. records: of the run, in the order of their iterations.
    """
    later = [record for record in records if record.iteration]
    figure = go.Figure(
        [
            go.Scatter(
                x=[record.iteration for record in later],
                y=[record.objective for record in later],
                name="gradient descent",
                mode="lines" if len(later) > 1 else "markers",
                line={**palette.TRAIN, "width": 2.5},
                hovertemplate="Gradient descent after %{x:,} steps: cost %{y:.4g}<extra></extra>",
            ),
            go.Scatter(
                x=list(range(1, len(newton))),
                y=list(newton[1:]),
                name="Newton's method",
                mode="lines+markers",
                line={"color": palette.RUNS[1], "width": 2.5, "dash": "dot"},
                marker={"size": 9, "symbol": "diamond"},
                hovertemplate="Newton's method after %{x} steps: cost %{y:.4g}<extra></extra>",
            ),
        ]
    )
    figure.add_hline(newton[0], line=QUIET_LINE, annotation={"text": "the start of both", "font": QUIET_NOTE})
    costs = [value for value in (*newton, *(record.objective for record in later)) if 0 < value < np.inf]
    steep = max(costs) > 30 * min(costs)
    return dress(
        figure,
        height=340,
        xaxis={"title": {"text": "steps, log scale"}, "type": "log", "tickformat": ",d"} | {"dtick": 1},
        yaxis={"title": {"text": "cost, log scale"}, "type": "log"} | DECADES
        if steep
        else {"title": {"text": "cost"}, "rangemode": "tozero"},
    )
