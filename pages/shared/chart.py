"""The one function that shows a chart."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pages.figures.chart_style import Figure
from pages.figures.descriptions import describe
from pages.figures.series import series

from . import browser

_SHORTER = {"i8": "i4", "u8": "u4"}  # JavaScript has no arrays of 8-byte integers that Plotly reads
_mount = browser.component("chart", __file__, isolate_styles=False)


def chart(
    figure: Figure, *, alt: str, key: str, on_pick: Callable[[], None] | None = None, picks: Sequence[str] = ()
) -> None:
    """Show a figure. ``alt``: for screen readers, the kind of chart and any result that its numbers alone do not show.
    `told` adds sentences about the numbers; a button opens them as a table.
    key: its name on the page. With the same key, the browser draws new numbers into the old chart. on_pick: called when
    the visitor picks a point by mouse, touch or keyboard; session state holds its number, ``pick``, under ``key``.
    picks: for each point, the effect of picking it; these points are the figure's first markers, one unit apart.
    """
    described = series(figure)
    said = {"alt": alt, "told": describe(figure, described), "series": [each.plain() for each in described]}
    _mount(
        key=key,
        data=as_json({**figure, **said, "picks": list(picks)}).encode(),
        on_pick_change=on_pick or (lambda: None),
    )


def as_json(value: Any) -> str:
    """Return a figure as JSON for Plotly: arrays as bytes, and null for numbers that are not finite."""
    try:
        return json.dumps(value, default=_packed, allow_nan=False, separators=(",", ":"))
    except ValueError:
        return json.dumps(_finite(value), default=_packed, separators=(",", ":"))


def _packed(value: Any) -> Any:
    """Return an array as ``{"dtype", "bdata", "shape"}``, row by row, little-endian; a NumPy scalar as a number."""
    if isinstance(value, np.generic):
        return value.item()
    if not isinstance(value, np.ndarray):
        raise TypeError(f"A figure holds numbers, words and arrays, not {type(value).__name__}.")
    kind = _SHORTER.get(value.dtype.str[1:], value.dtype.str[1:])
    data = base64.b64encode(np.ascontiguousarray(value, "<" + kind).tobytes()).decode()
    return {"dtype": kind, "bdata": data, "shape": ", ".join(map(str, value.shape))}


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return value if not isinstance(value, float) or np.isfinite(value) else None
