"""An entry of the catalog: how to load a dataset."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..data.dataset import Dataset

Progress = Callable[[float], object]


def _nothing_to_fetch(_: Progress) -> None:
    pass


def _here() -> bool:
    return True


@dataclass(frozen=True)
class Entry:
    """A dataset that comes with the app.

    key: its name in code and links. title, description: for pages.
    load: returns the dataset, after downloading it if necessary. Raises DownloadError if that fails.
    fetch: only downloads it, and reports the finished share, from 0 to 1. Raises DownloadError.
    is_local: whether `load` works without a network.
    """

    key: str
    title: str
    description: str
    load: Callable[[], Dataset]
    fetch: Callable[[Progress], None] = _nothing_to_fetch
    is_local: Callable[[], bool] = _here
