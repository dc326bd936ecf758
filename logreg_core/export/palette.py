"""One set of colours with fixed meanings, so that a chart on one page never contradicts a chart on another.

Blue is class 0 and red is class 1, everywhere. The diverging map of the weights runs between the same two hues, so "red
pushes towards class 1" needs no legend. Violet, the mixture of both, is the neuron itself: its training curve is a
solid violet line, and its test curve a dashed ochre one. The colours of the classes keep their distance for
colour-blind eyes, and all have a contrast of 3:1 or more on the light and on the dark page; white words on a class have
4.5:1. No colour stands alone: what is of class 0 is dashed, hatched or round besides, what is of class 1 whole or a
diamond; each run has a mark.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CLASS_COLOURS = ("#3878BA", "#CD483A")  # class 0, class 1
CLASS_DASHES = ("6px,3px", "solid")
CLASS_SYMBOLS = ("circle", "diamond")
CLASS_PATTERNS: tuple[Mapping[str, Any], Mapping[str, Any]] = (
    {"shape": "/", "size": 9, "solidity": 0.25, "fgcolor": "#173B66", "fillmode": "overlay"},
    {},
)
CLASS_LINES = (  # as backgrounds in CSS
    f"repeating-linear-gradient(90deg, {CLASS_COLOURS[0]} 0 6px, transparent 6px 9px)",
    CLASS_COLOURS[1],
)
TRAIN = {"color": "#7C5CBF", "dash": "solid"}
TEST = {"color": "#A8741A", "dash": "dash"}
VALIDATION = {"color": "#2B8A6E", "dash": "dot"}
RUNS = ("#7C5CBF", "#2B8A6E", "#A8741A", "#B0508F", "#5F7A1F", "#3D7F99")  # runs side by side, none of them a class
RUN_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "pentagon")
QUIET = "#7A7F87"  # marks and bounds that are not data

_LIGHT = ("#173B66", "#3878BA", "#FFFFFF", "#CD483A", "#7E2119")
_DARK = ("#A9D1F7", "#3878BA", "#17191D", "#CD483A", "#FFB9B0")


def pale(colour: str, opacity: float = 0.18) -> str:
    """A colour ``#RRGGBB`` through which others can be seen, for bands behind a line."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def diverging(dark: bool) -> list[tuple[float, str]]:
    """The map for weights and contributions: class 0's blue below zero, the page's own colour at zero, class 1's red
    above. It is to be drawn on a range that is symmetric around zero.
    """
    return list(zip((0.0, 0.25, 0.5, 0.75, 1.0), _DARK if dark else _LIGHT, strict=True))
