"""HDF5 from outside: the course's layout in all its spellings, the wrong files of every class, and real attacks."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import struct
import threading
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from logreg_core.data.dataset import Dataset, Split
from logreg_core.errors import Hdf5Error, LogregError
from logreg_core.sources import hdf5, hdf5_child
from logreg_core.sources.hdf5 import load, save
from logreg_core.untrusted import sandbox
from logreg_core.untrusted.fair_semaphore import FairSemaphore
from tests.until import until

ROOT = Path(__file__).resolve().parents[2]
SECRET = b"the password of the server is swordfish"
NAMES = np.array([b"non-cat", b"cat"])
rng = np.random.default_rng(7)
IMAGES = rng.integers(0, 256, (10, 6, 5, 3), dtype=np.uint8)
LABELS = np.array([0, 1] * 5)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on how busy the machine is."""
    monkeypatch.setattr(hdf5, "READ_SECONDS", 30.0)
    monkeypatch.setattr(sandbox, "WAIT_SECONDS", 300.0)


def file_of(fill: Callable[[h5py.File], Any], **options: Any) -> bytes:
    """The bytes of an HDF5 file that plain h5py wrote."""
    buffer = io.BytesIO()
    with h5py.File(buffer, "w", **options) as file:
        fill(file)
    return buffer.getvalue()


def one_set(
    images: Any = IMAGES,
    labels: Any = LABELS,
    names: Any = NAMES,
    part: str = "train",
    libver: str = "earliest",
    **storage: Any,
) -> bytes:
    def fill(file: h5py.File) -> None:
        file.create_dataset(f"{part}_set_x", data=images, **storage)
        file[f"{part}_set_y"] = labels
        if names is not None:
            file["list_classes"] = names

    return file_of(fill, libver=libver)


def with_images(make: Callable[[h5py.File], Any], count: int = len(LABELS)) -> bytes:
    """A file whose images are made by an attacker and whose labels are in order."""

    def fill(file: h5py.File) -> None:
        make(file)
        file["train_set_y"] = np.arange(count) % 2
        file["list_classes"] = NAMES

    return file_of(fill)


TRAIN = one_set()
TEST = one_set(IMAGES[::-1], part="test")


def refusal(*files: bytes) -> str:
    """The message with which the files are refused; it is fit for a visitor, and the server goes on."""
    with pytest.raises(Hdf5Error) as caught:
        load(*files)
    message = str(caught.value)
    assert message[0].isupper()
    assert message.endswith(".")
    assert len(message) < 500
    assert message.isprintable()
    assert str(ROOT) not in message
    assert "errno" not in message
    assert "swordfish" not in message
    return message


def same(found: Dataset, images: Any = IMAGES, labels: Any = LABELS) -> None:
    """A dataset that was divided from one set holds exactly these images with these labels."""
    both = [
        (split.images[i].tobytes(), int(split.labels[i]))
        for split in (found.train, found.test)
        for i in split.indices()
    ]
    assert sorted(both) == sorted(
        (np.ascontiguousarray(x).tobytes(), int(y)) for x, y in zip(images, labels, strict=True)
    )


# What is accepted


def test_the_courses_files_are_read_pixel_by_pixel(cats_dir: Path) -> None:
    paths = cats_dir / "train_catvnoncat.h5", cats_dir / "test_catvnoncat.h5"
    cats = load(*(path.read_bytes() for path in paths))
    assert cats.class_names == ("non-cat", "cat")
    for path, split, part in zip(paths, (cats.train, cats.test), ("train", "test"), strict=True):
        with h5py.File(path) as file:
            np.testing.assert_array_equal(split.images, file[f"{part}_set_x"])
            np.testing.assert_array_equal(split.labels, file[f"{part}_set_y"])
    assert load(*save(cats)).digest == cats.digest


def test_the_order_of_the_two_files_does_not_matter() -> None:
    right, swapped = load(TRAIN, TEST), load(TEST, TRAIN)
    assert right.digest == swapped.digest
    np.testing.assert_array_equal(right.train.images, IMAGES)
    np.testing.assert_array_equal(right.test.images, IMAGES[::-1])


