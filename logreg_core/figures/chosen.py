"""What choosing and more numbers do: the best of many from nothing, and the accuracy against the pixels used."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from . import palette
from .experiments import bands
from .look import QUIET_LINE, QUIET_NOTE, dress


def pixels_used_figure(sizes: Sequence[int], train: NDArray, test: NDArray, images: int) -> go.Figure:
    """The accuracy against how many numbers of each image were used; a mark where these are as many as the images.

    train, test: accuracies from 0 to 1, ``(len(sizes), repeats)``.
    """
    figure = bands(sizes, train, test, "Shown %{x:,} numbers of each image")
    if images <= max(sizes):
        figure.add_vline(images, line=QUIET_LINE)
        figure.add_annotation(
            x=np.log10(images), y=0, yref="paper", text=f" as many as images: {images:,}", showarrow=False,
            xanchor="left", yanchor="bottom", font=QUIET_NOTE,
        )  # fmt: skip
    return dress(
        figure,
        height=380,
        xaxis={"title": {"text": "numbers used of each image, log scale"}, "type": "log", "tickformat": ",d"}
        | {"dtick": 1},
        yaxis={"title": {"text": "accuracy"}, "tickformat": ".0%"},
    )


def best_of_figure(tries: Sequence[int], best: NDArray, elsewhere: NDArray, coins: NDArray) -> go.Figure:
    """How good the best of so many looks, on average, against how many were tried; accuracies from 0 to 1 each.

    best: of random weightings on the test images they are chosen by; elsewhere: the same ones on other images; coins:
    of tossed coins on the test images.
    """
    lines = (
        ("the best on the test images", best, palette.TEST, "the best has %{y:.1%} of the test images right"),
        ("the same on the training images", elsewhere, palette.TRAIN, "it has %{y:.1%} of the training images right"),
        ("the best coin", coins, {"color": palette.QUIET, "dash": "dot"}, "the best coin has %{y:.1%} right"),
    )
    figure = go.Figure(
        [
            go.Scatter(
                x=list(tries),
                y=values.tolist(),
                name=name,
                mode="lines",
                line={**style, "width": 2.5},
                hovertemplate=f"Of %{{x:,}} tried {words}, on average<extra></extra>",
            )
            for name, values, style, words in lines
        ]
    )
    return dress(
        figure,
        height=380,
        xaxis={"title": {"text": "how many were tried, log scale"}, "type": "log", "tickformat": ",d", "dtick": 1},
        yaxis={"title": {"text": "accuracy"}, "tickformat": ".0%"},
    )
