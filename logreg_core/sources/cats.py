"""The cats of the course exercise, 64x64 pixels, downloaded on request.

No licence is stated for these images, so the app does not contain them. It downloads them from one of two public
mirrors, and checks their published SHA-256.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import monotonic

import pooch
import requests

from .. import environment
from ..data.dataset import Dataset
from ..errors import DownloadError
from . import hdf5
from .entry import Entry

MIRRORS = (
    "https://raw.githubusercontent.com/giuseppefutia/word2vec/c8a26537fe6ac0bb9b0fe979696d1457d2bc4092/datasets/",
    "https://raw.githubusercontent.com/Hiren2002/Logistic-Regression/a6139a838a0e624f4ab923377df0c5d3386fdf1f/datasets/",
)
FILES = {  # name: bytes, SHA-256
    "train_catvnoncat.h5": (2_572_022, "fbe56ab67c3ae28d564e3a644189117976d6b31af0a3ce9bb17dbf22908af242"),
    "test_catvnoncat.h5": (616_958, "6a9d39ce52fa85953c5834695b8534a30ed8cfd54971fb2f080b5a24d002b951"),
}
TOTAL_BYTES = sum(size for size, _ in FILES.values())
CHUNK = 32_768  # bytes between two reports of progress
MAX_DOWNLOAD = 120  # seconds for one file
TIMEOUT = (5, 20)  # seconds to connect, and without a byte

pooch.get_logger().setLevel("WARNING")  # the page reports progress, not the console


def folder() -> Path:
    """Return the folder of the files: the environment variable ``LOGREG_DATA_DIR``, or the user's cache folder."""
    return Path(environment.data_dir.value or pooch.os_cache("logreg"))


def is_local() -> bool:
    """Whether both files are in the folder, with the published bytes."""
    return all(_holds(folder() / name, sha256) for name, (_, sha256) in FILES.items())


def fetch(progress: Callable[[float], object] = lambda share: None) -> None:
    """Download missing files.

    progress: called with the finished share of the download, from 0 to 1.

    Raises DownloadError if no mirror sends the published bytes.
    """
    done = 0
    for name, (size, sha256) in FILES.items():
        if not _holds(folder() / name, sha256):
            _download(name, size, sha256, partial(_report, progress, done))
        done += size
        progress(done / TOTAL_BYTES)


def load() -> Dataset:
    """Return the course's 209 training and 50 test images. Raises DownloadError as `fetch` does."""
    fetch()
    train, test = ((folder() / name).read_bytes() for name in FILES)
    return replace(
        hdf5.load(train, test, name="Cats"),
        origin="The cat and non-cat pictures of the course exercise. No licence is stated for them.",
    )


def _holds(path: Path, sha256: str) -> bool:
    return path.is_file() and pooch.file_hash(str(path)) == sha256


def _report(progress: Callable[[float], object], before: int, received: int) -> None:
    progress((before + received) / TOTAL_BYTES)


def _download(name: str, size: int, sha256: str, received: Callable[[int], object]) -> None:
    failures = []
    for mirror in MIRRORS:
        downloader = pooch.HTTPDownloader(progressbar=_Meter(size, received), chunk_size=CHUNK, timeout=TIMEOUT)
        try:
            pooch.retrieve(mirror + name, f"sha256:{sha256}", fname=name, path=folder(), downloader=downloader)
        except requests.RequestException as error:
            failures.append(f"no answer, {type(error).__name__}")
        except OSError:
            failures.append("the data folder cannot be written to")
        except ValueError:
            failures.append("other bytes than were published")
        else:
            return
    raise DownloadError(
        f"{name} could not be downloaded ({'; '.join(failures)}). Check the internet connection and try again, or put"
        f" {' and '.join(FILES)} into a folder and set LOGREG_DATA_DIR to it. Everything else works without them."
    )


class _Meter:
    """A progress bar for pooch, which also ends a download that is longer than the published file."""

    def __init__(self, total: int, received: Callable[[int], object]) -> None:
        self.total, self._expected, self._received, self._count = total, total, received, 0
        self._deadline = monotonic() + MAX_DOWNLOAD

    def update(self, count: int) -> None:
        self._count += count
        if monotonic() > self._deadline:
            raise requests.Timeout("the download takes too long")
        if self._count > self._expected + CHUNK:
            raise ValueError("longer than the published file")
        self._received(min(self._count, self._expected))

    def reset(self) -> None:
        self._count = 0

    def close(self) -> None:
        pass


ENTRY = Entry(
    key="cats",
    title="Cats",
    description="Is it a cat? The course's 259 photographs, colour, 64 × 64 pixels. Hard for a single neuron."
    f" A download of {TOTAL_BYTES / 1e6:.1f} MB.",
    load=load,
    fetch=fetch,
    is_local=is_local,
)
