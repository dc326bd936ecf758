"""Several runs in one chart: how their costs, or their shares of right answers, went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal

import numpy as np

from logreg_core.descent import Record, Turn
from logreg_core.export import palette

from .chart_style import Figure, Shape, Trace, dress, level, note, plain, scatter
from .curves import DECADES, penalty_band, with_turns

MARKS = 7  # on a line, at the most, by which a run is known without its colour
Scale = Literal["linear", "log"]


def comparison(
    runs: Mapping[str, Sequence[Record]],
    *,
    turns: Mapping[str, Sequence[Turn]] = MappingProxyType({}),
    floors: Mapping[str, float] = MappingProxyType({}),
    measure: Literal["cost", "accuracy"] = "cost",
    x_scale: Scale = "linear",
    y_scale: Scale = "linear",
) -> Figure:
    """A colour and a mark for each run, its training line solid, its test line dashed, a star where that fared best.

    runs: names, which are plain text, to their records in order, at most as many as `palette.RUNS` has colours.
    turns: for some of the names, those of the run: its training cost goes through them too.
    floors: for some of the names, the smallest cost with its penalty that any weights can have. A penalty is a pale
        band above the training cost.
    """
    traces: list[Trace] = []
    lines: list[Shape] = []
    names: list[dict[str, object]] = []
    for (name, records), colour, symbol in zip(runs.items(), palette.RUNS, palette.RUN_SYMBOLS, strict=False):
        kept = [record for record in records if record.iteration or x_scale == "linear"]
        points = with_turns(kept, turns.get(name, ()) if measure == "cost" else ())
        x, name_shown = [record.iteration for record in kept], plain(name)
        train, test, number = _values(kept, measure)
        if measure == "cost":
            train = [point.cost for point in points]
        steps = [point.iteration for point in points]
        for places, values, part, style in (
            (steps, train, "training", palette.TRAIN),
            (x, test, "test", palette.TEST),
        ):
            traces.append(
                scatter(
                    x=places,
                    y=values,
                    name=name_shown,
                    meta={"name": f"{name_shown}, {part}"},
                    legendgroup=name,
                    showlegend=part == "training",
                    mode="lines+markers" if len(x) > 1 else "markers",
                    line={"color": colour, "dash": style["dash"], "width": 2.5},
                    marker={"color": colour, "symbol": symbol, "size": 8, "maxdisplayed": MARKS},
                    hovertemplate=f"{name_shown}: {part} {measure} {number} after %{{x:,}} iterations<extra></extra>",
                )
            )
        if measure == "cost":
            traces += penalty_band(points, colour, name_shown)
        best = _best(test, measure)
        if best is not None:
            traces.append(
                scatter(
                    x=[x[best]],
                    y=[test[best]],
                    meta={"name": f"{name_shown}, test at its best"},
                    legendgroup=name,
                    showlegend=False,
                    mode="markers",
                    marker={"symbol": "star", "size": 14, "color": colour, "line": {"color": "white", "width": 1}},
                    hovertemplate=f"{name_shown}: the test images fared best here, with {measure} {number} after"
                    " %{x:,} iterations<extra></extra>",
                )
            )
        if measure == "cost" and name in floors:
            floor = floors[name]
            lines.append(level(floor, {"color": colour, "dash": "longdash", "width": 1}))
            names.append(
                note(
                    f"floor {floor:.4f}",
                    x=1,
                    y=float(np.log10(floor)) if y_scale == "log" else floor,
                    xref="paper",
                    xanchor="right",
                    yanchor="bottom",
                    font={"color": colour, "size": 12},
                )
            )
    axis: dict[str, object] = {"title": {"text": measure + (", log scale" if y_scale == "log" else "")}}
    axis |= {"type": y_scale} | ({} if y_scale == "log" else {"rangemode": "tozero"})
    axis |= {"tickformat": ".0%"} if measure == "accuracy" else DECADES if y_scale == "log" else {}
    return dress(
        traces,
        height=460,
        xaxis={"title": {"text": "iteration" + (", log scale" if x_scale == "log" else "")}, "type": x_scale}
        | {"tickformat": ",d"},
        yaxis=axis,
        shapes=lines,
        annotations=names,
    )


def _values(records: Sequence[Record], measure: str) -> tuple[list[float], list[float], str]:
    if measure == "cost":
        return [r.cost for r in records], [r.test_cost for r in records], "%{y:.4f}"
    return [r.train_accuracy for r in records], [r.test_accuracy for r in records], "%{y:.1%}"


def _best(test: Sequence[float], measure: str) -> int | None:
    """The first place with the lowest cost or the highest accuracy; None where there are no numbers."""
    values = np.array(test, dtype=float)
    if not np.isfinite(values).any():
        return None
    return int(np.nanargmin(values) if measure == "cost" else np.nanargmax(values))
