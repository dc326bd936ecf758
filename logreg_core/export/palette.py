"""The colours of all charts, each with one meaning on all pages.

Blue is class 0 and red is class 1. The diverging map of the weights uses the same two hues, so "red pushes towards
class 1" needs no legend. Violet, the mixture of both, is the neuron: its training curve is a solid violet line, its
test curve a dashed ochre one. The colours of the classes differ for colour-blind eyes, and all have a contrast of at
least 3:1 on the light and on the dark page; white text on a class has 4.5:1. No colour stands alone: class 0 is also
dashed, hatched or round, class 1 solid or a diamond; each run has a marker.
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
RUNS = ("#7C5CBF", "#2B8A6E", "#A8741A", "#B0508F", "#5F7A1F", "#3D7F99")  # runs side by side; none is a class colour
RUN_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "pentagon")
QUIET = "#7A7F87"  # marks and bounds that are not data

_LIGHT = ("#173B66", "#3878BA", "#FFFFFF", "#CD483A", "#7E2119")
_DARK = ("#A9D1F7", "#3878BA", "#17191D", "#CD483A", "#FFB9B0")


def pale(colour: str, opacity: float = 0.18) -> str:
    """Return a colour ``#RRGGBB`` made transparent, for bands behind a line."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def diverging(dark: bool) -> list[tuple[float, str]]:
    """Return the colour map for weights and contributions: blue of class 0 below zero, the page's colour at zero, red
    of class 1 above. Use it with a range symmetric around zero.
    """
    return list(zip((0.0, 0.25, 0.5, 0.75, 1.0), _DARK if dark else _LIGHT, strict=True))
