"""What choosing and more numbers do: the best of many from nothing, and the accuracy against the pixels used."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from logreg_core.export import palette

from .chart_style import Figure, dress, note, scatter, upright
from .curves import DECADES
from .experiments import band, bands


def pixels_used_figure(sizes: Sequence[int], train: NDArray, test: NDArray, cost: NDArray, images: int) -> Figure:
    """The accuracy, and below it the test cost, against how many numbers of each image were used.

    A mark stands where these are as many as the images. train, test: accuracies from 0 to 1. They and the costs are
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
    is_reached, shown = images <= max(sizes), "Shown %{x:,} numbers of each image"
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
    found: tuple[NDArray, NDArray],
    as_penalties: NDArray,
    stopped: tuple[NDArray, NDArray],
    stops: Sequence[int],
) -> Figure:
    """The held-out cost, and below it the length of the weights, against the penalty; stopped descent on that axis.

    found, stopped: the cost and the length each, ``(n,)`` and ``(k,)``. as_penalties: where the ``stops`` are drawn.
    """
    lines = (
        ("the minimum with a penalty", l2s, found, palette.TRAIN, [f"{l2:.2g}" for l2 in l2s], "Penalty "),
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
                y=values[place].tolist(),
                yaxis=axis,
                name=f"{name}{'' if place == 0 else ': length'}",
                showlegend=place == 0,
                mode="lines+markers",
                line={**style, "width": 2.5},
                customdata=said,
                hovertemplate=f"{words}%{{customdata}}: {what} %{{y:.4g}}<extra></extra>",
            )
            for name, places, values, style, said, words in lines
            for place, (axis, what) in enumerate((("y", "held-out cost"), ("y2", "length of the weights")))
        ],
        height=560,
        xaxis={"title": {"text": "penalty (L2), or 1 / (rate · steps), log scale"}, "type": "log", "anchor": "y2"}
        | DECADES,
        yaxis={"title": {"text": "held-out cost"}, "rangemode": "tozero", "domain": [0.54, 1]},
        yaxis2={"title": {"text": "length of the weights"}, "domain": [0, 0.46], "rangemode": "tozero"},
    )


def best_of_figure(tries: Sequence[int], best: NDArray, elsewhere: NDArray, coins: NDArray) -> Figure:
    """How good the best of so many looks, on average, against how many were tried; accuracies from 0 to 1 each.

    best: of random weightings on the test images they are chosen by; elsewhere: the same ones on other images; coins:
    of tossed coins on the test images.
    """
    lines = (
        ("the best on the test images", best, palette.TEST, "the best has %{y:.1%} of the test images right"),
        ("the same on the training images", elsewhere, palette.TRAIN, "it has %{y:.1%} of the training images right"),
        ("the best coin", coins, {"color": palette.QUIET, "dash": "dot"}, "the best coin has %{y:.1%} right"),
    )
    return dress(
        [
            scatter(
                x=list(tries),
                y=values.tolist(),
                name=name,
                mode="lines",
                line={**style, "width": 2.5},
                hovertemplate=f"Of %{{x:,}} tried {words}, on average<extra></extra>",
            )
            for name, values, style, words in lines
        ],
        height=380,
        xaxis={"title": {"text": "how many were tried, log scale"}, "type": "log", "tickformat": ",d", "dtick": 1},
        yaxis={"title": {"text": "accuracy"}, "tickformat": ".0%"},
    )