def test_one_file_may_hold_both_sets() -> None:
    def fill(file: h5py.File) -> None:
        file["train_set_x"], file["train_set_y"], file["list_classes"] = IMAGES, LABELS, NAMES
        file["test_set_x"], file["test_set_y"] = IMAGES[::-1], LABELS

    assert load(file_of(fill)).digest == load(TRAIN, TEST).digest


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("data", [TRAIN, one_set(part="test")])
def test_a_single_set_is_divided_by_the_seed_and_both_parts_show_both_classes(data: bytes) -> None:
    once, again, other = (load(data, test_share=0.4, seed=seed, name="Mine") for seed in (1, 1, 2))
    assert once.digest == again.digest != other.digest
    assert once.name == "Mine"
    assert [once.test.count(label) for label in (0, 1)] == [2, 2]
    same(once)


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    "images",
    [
        IMAGES,
        IMAGES[..., :1],
        IMAGES.astype(np.int64),
        IMAGES.astype(">u2"),
        (IMAGES // 2).astype(np.int8),
        IMAGES.astype(np.float32),
        IMAGES.astype(">f8"),
        (IMAGES > 99).astype(np.float16),
    ],
    ids=lambda images: f"{images.dtype.str}-{images.shape[-1]}",
)
def test_whole_numbers_of_any_type_become_pixels(images: np.ndarray) -> None:
    same(load(one_set(images)), images.astype(np.uint8))


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("libver", ["earliest", "latest"])
@pytest.mark.parametrize("size", [512, 4096])
def test_a_user_block_is_passed_over(size: int, libver: str) -> None:
    def fill(file: h5py.File) -> None:
        file.create_dataset("train_set_x", data=IMAGES, chunks=(3, 4, 2, 3), compression="gzip")
        file["train_set_y"], file["list_classes"] = LABELS, ["non-cat", "cat"]

    data = file_of(fill, userblock_size=size, libver=libver)
    same(load(data))
    same(load(b"somebody's own bytes".ljust(size, b"!") + data[size:]))


@pytest.mark.parametrize("length", [1, 2, 719, 720, 721, 4001])
@pytest.mark.parametrize("fill", [0, 255, None])
def test_the_checksum_is_the_one_that_hdf5_writes(length: int, fill: int | None) -> None:
    rng = np.random.default_rng(length)
    data = np.full(length, fill, "u1") if fill is not None else rng.integers(0, 256, length, dtype="u1")
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        made = file.create_dataset("x", data=data, chunks=(length,), fletcher32=True)
        _, block = made.id.read_direct_chunk((0,))
    assert bytes(hdf5_child.checked_sum(block)) == data.tobytes()
    damaged = bytearray(block)
    damaged[length // 2] ^= 1
    with pytest.raises(hdf5_child.Refused):
        hdf5_child.checked_sum(bytes(damaged))


@pytest.mark.parametrize("data", [bytes(5000), b"abc" * 999, bytes(range(256)) * 9 + b"\7" * 300], ids=len)
def test_lzf_is_unpacked_as_h5py_does(data: bytes) -> None:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        made = file.create_dataset("x", data=np.frombuffer(data, "u1"), chunks=(len(data),), compression="lzf")
        mask, block = made.id.read_direct_chunk((0,))
    assert mask == 0
    assert hdf5_child.expand(block, len(data)) == data
    for cut in range(len(block)):  # every cut is noticed, or gives less
        with contextlib.suppress(hdf5_child.Refused):
            assert len(hdf5_child.expand(block[:cut], len(data))) < len(data)
    with pytest.raises(hdf5_child.Refused):
        hdf5_child.expand(b"\x20\x05", 100)  # 6 bytes back, where there is nothing
    assert len(hdf5_child.expand(b"\0\0" + b"\xe0\xff\0" * 10**6, 1000)) < 1300  # stops soon after the limit


def test_pixels_that_do_not_fit_their_checksum_are_refused() -> None:
    data = one_set(chunks=IMAGES.shape, fletcher32=True)
    at = data.index(IMAGES.tobytes())
    assert "a checksum in it is wrong" in refusal(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])


@pytest.mark.parametrize("names", [("X_train", "Y_train"), ("x_train", "y_train")])
def test_other_spellings_of_the_courses_keys_are_read(names: tuple[str, str]) -> None:
    same(load(file_of(lambda file: file.update(dict(zip(names, (IMAGES, LABELS.reshape(1, -1)), strict=True))))))


def test_of_more_than_two_classes_two_are_chosen_as_in_the_signs_of_the_course() -> None:
    labels = np.arange(10) % 6
    train = one_set(labels=labels.reshape(1, -1), names=np.arange(6))
    test = one_set(IMAGES[::-1], labels[::-1].reshape(1, -1), names=np.arange(6), part="test")
    contents = hdf5.look(train, test)
    assert list(contents.classes.items()) == [(f"class {k}", 4 if k < 4 else 2) for k in range(6)]
    assert contents.divided
    found = load(train, test, zero="class 4", one="class 1")
    assert found.class_names == ("class 4", "class 1")
    np.testing.assert_array_equal(found.train.images, IMAGES[[1, 4, 7]])
    assert found.train.labels.tolist() == [1, 0, 1]
    assert load(train, test, one="class 5").train.labels.tolist() == [0, 0, 0, 0, 0, 1, 0, 0, 0, 0]


