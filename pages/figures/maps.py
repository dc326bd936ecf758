"""Heatmaps of signed numbers, one for each pixel."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from logreg_core.export import palette

from .chart_style import Figure, dress, heatmap, plain, source_of


def signed_map(values: NDArray, class_names: tuple[str, str]) -> Figure:
    """A heatmap of ``(h, w)`` signed numbers, with row 0 on top.

    class_names: plain text; red (positive) pushes towards the second. ``meta`` has the colours for dark mode, which
    the browser may switch at any time.
    """
    figure = _map(values, class_names, "weight", palette.diverging(dark=False))
    figure["data"][0]["meta"] = {"by_night": palette.diverging(dark=True)}
    return figure


def contribution_map(values: NDArray, picture: NDArray[np.uint8], class_names: tuple[str, str]) -> Figure:
    """A heatmap of ``(h, w)`` signed numbers over their picture, uint8 ``(h, w, c)``.

    Near 0 the picture is visible, in pale grey; class_names as in `signed_map`.
    """
    height, width = values.shape
    pale = np.interp(picture.mean(axis=2), (0, 255), (160, 240)).astype(np.uint8)  # makes blue and red stand out
    below = {
        "source": source_of(Image.fromarray(pale).resize((width * 8, height * 8), Image.Resampling.NEAREST)),
        "xref": "x",
        "yref": "y",
        "x": -0.5,
        "y": -0.5,
        "sizex": width,
        "sizey": height,
        "sizing": "stretch",
        "layer": "below",
    }
    return _map(values, class_names, "contribution", _see_through(), images=[below])


def _see_through() -> list[tuple[float, str]]:
    """The two class colours on a scale from -1 to 1, transparent at zero."""
    blue, red = (ImageColor.getrgb(colour) for colour in palette.CLASS_COLOURS)
    stops = [(0.0, blue, 1.0), (0.5, blue, 0.0), (0.5, red, 0.0), (1.0, red, 1.0)]
    return [(stop, f"rgba({r},{g},{b},{alpha})") for stop, (r, g, b, *_), alpha in stops]


def _map(
    values: NDArray, class_names: tuple[str, str], noun: str, colours: list[tuple[float, str]], **layout: Any
) -> Figure:
    limit = float(np.abs(values).max()) or 1.0
    blue, red = map(plain, class_names)
    numbers = heatmap(
        z=values.astype(np.float32),
        zmin=-limit,
        zmax=limit,
        colorscale=colours,
        colorbar={"title": {"text": noun}, "thickness": 12, "len": 0.9, "tickformat": ".2~g"},
        hovertemplate=f"Row %{{y}}, column %{{x}}: {noun} %{{z:.4f}}"
        f" (above 0 pushes towards {red}, below 0 towards {blue})<extra></extra>",
    )
    height, width = values.shape
    return dress(
        [numbers],
        height=420,
        margin={"l": 52, "r": 8, "t": 12},
        xaxis={"title": {"text": "column"}, "constrain": "domain", "range": [-0.5, width - 0.5]}
        | {"showgrid": False, "zeroline": False},
        yaxis={"title": {"text": "row"}, "scaleanchor": "x", "range": [height - 0.5, -0.5], "constrain": "domain"}
        | {"showgrid": False, "zeroline": False},
        **layout,
    )
