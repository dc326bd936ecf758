"""A film of training: the curves' markers, the weights and the two accuracies move together, inside the browser."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..descent import Record
from ..words import percent
from . import palette
from .curves import penalty_band
from .look import Figure, Trace, dress, heatmap, scatter
from .words import plain

STEPS = 127  # of the colours on each side of zero: a byte per weight keeps a film small
FRAME = 150  # milliseconds; a browser that needs longer to draw one shows no weights while the film plays
COST, ACCURACY, MAP = "y", "y2", "y3"


def film_figure(
    records: Sequence[Record], maps: NDArray, class_names: tuple[str, str], *, dark: bool, stacked: bool = False
) -> Figure:
    """Play, pause and scrub through a run, one frame for each record.

    records: in the order of their iterations; maps: ``(frames, h, w)`` signed weights, drawn as the image lies.
    class_names: plain text. stacked: the parts below each other, for a narrow screen.

    All frames share one scale of colours, the largest weight of the whole film, so that growth is seen as growth.
    """
    limit = float(np.abs(maps).max()) or 1.0
    pictures = np.round(maps / limit * STEPS).astype(np.int8)
    x = [record.iteration for record in records]
    lines = [
        _line("training cost", x, [r.cost for r in records], palette.TRAIN, COST),
        _line("test cost", x, [r.test_cost for r in records], palette.TEST, COST),
        _line("training images right", x, [r.train_accuracy for r in records], palette.TRAIN, ACCURACY),
        _line("test images right", x, [r.test_accuracy for r in records], palette.TEST, ACCURACY),
    ]
    lines += penalty_band(records, palette.TRAIN["color"])
    moving = [len(lines), len(lines) + 1, len(lines) + 2]
    at_the_end = _moment(records[-1], pictures[-1])
    actors = [
        actor | moment for actor, moment in zip(_actors(limit, class_names, dark, stacked), at_the_end, strict=True)
    ]
    frames = [
        {
            "name": str(record.iteration),
            "data": _moment(record, picture),
            "traces": moving,
            "layout": {"annotations": [_numbers(record, stacked)]},
        }
        for record, picture in zip(records, pictures, strict=True)
    ]
    height, width = pictures.shape[1:]
    below, beside = ((0.64, 1.0), (0.0, 1.0)) if stacked else ((0.0, 0.92), (0.0, 0.5))
    figure = dress(
        [*lines, *actors],
        height=910 if stacked else 540,
        margin={"t": 50 if stacked else 40, "b": 180 if stacked else 110},
        legend={"y": 0.51 if stacked else 0.94},
        xaxis={"title": {"text": "iteration"}, "range": [0, x[-1]], "domain": beside, "anchor": "y2"}
        | {"tickformat": ",d"},
        yaxis={"title": {"text": "cost"}, "rangemode": "tozero", "domain": (0.22, 0.5) if stacked else (0.44, 0.92)},
        yaxis2={"title": {"text": "accuracy"}, "range": [0, 1.04], "tickformat": ".0%"}
        | {"domain": (0.0, 0.16) if stacked else (0.0, 0.34)},
        xaxis2={"title": {"text": "column"}, "domain": (0.0, 1.0) if stacked else (0.6, 0.94), "anchor": "y3"}
        | {"range": [-0.5, width - 0.5], "constrain": "domain", "showgrid": False, "zeroline": False},
        yaxis3={"title": {"text": "row"}, "domain": below, "anchor": "x2", "scaleanchor": "x2"}
        | {"range": [height - 0.5, -0.5], "constrain": "domain", "showgrid": False, "zeroline": False},
        annotations=[_numbers(records[-1], stacked)],
        updatemenus=[play_buttons(dark)],
        sliders=[iteration_slider(x, dark, stacked)],
    )
    return figure | {"frames": frames}


def _line(name: str, x: list[int], y: list[float], style: dict[str, str], axis: str) -> Trace:
    number = "%{y:.4f}" if axis == COST else "%{y:.1%}"
    return scatter(
        x=x,
        y=y,
        name=name.split()[0],
        legendgroup=name.split()[0],
        showlegend=axis == COST,
        mode="lines",
        line={**style, "width": 2},
        yaxis=axis,
        hovertemplate=f"{name.capitalize()} after %{{x:,}} iterations: {number}<extra></extra>",
    )


def _actors(limit: float, class_names: tuple[str, str], dark: bool, stacked: bool) -> list[Trace]:
    """What moves, without the moment: a marker on each line, and the weights."""
    blue, red = map(plain, class_names)
    colours = [palette.TRAIN["color"], palette.TEST["color"]]
    marker = {"color": colours, "size": 11, "line": {"color": "white", "width": 1.5}}
    marked = {"mode": "markers", "marker": marker, "showlegend": False, "hoverinfo": "skip", "cliponaxis": False}
    half, strong = STEPS / 2, limit / STEPS
    return [
        scatter(**marked, yaxis=COST),
        scatter(**marked, yaxis=ACCURACY),
        heatmap(
            zmin=-STEPS,
            zmax=STEPS,
            xaxis="x2",
            yaxis=MAP,
            colorscale=palette.diverging(dark),
            showscale=not stacked,
            colorbar={
                "title": {"text": "weight"},
                "thickness": 12,
                "tickvals": [-STEPS, -half, 0, half, STEPS],
                "ticktext": [f"{value * strong:.2g}" for value in (-STEPS, -half, 0, half, STEPS)],
            },
            hovertemplate=f"Row %{{y}}, column %{{x}}: above 0 pushes towards {red}, below 0 towards {blue}"
            "<extra></extra>",
        ),
    ]


def _moment(record: Record, picture: NDArray[np.int8]) -> list[dict[str, object]]:
    """Where the actors are at this record. A frame says only what is new: that keeps a film small and quick to make."""
    here = [record.iteration] * 2
    return [
        {"type": "scatter", "x": here, "y": [record.cost, record.test_cost]},
        {"type": "scatter", "x": here, "y": [record.train_accuracy, record.test_accuracy]},
        {"type": "heatmap", "z": picture},
    ]


def _numbers(record: Record, stacked: bool) -> dict[str, object]:
    """The moment in words, above the picture."""
    text = (
        f"Iteration {record.iteration:,}:{'<br>' if stacked else ' '}{percent(record.train_accuracy)} right in training"
    )
    if np.isfinite(record.test_accuracy):
        text += f", {percent(record.test_accuracy)} in the test"
    place = {"x": 0, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"} | {
        "align": "left"
    }
    return place | {"text": text, "showarrow": False, "font": {"size": 12 if stacked else 15, "color": palette.QUIET}}


def play_buttons(dark: bool) -> dict[str, object]:
    """Play and pause a film."""
    play = {"frame": {"duration": FRAME, "redraw": True}, "transition": {"duration": 0}, "fromcurrent": True}
    hold = {"frame": {"duration": 0, "redraw": False}, "transition": {"duration": 0}, "mode": "immediate"}
    return {
        "type": "buttons",
        "direction": "left",
        "x": 0,
        "y": 0,
        "xanchor": "left",
        "yanchor": "top",
        "pad": {"t": 62, "r": 10},
        "showactive": False,
        "bgcolor": "#2A2D33" if dark else "#F4F3EE",
        "bordercolor": palette.QUIET,
        "font": {"color": "#E8E6E1" if dark else "#1E2126"},
        "buttons": [
            {"label": "Play", "method": "animate", "args": [None, play]},
            {"label": "Pause", "method": "animate", "args": [[None], hold]},
        ],
    }


def iteration_slider(iterations: list[int], dark: bool, stacked: bool) -> dict[str, object]:
    """A slider through the frames of a film, each with the name of its iteration."""
    jump = {"frame": {"duration": 0, "redraw": True}, "transition": {"duration": 0}, "mode": "immediate"}
    return {
        "active": len(iterations) - 1,
        "x": 0 if stacked else 0.24,
        "len": 1 if stacked else 0.76,
        "y": 0,
        "pad": {"t": 110 if stacked else 52},
        "currentvalue": {"prefix": "iteration ", "xanchor": "right", "font": {"color": palette.QUIET}},
        "bgcolor": "#E8E6E1" if dark else "#D5D2C8",
        "activebgcolor": palette.TRAIN["color"],
        "bordercolor": palette.QUIET,
        "font": {"color": "rgba(0,0,0,0)"},
        "ticklen": 0,
        "minorticklen": 0,
        "steps": [{"label": f"{i:,}", "method": "animate", "args": [[str(i)], jump]} for i in iterations],
    }