def test_two_labels_that_do_not_begin_at_0_take_the_two_names_in_ascending_order_and_the_origin_says_so() -> None:
    for low, high in ((1, 2), (-1, 1), (0, 5)):
        data = one_set(labels=np.where(LABELS == 1, high, low))
        assert hdf5.look(data).classes == {"non-cat": 5, "cat": 5}
        found = load(data)
        assert found.class_names == ("non-cat", "cat")
        together = np.concatenate([found.train.images, found.test.images])
        labels = np.concatenate([found.train.labels, found.test.labels])
        assert {image.tobytes(): int(label) for image, label in zip(together, labels, strict=True)} == {
            image.tobytes(): int(label) for image, label in zip(IMAGES, LABELS, strict=True)
        }
        assert f"Its labels {low}, {high} take the names in this order: 'non-cat', 'cat'." in found.origin
    assert load(TRAIN).origin == hdf5.ORIGIN
    assert "do not say which of the 2 names" in refusal(one_set(labels=np.arange(10) % 3 + 5))
    assert load(one_set(labels=LABELS + 1, names=["a", "b", "c"])).class_names == ("b", "c")


def test_class_names_may_be_numbers_as_in_the_happy_house_of_the_course() -> None:
    found = load(one_set(names=np.array([0, 1])), one_set(names=np.array([0, 1]), part="test"))
    assert found.class_names == ("class 0", "class 1")
    assert hdf5.look(TRAIN).classes == {"non-cat": 5, "cat": 5}
    assert not hdf5.look(TRAIN).divided


def test_grey_images_may_lack_the_axis_of_channels() -> None:
    found = load(one_set(IMAGES[..., 0]))
    assert found.image_shape == (6, 5, 1)
    same(found, IMAGES[..., :1])


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    "labels",
    [LABELS, LABELS[None], LABELS[:, None], LABELS == 1, LABELS.astype(">f4"), LABELS.astype(np.uint8)],
    ids=lambda labels: f"{labels.dtype.str}-{labels.shape}",
)
def test_labels_may_be_rows_columns_booleans_or_floats(labels: np.ndarray) -> None:
    same(load(one_set(labels=labels)))


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("libver", ["earliest", "v108", "latest"])
@pytest.mark.parametrize(
    "storage",
    [
        {},
        {"chunks": (3, 4, 2, 3)},
        {"chunks": (3, 4, 2, 3), "compression": "gzip"},
        {"chunks": (10, 6, 5, 3), "compression": "gzip", "shuffle": True},
        {"chunks": (1, 6, 5, 3), "shuffle": True},
        {"maxshape": (None, None, 5, 3), "compression": 9},
        {"chunks": (3, 4, 2, 3), "compression": "lzf"},
        {"chunks": (3, 4, 2, 3), "compression": "lzf", "shuffle": True, "fletcher32": True},
        {"chunks": (3, 4, 2, 3), "compression": "gzip", "fletcher32": True},
        {"chunks": (10, 6, 5, 3), "fletcher32": True},
        {"maxshape": (None, 6, 5, 3), "chunks": (64, 6, 5, 3)},
    ],
    ids=str,
)
def test_every_plain_way_of_storing_is_read(storage: dict[str, Any], libver: str) -> None:
    images = IMAGES.astype(np.int16)
    same(load(one_set(images, libver=libver, **storage)))


def test_a_checksum_may_come_before_the_packing_as_pytables_writes_it() -> None:
    def make(file: h5py.File) -> None:
        plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        plan.set_chunk((3, 4, 2, 3))
        plan.set_fletcher32()
        plan.set_shuffle()
        plan.set_deflate(6)
        space = h5py.h5s.create_simple(IMAGES.shape)
        made = h5py.h5d.create(file.id, b"train_set_x", h5py.h5t.STD_I16LE, space, plan)
        made.write(h5py.h5s.ALL, h5py.h5s.ALL, IMAGES.astype("<i2"))

    same(load(with_images(make)))


