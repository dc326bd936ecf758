"""Whether probabilities can be believed, drawn: what is said against what is true, and how often what is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from logreg_core.export import palette

from .chart_style import QUIET_LINE, Figure, bar, dress, plain, scatter, upright, whole_steps


@dataclass(frozen=True)
class Bar:
    """The images with a probability from ``low`` to ``high``: how many are of class 0 and of class 1.

    said: the mean of their probabilities; interval: where the true share of class 1 plausibly lies.
    """

    low: float
    high: float
    said: float
    counts: tuple[int, int]
    interval: tuple[float, float]

    @property
    def share(self) -> float:
        """The share of class 1."""
        return self.counts[1] / sum(self.counts)


def reliability(bars: Sequence[Bar], class_names: tuple[str, str], colour: str) -> Figure:
    """The true share of class 1 against what the neuron said, with intervals. On the diagonal it can be believed.

    colour: that of the training or of the test images.
    """
    red = plain(class_names[1])
    points = scatter(
        x=[each.said for each in bars],
        y=[each.share for each in bars],
        mode="markers",
        marker={"color": colour, "size": 10},
        error_y={
            "array": [each.interval[1] - each.share for each in bars],
            "arrayminus": [each.share - each.interval[0] for each in bars],
            "color": colour,
            "thickness": 1.2,
            "width": 4,
        },
        customdata=[[*each.counts, sum(each.counts), *each.interval] for each in bars],
        hovertemplate=f"%{{customdata[2]}} images are said to be {red} with %{{x:.0%}} on average."
        " %{customdata[1]} of them are: %{y:.0%}, plausibly %{customdata[3]:.0%} to %{customdata[4]:.0%}"
        "<extra></extra>",
        showlegend=False,
    )
    numbers = []
    for each in bars:  # how many, beyond the end that the diagonal does not cross: a line before it reads as a minus
        up = each.interval[1] >= each.said
        place = {"x": each.said, "y": each.interval[up], "yshift": 12 if up else -12}
        numbers.append(place | {"text": f"{sum(each.counts):,}", "showarrow": False, "font": {"size": 12}})
    return dress(
        [points],
        height=340,
        annotations=numbers,
        xaxis={"title": {"text": f"{red}, says the neuron"}, "range": [-0.06, 1.06], "tickformat": ".0%"},
        yaxis={"title": {"text": f"{red}, in truth"}, "range": [-0.1, 1.1], "tickformat": ".0%"},
        shapes=[{"type": "line", "x0": 0, "y0": 0, "x1": 1, "y1": 1} | {"line": QUIET_LINE}],
    )


def said(bars: Sequence[Bar], class_names: tuple[str, str], threshold: float) -> Figure:
    """How many images of each class got a probability, in bars, with the threshold as a line."""
    of_class = [
        bar(
            name=plain(class_names[label]),
            x=[(each.low + each.high) / 2 for each in bars],
            width=[0.94 * (each.high - each.low) for each in bars],
            y=[each.counts[label] for each in bars],
            customdata=[[each.low, each.high] for each in bars],
            marker={"color": palette.CLASS_COLOURS[label], "pattern": palette.CLASS_PATTERNS[label]},
            hovertemplate=f"%{{y}} images of {plain(class_names[label])} get %{{customdata[0]:.0%}} to"
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
        | whole_steps(max((sum(each.counts) for each in bars), default=0)),
        shapes=[upright(threshold, {"color": palette.QUIET, "width": 2}) | {"name": "threshold"}],
    )
