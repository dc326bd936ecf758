"""The weights during a run as an animated PNG, for any browser."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageColor

from ..descent import Recording
from ..descent.recording import STEPS
from ..errors import ArgumentError
from .palette import diverging

SIDE = 256  # approximate pixels of the longer side
FRAME, LAST = 80, 2000  # milliseconds per frame


def film_of(recording: Recording) -> bytes:
    """Return the maps of a recording as an animated PNG in a loop: blue below zero, white, red above.

    All frames share one scale. Raises ArgumentError without maps.
    """
    if not recording.maps.size:
        raise ArgumentError("A film needs a run on the pixels, whose weights are a picture.")
    times = max(1, SIDE // max(recording.maps.shape[1:]))
    indices = (recording.maps.astype(np.int16) + STEPS).astype(np.uint8)  # in the palette
    first, *others = [_frame(each) for each in indices.repeat(times, axis=1).repeat(times, axis=2)]
    stay, film = [FRAME] * len(others) + [LAST], io.BytesIO()
    first.save(film, "PNG", save_all=True, append_images=others, duration=stay, loop=0)
    return film.getvalue()


def _frame(indices: np.ndarray) -> Image.Image:
    frame = Image.fromarray(indices)
    frame.putpalette(_colours().tobytes())
    return frame


def _colours() -> np.ndarray:
    """Return the RGB colour of each whole number of a map, in ascending order: uint8 ``(255, 3)``."""
    positions, names = zip(*diverging(dark=False), strict=True)
    channels = np.array([ImageColor.getrgb(name) for name in names]).T
    steps = np.linspace(0, 1, 2 * STEPS + 1)
    return np.column_stack([np.interp(steps, positions, channel) for channel in channels]).round().astype(np.uint8)
