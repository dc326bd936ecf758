"""Work on a cluster: the same results, the same progress; cancelled, or without a worker, or without any cluster."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from distributed import Client

from logreg_core import ArgumentError
from logreg_core.experiments import memorise
from logreg_core.sources import faces
from pages.parts.experiments.memorisation import shuffle_and_train
from pages.server import where
from pages.server.cluster import LOST, Cluster
from pages.server.executor import Threads

from .conftest import ROOT


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
    """A scheduler and two workers, started as one starts them by hand."""

    address: str
    scheduler: subprocess.Popen[bytes]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    """Each a process of its own; a worker that is killed begins again."""
    folder, said = tmp_path_factory.mktemp("cluster"), tmp_path_factory.mktemp("scheduler") / "file"
    dask = [sys.executable, "-m", "dask"]
    given: dict[str, Any] = {"cwd": ROOT, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen(
        [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(said)],
        **given,
    )
    while not (said.exists() and said.read_text()):
        assert scheduler.poll() is None
        time.sleep(0.05)
    address = json.loads(said.read_text())["address"]
    options = ["--nthreads", "1", "--local-directory", str(folder), "--no-dashboard", "--death-timeout", "5"]
    workers = [subprocess.Popen([*dask, "worker", address, *options], **given) for _ in range(2)]
    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(2)
    yield Workers(address, scheduler)
    for process in (scheduler, *workers):
        process.terminate()
    for process in (scheduler, *workers):
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:  # a worker may look for its lost scheduler for ever
            process.kill()
            process.wait()


def until(file: Path, progress: Callable[[float], object]) -> int:
    """Report until this file is there. Returns the process that did it."""
    file.with_suffix(".begun").write_text(str(os.getpid()))
    while not file.exists():
        progress(0.5)
        time.sleep(0.01)
    return os.getpid()


def refuse(progress: Callable[[float], object]) -> None:
    """What cannot be done."""
    raise ArgumentError("It must not be. Got 3.")


def wait_for(file: Path) -> int:
    """The process that has begun with this file."""
    begun = file.with_suffix(".begun")
    while not (begun.exists() and begun.read_text()):
        time.sleep(0.01)
    return int(begun.read_text())


def test_a_cluster_finds_the_same_to_the_last_digit(cluster: Workers) -> None:
    there, visitor, data = Cluster(cluster.address, Threads()), Visitor(), faces.load()
    found = there.run(shuffle_and_train, (data, 20, {}), visitor)
    for field in fields(found):
        np.testing.assert_array_equal(getattr(found, field.name), getattr(memorise(data, shuffles=20), field.name))
    there.run(shuffle_and_train, (faces.load(), 10, {}), visitor)
    assert len(there._datasets) == 1, "a dataset is sent once"
    with pytest.raises(ArgumentError, match="Got 3"):
        there.run(refuse, (), visitor)
    assert not visitor.said


def test_what_is_given_up_ends_there(cluster: Workers, tmp_path: Path) -> None:
    there, visitor = Cluster(cluster.address, Threads()), Visitor(patience=2)
    with pytest.raises(KeyboardInterrupt):
        there.run(until, (tmp_path / "never",), visitor)
    with Client(cluster.address, set_as_default=False) as client:
        while any(client.processing().values()):
            time.sleep(0.01)
    assert visitor.shares[-1] == 0.5


def test_a_lost_worker_costs_time_and_nothing_else(cluster: Workers, tmp_path: Path) -> None:
    there, visitor, file = Cluster(cluster.address, Threads()), Visitor(), tmp_path / "end"
    lost: list[int] = []

    def kill() -> None:
        lost.append(wait_for(file))
        file.with_suffix(".begun").unlink()
        os.kill(lost[0], signal.SIGKILL)
        wait_for(file)
        file.touch()

    with Beside(kill):
        assert there.run(until, (file,), visitor) != lost[0]
    assert not visitor.said


class Beside:
    """A function that runs beside the test."""

    def __init__(self, do: Callable[[], Any]) -> None:
        self._thread = threading.Thread(target=do)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._thread.join()


def test_without_its_cluster_work_is_done_here_and_the_visitor_hears_of_it(cluster: Workers, tmp_path: Path) -> None:
    file, visitor, there = tmp_path / "end", Visitor(), Cluster(cluster.address, Threads())

    def end() -> None:
        wait_for(file)
        file.with_suffix(".begun").unlink()
        cluster.scheduler.kill()  # no test after this one needs it
        wait_for(file)
        file.touch()

    with Beside(end):
        assert there.run(until, (file,), visitor) == os.getpid()
    assert visitor.said == [LOST]
    assert there.run(until, (file,), visitor) == os.getpid(), "it is not asked again at once"


def test_threads_are_the_default_and_an_address_names_a_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    where.anywhere.cache_clear()
    assert isinstance(where.anywhere(), Threads)
    monkeypatch.setenv("LOGREG_SCHEDULER", "tcp://127.0.0.1:9")
    where.anywhere.cache_clear()
    assert isinstance(where.anywhere(), Cluster)
    monkeypatch.undo()
    where.anywhere.cache_clear()
