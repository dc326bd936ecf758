"""A score as a staircase: each line of the sum is a step up or down, and the last bar is where it ends."""

from __future__ import annotations

from collections.abc import Sequence

from ..words import signed
from . import palette
from .look import Figure, dress
from .words import plain


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
