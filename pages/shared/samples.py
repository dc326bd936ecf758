"""Sample photos from scikit-image."""

from __future__ import annotations

from functools import cache
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from logreg_core.untrusted.photo import fit

from .pictures import data_uri

TILE = 96  # pixels
FILE_HEIGHT = 128  # pixels of a sample photo in an exported file
SAMPLES = {  # title: loader, and the section to show
    "Astronaut's face": (data.astronaut, np.s_[50:210, 145:305]),
    "Cat": (data.chelsea, np.s_[:, 60:360]),
    "Astronaut": (data.astronaut, np.s_[:, :]),
    "Coffee": (data.coffee, np.s_[:, :]),
    "Rocket": (data.rocket, np.s_[:, :]),
}


@cache
def sample(title: str) -> NDArray[np.uint8]:
    """Return a sample photo by its title: uint8 ``(h, w, 3)``, read-only, shared by all visitors."""
    load, part = SAMPLES[title]
    pixels = np.ascontiguousarray(load()[part])
    pixels.setflags(write=False)
    return pixels


@cache
def sample_tile(title: str) -> str:
    """Return the sample photo as a small square, as `data_uri`."""
    return data_uri(fit(sample(title), TILE, TILE, 3))


@cache
def sample_file(title: str) -> bytes:
    """Return the sample photo, scaled down, as a lossless WebP file of about 25 kB, made once."""
    photo = sample(title)
    height, width = photo.shape[:2]
    smaller = fit(photo, FILE_HEIGHT, round(FILE_HEIGHT * width / height), 3, how="stretch")
    buffer = BytesIO()
    Image.fromarray(smaller).save(buffer, "WebP", lossless=True)
    return buffer.getvalue()
