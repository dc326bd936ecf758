"""The valley that the steps go down: where the next one lands, and Newton's few steps beside many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from logreg_core.descent import NextStep, Record, Turn
from logreg_core.export import palette

from .chart_style import Figure, dress, level, note, scatter, upright
from .curves import DECADES, with_turns


def next_step_figure(step: NextStep) -> Figure:
    """The cost with its penalty after a step of each length from here: where this learning rate lands, and the cliff.

    The cliff is ``2 / largest curvature``: up to there no step can raise the cost.
    """
    here = float(step.objectives[0])
    finite = step.objectives[np.isfinite(step.objectives)]
    top = min(float(finite.max()), max(3 * here, 1.1 * step.landing) if np.isfinite(step.landing) else 3 * here)
    low = float(finite.min())
    room = 0.08 * (top - low) or 0.1
    return dress(
        [
            scatter(
                x=step.rates,
                y=step.objectives,
                mode="lines",
                line={**palette.TRAIN, "width": 2.5},
                showlegend=False,
                hovertemplate="A step at a learning rate of %{x:.3g} leads to a cost of %{y:.4f}<extra></extra>",
            ),
            scatter(
                x=[0],
                y=[here],
                mode="markers",
                name="here",
                marker={"color": palette.QUIET, "size": 11, "symbol": "circle-open", "line": {"width": 2}},
                hovertemplate="Here the cost is %{y:.4f}<extra></extra>",
            ),
            scatter(
                x=[step.rate],
                y=[step.landing],
                mode="markers",
                name="after the next step",
                marker={"color": palette.TRAIN["color"], "size": 12, "symbol": "diamond"},
                hovertemplate="The next step, at a learning rate of %{x:g}, leads to a cost of %{y:.4f}<extra></extra>",
            ),
        ],
        height=340,
        shapes=[level(here), upright(step.safe)],
        annotations=[
            note(
                f" 2 / largest curvature = {step.safe:.2g}",
                x=step.safe,
                y=0,
                yref="paper",
                xanchor="left" if step.safe < 0.6 * step.rates[-1] else "right",
                yanchor="bottom",
            )
        ],
        xaxis={"title": {"text": "learning rate of the next step"}, "rangemode": "tozero"},
        yaxis={"title": {"text": "cost after it"}, "range": [low - room, top + room]},
    )


def curvatures_figure(found: Mapping[str, NDArray]) -> Figure:
    """How sharply the cost bends in each direction, the sharpest first.

    found: the curvatures by the words for how the images are shown.
    """
    return dress(
        [
            scatter(
                x=list(range(1, len(curvatures) + 1)),
                y=curvatures,
                mode="lines+markers",
                name=name,
                line={"color": colour, "width": 2},
                marker={"symbol": symbol, "size": 6},
                hovertemplate=f"{name}: bend %{{x}} is %{{y:.3g}}<extra></extra>",
            )
            for (name, curvatures), colour, symbol in zip(
                found.items(), palette.RUNS, palette.RUN_SYMBOLS, strict=False
            )
        ],
        height=340,
        xaxis={"title": {"text": "directions, the sharpest bend first"}, "type": "log"} | DECADES,
        yaxis={"title": {"text": "bend of the cost"}, "type": "log"} | DECADES,
    )


def newton_figure(newton: Sequence[float], records: Sequence[Record], turns: Sequence[Turn] = ()) -> Figure:
    """The cost with its penalty after each step of Newton's method, beside that of a run from the same start.

    newton: before the first step, and after each. records, turns: of the run.
    """
    later = [point for point in with_turns(records, turns) if point.iteration]
    costs = [value for value in (*newton, *(point.objective for point in later)) if 0 < value < np.inf]
    steep = max(costs) > 30 * min(costs)
    start = float(newton[0])
    return dress(
        [
            scatter(
                x=[point.iteration for point in later],
                y=[point.objective for point in later],
                name="gradient descent",
                mode="lines" if len(later) > 1 else "markers",
                line={**palette.TRAIN, "width": 2.5},
                hovertemplate="Gradient descent after %{x:,} steps: cost %{y:.4g}<extra></extra>",
            ),
            scatter(
                x=list(range(1, len(newton))),
                y=list(newton[1:]),
                name="Newton's method",
                mode="lines+markers",
                line={"color": palette.RUNS[1], "width": 2.5, "dash": "dot"},
                marker={"size": 9, "symbol": "diamond"},
                hovertemplate="Newton's method after %{x} steps: cost %{y:.4g}<extra></extra>",
            ),
        ],
        height=340,
        shapes=[level(start)],
        annotations=[
            note(
                "the start of both",
                x=1,
                y=float(np.log10(start)) if steep else start,
                xref="paper",
                xanchor="right",
                yanchor="bottom",
            )
        ],
        xaxis={"title": {"text": "steps, log scale"}, "type": "log", "tickformat": ",d"} | {"dtick": 1},
        yaxis={"title": {"text": "cost, log scale"}, "type": "log"} | DECADES
        if steep
        else {"title": {"text": "cost"}, "rangemode": "tozero"},
    )
