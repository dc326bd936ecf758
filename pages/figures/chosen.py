"""Charts of selection: accuracy against pixels used, the penalty path, and the best of many random tries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from logreg_core.export import palette

from .chart_style import Figure, dress, note, scatter, upright
from .curves import DECADES
from .experiments import band, bands


def pixels_used_figure(sizes: Sequence[int], train: NDArray, test: NDArray, cost: NDArray, images: int) -> Figure:
    """The accuracy, and below it the test cost, against the numbers used of each image.

    A mark shows the number of images. train, test: accuracies from 0 to 1. They and the costs are
    ``(len(sizes), repeats)``.
    """
    words = note(
        f" as many as images: {images:,}",
        x=float(np.log10(images)),
        y=0.5,
        yref="paper",
        xanchor="left" if 4 * images < max(sizes) else "right",
        yanchor="middle",
    )
    is_reached, shown = images <= max(sizes), "With %{x:,} numbers of each image"
    return dress(
        bands(sizes, train, test, shown, held=1)
        + band(
            sizes,
            cost,
            "test cost",
            palette.TEST | {"dash": "dot"},
            f"{shown}: a test cost of %{{y:.3f}} on average, ",
            held=1,
            digits=".3f",
            axis="y2",
        ),
        height=520,
        xaxis={"title": {"text": "numbers used of each image, log scale"}, "type": "log", "tickformat": ",d"}
        | {"dtick": 1, "anchor": "y2"},
        yaxis={"title": {"text": "accuracy"}, "tickformat": ".0%", "domain": [0.56, 1]},
        yaxis2={"title": {"text": "test cost"}, "rangemode": "tozero", "domain": [0, 0.44]},
        shapes=[upright(images)] if is_reached else [],
        annotations=[words] if is_reached else [],
    )


def penalty_path_figure(
    l2s: Sequence[float],
    minima: tuple[NDArray, NDArray],
    as_penalties: NDArray,
    stopped: tuple[NDArray, NDArray],
    stops: Sequence[int],
) -> Figure:
    """The held-out cost, and below it the length of the weights, against the penalty; and the same for stopped descent.

    minima, stopped: cost and length, ``(n,)`` and ``(k,)`` each. as_penalties: positions of ``stops`` on the axis.
    """
    lines = (
        ("the minimum with a penalty", l2s, minima, palette.TRAIN, [f"{l2:.2g}" for l2 in l2s], "Penalty "),
        (
            "descent, stopped early",
            as_penalties,
            stopped,
            palette.VALIDATION,
            [f"{stop:,}" for stop in stops],
            "Steps: ",
        ),
    )
    return dress(
        [
            scatter(
                x=list(places),
                y=values[row].tolist(),
                yaxis=axis,
                name=f"{name}{'' if row == 0 else ': length'}",
                showlegend=row == 0,
                mode="lines+markers",
                line={**style, "width": 2.5},
                customdata=said,
                hovertemplate=f"{words}%{{customdata}}: {what} %{{y:.4g}}<extra></extra>",
            )
            for name, places, values, style, said, words in lines
            for row, (axis, what) in enumerate((("y", "held-out cost"), ("y2", "length of the weights")))
        ],
        height=560,
        xaxis={"title": {"text": "penalty (L2), or 1 / (rate · steps), log scale"}, "type": "log", "anchor": "y2"}
        | DECADES,
        yaxis={"title": {"text": "held-out cost"}, "rangemode": "tozero", "domain": [0.54, 1]},
        yaxis2={"title": {"text": "length of the weights"}, "domain": [0, 0.46], "rangemode": "tozero"},
    )


def best_of_figure(tries: Sequence[int], best: NDArray, elsewhere: NDArray, coins: NDArray) -> Figure:
    """The mean accuracy of the best of several random tries, against their number; accuracies from 0 to 1.

    best: of random weights, on the test images that chose them; elsewhere: of the same weights on other images; coins:
    of coin tosses on the test images.
    """
    lines = (
        ("the best on the test images", best, palette.TEST, "the best gets %{y:.1%} of the test images right"),
        ("the same on the training images", elsewhere, palette.TRAIN, "it gets %{y:.1%} of the training images right"),
        ("the best coin", coins, {"color": palette.QUIET, "dash": "dot"}, "the best coin gets %{y:.1%} right"),
    )
    return dress(
        [
            scatter(
                x=list(tries),
                y=values.tolist(),
                name=name,
                mode="lines",
                line={**style, "width": 2.5},
                hovertemplate=f"Of %{{x:,}} tries {words}, on average<extra></extra>",
            )
            for name, values, style, words in lines
        ],
        height=380,
        xaxis={"title": {"text": "number of tries, log scale"}, "type": "log", "tickformat": ",d", "dtick": 1},
        yaxis={"title": {"text": "accuracy"}, "tickformat": ".0%"},
    )
