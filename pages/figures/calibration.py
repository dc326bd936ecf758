"""Calibration charts: predicted against actual shares, and the distribution of predictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from logreg_core.export import palette

from .chart_style import QUIET_LINE, Figure, bar, dress, plain, scatter, upright, whole_steps


@dataclass(frozen=True)
class Bar:
    """The images with a probability from ``low`` to ``high``, and their counts of class 0 and class 1.

    predicted: the mean of their probabilities; interval: of the true share of class 1.
    """

    low: float
    high: float
    predicted: float
    counts: tuple[int, int]
    interval: tuple[float, float]

    @property
    def share(self) -> float:
        """The share of class 1."""
        return self.counts[1] / sum(self.counts)


def reliability(bars: Sequence[Bar], class_names: tuple[str, str], colour: str) -> Figure:
    """The actual share of class 1 against the predicted one, with intervals. Perfect calibration is the diagonal.

    colour: that of the training or of the test images.
    """
    red = plain(class_names[1])
    points = scatter(
        x=[one.predicted for one in bars],
        y=[one.share for one in bars],
        mode="markers",
        marker={"color": colour, "size": 10},
        error_y={
            "array": [one.interval[1] - one.share for one in bars],
            "arrayminus": [one.share - one.interval[0] for one in bars],
            "color": colour,
            "thickness": 1.2,
            "width": 4,
        },
        customdata=[[*one.counts, sum(one.counts), *one.interval] for one in bars],
        hovertemplate=f"%{{customdata[2]}} images, predicted as {red} with %{{x:.0%}} on average. %{{customdata[1]}}"
        f" are {red}: %{{y:.0%}}, 95 % interval %{{customdata[3]:.0%}} to %{{customdata[4]:.0%}}<extra></extra>",
        showlegend=False,
    )
    numbers = []
    for one in bars:  # the count, away from the diagonal, which would look like a minus sign before it
        up = one.interval[1] >= one.predicted
        position = {"x": one.predicted, "y": one.interval[up], "yshift": 12 if up else -12}
        numbers.append(position | {"text": f"{sum(one.counts):,}", "showarrow": False, "font": {"size": 12}})
    return dress(
        [points],
        height=340,
        annotations=numbers,
        xaxis={"title": {"text": f"predicted {red}"}, "range": [-0.06, 1.06], "tickformat": ".0%"},
        yaxis={"title": {"text": f"actually {red}"}, "range": [-0.1, 1.1], "tickformat": ".0%"},
        shapes=[{"type": "line", "x0": 0, "y0": 0, "x1": 1, "y1": 1} | {"line": QUIET_LINE}],
    )


def predictions(bars: Sequence[Bar], class_names: tuple[str, str], threshold: float) -> Figure:
    """A stacked histogram of the probabilities by class, with the threshold as a line."""
    of_class = [
        bar(
            name=plain(class_names[label]),
            x=[(one.low + one.high) / 2 for one in bars],
            width=[0.94 * (one.high - one.low) for one in bars],
            y=[one.counts[label] for one in bars],
            customdata=[[one.low, one.high] for one in bars],
            marker={"color": palette.CLASS_COLOURS[label], "pattern": palette.CLASS_PATTERNS[label]},
            hovertemplate=f"%{{y}} images of {plain(class_names[label])} have %{{customdata[0]:.0%}} to"
            " %{customdata[1]:.0%}<extra></extra>",
        )
        for label in (1, 0)
    ]
    return dress(
        of_class,
        barmode="stack",
        height=340,
        xaxis={
            "title": {"text": f"probability of {plain(class_names[1])}"},
            "range": [-0.02, 1.02],
            "tickformat": ".0%",
        },
        yaxis={"title": {"text": "images"}, "rangemode": "tozero"}
        | whole_steps(max((sum(one.counts) for one in bars), default=0)),
        shapes=[upright(threshold, {"color": palette.QUIET, "width": 2}) | {"name": "threshold"}],
    )
