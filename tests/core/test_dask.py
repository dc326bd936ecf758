"""Images as a Dask array: the same path as in one memory, and a command that goes on where it was killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import cloudpickle
import dask
import dask.array as da
import h5py
import numpy as np
import pytest
import zarr

from logreg_core import ArgumentError, DatasetError
from logreg_core.descent import Descent, FeatureSpace
from logreg_core.export import load_classifier
from logreg_core.large.command import main
from logreg_core.large.images import Large, open_images
from logreg_core.large.progress import keep, mark_of, take_up

M, N = 331, 48
random = np.random.default_rng(15)
PIXELS = random.integers(0, 256, (N, M), dtype=np.uint8)
Y = (random.random((1, M)) < 0.4).astype(int)
ASIDE = random.random(M) < 0.2
WEIGHTS = random.random(M)


def both(kind: type, **settings: Any) -> tuple[Descent, Descent]:
    """The same run on images in one memory, and in blocks of different sizes."""
    X = PIXELS if kind is np.uint8 else PIXELS / 255
    given: dict[str, Any] = {"learning_rate": 0.3, "record_every": 7, "divisor": 255.0 if kind is np.uint8 else 1.0}
    given |= settings
    here = Descent(
        X, Y, X_test=X[:, :40], Y_test=Y[:, :40], space=FeatureSpace(X, X[:, :40], given["divisor"]), **given
    )
    blocks = da.from_array(X, chunks=(20, (100, 100, 31, 100)))
    there = Descent(blocks, Y, X_test=blocks[:, :40], Y_test=Y[:, :40], **given)
    return here, there


@pytest.mark.parametrize("kind", [np.uint8, float])
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"l2": 0.1, "momentum": 0.9},
        {"batch_size": 50, "seed": 3},
        {"batch_size": 64, "validation": ASIDE, "example_weights": WEIGHTS},
        {"learning_rate": [0.01, 0.1, 0.5], "momentum": [0.0, 0.5, 0.9]},
        {"validation": ASIDE, "patience": 3, "look_every": 5},
        {"start": (np.full((N, 1), 0.1), -1.0)},
    ],
    ids=["plain", "momentum", "batches", "weighted batches", "side by side", "patience", "start"],
)
def test_blocks_walk_the_path_of_one_memory(kind: type, settings: dict[str, Any]) -> None:
    here, there = both(kind, **settings)
    here.advance(60)
    there.advance(60)
    assert there.iteration == here.iteration
    np.testing.assert_allclose(there.w, here.w, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(there.b, here.b, rtol=1e-9, atol=1e-12)
    assert len(there.records) == len(here.records)
    for one, other in zip(there.records, here.records, strict=True):
        assert one.iteration == other.iteration
        for name in ("cost", "train_accuracy", "test_cost", "test_accuracy", "validation_cost", "validation_accuracy"):
            np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-9)


def test_what_is_worked_out_only_on_request_is_the_same_too() -> None:
    here, there = both(np.uint8)
    for run in (here, there):
        run.advance(10)
    np.testing.assert_allclose(there.z, here.z, rtol=1e-9)
    assert there.slope == pytest.approx(here.slope, rel=1e-9)
    assert there.safe_learning_rate == pytest.approx(here.safe_learning_rate, rel=1e-5)
    np.testing.assert_allclose(there.space.squared_lengths, here.space.squared_lengths)
    v = random.random((M, 2))
    np.testing.assert_allclose(there.space.with_bias_times(v), here.space.with_bias_times(v))


def test_who_stands_elsewhere_has_seen_nothing_there_yet() -> None:
    _, straight = both(np.uint8, momentum=0.5)
    _, other = both(np.uint8, momentum=0.5)
    straight.advance(9)
    other.advance(3)
    assert other.now.cost > straight.now.cost, "both have looked at all images"
    other.restore(straight.state)
    straight.advance(5)
    other.advance(5)
    np.testing.assert_array_equal(other.w, straight.w)


def test_blocks_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ArgumentError, match="finite"):
        Descent(da.from_array(np.full((3, 4), np.nan)), np.array([[0, 1, 0, 1]]), learning_rate=0.1)
    with pytest.raises(ArgumentError, match="shape"):
        Descent(da.from_array(PIXELS), Y[:, :5], learning_rate=0.1)
    blocks = da.from_array(PIXELS)
    with pytest.raises(ArgumentError, match="known shape"):
        Descent(blocks[:, blocks[0] > 9], Y, learning_rate=0.1)


def test_test_images_alone_may_be_in_blocks() -> None:
    here, _ = both(np.uint8)
    run = Descent(PIXELS, Y, X_test=da.from_array(PIXELS[:, :40]), Y_test=Y[:, :40], learning_rate=0.3, divisor=255.0)
    assert run.now.test_cost == pytest.approx(here.now.test_cost)


IMAGES = random.integers(0, 200, (240, 6, 5, 3), dtype=np.uint8)
LABELS = np.arange(240) % 2
IMAGES[:, :3] += (30 * LABELS[:, np.newaxis, np.newaxis, np.newaxis]).astype(np.uint8)


def folder_of(path: Path) -> Path:
    """The images in three NumPy files."""
    path.mkdir()
    for number, start in enumerate((0, 100, 150)):
        stop = (100, 150, 240)[number]
        np.save(path / f"images-{number}.npy", IMAGES[start:stop])
        np.save(path / f"labels-{number}.npy", LABELS[start:stop])
    return path


def files_of(path: Path) -> list[Path]:
    """The same images in each kind of file."""
    with h5py.File(path / "images.h5", "w") as file:
        file["train_set_x"], file["train_set_y"] = IMAGES, LABELS
    group = zarr.open_group(path / "images.zarr", mode="w")
    group.create_array("images", data=IMAGES, chunks=(70, 6, 5, 3))
    group.create_array("labels", data=LABELS)
    small = zarr.open_group(path / "small.zarr", mode="w")
    small.create_array("images", data=IMAGES, chunks=(1, 3, 5, 3))
    small.create_array("labels", data=LABELS)
    return [folder_of(path / "images"), path / "images.h5", path / "images.zarr", path / "small.zarr"]


def test_each_kind_of_file_holds_the_same_images(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("logreg_core.large.images.BLOCK", 80 * 90)
    found = [open_images(file) for file in files_of(tmp_path)]
    for each in found:
        np.testing.assert_array_equal(each.images.compute(), IMAGES)
        np.testing.assert_array_equal(each.labels, LABELS)
        np.testing.assert_array_equal(each.X[:, 7].compute(), IMAGES[7].ravel())
        assert max(each.images.chunks[0]) <= 80, "a block fits into a memory"
        assert len(each.images.chunks[0]) <= 5, "and is worth a task"
        assert cloudpickle.loads(cloudpickle.dumps(each.images))[7].sum().compute() == IMAGES[7].sum()
    assert len({each.digest() for each in found}) == 1


def test_of_one_large_file_no_more_is_read_than_a_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("logreg_core.large.images.BLOCK", 2**20)
    np.save(tmp_path / "images-0.npy", np.zeros((20, 2**10, 2**10, 1), np.uint8))
    np.save(tmp_path / "labels-0.npy", np.arange(20) % 2)
    found = open_images(tmp_path)
    tracemalloc.start()
    found.images[3].sum().compute(scheduler="synchronous")
    assert tracemalloc.get_traced_memory()[1] < 5 * 2**20
    tracemalloc.stop()


def test_what_holds_no_images_is_refused(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["x"] = [1]
    for path, why in (("other.h5", "It holds x"), ("none.zarr", "cannot be read"), ("none", "must be in a file")):
        with pytest.raises(DatasetError, match=why):
            open_images(tmp_path / path)
    with pytest.raises(DatasetError, match="uint8"):
        Large(da.zeros((3, 2, 2, 3)), np.zeros(3, np.int64))
    with pytest.raises(DatasetError, match="0 or 1"):
        Large(da.zeros((3, 2, 2, 3), dtype=np.uint8), np.array([0, 1, 2]))


@pytest.mark.parametrize(
    ("images", "labels", "why"),
    [
        (IMAGES / 255, LABELS, "images-1.npy: images must be uint8"),
        (IMAGES[:, :3], LABELS, "the same size"),
        (IMAGES, LABELS[1:], "239 labels"),
        (IMAGES, LABELS / 2, "must be 0 or 1.*0.5"),
        (IMAGES, np.where(LABELS, np.nan, 0), "must be 0 or 1.*nan"),
        (IMAGES[..., 0], LABELS, "shape"),
    ],
    ids=["float", "another size", "a label less", "half a label", "no label", "no channel"],
)
def test_one_wrong_file_among_right_ones_is_named(
    tmp_path: Path, images: np.ndarray, labels: np.ndarray, why: str
) -> None:
    for number, (some, theirs) in enumerate([(IMAGES, LABELS), (images, labels), (IMAGES, 1 - LABELS)]):
        np.save(tmp_path / f"images-{number}.npy", some)
        np.save(tmp_path / f"labels-{number}.npy", theirs)
    with pytest.raises(DatasetError, match=why):
        open_images(tmp_path)


def command(images: Path, out: Path, *more: str) -> list[str]:
    """The command line of a training."""
    words = ["--images", str(images), "--out", str(out), "--rate", "0.2", "--names", "dog,cat", *more]
    return [sys.executable, "-m", "logreg_core.descent", *words]


def test_a_command_trains_and_writes_the_model_file(tmp_path: Path) -> None:
    images, out = folder_of(tmp_path / "pets"), tmp_path / "neuron.npz"
    subprocess.run(command(images, out, "--iterations", "40", "--l2", "0.01"), check=True, timeout=120)
    neuron, X = load_classifier(out.read_bytes()), IMAGES.reshape(240, -1).T
    alone = Descent(X, LABELS[np.newaxis], learning_rate=0.2, l2=0.01, divisor=255.0)
    alone.advance(40)
    np.testing.assert_allclose(neuron.w, alone.w, rtol=1e-9)
    assert (neuron.class_names, neuron.dataset_name, neuron.iteration) == (("dog", "cat"), "pets", 40)


def test_without_dask_the_command_says_how_to_get_it() -> None:
    script = (
        "import runpy, sys\nsys.modules['dask'] = None\nrunpy.run_module('logreg_core.descent', run_name='__main__')"
    )
    without = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert (without.returncode, without.stdout) == (1, "")
    assert without.stderr.endswith("need Dask: pip install -r requirements-dask.txt\n")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (["--images", "none"], "Images must be in"),
        (["--names", "cat"], "two different names"),
        (["--out", "none/neuron.npz"], "folder that is there"),
        (["--out", "pets"], "different files"),
        (["--keep", "neuron.npz"], "different files"),
        (["--iterations", "0"], "at least 1. Got 0"),
        (["--rate", "1e200", "--iterations", "5"], "Lower --rate"),
        (["--keep", "kept", "--iterations", "2"], "beyond --iterations 2"),
        (["--keep", "kept", "--iterations", "9", "--test", "pets2"], "other settings"),
        (["--images", "one"], "both classes"),
    ],
)
def test_what_cannot_be_trained_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], more: list[str], why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("pets", "pets2", "one"):
        folder_of(tmp_path / name)
    for number in range(3):
        labels = tmp_path / "one" / f"labels-{number}.npy"
        np.save(labels, np.zeros_like(np.load(labels)))
    given = ["--images", "pets", "--out", "neuron.npz"]
    if "kept" in more:
        assert main([*given, "--keep", "kept", "--iterations", "3"]) == 0
        Path("neuron.npz").unlink()
    capsys.readouterr()
    assert main([*given, *more]) == 1
    assert re.search(why, capsys.readouterr().err)
    assert not Path("neuron.npz").exists()


def test_where_no_terminal_is_each_cost_has_a_line_and_ctrl_c_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    folder_of(tmp_path / "pets")
    given = ["--images", "pets", "--keep", "kept", "--keep-every", "0"]
    assert main([*given, "--iterations", "12"]) == 0
    said = capsys.readouterr().err
    assert "\r" not in said
    assert [line.partition(" of")[0] for line in said.splitlines()[:3]] == ["1", "11", "12"]

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Descent, "advance", interrupt)
    assert main([*given, "--iterations", "20"]) == 130
    assert "Stopped. The same command goes on from kept." in capsys.readouterr().err


def test_a_full_disk_keeps_what_was_written_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run, file = both(np.uint8)[1], tmp_path / "kept"
    run.advance(9)
    keep(file, run, "")
    run.advance(1)

    def is_full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", is_full)
    with pytest.raises(OSError, match="kept could not be written: .* No space left"):
        keep(file, run, "")
    found = take_up(file, "")
    assert found is not None
    assert found.standing.iteration == 9
    assert [*tmp_path.iterdir()] == [file]


ITS_SETTINGS = ("--batch-size", "32", "--momentum", "0.5", "--keep-every", "0", "--keep")


def assert_it_went_straight(images: Path, out: Path, iterations: int) -> None:
    """The model file holds the weights of a run with ITS_SETTINGS that nobody stopped, to the last digit."""
    straight = Descent(
        open_images(images).X,
        LABELS[np.newaxis],
        learning_rate=0.2,
        momentum=0.5,
        batch_size=32,
        divisor=255.0,
    )
    straight.advance(iterations)
    np.testing.assert_array_equal(load_classifier(out.read_bytes()).w, straight.w)


def test_killed_on_the_way_it_goes_on_to_the_same_weights(tmp_path: Path) -> None:
    images, kept, out = folder_of(tmp_path / "pets"), tmp_path / "kept", tmp_path / "neuron.npz"
    words = command(images, out, *ITS_SETTINGS, str(kept), "--iterations", "150")
    with subprocess.Popen(words, stderr=subprocess.PIPE) as running:
        while not kept.exists():
            assert running.poll() is None
        os.kill(running.pid, signal.SIGKILL)
    assert not out.exists()
    again = subprocess.run(words, check=True, capture_output=True, text=True, timeout=120)
    assert "It goes on from iteration" in again.stderr
    assert_it_went_straight(images, out, 150)


def test_stopped_on_the_way_it_goes_on_to_the_same_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In this process and by one thread; processes that are killed are in the test before."""
    images, kept, out = folder_of(tmp_path / "pets"), tmp_path / "kept", tmp_path / "neuron.npz"
    words = command(images, out, *ITS_SETTINGS, str(kept), "--iterations", "40")[3:]
    advance = Descent.advance

    def stopped_at_15(run: Descent, steps: int) -> None:
        if run.iteration == 15:
            raise KeyboardInterrupt
        advance(run, steps)

    with dask.config.set(scheduler="synchronous"):
        with monkeypatch.context() as patch:
            patch.setattr(Descent, "advance", stopped_at_15)
            assert main(words) == 130
        assert not out.exists()
        assert main(words) == 0
        assert "It goes on from iteration 15." in capsys.readouterr().err
        assert_it_went_straight(images, out, 40)


def test_a_run_goes_on_only_where_it_was(tmp_path: Path) -> None:
    run, file = both(np.uint8)[1], tmp_path / "kept"
    assert take_up(file, "") is None
    run.advance(9)
    keep(file, run, mark_of(rate=0.3))
    found = take_up(file, mark_of(rate=0.3))
    assert found is not None
    assert (found.standing.iteration, str(found.records)) == (9, str(run.records))
    with pytest.raises(ArgumentError, match="other settings"):
        take_up(file, mark_of(rate=0.4))
    file.write_bytes(b"something else")
    with pytest.raises(ArgumentError, match="Name another file"):
        take_up(file, mark_of(rate=0.3))
