"""Charts of why a neuron answers so: a score as a staircase, and training images by their share of a score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from logreg_core.export import palette
from logreg_core.words import signed

from .chart_style import Figure, dress, plain, scatter


def waterfall(
    bias: float, names: Sequence[str], steps: Sequence[float], class_names: tuple[str, str], *, what: str
) -> Figure:
    """The bias, then each step, then the score, which is their sum.

    names, steps: one for each line, all names different. what: the steps in words, for the axis. class_names: plain
    text; a step up is red and pushes towards the second, a step down is blue and pushes towards the first.
    """
    blue, red = map(plain, class_names)
    score = bias + sum(steps)
    few = len(steps) < 10
    moves = [bias, *steps]
    words = [
        f"{plain(name)} adds {signed(move, '.3f')}, towards {red if move > 0 else blue}"
        for name, move in zip(["The bias", *names], moves, strict=True)
    ]
    stairs = {
        "type": "waterfall",
        "x": ["bias", *map(plain, names), "score z"],
        "y": [*moves, score],
        "meta": {"of": "part of the score"},
        "measure": ["relative"] * len(moves) + ["total"],
        "customdata": [*words, f"The score z is their sum: {signed(score, '.3f')}"],
        "hovertemplate": "In the sum: %{customdata}<extra></extra>",
        "increasing": {"marker": {"color": palette.CLASS_COLOURS[1]}},
        "decreasing": {"marker": {"color": palette.CLASS_COLOURS[0]}},
        "totals": {"marker": {"color": palette.TRAIN["color"]}},
        "connector": {"line": {"color": palette.QUIET, "width": 1}},
        "text": [signed(move) for move in [*moves, score]] if few else None,
        "textposition": "outside",
        "cliponaxis": False,
    }
    return dress(
        [stairs],
        height=360,
        margin={"b": 64},
        bargap=0.15 if few else 0.05,
        xaxis={"title": {"text": plain(what)}, "showgrid": False, "type": "category"}
        | ({} if few else {"tickvals": ["bias", "score z"]}),
        yaxis={"title": {"text": "score so far"}, "zeroline": True, "zerolinecolor": palette.QUIET},
        showlegend=False,
    )


def shares_and_differences(
    shares: NDArray[np.float64],
    differences: NDArray[np.float64],
    labels: NDArray[np.int64],
    class_names: tuple[str, str],
) -> Figure:
    """One point for each training image, in the colour and the shape of its class.

    shares: what each wrote of the score; differences: the score minus that of the neuron without the image; labels: 0
    or 1; all ``(m,)``. class_names: plain text.
    """
    traces = []
    for label, symbol in enumerate(palette.CLASS_SYMBOLS):
        of_class = np.flatnonzero(labels == label)
        traces.append(
            scatter(
                x=shares[of_class].tolist(),
                y=differences[of_class].tolist(),
                mode="markers",
                name=plain(class_names[label]),
                marker={"color": palette.CLASS_COLOURS[label], "symbol": symbol, "size": 7, "opacity": 0.75},
                customdata=[
                    f"Image {i}, {plain(class_names[label])}: its share is {signed(shares[i], '.3f')}. With it the"
                    f" score is {signed(differences[i], '.3f')} higher than without"
                    for i in of_class
                ],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    return dress(
        traces,
        height=360,
        xaxis={"title": {"text": "share of the score"}, "zerolinecolor": palette.QUIET},
        yaxis={"title": {"text": "score with it minus without"}, "zerolinecolor": palette.QUIET},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"},
    )
