"""Work on a cluster in this process: what each way through `Cluster` returns. Real workers: `test_cluster.py`."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import dask
import pytest
from distributed import LocalCluster, get_worker

from logreg_core import ArgumentError, Dataset
from logreg_core.sources import drawings, faces
from pages.server import cluster as at_the_client
from pages.server.cluster import FAILED, LOST, UNDER_WAY, Cluster
from pages.server.executor import Threads
from tests.until import until

from .workers import Beside, Visitor, wait_for, wait_for_end, wait_for_release

IN_MEMORY = {f"distributed.worker.memory.{name}": False for name in ("target", "spill")}
TO_DISK = {"distributed.worker.memory.target": 0.6, "distributed.worker.memory.spill": 0.7}  # as Dask does by default


@contextmanager
def started(memory: Mapping[str, float]) -> Iterator[LocalCluster]:
    """A scheduler and a worker with four threads, in this process."""
    options = {"n_workers": 1, "threads_per_worker": 4, "processes": False, "dashboard_address": "127.0.0.1:0"}
    with dask.config.set(memory), LocalCluster(protocol="tcp", host="127.0.0.1", **options) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The scheduler of one cluster for the tests of this file."""
    with started(IN_MEMORY) as cluster:
        yield cluster.scheduler_address


def on_a_worker() -> bool:
    """Whether a thread of a worker calls this."""
    try:
        get_worker()
    except ValueError:
        return False
    return True


def look_at(dataset: Dataset, progress: Callable[[float], object]) -> tuple[bool, str, int]:
    """Whether a worker has the dataset, and which dataset it is."""
    progress(0.5)
    return on_a_worker(), dataset.digest, int(dataset.train.images.sum())


def refuse(progress: Callable[[float], object]) -> None:
    """Refuse the input."""
    raise ArgumentError("It must not be. Got 3.")


def fail_on_a_worker(progress: Callable[[float], object]) -> str:
    """Fail, except in a thread of this server."""
    if on_a_worker():
        raise FileNotFoundError("No such file")
    return "here"


def note(number: int, progress: Callable[[float], object]) -> tuple[bool, int]:
    """Whether a worker did it, and the number."""
    return on_a_worker(), number


def wait_and_tell(file: Path, progress: Callable[[float], object]) -> bool:
    """`wait_for_release`. Returns whether a worker did it."""
    wait_for_release(file, progress)
    return on_a_worker()


def test_a_dataset_is_sent_once_and_goes_when_nobody_has_it(address: str) -> None:
    there, visitor, data = Cluster(address, Threads()), Visitor(), drawings.load()
    expected = (True, data.digest, int(data.train.images.sum()))
    assert [there.run(look_at, (data,), visitor) for _ in range(2)] == [expected] * 2
    assert len(there._datasets) == 1
    first = there._datasets[data.mark][0]
    there._datasets[data.mark][0].cancel()  # as if its worker was lost
    until(lambda: first.status not in ("finished", "pending"))
    assert there.run(look_at, (data,), visitor) == expected
    assert there._datasets[data.mark][0] is not first
    assert not visitor.said
    copy = Dataset(data.name, data.class_names, data.train, data.test)
    there.run(look_at, (copy,), visitor)
    assert len(there._datasets) == 2
    del copy
    gc.collect()
    assert list(there._datasets) == [data.mark]


def test_datasets_that_take_too_much_memory_go_before_another_one_comes(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_the_client, "HELD", 1)
    there, visitor, first, second = Cluster(address, Threads()), Visitor(), drawings.load(), faces.load()
    there.run(look_at, (first,), visitor)
    assert there.run(look_at, (second,), visitor)[1] == second.digest
    assert list(there._datasets) == [second.mark]


def test_an_error_of_ours_is_raised_here_and_what_a_worker_cannot_do_is_done_here(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, visitor = Cluster(address, Threads()), Visitor()
    with pytest.raises(ArgumentError, match="Got 3"):
        there.run(refuse, (), visitor)
    assert not visitor.said
    assert there.run(fail_on_a_worker, (), visitor) == "here"
    assert visitor.said == [FAILED]
    versions = iter(["of tomorrow", "of today"])
    monkeypatch.setattr(at_the_client, "_version", lambda: next(versions))
    assert there.run(note, (3,), visitor) == (False, 3)
    assert visitor.said == [FAILED, FAILED]
    monkeypatch.undo()
    assert there.run(note, (3,), visitor) == (True, 3), "the cluster stays in use"


def test_a_worker_that_may_write_to_a_disk_does_no_work_here_either() -> None:
    with started(TO_DISK) as spilling:
        visitor = Visitor()
        assert Cluster(spilling.scheduler_address, Threads()).run(note, (3,), visitor) == (False, 3)
    assert visitor.said == [FAILED]


def test_work_that_is_given_up_ends_on_the_worker(address: str, tmp_path: Path) -> None:
    visitor, file = Visitor(patience=2), tmp_path / "never"
    with pytest.raises(KeyboardInterrupt):
        Cluster(address, Threads()).run(wait_and_tell, (file,), visitor)
    wait_for_end(file)
    assert visitor.shares[-1] == 0.5


def test_many_works_come_back_in_order_and_no_more_is_taken_than_is_under_way(address: str, tmp_path: Path) -> None:
    taken: list[int] = []
    every = ((number,) for number in range(10) if taken.append(number) is None)  # type: ignore[func-returns-value]
    results = Cluster(address, Threads()).each(note, every, Visitor())
    assert next(results) == (True, 0)
    assert len(taken) == UNDER_WAY
    assert list(results) == [(True, number) for number in range(1, 10)]
    files = [tmp_path / f"{number}" for number in range(UNDER_WAY)]
    with pytest.raises(KeyboardInterrupt):
        next(Cluster(address, Threads()).each(wait_and_tell, [(file,) for file in files], Visitor(patience=2)))
    for file in files:
        if file.with_suffix(".begun").exists():
            wait_for_end(file)


def test_when_the_cluster_is_lost_work_is_done_here_and_the_visitor_reads_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, visitor = tmp_path / "end", Visitor()
    with ExitStack() as after, started(IN_MEMORY) as cluster:
        there = Cluster(cluster.scheduler_address, Threads())

        def end() -> None:
            wait_for(file)
            file.with_suffix(".begun").unlink()
            cluster.sync(cluster.scheduler.close)
            wait_for(file)
            file.touch()

        monkeypatch.setattr(at_the_client, "CONNECT", 0.2)  # seconds: nobody comes back
        after.enter_context(dask.config.set({"distributed.comm.timeouts.connect": "0.2s"}))
        with Beside(end):
            assert not there.run(wait_and_tell, (file,), visitor)
    assert visitor.said == [LOST]
    assert list(there.each(note, [(3,)], visitor)) == [(False, 3)], "it is not asked again at once"
    assert visitor.said == [LOST, LOST]
