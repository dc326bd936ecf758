"""Work on a cluster: the same results, the same progress; cancelled, or without a worker, or without any cluster."""

from __future__ import annotations

import gc
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from distributed import Client

from logreg_core import ArgumentError
from logreg_core.experiments import memorise
from logreg_core.sources import faces
from pages.parts.experiments.memorisation import shuffle_and_train
from pages.server import cluster as at_the_client
from pages.server import where
from pages.server.cluster import FAILED, LOST, Cluster
from pages.server.executor import Threads

from .workers import Beside, Visitor, Workers, wait_for, wait_for_end, wait_for_release, who_does_it, workers


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    """One for the tests of this file."""
    with workers(tmp_path_factory.mktemp("cluster")) as started:
        yield started


def until(file: Path, progress: Callable[[float], object]) -> int:
    """`wait_for_release`. Returns the process that did it."""
    wait_for_release(file, progress)
    return os.getpid()


def refuse(file: Path, progress: Callable[[float], object]) -> None:
    """What cannot be done, each time with a file of its own."""
    file.with_suffix(f".{time.time_ns()}").touch()
    raise ArgumentError("It must not be. Got 3.")


def fail_elsewhere(here: int, progress: Callable[[float], object]) -> int:
    """What only this process can do."""
    if os.getpid() != here:
        raise FileNotFoundError("No such file")
    return here


def test_a_cluster_finds_the_same_to_the_last_digit(cluster: Workers, tmp_path: Path) -> None:
    there, visitor, data = Cluster(cluster.address, Threads()), Visitor(), faces.load()
    found = there.run(shuffle_and_train, (data, 20, {}), visitor)
    for field in fields(found):
        np.testing.assert_array_equal(getattr(found, field.name), getattr(memorise(data, shuffles=20), field.name))
    there.run(shuffle_and_train, (faces.load(), 10, {}), visitor)
    assert len(there._datasets) == 1, "a dataset is sent once"
    with Client(cluster.address, set_as_default=False) as client:
        sizes = client.run_on_scheduler(lambda dask_scheduler: [each.nbytes for each in dask_scheduler.tasks.values()])
        assert max(sizes) >= data.train.images.nbytes, "it is known how much there is to be moved"
        del data
        gc.collect()
        looks = (client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks)) for _ in range(3000))
        assert any(number == 0 or time.sleep(0.01) for number in looks), "what nobody has in hand any more goes there"
    with pytest.raises(ArgumentError, match="Got 3"):
        there.run(refuse, (tmp_path / "tried",), visitor)
    assert len([*tmp_path.iterdir()]) == 1, "what is refused once is not tried again"
    assert not visitor.said


def test_what_is_given_up_ends_there(cluster: Workers, tmp_path: Path) -> None:
    there, visitor, file = Cluster(cluster.address, Threads()), Visitor(patience=2), tmp_path / "never"
    with pytest.raises(KeyboardInterrupt):
        there.run(until, (file,), visitor)
    wait_for_end(file)
    assert visitor.shares[-1] == 0.5


def test_where_nobody_is_left_who_asked_it_ends_too(cluster: Workers, tmp_path: Path) -> None:
    there, file = Cluster(cluster.address, Threads()), tmp_path / "end"

    def leave() -> None:
        wait_for(file)
        file.with_suffix(".begun").unlink()
        there._client.close()  # type: ignore[union-attr]  # as where the server is gone
        wait_for_end(file)
        wait_for(file)
        file.touch()

    with Beside(leave):
        there.run(until, (file,), Visitor())


def test_what_the_cluster_cannot_do_is_done_here_and_the_cluster_stays(
    cluster: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, visitor = Cluster(cluster.address, Threads()), Visitor()
    assert there.run(fail_elsewhere, (os.getpid(),), visitor) == os.getpid()
    client = there._client
    monkeypatch.setattr(at_the_client, "_version", lambda: "of tomorrow")
    assert there.run(who_does_it, (), visitor) == os.getpid()
    monkeypatch.undo()
    assert visitor.said == [FAILED, FAILED]
    assert there.run(who_does_it, (), visitor) != os.getpid()
    assert there._client is client


def test_a_worker_that_may_write_to_a_disk_does_no_work(tmp_path: Path) -> None:
    with workers(tmp_path, 1, memory={}) as spilling:
        there, visitor = Cluster(spilling.address, Threads()), Visitor()
        assert there.run(who_does_it, (), visitor) == os.getpid()
    assert visitor.said == [FAILED]


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


def test_a_port_that_says_nothing_is_no_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_the_client, "CONNECT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        there, visitor = Cluster(f"tcp://127.0.0.1:{silent.getsockname()[1]}", Threads()), Visitor()
        assert there.run(who_does_it, (), visitor) == os.getpid()
    assert visitor.said == [LOST]


def test_threads_are_the_default_and_an_address_names_a_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    where.anywhere.cache_clear()
    assert isinstance(where.anywhere(), Threads)
    monkeypatch.setenv("LOGREG_SCHEDULER", "tcp://127.0.0.1:9")
    where.anywhere.cache_clear()
    assert isinstance(where.anywhere(), Cluster)
    monkeypatch.undo()
    where.anywhere.cache_clear()
