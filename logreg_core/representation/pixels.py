"""Pixels: the textbook's numbers, flattened and divided by 255; ``n = h * w * c``."""

from __future__ import annotations

from ..preprocess import prepare
from .entry import Representation

ENTRY = Representation(
    name="pixels",
    title="pixels",
    words="every pixel, divided by 255: where it is bright",
    blocks=(prepare,),
    picture=lambda image: image,
    elsewhere=("pixels",),
)
