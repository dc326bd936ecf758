"""Representations of a picture: raw pixels, edges, colours, a thumbnail.

A neuron has one weight for each number, so it can only learn what a number means in every picture alike. Pixel 17 means
something in a picture of a face that is always in the same place; it means nothing in a picture of a cat that may lie
anywhere. Numbers such as "how many edges lean to the left here" or "how much of the picture is orange" survive a cat
that moves. They are worked out without looking at any label.
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
