"""A test has no face to hold up to a camera, so this writes a film of one for Chromium to play as its camera."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.files import encoded

WIDTH, HEIGHT = 640, 480
GREY = 128  # left and right of the face
FRAMES_PER_SECOND = 30  # as Chromium plays such a film
FRAMES = 10  # of each face; Chromium plays the film over and over


def frame(face: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What the camera sees: a grey image ``(h, w, 1)``, enlarged to fill the centre square. uint8 ``(480, 640, 3)``."""
    square = np.asarray(Image.fromarray(face[:, :, 0]).resize((HEIGHT, HEIGHT), Image.Resampling.NEAREST))
    film = np.full((HEIGHT, WIDTH, 3), GREY, dtype=np.uint8)
    left = (WIDTH - HEIGHT) // 2
    film[:, left : left + HEIGHT] = square[:, :, np.newaxis]
    return film


def write(path: Path, *faces: NDArray[np.uint8]) -> Path:
    """A film for `--use-file-for-fake-video-capture`: JPEG frames, one after the other. The name ends in `.mjpeg`."""
    film = BytesIO()
    for face in faces:
        for _ in range(FRAMES):
            Image.fromarray(frame(face)).save(film, "JPEG", quality=95, subsampling="4:2:0")
    path.write_bytes(film.getvalue())
    return path


def write_scenes(path: Path, scenes: list[NDArray[np.uint8]], seconds: float) -> Path:
    """A film that shows colour images ``(h, w, 3)`` in turn, each for so long. The name ends in `.mjpeg`."""
    film = b""
    for scene in scenes:
        square = np.asarray(Image.fromarray(scene).resize((HEIGHT, HEIGHT), Image.Resampling.BICUBIC))
        picture = np.full((HEIGHT, WIDTH, 3), GREY, dtype=np.uint8)
        left = (WIDTH - HEIGHT) // 2
        picture[:, left : left + HEIGHT] = square
        film += encoded(picture, "JPEG", quality=95, subsampling="4:2:0") * round(FRAMES_PER_SECOND * seconds)
    path.write_bytes(film)
    return path
