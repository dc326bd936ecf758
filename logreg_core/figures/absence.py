"""What training images wrote of a score, against what their absence would change in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..words import signed
from . import palette
from .look import Figure, dress, scatter
from .words import plain


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