def test_a_chunk_that_skipped_a_filter_is_read_as_it_lies() -> None:
    def make(file: h5py.File) -> None:
        images = file.create_dataset("train_set_x", IMAGES.shape, "u1", chunks=(5, 6, 5, 3), compression="gzip")
        images.id.write_direct_chunk((0, 0, 0, 0), IMAGES[:5].tobytes(), filter_mask=1)
        images.id.write_direct_chunk((5, 0, 0, 0), zlib.compress(IMAGES[5:].tobytes()))

    same(load(with_images(make)))


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (NAMES, ("non-cat", "cat")),
        (["non-cat", "cät"], ("non-cat", "cät")),
        (np.array([b"dog", "猫".encode()]), ("dog", "猫")),
        (np.array([b"a\xff", b"b"]), ("a\ufffd", "b")),
        (np.array([b"<script>alert(1)</script>", b"[b](c)"]), ("<script>alert(1)</script>", "[b](c)")),
        (np.array(["a\x1b[2J\u202eb".encode(), b"  two \n lines "]), ("a[2Jb", "two lines")),
        (np.array([b"x" * 1000, b"y"]), ("x" * 60, "y")),
        (["x" * 1000, "y"], ("x" * 60, "y")),
        (NAMES[None], ("non-cat", "cat")),
        (None, ("class 0", "class 1")),
    ],
    ids=lambda names: repr(names)[:30],
)
def test_class_names_are_short_printable_text(names: Any, expected: tuple[str, str]) -> None:
    assert load(one_set(names=names)).class_names == expected


# What is written


@pytest.mark.parametrize("channels", [1, 3])
def test_a_dataset_survives_saving_and_loading(channels: int) -> None:
    split = Split(IMAGES[..., :channels], LABELS)
    dataset = Dataset("Mine", ("猫" * 60, "no cat"), split, Split(split.images[:3], LABELS[:3]))
    assert load(*save(dataset)).digest == dataset.digest
    assert save(dataset) == save(dataset)


def test_the_written_files_have_the_courses_layout() -> None:
    for data, part in zip(save(load(TRAIN, TEST)), ("train", "test"), strict=True):
        with h5py.File(io.BytesIO(data)) as file:
            assert sorted(file) == ["list_classes", f"{part}_set_x", f"{part}_set_y"]
            assert [file[key].dtype.str for key in sorted(file)] == ["|S7", "|u1", "<i8"]
            assert file["list_classes"][:].tolist() == [b"non-cat", b"cat"]
            assert file[f"{part}_set_y"].shape == (10,)
            np.testing.assert_array_equal(file[f"{part}_set_x"], IMAGES if part == "train" else IMAGES[::-1])


