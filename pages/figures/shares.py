"""Charts of accuracies with intervals: by representation, by number of directions, by difficulty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from numpy.typing import NDArray

from logreg_core.export import palette

from .chart_style import Figure, Trace, dress, level, note, plain, scatter, upright
from .curves import DECADES

Share = tuple[float, float, float]  # a share, and the ends of its interval


def representation_scores(
    held_out: Mapping[str, Share], test: Mapping[str, Share], baseline: float, baseline_words: str
) -> Figure:
    """A chart of the accuracy of each representation, on held-out training images and on test images.

    baseline: the test accuracy of a method that ignores the image, and its name (plain text).
    """
    names = list(held_out)
    return dress(
        [
            _points("held-out training images", held_out, names, palette.TRAIN, -0.14),
            _points("test images", test, names, palette.TEST, 0.14),
        ],
        height=110 + 58 * len(names),
        margin={"l": 108, "t": 56},
        xaxis={
            "title": {"text": "accuracy, with its 95 % interval"},
            "range": [0, 1.02],
            "tickformat": ".0%",
        },
        yaxis={
            "title": {"text": "representation"},
            "tickvals": list(range(len(names))),
            "ticktext": names,
            "range": [len(names) - 0.5, -0.6],
        }
        | {"showgrid": False, "zeroline": False},
        shapes=[upright(baseline)],
        annotations=[
            note(plain(baseline_words), x=baseline, y=0, yref="paper", xanchor="right", yanchor="bottom"),
        ],
    )


def _points(title: str, shares: Mapping[str, Share], names: list[str], style: dict[str, str], shift: float) -> Trace:
    values = [shares[name] for name in names]
    return scatter(
        name=title,
        x=[share for share, _, _ in values],
        y=[row + shift for row in range(len(names))],
        mode="markers",
        marker={"color": style["color"], "size": 9, "symbol": "circle" if style is palette.TRAIN else "diamond"},
        error_x={
            "array": [high - share for share, _, high in values],
            "arrayminus": [share - low for share, low, _ in values],
            "color": style["color"],
            "thickness": 2,
            "width": 5,
        },
        customdata=[[name, low, high] for name, (_, low, high) in zip(names, values, strict=True)],
        hovertemplate=f"%{{customdata[0]}}: %{{x:.1%}} of the {title} right, 95 % interval %{{customdata[1]:.1%}} to"
        " %{customdata[2]:.1%}<extra></extra>",
    )


def first_directions_figure(sizes: Sequence[int], train: NDArray, test: NDArray, held: NDArray) -> Figure:
    """The accuracy on the first main directions, and their share of the images' variance, from 0 to 1."""
    lines = (
        ("training images right", train, palette.TRAIN),
        ("test images right", test, palette.TEST),
        ("variance held", held, {"color": palette.QUIET, "dash": "dot"}),
    )
    return dress(
        [
            scatter(
                x=list(sizes),
                y=values.tolist(),
                name=name,
                mode="lines+markers",
                line={**style, "width": 2.5},
                hovertemplate=f"The first %{{x:,}}: %{{y:.1%}} ({name})<extra></extra>",
            )
            for name, values, style in lines
        ],
        height=360,
        xaxis={"title": {"text": "main directions used, log scale"}, "type": "log"} | DECADES,
        yaxis={"title": {"text": "share"}, "tickformat": ".0%", "range": [0, 1.03]},
    )


def coping(
    respect: str, amounts: Sequence[float], shares: Sequence[float], intervals: Sequence[tuple[float, float]]
) -> Figure:
    """The accuracy on test drawings at each amount of difficulty in this respect, from 0 to 1.

    intervals: of each accuracy. A dotted line marks guessing.
    """
    line = scatter(
        x=list(amounts),
        y=list(shares),
        error_y={
            "type": "data",
            "array": [high - share for share, (_, high) in zip(shares, intervals, strict=True)],
            "arrayminus": [share - low for share, (low, _) in zip(shares, intervals, strict=True)],
            "color": palette.TEST["color"],
            "thickness": 1.5,
        },
        mode="lines+markers",
        line={**palette.TEST, "width": 2.5},
        marker={"color": palette.TEST["color"], "size": 9},
        showlegend=False,
        hovertemplate=f"At a difficulty in {respect} of %{{x:.1f}}, %{{y:.1%}} of the test drawings are right"
        "<extra></extra>",
    )
    return dress(
        [line],
        height=300,
        margin={"t": 16},
        xaxis={"title": {"text": f"difficulty in {respect}"}, "range": [-0.04, 1.04], "dtick": 0.2},
        yaxis={"title": {"text": "test drawings right"}, "range": [0.3, 1.04], "tickformat": ".0%"},
        shapes=[level(0.5)],
        annotations=[note("guessing", x=0, y=0.5, xref="paper", xanchor="left", yanchor="top")],
    )
