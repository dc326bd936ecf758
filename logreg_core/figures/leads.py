"""The images on which only one of two is right: a bar to each side, one pair below the other."""

from __future__ import annotations

from collections.abc import Sequence

from . import palette
from .look import Figure, bar, dress, note, plain


def leads(rows: Sequence[tuple[str, str, int, int]]) -> Figure:
    """How many images only the neuron answers right (to the right) and only the other (to the left), for each other.

    rows: what the other is called, what is said of it (plain text), and the two counts.
    """
    places = list(range(len(rows)))
    most = max(max(ahead, behind) for *_, ahead, behind in rows) or 1
    sides = (
        ("only this neuron is right", 1, [ahead for *_, ahead, _ in rows], palette.TRAIN["color"]),
        ("only the other is right", -1, [behind for *_, behind in rows], palette.QUIET),
    )
    bars = [
        bar(
            x=[sign * count for count in counts],
            y=places,
            orientation="h",
            width=0.36,
            name=name,
            meta={"times": sign},
            marker={"color": colour},
            text=[f"{count:,}" if count else "" for count in counts],
            textposition="outside",
            cliponaxis=False,
            customdata=[[plain(title), count] for (title, *_), count in zip(rows, counts, strict=True)],
            hovertemplate="%{customdata[0]}:<br>on %{customdata[1]:,} test images " + name + "<extra></extra>",
        )
        for name, sign, counts, colour in sides
    ]
    names = [
        note(
            f"{plain(title)}<br>{plain(words)}",
            x=0,
            y=place,
            xref="paper",
            xanchor="left",
            yanchor="bottom",
            yshift=12,
            align="left",
            font={"size": 13},
        )
        for place, (title, words, *_) in zip(places, rows, strict=True)
    ]
    zeros = [
        {"type": "line", "x0": 0, "x1": 0, "y0": place - 0.22, "y1": place + 0.22, "line": {"color": palette.QUIET}}
        for place in places
    ]
    return dress(
        bars,
        height=96 + 68 * len(rows),
        margin={"l": 12},
        barmode="overlay",
        annotations=names,
        shapes=zeros,
        xaxis={"title": {"text": "test images"}, "range": [-1.15 * most, 1.15 * most], "showticklabels": False}
        | {"showgrid": False, "zeroline": False},
        yaxis={"range": [len(rows) - 0.7, -0.85], "showticklabels": False, "showgrid": False, "zeroline": False}
        | {"tickvals": places, "ticktext": [plain(title) for title, *_ in rows]},
        dragmode=False,
    )
