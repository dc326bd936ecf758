"""Signed numbers where their pixels are, as a heatmap around zero."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from . import palette
from .words import plain


def signed_map(values: NDArray, class_names: tuple[str, str], *, dark: bool, largest: float | None = None) -> go.Figure:
    """A heatmap of ``(h, w)`` signed numbers, drawn as the image lies: row 0 on top.

    class_names: plain text; red (positive) pushes towards the second.
    largest: the end of the colour scale in both directions; the largest size among the values when None.
    """
    limit = float(np.abs(values).max() if largest is None else largest) or 1.0
    blue, red = map(plain, class_names)
    towards = np.where(values > 0, red, np.where(values < 0, blue, "neither"))
    figure = go.Figure(
        go.Heatmap(
            z=values,
            customdata=towards,
            zmin=-limit,
            zmax=limit,
            colorscale=palette.diverging(dark),
            colorbar={"title": {"text": "weight"}, "thickness": 12, "len": 0.9, "tickformat": ".2~g"},
            hovertemplate="Row %{y}, column %{x}: weight %{z:.4f}, pushes towards %{customdata}<extra></extra>",
        )
    )
    height, width = values.shape
    figure.update_layout(
        height=420,
        margin={"l": 52, "r": 8, "t": 12, "b": 48},
        xaxis={"title": {"text": "column"}, "constrain": "domain", "range": [-0.5, width - 0.5], "showgrid": False},
        yaxis={"title": {"text": "row"}, "scaleanchor": "x", "range": [height - 0.5, -0.5], "constrain": "domain"}
        | {"showgrid": False, "zeroline": False},
    )
    figure.update_xaxes(zeroline=False)
    return figure
