"""Representations of a picture: raw pixels, edges, colours, a thumbnail.

A neuron has one weight for each number, so a number must mean the same in all pictures. Pixel 17 means something if a
face is always at the same position, but nothing if a cat may be anywhere. Numbers such as "how many edges lean to the
left here" or "how much of the picture is orange" survive a cat that moves. No label is used to compute them.
"""

from .edges import MIN_SIDE
from .entry import Representation, combined
from .table import (
    REPRESENTATIONS,
    TITLES,
    add,
    can_represent,
    check_representation,
    parts_of,
    picture_of,
    represent,
    size_of,
)
from .trial import try_out

__all__ = [
    "MIN_SIDE",
    "REPRESENTATIONS",
    "TITLES",
    "Representation",
    "add",
    "can_represent",
    "check_representation",
    "combined",
    "parts_of",
    "picture_of",
    "represent",
    "size_of",
    "try_out",
]
