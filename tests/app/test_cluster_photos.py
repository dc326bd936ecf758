"""Many photos on a cluster: files are hostile, workers and the scheduler are lost, and the rows are the same."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import repeat
from pathlib import Path
from typing import Any

import distributed
import numpy as np
import pytest
from distributed import Client
from numpy.typing import NDArray
from PIL import Image

from logreg_core import Classifier, Dataset, PhotoError, Split
from logreg_core.sources import faces
from pages.parts.many.photo_table import read_photo
from pages.parts.why.perturbation import change_and_ask
from pages.server.cluster import LOST, UNDER_WAY, Cluster
from pages.server.executor import Executor, Threads
from pages.shared import work
from tests.core.test_photo import HARMFUL
from tests.files import encoded
from tests.until import until

from .conftest import Open, upload
from .test_many import FILES, table
from .workers import (
    Beside,
    Read,
    Visitor,
    Workers,
    as_it_came,
    bursts_of,
    read_hanging,
    read_patiently,
    read_when_released,
    wait_for,
    wait_for_end,
    wait_for_one_of,
    who_does_it,
    workers,
)

SHAPE = (8, 6, 3)
PICTURES = np.random.default_rng(0).integers(0, 256, (10, *SHAPE), dtype=np.uint8)
PHOTOS = [encoded(picture, kind) for picture, kind in zip(PICTURES, ["PNG", "TIFF"] * 5, strict=True)]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    """One for the tests of this file."""
    with workers(tmp_path_factory.mktemp("cluster")) as started:
        yield started


class Nowhere:
    """Does nothing: so it is known that the cluster has done it."""

    def run(self, *_: Any) -> Any:
        """No result."""
        raise AssertionError("This should have been done on the cluster.")

    each = run


def on(cluster: Workers, instead: Executor | None = None) -> Cluster:
    """The cluster as a server sees it that does nothing itself."""
    return Cluster(cluster.address, instead or Nowhere())


def are(found: list[Read], pictures: NDArray[np.uint8]) -> None:
    """These are the pictures, pixel for pixel and in order."""
    assert [each[1].tolist() for each in found if isinstance(each, tuple)] == pictures.tolist()
    assert [each[0].shape for each in found if isinstance(each, tuple)] == [(64, 64, 3)] * len(pictures)


def test_photos_come_back_in_order_and_no_hostile_one_takes_a_worker_away(cluster: Workers) -> None:
    there, visitor = on(cluster), Visitor()
    bomb = BytesIO()
    Image.new("1", (13_300, 13_300)).save(bomb, "PNG")
    hostile = [b"", b"no picture", bomb.getvalue(), b"\x89PNG\r\n\x1a\n" + bytes(20 * 2**20)]
    hostile += [HARMFUL[name]() for name in ("a HEIC of 20 MB that asks for 4 GB", "a TIFF of one vast tile")]
    with Client(cluster.address, set_as_default=False) as client:
        before = client.run(os.getpid)
        mixed = [*PHOTOS[:5], *hostile, *PHOTOS[5:]]
        found = list(there.each(read_patiently, ((each, SHAPE) for each in mixed), visitor))
        assert client.run(os.getpid) == before
    are(found[:5] + found[-5:], PICTURES)
    refused = found[5:-5]
    assert all(isinstance(each, PhotoError) for each in refused)
    assert "0 bytes" in str(refused[0])
    assert "not a picture" in str(refused[1])
    assert "50 million pixels" in str(refused[2])
    assert not visitor.said


def test_a_decoder_that_hangs_is_ended_in_time_and_when_nobody_waits_any_more(cluster: Workers, tmp_path: Path) -> None:
    late = on(cluster).run(read_hanging, (tmp_path / "late", 0.2), Visitor())
    assert isinstance(late, PhotoError)
    assert "longer than 0.2 seconds and was stopped" in str(late)
    note = tmp_path / "process"
    results = on(cluster).each(read_hanging, [(note, 900.0)] * 2, Gone(note))
    with pytest.raises(KeyboardInterrupt):
        next(results)
    number = int(note.read_text())
    until(lambda: not Path(f"/proc/{number}").exists())
    assert isinstance(on(cluster).run(who_does_it, (), Visitor()), int), "the worker is free again"


class Gone(Visitor):
    """Gives up as soon as this file is written."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def waits(self) -> None:
        """Look."""
        if self._file.exists() and self._file.read_text():
            raise KeyboardInterrupt

    def report(self, share: float) -> None:
        """Look."""
        self.waits()


def test_when_reading_is_given_up_what_was_read_stays_and_no_further_photo_is_begun(
    cluster: Workers, tmp_path: Path
) -> None:
    files = [tmp_path / f"{number}" for number in range(10)]
    taken = []

    def every() -> Iterator[tuple[Path, bytes, tuple[int, int, int]]]:
        for file, content in zip(files, PHOTOS, strict=True):
            taken.append(file)
            yield file, content, SHAPE

    for file in files[: UNDER_WAY - 1]:  # which of those under way is begun first is left open
        file.touch()
    results = on(cluster).each(read_when_released, every(), Visitor())
    are([next(results)], PICTURES[:1])
    wait_for(files[UNDER_WAY - 1])
    results.close()
    wait_for_end(files[UNDER_WAY - 1])
    assert len(taken) <= UNDER_WAY, "no more is taken from the visitor than is under way"
    with Client(cluster.address, set_as_default=False) as client:
        until(lambda: not client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks)))
    assert not files[UNDER_WAY].with_suffix(".begun").exists()


