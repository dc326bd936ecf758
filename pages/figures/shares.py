"""Shares that are right, with how sure we can be of them: by what is shown, by how many numbers, by difficulty."""

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
    """For each representation the share of held-out training images and of test images that are right.

    baseline: the share of test images that a machine is right on that never looks, and what to call it (plain text).
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
            "title": {"text": "share that is right, with its 95 % interval"},
            "range": [0, 1.02],
            "tickformat": ".0%",
        },
        yaxis={
            "title": {"text": "what it is shown"},
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
        y=[place + shift for place in range(len(names))],
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
        hovertemplate=f"On %{{customdata[0]}}, %{{x:.1%}} of the {title} are right; plausibly between"
        " %{customdata[1]:.1%} and %{customdata[2]:.1%}<extra></extra>",
    )


def first_directions_figure(sizes: Sequence[int], train: NDArray, test: NDArray, held: NDArray) -> Figure:
    """The accuracy on the first main directions, and how much of the images' variance these hold, from 0 to 1 each."""
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
        xaxis={"title": {"text": "main directions shown, log scale"}, "type": "log"} | DECADES,
        yaxis={"title": {"text": "share"}, "tickformat": ".0%", "range": [0, 1.03]},
    )


def coping(
    respect: str, amounts: Sequence[float], shares: Sequence[float], intervals: Sequence[tuple[float, float]]
) -> Figure:
    """The share of test drawings that are judged right, at each amount of difficulty in this respect, from 0 to 1.

    intervals: where the true share plausibly lies, for each of them. A dotted line marks what guessing gets right.
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
