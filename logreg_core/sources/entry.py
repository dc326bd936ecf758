"""An entry of the catalog: one way to a dataset."""

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

    key: how code and links call it; title and description: what a page shows.
    load: gives the dataset, and fetches it first where that is needed. Raises DownloadError when that fails.
    fetch: only fetches it, and reports the share that is done, from 0 to 1. Raises DownloadError.
    is_local: whether `load` works without a network.
    """

    key: str
    title: str
    description: str
    load: Callable[[], Dataset]
    fetch: Callable[[Progress], None] = _nothing_to_fetch
    is_local: Callable[[], bool] = _here
