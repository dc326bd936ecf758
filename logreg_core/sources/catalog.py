"""The built-in datasets, as a list that a page can show before it loads anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ..dataset import Dataset
from . import cats, digits, drawings, faces

Progress = Callable[[float], object]


@dataclass(frozen=True)
class Entry:
    """A dataset that comes with the app.

    key: how code and links call it; title and description: what a page shows.
    load: gives the dataset, and fetches it first where that is needed. Raises DownloadError when that fails.
    fetch: only fetches it, and reports the share that is done, from 0 to 1. Raises DownloadError.
    is_local: whether `load` works without a network.
    """

    key: str
    title: str
    description: str
    load: Callable[[], Dataset]
    fetch: Callable[[Progress], None]
    is_local: Callable[[], bool]


CATALOG = {
    entry.key: entry
    for entry in (
        Entry(
            key="faces",
            title="Faces",
            description="Is there a face? 200 real photographs, grey, 25×25 pixels. A single neuron does well on them.",
            load=faces.load,
            fetch=lambda progress: None,
            is_local=lambda: True,
        ),
        Entry(
            key="cats",
            title="Cats",
            description="Is it a cat? The course's 259 photographs, colour, 64×64 pixels. Hard for a single neuron."
            f" A download of {cats.TOTAL_BYTES / 1e6:.1f} MB.",
            load=cats.load,
            fetch=cats.fetch,
            is_local=cats.is_local,
        ),
        Entry(
            key="drawings",
            title="Drawings",
            description="Is it a cat? 259 drawn animals, colour, 64×64 pixels, of medium difficulty.",
            load=drawings.load,
            fetch=lambda progress: None,
            is_local=lambda: True,
        ),
        Entry(
            key="digits",
            title="Digits",
            description="Is it a 3 or an 8? 357 handwritten digits, grey, 8×8 pixels: few enough to read them all.",
            load=partial(digits.load, 3, 8),
            fetch=lambda progress: None,
            is_local=lambda: True,
        ),
    )
}
