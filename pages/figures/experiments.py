"""Charts of repeated training: the distribution of scores, and their growth with more images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from logreg_core.export import palette

from .chart_style import Figure, Trace, bar, dress, note, plain, scatter, upright, whole_steps

STYLES = {"train": palette.TRAIN, "test": palette.TEST}


def distribution(
    scores: Mapping[str, tuple[str, NDArray]], marks: Sequence[tuple[float, str, str]], *, things: str
) -> Figure:
    """A histogram of the accuracies of many runs, with marked accuracies as lines with notes.

    scores: ``train`` or ``test`` to the legend's text and the accuracies of all runs, from 0 to 1, ``(n,)``.
    marks: an accuracy, its note (plain text), and ``train``, ``test`` or empty for a quiet line.
    things: the plural of what is counted, such as ``divisions``.
    """
    traces = []
    for part, (words, values) in scores.items():
        shares, counts = np.unique(np.round(values, 6), return_counts=True)
        gap = float(np.diff(shares).min()) if len(shares) > 1 else 0.02
        traces.append(
            bar(
                name=plain(words),
                x=shares.tolist(),
                y=counts.tolist(),
                width=max(0.8 * gap, 0.004),
                opacity=0.75,
                marker={"color": STYLES[part]["color"]},
                hovertemplate=f"%{{y}} {things} get %{{x:.1%}} right ({plain(words)})<extra></extra>",
            )
        )
    values = np.concatenate([runs for _, runs in scores.values()] + [np.array([share for share, _, _ in marks])])
    low, high = max(0.0, np.floor(10 * float(values.min())) / 10), 1.03
    middle = (low + high) / 2
    lines, names = [], []
    # Notes extend towards the middle, above the shorter lines that they cross.
    for position, (share, words, part) in enumerate(sorted(marks, key=lambda mark: abs(mark[0] - middle))):
        colour = STYLES[part]["color"] if part else palette.QUIET
        dash = STYLES[part]["dash"] if part else "dot"
        end = 1.02 + 0.09 * position
        lines.append(upright(share, {"color": colour, "width": 2, "dash": dash}) | {"y1": end})
        names.append(
            note(
                f" {plain(words)} ",
                x=share,
                y=end,
                yref="paper",
                xanchor="left" if share < middle else "right",
                yanchor="middle",
            )
        )
    return dress(
        traces,
        height=340 + 24 * len(marks),
        barmode="overlay",
        margin={"t": 24 + 26 * len(marks), "b": 84},
        legend={"y": -0.24, "yanchor": "top"},
        showlegend=len(scores) > 1,
        xaxis={"title": {"text": "accuracy"}, "range": [low, high], "tickformat": ".0%"},
        yaxis={"title": {"text": f"number of {things}"}, "rangemode": "tozero"}
        | whole_steps(max(max(trace["y"]) for trace in traces)),
        shapes=lines,
        annotations=names,
    )


def costs(values: NDArray, mark: float, words: str, *, things: str) -> Figure:
    """A histogram of the test costs of many runs, with one cost marked as a line with a note (plain text).

    values: the costs of all runs, ``(n,)``. things: the plural of what is counted, such as ``shuffles``.
    """
    counts, edges = np.histogram(values, 20, range=(min(values.min(), mark), max(values.max(), mark)))
    middles = (edges[:-1] + edges[1:]) / 2
    bars = bar(
        x=middles.tolist(),
        y=counts.tolist(),
        width=0.9 * (edges[1] - edges[0]),
        opacity=0.75,
        marker={"color": STYLES["test"]["color"]},
        hovertemplate=f"%{{y}} {things} have a test cost near %{{x:.3f}}<extra></extra>",
    )
    name = note(
        f" {plain(words)}: {mark:.3f} ",
        x=mark,
        y=1.06,
        yref="paper",
        xanchor="left" if mark < edges.mean() else "right",
    )
    return dress(
        [bars],
        height=340,
        shapes=[upright(mark, {"color": palette.QUIET, "width": 2, "dash": "dot"})],
        annotations=[name],
        xaxis={"title": {"text": "test cost"}},
        yaxis={"title": {"text": f"number of {things}"}, "rangemode": "tozero"} | whole_steps(int(counts.max())),
    )


def growth(sizes: Sequence[int], train: NDArray, test: NDArray) -> Figure:
    """The accuracy against the number of training images: the mean as a line, and a band with 80 % of the runs.

    train, test: accuracies from 0 to 1, ``(len(sizes), runs)``.
    """
    return dress(
        bands(sizes, train, test, "Trained on %{x} images"),
        height=380,
        xaxis={"title": {"text": "training images, each step twice as many"}, "type": "log"}
        | {"tickvals": list(sizes), "ticktext": [f"{size:,}" for size in sizes]},
        yaxis={"title": {"text": "accuracy"}, "tickformat": ".0%"},
    )


def bands(sizes: Sequence[int], train: NDArray, test: NDArray, shown: str, *, held: float = 0.8) -> list[Trace]:
    """Accuracies ``(len(sizes), runs)`` at each size: their mean as a line, and a band with most of them.

    shown: the start of the hover text, about a size. held: the share of the runs in the band.
    """
    traces = []
    for part, words, values in (("train", "training", train), ("test", "test", test)):
        hover = f"{shown}: %{{y:.1%}} of the {words} images right on average, "
        traces += band(sizes, values, f"{words} images", STYLES[part], hover, held=held)
    return traces


def band(
    sizes: Sequence[int],
    values: NDArray,
    name: str,
    style: Mapping[str, str],
    hover: str,
    *,
    held: float,
    digits: str = ".1%",
    axis: str = "y",
) -> list[Trace]:
    """Values ``(len(sizes), runs)`` as in `bands`. hover: the start of the text. digits: the format of its numbers.

    axis: their vertical axis.
    """
    low, high = np.quantile(values, [(1 - held) / 2, (1 + held) / 2], axis=1)
    around = scatter(
        x=[*sizes, *reversed(sizes)],
        y=[*high, *reversed(low)],
        yaxis=axis,
        fill="toself",
        fillcolor=palette.pale(style["color"]),
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
        showlegend=False,
    )
    line = scatter(
        x=list(sizes),
        y=values.mean(axis=1).tolist(),
        yaxis=axis,
        name=name,
        mode="lines+markers",
        line={**style, "width": 2.5},
        customdata=np.column_stack([low, high]),
        hovertemplate=f"{hover}{'mostly' if held < 1 else 'from'} %{{customdata[0]:{digits}}} to"
        f" %{{customdata[1]:{digits}}}<extra></extra>",
    )
    return [around, line]