def test_a_worker_that_is_lost_among_many_photos_costs_time_and_nothing_else(cluster: Workers, tmp_path: Path) -> None:
    files = [tmp_path / f"{number}" for number in range(10)]
    lost: dict[Path, int] = {}

    def kill() -> None:
        begun = wait_for_one_of(files)
        lost[begun] = wait_for(begun)
        os.kill(lost[begun], signal.SIGKILL)
        for file in files:
            file.touch()

    visitor = Visitor()
    with Beside(kill):
        every = ((file, content, SHAPE) for file, content in zip(files, PHOTOS, strict=True))
        are(list(on(cluster).each(read_when_released, every, visitor)), PICTURES)
    assert [wait_for(file) for file in lost] != [*lost.values()], "it was begun again"
    assert not visitor.said


def test_two_visitors_with_the_same_pictures_at_once_each_get_what_is_their_own(cluster: Workers) -> None:
    labels, test = np.arange(10) % 2, Split(PICTURES[:2], np.arange(2))
    plain = Dataset("Mine", ("a", "b"), Split(PICTURES, labels), test)
    taken = Dataset("Mine", ("a", "b"), Split(PICTURES, labels, np.arange(10) // 2), test)
    assert plain.digest == taken.digest
    there = on(cluster)
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda dataset: there.run(bursts_of, (dataset,), Visitor()), [plain, taken] * 2)
    assert [*found] == [[], [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]] * 2
    assert len(there._datasets) == 2


class Evil:
    """What makes a folder where it is unpickled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.folder),)


class Anything:
    """In the place of all that a pickle names."""

    def __init__(self, *_: Any, **__: Any) -> None:
        """With anything."""

    def __call__(self, *_: Any, **__: Any) -> Anything:
        """Anything."""
        return Anything()

    def __setstate__(self, _: Any) -> None:
        """No matter what."""


def names_in(pickled: bytes) -> set[str]:
    """The modules that it takes something from, if it were unpickled."""
    names = set()

    class Reader(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> Any:
            names.add(module.split(".")[0])
            return Anything

    Reader(BytesIO(pickled), buffers=repeat(b"")).load()
    return names


def test_nothing_that_a_visitor_brought_is_ever_unpickled(
    cluster: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "made"
    evil = pickle.dumps(Evil(folder))
    pickle.loads(evil)
    folder.rmdir()  # so it works
    assert names_in(evil) == {"posix"}
    sent = []
    dumps = distributed.protocol.pickle.dumps
    monkeypatch.setattr(
        distributed.protocol.pickle, "dumps", lambda *args, **kw: sent.append(found := dumps(*args, **kw)) or found
    )
    images = np.frombuffer(evil.ljust(4 * 144, b"\0")[: 4 * 144], np.uint8).reshape(4, 12, 12, 1)
    text, split = evil.decode("latin-1"), Split(images, np.arange(4) % 2)
    there, dataset = on(cluster), Dataset(text, ("a", "b"), split, split, origin=text)
    assert "not a picture" in str(there.run(read_photo, (evil, SHAPE), Visitor()))
    assert there.run(as_it_came, (dataset, text), Visitor()) == (images.tobytes(), text, text, False)
    assert not folder.exists()
    assert sum(str(folder).encoded() in each for each in sent) >= 3, "it was looked at what went there"
    named = set().union(*map(names_in, sent))
    assert named <= {
        "builtins",
        "classroom",
        "copyreg",
        "dask",
        "distributed",
        "logreg_core",
        "numpy",
        "pages",
        "tests",
    }


def test_the_page_shows_the_same_table(open_page: Open, cluster: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    here = table(upload(open_page("many", trained=100), *FILES.items()))
    there = on(cluster)
    monkeypatch.setattr(work, "anywhere", lambda: there)
    assert repr(table(upload(open_page("many", trained=100), *FILES.items()))) == repr(here)


def test_the_answers_that_flip_are_the_same(cluster: Workers) -> None:
    data, rng = faces.load(), np.random.default_rng(1)
    neuron = Classifier(rng.normal(size=(data.n_x, 1)), 0.0, data.image_shape, data.class_names, data.name, data.digest)
    visitor = Visitor()
    found = on(cluster).run(change_and_ask, (neuron, data, 30), visitor)
    assert found == change_and_ask(neuron, data, 30, lambda _: None)
    test = data.test.images[:30]
    assert found["mirrored"] == (neuron.answers(test) != neuron.answers(test[:, :, ::-1])).sum()


def test_without_its_cluster_the_other_photos_are_read_here(cluster: Workers, tmp_path: Path) -> None:
    files, visitor = [tmp_path / f"{number}" for number in range(10)], Visitor()

    def end() -> None:
        wait_for_one_of(files)
        cluster.scheduler.kill()  # no test after this one needs it
        for file in files:
            file.touch()

    with Beside(end):
        every = ((file, content, SHAPE) for file, content in zip(files, PHOTOS, strict=True))
        are(list(on(cluster, Threads()).each(read_when_released, every, visitor)), PICTURES)
    assert {*visitor.said} == {LOST}