# What is refused, and the words for it


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([b""], "empty"),
        ([TRAIN, b""], "The second file is empty"),
        ([b"\n<!DOCTYPE html><html lang='en'><title>train.h5</title>"], "web page"),
        ([b"version https://git-lfs.github.com/spec/v1\noid sha256:fbe5\nsize 2572022\n"], "Git LFS pointer"),
        ([b"PK\x03\x04" + bytes(100)], "ZIP archive"),
        ([b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(512) + TRAIN], "MATLAB"),
        ([b"\x93NUMPY\x01\x00"], "not HDF5"),
        ([bytes(hdf5.MAX_FILE_BYTES + 1)], "too large"),
        ([TRAIN[:-50]], f"should have {len(TRAIN):,} bytes and has {len(TRAIN) - 50:,}"),
        ([TRAIN[:100]], f"should have {len(TRAIN):,} bytes and has 100"),
        ([TRAIN[:60]], "damaged"),
        ([TRAIN[:13] + b"\4" + TRAIN[14:]], "addresses of unusual size"),
        ([file_of(lambda file: None, userblock_size=512)], "It has: nothing"),
        ([bytes(500) + TRAIN], "not HDF5"),
        ([TRAIN[:24] + b"\3" + TRAIN[25:]], "addresses of unusual size"),
        ([file_of(lambda file: None)], "It has: nothing"),
        ([file_of(lambda file: file.update({"X" * 200: 1, "a\n": 2}))], "'" + "X" * 60 + "', 'a\\n'"),
        ([file_of(lambda file: file.update(train_set_x=IMAGES))], "has 'train_set_x' but not 'train_set_y'"),
        ([file_of(lambda file: file.update(test_set_y=LABELS))], "has 'test_set_y' but not 'test_set_x'"),
        ([TRAIN, TRAIN], "Both files have 'train_set_x'"),
        ([TRAIN, one_set(names=[b"dog", b"cat"], part="test")], "must name the same classes"),
        ([TRAIN, one_set(IMAGES[:, :5], part="test")], "same height, width and channels"),
        ([one_set(IMAGES / 255)], "multiply by 255, round and store as uint8"),
        ([one_set(IMAGES / 2)], "Got fractions from 0 to 127.5"),
        ([one_set(IMAGES.astype(int) * 2)], "Got numbers from 0 to 510"),
        ([one_set(IMAGES.astype(int) - 1)], "Got numbers from -1 to"),
        ([one_set(np.where(IMAGES > 99, np.nan, 1))], "Got numbers from nan to nan"),
        ([one_set(np.where(IMAGES > 99, np.inf, 1))], "Got numbers from 1 to inf"),
        ([one_set(np.zeros((10, 3, 6, 5), "u1"))], "Got (10, 3, 6, 5)"),
        ([one_set(np.zeros((10, 6), "u1"))], "Got (10, 6)"),
        ([one_set(np.zeros((0, 6, 5, 3), "u1"), LABELS[:0])], "Got (0, 6, 5, 3)"),
        ([one_set(7)], "something else than an array"),
        ([one_set(np.zeros((10, 513, 1, 1), "u1"))], "10 of 513 x 1 pixels"),
        (
            [one_set(labels=LABELS / 2)],
            "whole numbers as labels in 'train_set_y', at most 200 different ones. Got 0, 0.5",
        ),
        ([one_set(labels=np.where(LABELS, np.nan, 0))], "Got 0, nan"),
        ([one_set(labels=LABELS * 2**40)], "whole numbers as labels"),
        ([one_set(np.zeros((201, 1, 1, 1), "u1"), np.arange(201))], "Got 0, 1, 2, 3, 4"),
        ([one_set(labels=np.arange(10) % 3)], "There are 3 classes: 'non-cat', 'cat', 'class 2'. Choose two"),
        ([one_set(labels=LABELS[:9])], "the shape (10,). Got (9)"),
        ([one_set(labels=LABELS.astype("S1"))], "plain numbers in 'train_set_y'"),
        ([one_set(names=["a"])], "from 2 to 200 texts"),
        ([one_set(names=[0.5, 1])], "from 2 to 200 texts"),
        ([one_set(labels=np.arange(10) % 3, names=["a", "b", "a"])], "Two classes have the same name"),
        ([one_set(names=np.array([b"x" * 2000, b"y"]))], "from 2 to 200 texts"),
        ([one_set(names=["x" * 2000, "y"])], "from 2 to 200 texts"),
        ([one_set(scaleoffset=0)], "packed with 6"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_a_wrong_file_is_called_by_its_name(files: list[bytes], words: str) -> None:
    assert words in refusal(*files)


def test_what_is_no_dataset_is_refused_as_one() -> None:
    with pytest.raises(LogregError, match="two different class names"):
        load(one_set(names=[b"cat", b" cat "]))
    with pytest.raises(LogregError, match="at least 2 images"):
        load(one_set(labels=LABELS * 0))


# Attacks


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secrets.toml"
    path.write_bytes(SECRET.ljust(IMAGES.size))
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["train_set_x"] = np.frombuffer(path.read_bytes(), np.uint8).reshape(IMAGES.shape)
    return path


def external(file: h5py.File, path: Path) -> None:
    file.create_dataset("train_set_x", IMAGES.shape, "u1", external=[(str(path), 0, IMAGES.size)])


def virtual(file: h5py.File, source: str) -> None:
    layout = h5py.VirtualLayout(IMAGES.shape, "u1")
    layout[:] = h5py.VirtualSource(source, "train_set_x", IMAGES.shape)
    file.create_virtual_dataset("train_set_x", layout)


def test_the_attack_on_other_files_works_on_naive_code(secret: Path) -> None:
    data = with_images(lambda file: external(file, secret))
    with h5py.File(io.BytesIO(data)) as file:
        assert SECRET in file["train_set_x"][:].tobytes()


def test_external_storage_reads_no_file_of_the_server(secret: Path) -> None:
    assert "plain way" in refusal(with_images(lambda file: external(file, secret)))
    load(TRAIN)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO on this platform")
def test_external_storage_in_a_fifo_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    assert "plain way" in refusal(with_images(lambda file: external(file, tmp_path / "fifo")))


def test_an_external_link_opens_no_other_file(secret: Path) -> None:
    link = h5py.ExternalLink(str(secret.with_name("other.h5")), "/train_set_x")
    assert "a link under the name 'train_set_x'" in refusal(with_images(lambda file: file.update(train_set_x=link)))


def test_soft_links_are_not_followed_and_may_run_in_a_circle() -> None:
    for target in ("/train_set_y", "/train_set_x", "/nowhere"):
        link = h5py.SoftLink(target)
        assert "a link under the name" in refusal(with_images(lambda file, link=link: file.update(train_set_x=link)))
    assert "a link under the name 'list_classes'" in refusal(one_set(names=h5py.SoftLink("/list_classes")))


def test_a_virtual_dataset_reads_no_other_file(secret: Path) -> None:
    source = str(secret.with_name("other.h5"))
    assert "plain way" in refusal(with_images(lambda file: virtual(file, source)))


def test_a_virtual_dataset_that_shows_itself_does_not_end_the_server() -> None:
    refusal(with_images(lambda file: virtual(file, ".")))
    load(TRAIN)


def test_a_group_under_the_name_of_a_dataset_is_refused() -> None:
    assert "something else than an array" in refusal(with_images(lambda file: file.create_group("train_set_x")))


def chunked(stored: bytes, shape: tuple[int, ...] = IMAGES.shape, **storage: Any) -> Callable[[h5py.File], None]:
    """Images in one block, for which exactly these bytes are stored."""

    def make(file: h5py.File) -> None:
        images = file.create_dataset("train_set_x", shape, "u1", chunks=shape, **storage)
        images.id.write_direct_chunk((0, 0, 0, 0), stored)

    return make


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    ("stored", "compression"),
    [
        (b"short", None),
        (IMAGES.tobytes()[:-1], None),
        (IMAGES.tobytes() + b"+", None),
        (zlib.compress(b"short"), "gzip"),
        (zlib.compress(IMAGES.tobytes())[:-9], "gzip"),
        (zlib.compress(IMAGES.tobytes() + b"+"), "gzip"),
        (IMAGES.tobytes(), "gzip"),
        (b"\x04short", "lzf"),
    ],
    ids="five bytes|one too few|one too many|gzip of five|gzip cut|gzip of one too many|no gzip|lzf of five".split("|"),
)
def test_a_chunk_of_another_length_never_shows_freed_memory(stored: bytes, compression: str | None) -> None:
    assert "damaged" in refusal(with_images(chunked(stored, compression=compression)))


