"""The weights of a run as they formed: a picture that moves, in any browser."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageColor

from ..descent import Recording
from ..descent.recording import STEPS
from ..errors import ArgumentError
from .palette import diverging

SIDE = 256  # pixels of the longer side, about
FRAME, LAST = 80, 2000  # milliseconds that a frame stays


def film_of(recording: Recording) -> bytes:
    """The maps of a recording as an animated PNG that begins again at its end: blue below zero, white, red above.

    All frames share one scale. Raises ArgumentError where there is no map.
    """
    if not recording.maps.size:
        raise ArgumentError("A film needs weights that are a picture: those of a run on the pixels.")
    times = max(1, SIDE // max(recording.maps.shape[1:]))
    places = (recording.maps.astype(np.int16) + STEPS).astype(np.uint8)  # in the palette
    first, *others = [_frame(each) for each in places.repeat(times, axis=1).repeat(times, axis=2)]
    stay, film = [FRAME] * len(others) + [LAST], io.BytesIO()
    first.save(film, "PNG", save_all=True, append_images=others, duration=stay, loop=0)
    return film.getvalue()


def _frame(places: np.ndarray) -> Image.Image:
    frame = Image.fromarray(places)
    frame.putpalette(_colours().tobytes())
    return frame


def _colours() -> np.ndarray:
    """Red, green and blue of each whole number of a map, from the lowest to the highest: uint8 ``(255, 3)``."""
    places, names = zip(*diverging(dark=False), strict=True)
    channels = np.array([ImageColor.getrgb(name) for name in names]).T
    steps = np.linspace(0, 1, 2 * STEPS + 1)
    return np.column_stack([np.interp(steps, places, channel) for channel in channels]).round().astype(np.uint8)
