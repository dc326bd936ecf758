"""The two classes beside each other: how many of each, how bright, and how likely."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from logreg_core.export import palette
from logreg_core.words import chance, percent

from .chart_style import Figure, bar, dress, note, plain, scatter, upright
from .series import CHANCE


def balance(counts: Mapping[str, tuple[int, int]], class_names: tuple[str, str]) -> Figure:
    """One bar for each split, divided between the classes.

    counts: split name to the numbers of images of class 0 and class 1. class_names: plain text.
    """
    splits = list(counts)
    totals = {split: sum(counts[split]) for split in splits}
    bars = [
        bar(
            name=name,
            y=splits,
            x=[counts[split][label] / totals[split] for split in splits],
            text=[f"{counts[split][label]} of {totals[split]}" for split in splits],
            textfont={"color": "white"},
            insidetextanchor="middle",
            textposition="inside",
            orientation="h",
            marker={"color": palette.CLASS_COLOURS[label], "line": {"color": "white", "width": 1}}
            | {"pattern": palette.CLASS_PATTERNS[label]},
            hovertemplate=f"%{{text}} %{{y}} images are {name}: %{{x:.1%}}<extra></extra>",
        )
        for label, name in ((1, plain(class_names[1])), (0, plain(class_names[0])))
    ]
    return dress(
        bars,
        barmode="stack",
        height=190,
        bargap=0.35,
        xaxis={"title": {"text": "share of the images"}, "range": [0, 1], "tickformat": ".0%", "showgrid": False},
        yaxis={"autorange": "reversed"},
    )


def brightness(values: Mapping[int, NDArray], class_names: tuple[str, str], channel: str) -> Figure:
    """How often each pixel value occurs in the images of each class.

    values: label to the share of its pixels in each of the bins that divide 0 to 255 evenly. class_names: plain text.
    """
    traces = []
    for label, shares in values.items():
        name = plain(class_names[label])
        edges = np.linspace(0, 256, len(shares) + 1)
        traces.append(
            scatter(
                x=edges,
                y=np.append(shares, shares[-1]),  # so that the last bin has a width too
                customdata=np.append(edges[1:], 256) - 1,
                name=name,
                mode="lines",
                line={
                    "color": palette.CLASS_COLOURS[label],
                    "dash": palette.CLASS_DASHES[label],
                    "shape": "hv",
                    "width": 2,
                },
                hovertemplate=f"%{{y:.1%}} of the pixels of {name} are between %{{x:.0f}} and %{{customdata:.0f}}"
                "<extra></extra>",
            )
        )
    return dress(
        traces,
        height=280,
        xaxis={"title": {"text": f"pixel value, {channel}"}, "range": [0, 256], "dtick": 64},
        yaxis={"title": {"text": "share of the pixels"}, "tickformat": ".0%", "rangemode": "tozero"},
        legend={"traceorder": "reversed"},  # class 1 first, as in all charts; its line lies above
    )


def verdict(probability: float, class_names: tuple[str, str], threshold: float) -> Figure:
    """The probability of class 1 as one bar between the two class names, with the threshold as a line.

    probability, threshold: from 0 to 1. class_names: plain text. Class 1 grows from the left, so that it passes the
    line when it wins.
    """
    shares = (1 - probability, probability)
    bars = [
        bar(
            name=plain(class_names[label]),
            y=[""],
            x=[shares[label]],
            text=[f"\u00a0{chance(shares[label])}\u00a0" if shares[label] > 0.25 else ""],
            textfont={"color": "white", "size": 16},
            insidetextanchor="start" if label else "end",
            textposition="inside",
            textangle=0,
            orientation="h",
            meta={"of": "probability", "format": CHANCE},
            marker={"color": palette.CLASS_COLOURS[label], "line": {"color": "white", "width": 1}}
            | {"pattern": palette.CLASS_PATTERNS[label]},
            hovertemplate=f"{plain(class_names[label])}: %{{x:.2%}}<extra></extra>",
        )
        for label in (1, 0)
    ]
    return dress(
        bars,
        barmode="stack",
        height=180,
        margin={"l": 28, "r": 28, "t": 64},
        legend={"y": 1.4},
        xaxis={
            "title": {"text": f"probability of {plain(class_names[1])}"},
            "range": [0, 1],
            "tickformat": ".0%",
            "showgrid": False,
        },
        yaxis={"showticklabels": False},
        shapes=[
            upright(threshold, {"color": colour, "width": width}) | {"y1": 1.1}
            for colour, width in (("white", 5), ("#1E2126", 2))
        ],
        annotations=[
            note(
                f"threshold {percent(threshold)}",
                x=threshold,
                y=1.1,
                yref="paper",
                xanchor="left" if threshold < 0.1 else "right" if threshold > 0.9 else "center",
                yanchor="bottom",
                font={"size": 13},
            )
        ],
    )