def test_a_missing_chunk_is_not_taken_for_black_images() -> None:
    images = (IMAGES.shape, "u1")
    assert "missing" in refusal(with_images(lambda file: file.create_dataset("train_set_x", *images)))
    assert "missing" in refusal(with_images(lambda file: file.create_dataset("train_set_x", *images, chunks=True)))


@pytest.mark.usefixtures("warm")
def test_a_small_gzip_that_unpacks_to_a_gigabyte_is_stopped() -> None:
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(bytes(2**24)) for _ in range(16)) + packer.flush()
    twice = zlib.compress(bomb, 9)
    assert "damaged" in refusal(with_images(chunked(bomb, compression="gzip")))
    assert "packed with 'gzip', 'gzip'" in refusal(with_images(twice_packed(twice)))
    honest = chunked(bomb, (1024, 512, 512, 1), compression="gzip")
    assert f"268,435,456 bytes and at most {2**27:,}" in refusal(with_images(honest, 1024))


def twice_packed(stored: bytes) -> Callable[[h5py.File], None]:
    def make(file: h5py.File) -> None:
        plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        plan.set_chunk(IMAGES.shape)
        plan.set_deflate(9)
        plan.set_filter(h5py.h5z.FILTER_DEFLATE, 0, (9,))
        space = h5py.h5s.create_simple(IMAGES.shape)
        images = h5py.h5d.create(file.id, b"train_set_x", h5py.h5t.STD_U8LE, space, plan)
        images.write_direct_chunk((0, 0, 0, 0), stored)

    return make


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("shape", [(10**6, 1000, 1000, 1), (10**12, 1, 1, 1), (10**5, 512, 512, 3), (2**62, 4, 4, 1)])
def test_a_trillion_declared_pixels_are_refused_before_they_are_made(shape: tuple[int, ...]) -> None:
    message = refusal(with_images(lambda file: file.create_dataset("train_set_x", shape, "u1", chunks=(1, 1, 1, 1))))
    assert "too large" in message


