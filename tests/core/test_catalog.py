"""The built-in datasets: the faces inside a wheel, and the cats from a mirror that may be down, wrong or endless."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from skimage.data import lfw_subset

from logreg_core import Dataset, DownloadError
from logreg_core.sources import cats as source
from logreg_core.sources import faces
from logreg_core.sources.catalog import CATALOG


def test_the_default_is_a_set_of_real_photographs_that_needs_no_network() -> None:
    first = next(iter(CATALOG.values()))
    assert first.key == "faces"
    assert first.is_local()
    assert first.load().image_shape == (25, 25, 1)


def test_the_faces_are_those_of_scikit_image_each_with_its_label() -> None:
    dataset = faces.load()
    originals = {
        np.rint(255 * image).astype(np.uint8).tobytes(): index < 100 for index, image in enumerate(lfw_subset())
    }
    assert len(originals) == 200
    for split in (dataset.train, dataset.test):
        for image, label in zip(split.images, split.labels, strict=True):
            assert originals.pop(image.tobytes()) == label
    assert not originals
    assert dataset.class_names == ("no face", "face")
    assert (dataset.train.count(1), dataset.test.count(1)) == (75, 25)


def test_the_faces_are_divided_alike_everywhere_and_otherwise_by_another_seed() -> None:
    assert faces.load().digest == faces.load().digest != faces.load(seed=1).digest


def test_the_cats_are_those_of_the_course(cats: Dataset) -> None:
    assert (len(cats.train), len(cats.test), cats.image_shape) == (209, 50, (64, 64, 3))
    assert cats.class_names == ("non-cat", "cat")
    assert (cats.train.count(1), cats.test.count(1)) == (72, 33)
    np.testing.assert_array_equal(cats.test.images[17], cats.train.images[146])


class Mirror:
    """A web server on this machine that answers with what it is given."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.rsplit("/", 1)[-1]
                mirror.asked.append(self.path)
                body = mirror.files.get(name)
                self.send_response(200 if body is not None else 404)
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Mirror]:
    made = Mirror()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    monkeypatch.setattr(source, "MIRRORS", (made.address + "first/", made.address + "second/"))
    monkeypatch.setenv("LOGREG_DATA_DIR", str(tmp_path / "data"))
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def test_a_download_is_reported_checked_and_kept(mirror: Mirror, cats_dir: Path, tmp_path: Path) -> None:
    mirror.files = {name: (cats_dir / name).read_bytes() for name in source.FILES}
    assert not source.is_local()
    shares: list[float] = []
    source.fetch(shares.append)
    assert source.is_local()
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 10
    assert {path.name for path in (tmp_path / "data").iterdir()} == set(source.FILES)
    source.fetch()
    assert len(mirror.asked) == 2, "what is here is not fetched again"


def test_offline_says_what_to_do_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(source, "MIRRORS", ("http://127.0.0.1:1/a/", "http://127.0.0.1:1/b/"))
    monkeypatch.setenv("LOGREG_DATA_DIR", str(tmp_path))
    with pytest.raises(DownloadError, match="internet connection.*LOGREG_DATA_DIR"):
        source.load()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "body", [b"<html>moved</html>", b"version https://git-lfs.github.com/spec/v1\n", bytes(10_000_000)]
)
def test_other_bytes_than_were_published_are_refused(mirror: Mirror, body: bytes, tmp_path: Path) -> None:
    mirror.files = dict.fromkeys(source.FILES, body)
    with pytest.raises(DownloadError, match="other bytes than were published"):
        source.fetch()
    assert [path.split("/")[1] for path in mirror.asked] == ["first", "second"], "the second mirror was tried too"
    assert not list((tmp_path / "data").iterdir())


def test_a_damaged_file_in_the_cache_is_fetched_again(mirror: Mirror, cats_dir: Path, tmp_path: Path) -> None:
    mirror.files = {name: (cats_dir / name).read_bytes() for name in source.FILES}
    (tmp_path / "data").mkdir()
    for name in source.FILES:
        (tmp_path / "data" / name).write_bytes(b"half a fi")
    source.fetch()
    assert source.is_local()
