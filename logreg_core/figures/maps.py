"""Signed numbers where their pixels are, as a heatmap around zero."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from . import palette
from .words import plain


def signed_map(values: NDArray, class_names: tuple[str, str], *, dark: bool) -> go.Figure:
    """A heatmap of ``(h, w)`` signed numbers, drawn as the image lies: row 0 on top.

    class_names: plain text; red (positive) pushes towards the second.
    """
    limit = float(np.abs(values).max()) or 1.0
    blue, red = map(plain, class_names)
    figure = go.Figure(
        go.Heatmap(
            z=values.astype(np.float32),
            zmin=-limit,
            zmax=limit,
            colorscale=palette.diverging(dark),
            colorbar={"title": {"text": "weight"}, "thickness": 12, "len": 0.9, "tickformat": ".2~g"},
            hovertemplate="Row %{y}, column %{x}: weight %{z:.4f}"
            f" (above 0 pushes towards {red}, below 0 towards {blue})<extra></extra>",
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
