"""Files that tests hand over: pictures, and archives of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from numpy.typing import NDArray
from PIL import Image


def encoded(picture: NDArray[Any] | Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """A picture in a file of this kind. options: as Pillow's ``save`` takes them."""
    buffer = io.BytesIO()
    (picture if isinstance(picture, Image.Image) else Image.fromarray(picture)).save(buffer, kind, **options)
    return buffer.getvalue()


def one_colour(colour: Any, size: tuple[int, int] = (8, 6), kind: str = "PNG", **options: Any) -> bytes:
    """A picture of one colour in a file. size: width and height."""
    return encoded(Image.new("RGB", size, colour), kind, **options)


def zipped(files: Mapping[str, bytes] | Iterable[tuple[str, bytes]], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of files: their contents by their names, or pairs of both."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", kind) as file:
        for name, content in files.items() if isinstance(files, Mapping) else files:
            file.writestr(name, content)
    return buffer.getvalue()
