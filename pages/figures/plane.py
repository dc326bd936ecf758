"""The animated decision boundary in the plane of the two main directions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from logreg_core.export import palette

from .chart_style import Figure, dress, plain, scatter, source_of

SYMBOLS = ("circle", "square")  # of the classes, readable without colours
THUMBNAIL = 48  # pixels, the longer side at most
FRAME = 150  # ms


def plane_figure(
    positions: NDArray,
    labels: NDArray,
    lines: Sequence[NDArray | None],
    iterations: Sequence[int],
    box: tuple[float, float, float, float],
    class_names: tuple[str, str],
    *,
    thumbnails: tuple[NDArray[np.int64], NDArray[np.uint8]],
    towards: NDArray,
    stacked: bool = False,
) -> Figure:
    """Images as marks in their class's colour, some as thumbnails, and the 50 % boundary at each iteration.

    positions: ``(m, 2)``, coordinates of the images; labels: ``(m,)``. lines: ``(2, 2)`` end points at each of
    ``iterations``, or None if the line is outside ``box``, the range along each direction. towards: ``(frames, 2)``,
    the direction of rising scores. class_names: plain text. thumbnails: indices of images, and their pixels
    ``(k, h, w, c)``. stacked: the slider below the buttons, for a narrow screen.
    """
    traces = []
    for label, name in enumerate(class_names):
        points = positions[labels == label]
        small = ~np.isin(np.flatnonzero(labels == label), thumbnails[0])  # the others are thumbnails
        traces.append(
            scatter(
                x=points[:, 0],
                y=points[:, 1],
                mode="markers",
                name=plain(name),
                marker={
                    "color": palette.CLASS_COLOURS[label],
                    "symbol": SYMBOLS[label],
                    "size": 8,
                    "opacity": small.astype(float),
                },
                hovertemplate=f"A training image of “{plain(name)}”<extra></extra>",
            )
        )
    moments = [_moment(line, direction, box, class_names) for line, direction in zip(lines, towards, strict=True)]
    boundary = scatter(
        **moments[-1][0],
        mode="lines",
        name="50 % boundary",
        line={"color": palette.TRAIN["color"], "width": 3},
        hovertemplate="On this line the probability is 50 %<extra></extra>",
    )
    answers = scatter(
        **moments[-1][1],
        mode="text",
        textposition="middle right",
        showlegend=False,
        hoverinfo="skip",
        textfont={"color": palette.TRAIN["color"], "size": 14},
    )
    frames = [
        {"name": str(iteration), "data": [scatter(**part) for part in moment], "traces": [2, 3]}
        for iteration, moment in zip(iterations, moments, strict=True)
    ]
    figure = dress(
        [*traces, boundary, answers],
        height=680 if stacked else 620,
        margin={"b": 210 if stacked else 150},
        xaxis={"title": {"text": "first main direction"}, "range": box[:2], "zeroline": False},
        yaxis={"title": {"text": "second main direction"}, "range": box[2:], "zeroline": False},
        updatemenus=[play_buttons()],
        sliders=[iteration_slider(list(iterations), stacked)],
        images=[
            _thumbnail(pixels, positions[index], int(labels[index]), box)
            for index, pixels in zip(*thumbnails, strict=True)
        ],
    )
    return figure | {"frames": frames}


def _thumbnail(
    pixels: NDArray[np.uint8], position: NDArray, label: int, box: tuple[float, float, float, float]
) -> dict[str, object]:
    image = Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels).convert("RGB")
    image.thumbnail((THUMBNAIL, THUMBNAIL))
    framed = ImageOps.expand(image, border=3, fill=palette.CLASS_COLOURS[label])
    return {
        "source": source_of(framed),
        "xref": "x",
        "yref": "y",
        "x": float(position[0]),
        "y": float(position[1]),
        "sizex": (box[1] - box[0]) / 14,
        "sizey": (box[3] - box[2]) / 10,
        "xanchor": "center",
        "yanchor": "middle",
        "layer": "below",
    }


def _moment(
    line: NDArray | None, towards: NDArray, box: tuple[float, float, float, float], class_names: tuple[str, str]
) -> tuple[dict[str, object], dict[str, object]]:
    """The boundary, and the two answers on its sides."""
    length = float(np.hypot(*towards))
    if line is None or not length:
        return {"x": [], "y": []}, {"x": [], "y": [], "text": []}
    beside = line[0] + 0.12 * (line[1] - line[0])  # near its end, with few images
    aside = 0.09 * min(box[1] - box[0], box[3] - box[2]) * towards / length
    sides = np.array([beside - aside, beside + aside])
    return (
        {"x": line[:, 0].tolist(), "y": line[:, 1].tolist()},
        {"x": sides[:, 0].tolist(), "y": sides[:, 1].tolist(), "text": [f"says {plain(name)}" for name in class_names]},
    )


def play_buttons() -> dict[str, object]:
    """Buttons to play and pause an animation."""
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
        "bgcolor": palette.pale(palette.QUIET),
        "bordercolor": palette.QUIET,
        "buttons": [
            {"label": "Play", "method": "animate", "args": [None, play]},
            {"label": "Pause", "method": "animate", "args": [[None], hold]},
        ],
    }


def iteration_slider(iterations: list[int], stacked: bool) -> dict[str, object]:
    """A slider through the frames of an animation, labelled by iteration."""
    jump = {"frame": {"duration": 0, "redraw": True}, "transition": {"duration": 0}, "mode": "immediate"}
    return {
        "active": len(iterations) - 1,
        "x": 0 if stacked else 0.24,
        "len": 1 if stacked else 0.76,
        "y": 0,
        "pad": {"t": 110 if stacked else 52},
        "currentvalue": {"prefix": "iteration ", "xanchor": "right", "font": {"color": palette.QUIET}},
        "bgcolor": palette.pale(palette.QUIET, 0.4),
        "activebgcolor": palette.TRAIN["color"],
        "bordercolor": palette.QUIET,
        "font": {"color": "rgba(0,0,0,0)"},
        "ticklen": 0,
        "minorticklen": 0,
        "steps": [{"label": f"{i:,}", "method": "animate", "args": [[str(i)], jump]} for i in iterations],
    }
