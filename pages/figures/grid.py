"""What a sweep found: how well each learning rate does with each penalty."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from logreg_core.descent import Combination
from logreg_core.export import palette

from .chart_style import Figure, dress, heatmap, scatter

WORTH_A_SHADE = 3  # times the lowest cost: whatever costs more is as pale


def sweep_grid(found: Sequence[Combination], best: Combination, *, numbers: bool = True) -> Figure:
    """One cell for each combination, darker where the held-out cost is lower; the best has a frame.

    numbers: whether the costs stand in the cells, which must be wide enough for numbers that can be read.
    Over the cells lie points that cannot be seen: a click on a point can be heard, on a cell of a heatmap it cannot.
    """
    rates = sorted({each.learning_rate for each in found})
    l2s = sorted({each.l2 for each in found})
    x = [rates.index(each.learning_rate) for each in found]
    y = [l2s.index(each.l2) for each in found]
    costs = np.zeros((len(l2s), len(rates)))
    costs[y, x] = [each.cost for each in found]
    lowest = float(np.nanmin(costs))
    highest = min(float(np.nanmax(costs)), WORTH_A_SHADE * lowest) or 1.0
    here, there = rates.index(best.learning_rate), l2s.index(best.l2)
    frame = {
        "type": "rect",
        "x0": here - 0.5,
        "x1": here + 0.5,
        "y0": there - 0.5,
        "y1": there + 0.5,
        "line": {"color": palette.TEST["color"], "width": 4},
    }
    return dress(
        [
            heatmap(
                z=costs,
                zmin=lowest,
                zmax=max(highest, lowest * 1.001),
                text=[[f"{cost:.2f}" if cost < 10 else f"{cost:.0f}" for cost in row] for row in costs],
                texttemplate="%{text}" if numbers else "",
                colorscale=[(0, "#53379B"), (1, "#E4DCF3")],
                xgap=3,
                ygap=3,
                colorbar={"title": {"text": "cost"}, "thickness": 12, "tickformat": ".2~f"},
                hoverinfo="skip",
            ),
            scatter(
                x=x,
                y=y,
                mode="markers",
                marker={"size": 30, "opacity": 0},
                customdata=[(c.learning_rate, c.l2, c.cost, c.accuracy, c.spread, c.train_accuracy) for c in found],
                hovertemplate="Learning rate %{customdata[0]:~g} with a penalty of %{customdata[1]:~g}:<br>"
                "a held-out cost of %{customdata[2]:.3f},<br>%{customdata[3]:.1%} of the held-out images right, give or"
                " take %{customdata[4]:.1%} from fold to fold,<br>and %{customdata[5]:.1%} of the training images"
                "<extra></extra>",
            ),
        ],
        height=130 + max(60, min(80 * len(l2s), 340)),
        margin={"l": 70, "r": 8, "t": 12, "b": 64},
        xaxis=_axis("learning rate", rates),
        yaxis=_axis("penalty (L2)", l2s),
        dragmode=False,
        hovermode="closest",
        hoverdistance=60,
        shapes=[frame],
    )


def sweep_line(found: Sequence[Combination]) -> Figure:
    """The same for one penalty: accuracy over the learning rate, with its spread from fold to fold."""
    line = sorted(found, key=lambda each: each.learning_rate)
    x = [each.learning_rate for each in line]
    return dress(
        [
            scatter(
                x=x,
                y=[each.accuracy for each in line],
                error_y={"array": [each.spread for each in line], "color": palette.VALIDATION["color"]},
                name="held-out images",
                mode="lines+markers",
                line={**palette.VALIDATION, "width": 2.5},
                marker={"size": 12},
                hovertemplate="Learning rate %{x:~g}: %{y:.1%} of the held-out images right<extra></extra>",
            ),
            scatter(
                x=x,
                y=[each.train_accuracy for each in line],
                name="training images",
                mode="lines+markers",
                line={**palette.TRAIN, "width": 2.5},
                hovertemplate="Learning rate %{x:~g}: %{y:.1%} of the training images right<extra></extra>",
            ),
        ],
        height=400,
        margin={"b": 56},
        xaxis={"title": {"text": "learning rate, log scale"}, "type": "log"},
        yaxis={"title": {"text": "accuracy"}, "tickformat": ".0%"},
        dragmode=False,
    )


def _axis(title: str, values: Sequence[float]) -> dict[str, object]:
    places = np.arange(len(values)).tolist()
    return {
        "title": {"text": title},
        "tickvals": places,
        "ticktext": [f"{value:g}" for value in values],
        "range": [-0.6, len(values) - 0.4],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
