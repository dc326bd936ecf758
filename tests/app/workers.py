"""A Dask cluster of processes on this machine, who waits for a work there, and how a test sees where that is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from distributed import Client

from logreg_core import Dataset, LogregError
from logreg_core.untrusted import photo, sandbox
from pages.parts.experiments import memorisation
from pages.parts.many.photo_table import Pixels, read_photo
from pages.parts.why import perturbation
from pages.server import cluster as at_the_client

ROOT = Path(__file__).resolve().parents[2]
OURS = (memorisation, perturbation)  # what is done there, imported beforehand
IN_MEMORY = {f"DASK_DISTRIBUTED__WORKER__MEMORY__{name}": "False" for name in ("TARGET", "SPILL")}
Read = Pixels | LogregError


class Visitor:
    """Who waits for a work; and gives it up after so many reports, if any."""

    def __init__(self, patience: float = float("inf")) -> None:
        self.shares: list[float] = []
        self.said: list[str] = []
        self.patience = patience

    def waits(self) -> None:
        """Nothing is shown of that here."""

    def report(self, share: float) -> None:
        """Note it, or give up."""
        self.shares.append(share)
        if len(self.shares) > self.patience:
            raise KeyboardInterrupt

    def say(self, sentence: str) -> None:
        """Note it."""
        self.said.append(sentence)


@dataclass
class Workers:
    """A scheduler and its workers, started as one starts them by hand."""

    address: str
    scheduler: subprocess.Popen[bytes]


@contextmanager
def workers(folder: Path, count: int = 2, memory: Mapping[str, str] = IN_MEMORY) -> Iterator[Workers]:
    """Each a process of its own; a worker that is killed begins again. memory: variables that say how it keeps data."""
    said = folder / "scheduler"
    dask = [sys.executable, "-m", "dask"]
    given: dict[str, Any] = {"cwd": ROOT, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    given["env"] = {**os.environ, **memory}
    scheduler = subprocess.Popen(
        [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(said)],
        **given,
    )
    while not (said.exists() and said.read_text()):
        assert scheduler.poll() is None
        time.sleep(0.05)
    address = json.loads(said.read_text())["address"]
    options = ["--nthreads", "1", "--local-directory", str(folder), "--no-dashboard", "--death-timeout", "900"]
    started = [subprocess.Popen([*dask, "worker", address, *options], **given) for _ in range(count)]
    try:
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(count)
            client.run_on_scheduler(import_ours)
            client.run(import_ours)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(at_the_client, "ANSWER", 900.0)  # however busy the machine is
            yield Workers(address, scheduler)
    finally:
        for process in (*started, scheduler):
            process.kill()  # a worker would look for its lost scheduler for long
            process.wait()


def import_ours() -> None:
    """By its name: this module is imported where it is called, with all that works are done by."""


class Beside:
    """A function that runs beside the test."""

    def __init__(self, do: Callable[[], Any]) -> None:
        self._thread = threading.Thread(target=do)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._thread.join()


def who_does_it(progress: Callable[[float], object]) -> int:
    """The process that does it."""
    return os.getpid()


def wait_for_release(file: Path, progress: Callable[[float], object]) -> None:
    """On a worker: write down which process began with this file, and report until the file is there."""
    begun = file.with_suffix(".begun")
    file.with_suffix(".new").write_text(str(os.getpid()))
    file.with_suffix(".new").replace(begun)
    try:
        while not file.exists():
            progress(0.5)
            time.sleep(0.01)
    finally:
        file.with_suffix(".ended").touch()


def wait_for(file: Path) -> int:
    """The process that has begun with this file."""
    begun = file.with_suffix(".begun")
    while not (begun.exists() and begun.read_text()):
        time.sleep(0.01)
    return int(begun.read_text())


def wait_for_one_of(files: Sequence[Path]) -> Path:
    """The file with which a process has begun first."""
    while True:
        for file in files:
            if file.with_suffix(".begun").exists():
                return file
        time.sleep(0.01)


def wait_for_end(file: Path) -> None:
    """Until the work with this file has ended."""
    while not file.with_suffix(".ended").exists():
        time.sleep(0.01)


def read_patiently(content: bytes, shape: tuple[int, int, int], progress: Callable[[float], object]) -> Read:
    """`read_photo`, however busy the machine is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(photo, "SECONDS_APART", 60.0)
        return read_photo(content, shape, progress)


def read_when_released(
    file: Path, content: bytes, shape: tuple[int, int, int], progress: Callable[[float], object]
) -> Read:
    """The same, once this file is there."""
    wait_for_release(file, progress)
    return read_patiently(content, shape, progress)


def read_hanging(file: Path, seconds: float, progress: Callable[[float], object]) -> Read:
    """The same with a decoder that writes down its process and never ends."""
    hang = f"import os, time; open({str(file)!r}, 'w').write(str(os.getpid())); time.sleep(900)"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "BOOT", hang)
        patch.setattr(photo, "SECONDS_APART", seconds)
        return read_photo(b"II*\0", (8, 6, 3), progress)


def bursts_of(dataset: Dataset, progress: Callable[[float], object]) -> list[int]:
    """The bursts that a worker knows of."""
    return [] if dataset.train.bursts is None else dataset.train.bursts.tolist()


def as_it_came(dataset: Dataset, text: str, progress: Callable[[float], object]) -> tuple[bytes, str, str, bool]:
    """What a worker has been given."""
    return dataset.train.images.tobytes(), dataset.origin, text, dataset.train.images.flags.writeable
