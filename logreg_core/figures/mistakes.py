"""The cost of a right program beside that of a wrong one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from . import palette
from .look import Figure, Trace, dress, note, scatter, upright

POINTS = 400  # of a curve, about
FIRST = 20  # iterations that are all shown
STEEP = 300  # costs that differ by such a factor are drawn on a logarithmic axis
RIGHT = {"color": palette.RUNS[0], "dash": "solid", "width": 2.5}
WRONG = {"color": palette.RUNS[1], "dash": "dash", "width": 2.5}


def costs_beside(right: NDArray[np.float64], wrong: NDArray[np.float64]) -> Figure:
    """Both costs over the iterations; where the wrong one stops being a finite number for the first time is marked."""
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
        annotations=[note("no number", x=int(bad[0]), y=1, yref="paper", xanchor="left", yanchor="top")]
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
        mode="lines" if len(costs) > 1 and np.isfinite(costs).all() else "lines+markers",  # a single one is seen too
        line=line,
        marker={"color": line["color"], "size": 7},
        connectgaps=False,
        hovertemplate=f"{name.capitalize()}, before step %{{x:,}}: cost %{{y:.4f}}<extra></extra>",
    )
