"""What a class does, as a teacher sees it: how guesses spread before and after they were talked over, and all runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from logreg_core.export import palette

from .chart_style import Figure, Trace, bar, dress, note, plain, scatter
from .curves import DECADES
from .series import on_the_way

ROUNDS = ("first guess", "second guess")
STYLES: tuple[dict[str, Any], ...] = (  # told apart without their colours too
    {"color": palette.RUNS[2], "pattern": {"shape": "/", "size": 6, "solidity": 0.35, "fillmode": "overlay"}},
    {"color": palette.RUNS[1]},
)
STEEP = 50  # costs that differ by such a factor are drawn on a logarithmic axis


def choices(answers: Sequence[str], rounds: Sequence[Sequence[int]], right: str | None = None) -> Figure:
    """How many of a round chose each answer: a bar for each round, below the words of the answer.

    answers: plain text. rounds: for each, the first one first, how often each answer was chosen. right: the answer
    that gets a mark; None for none.
    """
    places = list(range(len(answers)))
    names = [
        note(
            _marked(answer, is_right=answer == right),
            x=0,
            y=place,
            xref="paper",
            xanchor="left",
            yanchor="bottom",
            yshift=20,
            font={"size": 14},
        )
        for place, answer in zip(places, answers, strict=True)
    ]
    return dress(
        _bars(answers, rounds, "said:<br>", lying=True),
        height=90 + 78 * len(answers),
        margin={"l": 12, "r": 36},
        bargap=0.5,
        annotations=names,
        showlegend=True,
        legend={"traceorder": "normal"},
        xaxis={"title": {"text": "share of the guesses"}, "range": [0, 1], "tickformat": ".0%", "fixedrange": True},
        yaxis={"range": [len(answers) - 0.6, -0.75], "showticklabels": False, "showgrid": False, "zeroline": False}
        | {"tickvals": places, "ticktext": [plain(answer) for answer in answers], "fixedrange": True},
        dragmode=False,
    )


def numbers(parts: Sequence[str], rounds: Sequence[Sequence[int]], right: int | None = None) -> Figure:
    """How the numbers that were guessed lie on their scale: a bar of each round over each part of it.

    parts: of the scale, as words such as ``20 to 30 %``. rounds: for each, how many numbers lie in each part.
    right: the part that gets a mark; None for none.
    """
    places = list(range(len(parts)))
    return dress(
        _bars(parts, rounds, "said "),
        height=340,
        bargap=0.2,
        showlegend=True,
        xaxis={"title": {"text": "the number that was guessed"}, "tickvals": places}
        | {
            "ticktext": [_marked(part, is_right=place == right) for place, part in enumerate(parts)],
            "fixedrange": True,
        },
        yaxis={"title": {"text": "share of the guesses"}, "tickformat": ".0%", "rangemode": "tozero"}
        | {"fixedrange": True},
        dragmode=False,
    )


def _bars(words: Sequence[str], rounds: Sequence[Sequence[int]], said: str, *, lying: bool = False) -> list[Trace]:
    """The bars of each round, one for each of the words. lying: whether they go to the right, else upwards."""
    places = list(range(len(words)))
    return [
        bar(
            **{"x": _shares(counts), "y": places, "orientation": "h"} if lying else {"x": places, "y": _shares(counts)},
            name=f"{name}, {sum(counts)} in all",
            marker=style,
            text=[f"{count}" if count else "" for count in counts],
            textposition="outside",
            cliponaxis=False,
            customdata=[[plain(each), count, sum(counts)] for each, count in zip(words, counts, strict=True)],
            hovertemplate=f"As the {name}, %{{customdata[1]}} of %{{customdata[2]}} {said}%{{customdata[0]}}"
            "<extra></extra>",
        )
        for name, style, counts in zip(ROUNDS, STYLES, rounds, strict=False)
    ]


def curves(
    words: tuple[str, str],
    ends: tuple[str, str],
    heights: tuple[float, float],
    rounds: Sequence[Sequence[tuple[float, float, float]]],
    right: Sequence[float] = (),
) -> Figure:
    """The curves that were drawn: at each place the middle one, and a band that holds half of them.

    words: of the axes, first that from left to right. ends: what its ends are called. heights: the lowest and the
    highest of the other one. rounds: for each, the quartiles at places that lie evenly; nothing where nobody drew one.
    right: the curve that came, at such places; nothing where it is not shown.
    """
    traces: list[Trace] = []
    for name, style, quartiles in zip(ROUNDS, STYLES, rounds, strict=False):
        places = np.linspace(0, 1, len(quartiles)).tolist()
        colour = str(style["color"])
        lower, middle, upper = ([each[i] for each in quartiles] for i in range(3))
        traces += [
            scatter(
                x=[*places, *reversed(places)],
                y=[*upper, *reversed(lower)],
                mode="lines",
                fill="toself",
                fillcolor=palette.pale(colour),
                line={"width": 0},
                showlegend=False,
                hoverinfo="skip",
                hovertemplate=f"Half of the curves of the {name}<extra></extra>",
            ),
            scatter(
                x=places,
                y=middle,
                name=name,
                meta={"places": on_the_way(plain(ends[0]), plain(ends[1]), len(middle))} if middle else {},
                mode="lines+markers",
                line={"color": colour, "width": 3, "dash": "dash" if "pattern" in style else "solid"},
                hovertemplate=f"As the {name}, half of them drew it below %{{y:.3~g}}<extra></extra>",
            ),
        ]
    if right:
        traces.append(
            scatter(
                x=np.linspace(0, 1, len(right)).tolist(),
                y=list(right),
                name="✓ what happened",
                meta={"places": on_the_way(plain(ends[0]), plain(ends[1]), len(right))},
                mode="lines",
                line={"color": palette.RUNS[0], "width": 4, "dash": "dot"},
                hovertemplate="What happened: %{y:.3~g}<extra></extra>",
            )
        )
    return dress(
        traces,
        height=340,
        showlegend=True,
        xaxis={"title": {"text": plain(words[0])}, "range": [-0.02, 1.02], "tickvals": [0, 1]}
        | {"ticktext": [plain(each) for each in ends], "fixedrange": True},
        yaxis={"title": {"text": plain(words[1])}, "range": list(heights), "fixedrange": True},
        dragmode=False,
    )


def runs(dots: Sequence[tuple[float, float, str]]) -> Figure:
    """All runs of a class: the learning rate from left to right, the training cost at the end upwards; a dot each.

    dots: rate, cost, and a sentence about it, which is plain text. The numbers are finite, and the rates above 0.
    """
    costs = [cost for _, cost, _ in dots if cost > 0]
    steep = bool(costs) and max(costs) > STEEP * min(costs)
    axis: dict[str, object] = {"type": "log", **DECADES} if steep else {"rangemode": "tozero"}
    return dress(
        [
            scatter(
                x=[rate for rate, _, _ in dots],
                y=[cost for _, cost, _ in dots],
                mode="markers",
                marker={"size": 13, "opacity": 0.75, **{"color": palette.TRAIN["color"]}}
                | {"line": {"color": "white", "width": 1}},
                customdata=[plain(words) for _, _, words in dots],
                hovertemplate="%{customdata}<extra></extra>",
            )
        ],
        height=340,
        margin={"t": 16},
        xaxis={"title": {"text": "learning rate, log scale"}, "type": "log", "dtick": "D2", "fixedrange": True},
        yaxis={"title": {"text": "training cost at the end" + (", log scale" if steep else "")}, "fixedrange": True}
        | axis,
        hovermode="closest",
        dragmode=False,
    )


def counted(rows: Sequence[tuple[str, int]], most: int) -> Figure:
    """How many of a class each of some things holds for, as bars. rows: plain text and a number. most: of all."""
    places = list(range(len(rows)))
    names = [
        note(plain(words), x=0, y=place, xref="paper", xanchor="left", yanchor="bottom", yshift=8, font={"size": 14})
        for place, (words, _) in zip(places, rows, strict=True)
    ]
    return dress(
        [
            bar(
                x=[number for _, number in rows],
                y=places,
                orientation="h",
                width=0.3,
                marker={"color": palette.TRAIN["color"]},
                text=[f"{number}" for _, number in rows],
                textposition="outside",
                cliponaxis=False,
                hoverinfo="skip",
                meta={"of": "members"},
            )
        ],
        height=30 + 48 * len(rows),
        margin={"l": 12, "r": 36, "t": 8, "b": 8},
        annotations=names,
        xaxis={"range": [0, max(most, 1)], "showticklabels": False, "showgrid": False, "fixedrange": True}
        | {"zeroline": False},
        yaxis={"range": [len(rows) - 0.6, -0.75], "showticklabels": False, "showgrid": False, "zeroline": False}
        | {"tickvals": places, "ticktext": [plain(words) for words, _ in rows], "fixedrange": True},
        dragmode=False,
    )


def _marked(words: str, *, is_right: bool) -> str:
    return f"<b>✓ {plain(words)}</b>" if is_right else plain(words)


def _shares(counts: Sequence[int]) -> list[float]:
    return [count / (sum(counts) or 1) for count in counts]
