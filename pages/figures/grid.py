"""Charts of a sweep: the result of each learning rate with each penalty."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from logreg_core.descent import Combination
from logreg_core.export import palette

from .chart_style import Figure, dress, heatmap, scatter

WORTH_A_SHADE = 3  # times the lowest cost: all higher costs are equally pale


def sweep_grid(combinations: Sequence[Combination], best: Combination, *, numbers: bool = True) -> Figure:
    """One cell for each combination, darker for a lower held-out cost; the best has a frame.

    numbers: whether to write the costs in the cells, if these are wide enough. Invisible points over the cells receive
    the clicks, which Plotly does not report for cells of a heatmap.
    """
    rates = sorted({one.learning_rate for one in combinations})
    l2s = sorted({one.l2 for one in combinations})
    x = [rates.index(one.learning_rate) for one in combinations]
    y = [l2s.index(one.l2) for one in combinations]
    costs = np.zeros((len(l2s), len(rates)))
    costs[y, x] = [one.cost for one in combinations]
    lowest = float(np.nanmin(costs))
    highest = min(float(np.nanmax(costs)), WORTH_A_SHADE * lowest) or 1.0
    best_column, best_row = rates.index(best.learning_rate), l2s.index(best.l2)
    frame = {
        "type": "rect",
        "x0": best_column - 0.5,
        "x1": best_column + 0.5,
        "y0": best_row - 0.5,
        "y1": best_row + 0.5,
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
                customdata=[
                    (c.learning_rate, c.l2, c.cost, c.accuracy, c.spread, c.train_accuracy) for c in combinations
                ],
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


def sweep_line(combinations: Sequence[Combination]) -> Figure:
    """The same for one penalty: accuracy over the learning rate, with its spread from fold to fold."""
    line = sorted(combinations, key=lambda one: one.learning_rate)
    x = [one.learning_rate for one in line]
    return dress(
        [
            scatter(
                x=x,
                y=[one.accuracy for one in line],
                error_y={"array": [one.spread for one in line], "color": palette.VALIDATION["color"]},
                name="held-out images",
                mode="lines+markers",
                line={**palette.VALIDATION, "width": 2.5},
                marker={"size": 12},
                hovertemplate="Learning rate %{x:~g}: %{y:.1%} of the held-out images right<extra></extra>",
            ),
            scatter(
                x=x,
                y=[one.train_accuracy for one in line],
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
    ticks = np.arange(len(values)).tolist()
    return {
        "title": {"text": title},
        "tickvals": ticks,
        "ticktext": [f"{value:g}" for value in values],
        "range": [-0.6, len(values) - 0.4],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