def test_too_many_chunks_are_refused() -> None:
    shape = (100, 64, 64, 1)
    make = with_images(lambda file: file.create_dataset("train_set_x", shape, "u1", chunks=(1, 1, 1, 1)), 100)
    assert "409,600 blocks" in refusal(make)


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    "dtype",
    [
        h5py.vlen_dtype(np.uint8),
        h5py.string_dtype(),
        h5py.ref_dtype,
        h5py.regionref_dtype,
        np.dtype([("a", "u1"), ("b", "u1")]),
        np.dtype("V8"),
        np.dtype("S4"),
        np.dtype(("u1", (3,))),
        np.dtype("c8"),
    ],
    ids=str,
)
def test_images_of_a_hostile_type_are_refused(dtype: np.dtype) -> None:
    refusal(with_images(lambda file: file.create_dataset("train_set_x", IMAGES.shape, dtype)))


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (struct.pack("<4Q", *IMAGES.shape), struct.pack("<4Q", 90, *IMAGES.shape[1:])),
        (struct.pack("<Q", IMAGES.size), struct.pack("<Q", 10)),
        (struct.pack("<Q", TRAIN.index(IMAGES.tobytes())), struct.pack("<Q", len(TRAIN) - 5)),
        (struct.pack("<Q", TRAIN.index(IMAGES.tobytes())), struct.pack("<Q", 2**64 - 9)),
    ],
    ids=["more images", "fewer bytes", "beyond the end", "beyond every end"],
)
def test_data_that_lies_about_its_place_or_its_length_is_refused(old: bytes, new: bytes) -> None:
    assert old in TRAIN
    refusal(TRAIN.replace(old, new))


def test_a_text_of_variable_length_is_never_read_from_outside_its_heap() -> None:
    data = one_set(names=["non-cat", "cat"])
    heap = data.index(b"GCOL")
    for old, new in (
        (struct.pack("<IQ", 7, heap), struct.pack("<IQ", 70, heap)),
        (struct.pack("<IQ", 7, heap), struct.pack("<IQ", 7, heap + 1)),
        (struct.pack("<IQ", 7, heap), struct.pack("<IQ", 2**32 - 1, 2**64 - 1)),
    ):
        assert old in data
        refusal(data.replace(old, new))


