"""An entry of the table of representations: one way to describe a picture by numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Block = Callable[[NDArray[np.uint8]], NDArray]  # uint8 (m, h, w, c) to (n, m), from 0 to 1
Picture = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]  # (h, w, c) to a picture of any size


@dataclass(frozen=True)
class Representation:
    """What a neuron can be shown of a picture.

    name: how code and model files call it; title: what a neuron is shown, in a sentence; words: what the numbers say,
    as the end of a sentence.
    blocks: the kinds of numbers, which stand below each other. Each is a function from uint8 images ``(m, h, w, c)``,
    ``c`` 1 or 3, to numbers from 0 to 1, one column per image: ``(n, m)``. ``n`` follows from the size of the images,
    and a column from its image alone. Each block counts alike where the neuron is given a penalty.
    picture: what is left of one image ``(h, w, c)``, as a picture for people: uint8, of any size, with 1 or 3 channels.
    None for numbers that make no picture.
    smallest_side: of images that can be described, in pixels.
    elsewhere: how the blocks are called in the programs that calculate them without Python (`export/page/numbers.js`,
    `export/onnx_file`), in their order; empty where none does.
    """

    name: str
    title: str
    words: str
    blocks: tuple[Block, ...]
    picture: Picture | None = None
    smallest_side: int = 1
    elsewhere: tuple[str, ...] = ()


def combined(name: str, title: str, words: str, *parts: Representation) -> Representation:
    """The numbers of several representations, one below the other. It has no picture of its own: its parts have."""
    blocks = tuple(block for part in parts for block in part.blocks)
    elsewhere = tuple(each for part in parts for each in part.elsewhere) if all(p.elsewhere for p in parts) else ()
    smallest_side = max(part.smallest_side for part in parts)
    return Representation(name, title, words, blocks, smallest_side=smallest_side, elsewhere=elsewhere)