@pytest.mark.usefixtures("warm")
def test_a_file_cut_anywhere_is_refused() -> None:
    for length in range(0, len(TRAIN), len(TRAIN) // 20):
        refusal(TRAIN[:length])


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("data", [TRAIN, one_set(chunks=(3, 4, 2, 3), compression="gzip", libver="latest")])
def test_a_file_with_random_damage_is_refused_or_read_and_never_worse(data: bytes) -> None:
    generator = random.Random(3)
    for _ in range(25):
        damaged = bytearray(data)
        for _ in range(generator.choice((1, 3, 30))):
            damaged[generator.randrange(min(len(data), 4000))] = generator.choice((0, 1, 255, generator.randrange(256)))
        with contextlib.suppress(LogregError):
            load(bytes(damaged))


# The process that reads


def test_the_server_itself_never_opens_an_uploaded_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("opened in the server's own process")

    monkeypatch.setattr(h5py, "File", never)
    monkeypatch.setattr(h5py.h5f, "open_file_image", never)
    same(load(TRAIN))


def test_uploads_at_the_same_time_are_all_read() -> None:
    with ThreadPoolExecutor(6) as pool:
        digests = [dataset.digest for dataset in pool.map(lambda _: load(TRAIN, TEST), range(6))]
    assert digests == [load(TRAIN, TEST).digest] * 6


def test_nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = threading.active_count()
    load(TRAIN)
    refusal(TRAIN[:500])
    assert list(tmp_path.iterdir()) == []
    until(lambda: threading.active_count() <= before)


def test_an_upload_that_finds_no_free_reader_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = FairSemaphore(1)
    monkeypatch.setattr(sandbox, "_turns", turns)
    monkeypatch.setattr(sandbox, "WAIT_SECONDS", 0)
    with turns.take(0, TimeoutError()), pytest.raises(Hdf5Error, match="Try again"):
        load(TRAIN)
    load(TRAIN)


# A reading process that hostile bytes have taken over


@pytest.fixture
def taken_over(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def install(source: str) -> None:
        monkeypatch.setattr(sandbox, "BOOT", "import json, os, sys, time\nout = sys.stdout.buffer\n" + source)

    return install


def answer(header: Any, rest: bytes = b"") -> str:
    """A program that reads nothing and gives this answer."""
    text = json.dumps(header).encode()
    return f"out.write({len(text).to_bytes(4, 'little') + text + rest!r})"


@pytest.mark.parametrize(
    "source",
    [
        "",
        "sys.stdin.buffer.read(); sys.exit(1)",
        "os.abort()",
        "out.write(b'\\xff' * 100)",
        "out.write((60000).to_bytes(4, 'little') + b'[' * 60000)",
        "out.write((60000).to_bytes(4, 'little') + b'9' * 60000)",
        answer(None),
        answer([]),
        answer("refused"),
        answer({}),
        answer({"files": []}),
        answer({"files": [{"names": None}]}),
        answer({"files": [{"names": None, "train": {"shape": [2, 1, 1, 1], "labels": [0, 1]}}] * 2}, bytes(8)),
        answer({"files": [{"names": None, "train": {"shape": [10**30, 1, 1, 1], "labels": [0, 1]}}]}, b"x"),
        answer({"files": [{"names": None, "train": {"shape": [-1, -1, 1, 1], "labels": [0, 1]}}]}, b"x"),
        answer({"files": [{"names": None, "train": {"shape": [1.0, 1, 1, 1], "labels": [0, 1]}}]}, b"xx"),
        answer({"files": [{"names": None, "train": {"shape": [2, 1, 1], "labels": [0, 1]}}]}, bytes(4)),
        answer({"files": [{"names": None, "train": {"shape": [2, 9999, 1, 1], "labels": [0, 1]}}]}, bytes(20000)),
        answer({"files": [{"names": None, "train": {"shape": "abcd", "labels": [0, 1]}}]}, bytes(4)),
        answer({"files": [{"names": None, "train": {"shape": [2, 1, 1, 1], "labels": [0, 1]}}]}, bytes(5)),
        answer({"files": [{"names": ["a"], "train": {"shape": [2, 1, 1, 1], "labels": [0, 1]}}]}, bytes(4)),
        answer({"files": [{"names": [1, 2], "train": {"shape": [2, 1, 1, 1], "labels": [0, 1]}}]}, bytes(4)),
        answer({"files": [{"names": None, "train": {"shape": [2, 1, 1, 1], "labels": [0]}}]}, bytes(2) + b"\1\0"),
        answer({"files": [{"names": None, "train": {"shape": [2, 1, 1, 1], "labels": [0, "1"]}}]}, bytes(4)),
        answer({"files": [{"names": None, "train": {"shape": [2, 1, 1, 1], "labels": [0, 10**30]}}]}, bytes(4)),
        answer({"files": [{"names": ["a"] * 201, "train": {"shape": [2, 1, 1, 1], "labels": [0, 1]}}]}, bytes(4)),
        answer({"refused": "unheard of", "file": 0, "values": []}),
        answer({"refused": "keys", "file": 9, "values": [[]]}),
        answer({"refused": "keys", "file": 0, "values": []}),
        answer({"refused": "keys", "file": 0, "values": 7}),
        answer({"refused": {}, "file": 0, "values": []}),
    ],
)
def test_an_answer_that_is_none_is_refused(source: str, taken_over: Callable[[str], None]) -> None:
    taken_over(source)
    assert "damaged" in refusal(one_set(np.zeros((100, 64, 64, 3), "u1"), np.arange(100) % 2))


@pytest.mark.parametrize(
    "source",
    [
        "time.sleep(600)",
        "sys.stdin.buffer.read(); time.sleep(600)",
        "import subprocess; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])",
    ],
    ids=["reads nothing", "answers nothing", "leaves a child behind"],
)
def test_a_reading_process_that_hangs_is_ended(
    source: str, taken_over: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    if "subprocess" in source and not hasattr(os, "killpg"):
        pytest.skip("no process groups on this platform")
    taken_over(source)
    monkeypatch.setattr(hdf5, "READ_SECONDS", 0.7)
    before = threading.active_count()
    assert "took longer than 0.7 seconds" in refusal(TRAIN + bytes(10**6))
    until(lambda: threading.active_count() <= before)


def test_an_endless_answer_does_not_fill_the_memory(
    taken_over: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hdf5, "MAX_ANSWER_BYTES", 10**6)
    taken_over("while True: out.write(bytes(10**5))")
    assert "damaged" in refusal(TRAIN)


def test_a_taken_over_process_can_say_only_short_quoted_things(taken_over: Callable[[str], None]) -> None:
    for value in ("<b>\n" * 9000, [["x" * 99] * 9] * 9, 10**4000, {"a": "b" * 999}, [None, True, 1e300]):
        taken_over(answer({"refused": "keys", "file": 0, "values": [value]}))
        refusal(TRAIN)


def test_the_reading_process_gets_no_environment_and_an_empty_folder(
    taken_over: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_TOKEN", SECRET.decode())
    taken_over(
        "values = [[len(os.listdir()), 'API_TOKEN' in os.environ, len(os.environ) > 9]]\n"
        "text = json.dumps({'refused': 'keys', 'file': 0, 'values': values}).encode()\n"
        "out.write(len(text).to_bytes(4, 'little') + text)"
    )
    assert refusal(TRAIN).endswith("It has: 0, 0, 0.")
