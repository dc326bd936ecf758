"""NumPy's file of arrays from outside: the layouts in which it is handed out, and files that were made to harm."""

from __future__ import annotations

import io
import pickle
import zipfile
from typing import Any

import numpy as np
import pytest

from logreg_core import ArchiveError, Dataset
from logreg_core.sources import npz
from logreg_core.untrusted.photo import fit

rng = np.random.default_rng(3)
IMAGES = rng.integers(0, 256, (12, 5, 4, 3), dtype=np.uint8)
LABELS = np.arange(12) % 2


def saved(**arrays: Any) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def handmade(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in files.items():
            file.writestr(f"{name}.npy", content)
    return buffer.getvalue()


def array(header: str, content: bytes = b"") -> bytes:
    """An ``.npy`` file with a header of one's own."""
    text = header.encode() + b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + content


def npy(values: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, values)
    return buffer.getvalue()


def rows(dataset: Dataset) -> set[tuple[bytes, int]]:
    """Every image with its label, whichever part it is in."""
    parts = (dataset.train, dataset.test)
    return {(image.tobytes(), int(y)) for part in parts for image, y in zip(part.images, part.labels, strict=True)}


def refusal(data: bytes, **options: Any) -> str:
    with pytest.raises(ArchiveError) as caught:
        npz.load(data, **options)
    message = str(caught.value)
    assert message.endswith(".")
    assert len(message) < 500
    assert message.isprintable()
    return message


@pytest.mark.parametrize(
    ("pictures", "labels"),
    [("images", "labels"), ("X", "y"), ("x", "Y"), ("data", "target"), ("train_images", "train_labels")],
)
def test_one_set_is_divided_whatever_its_arrays_are_called(pictures: str, labels: str) -> None:
    dataset = npz.load(saved(**{pictures: IMAGES, labels: LABELS}), test_share=0.5)
    assert rows(dataset) == {(image.tobytes(), int(y)) for image, y in zip(IMAGES, LABELS, strict=True)}
    assert len(dataset.test) == 6
    assert dataset.class_names == ("class 0", "class 1")


@pytest.mark.parametrize("keys", ["x_train y_train x_test y_test", "train_set_x train_set_y test_set_x test_set_y"])
def test_a_set_for_training_and_one_for_testing_stay_as_they_are(keys: str) -> None:
    parts = (IMAGES[:8], LABELS[:8], IMAGES[8:], LABELS[8:].reshape(1, -1))
    data = saved(**dict(zip(keys.split(), parts, strict=True)), class_names=np.array(["non-cat", "cat"]))
    dataset = npz.load(data)
    np.testing.assert_array_equal(dataset.train.images, IMAGES[:8])
    np.testing.assert_array_equal(dataset.test.labels, LABELS[8:])
    assert dataset.class_names == ("non-cat", "cat")
    assert npz.look(data).divided


@pytest.mark.parametrize(
    "images",
    [
        IMAGES.astype(np.float32),
        (IMAGES / 255).astype(np.float32),
        IMAGES.astype(">i8"),
        np.asfortranarray(IMAGES),
        np.moveaxis(IMAGES, 3, 1),
    ],
    ids=["float", "shares", "big-endian", "columns", "channels first"],
)
def test_numbers_of_every_kind_are_the_same_pixels(images: Any) -> None:
    assert rows(npz.load(saved(x=images, y=LABELS))) == rows(npz.load(saved(x=IMAGES, y=LABELS)))


def test_grey_images_get_a_channel_and_every_size_can_be_asked_for() -> None:
    data = saved(x=IMAGES[..., 0], y=LABELS.astype(bool))
    assert npz.load(data).image_shape == (5, 4, 1)
    dataset = npz.load(saved(x=IMAGES, y=LABELS), height=3, width=2, channels=1)
    assert rows(dataset) == {(fit(image, 3, 2, 1).tobytes(), int(y)) for image, y in zip(IMAGES, LABELS, strict=True)}


def test_two_of_many_classes_or_one_against_the_rest() -> None:
    labels = np.arange(12) % 3
    data = saved(x=IMAGES, y=labels)
    assert dict(npz.look(data).classes) == {"class 0": 4, "class 1": 4, "class 2": 4}
    assert "3 classes" in refusal(data)
    chosen = npz.load(data, zero="class 2", one="class 0")
    assert rows(chosen) == {(IMAGES[i].tobytes(), int(labels[i] == 0)) for i in range(12) if labels[i] != 1}
    rest = npz.load(data, one="class 1")
    assert rest.class_names == ("not class 1", "class 1")
    assert rows(rest) == {(IMAGES[i].tobytes(), int(labels[i] == 1)) for i in range(12)}


def test_labels_may_be_texts() -> None:
    dataset = npz.load(saved(x=IMAGES, y=np.where(LABELS, "<b>cat</b>", "no cat")))
    assert dataset.class_names == ("no cat", "<b>cat</b>")


class Harm:
    """What a pickle can do: call anything."""

    def __reduce__(self) -> Any:
        return exec, ("raise SystemExit('a program from the file has run')",)


def test_a_program_in_the_file_is_never_run() -> None:
    objects = np.empty(12, dtype=object)
    objects[:] = [Harm()] * 12
    assert "plain numbers or texts" in refusal(saved(x=IMAGES, y=objects))
    assert "plain numbers or texts" in refusal(saved(x=objects, y=LABELS))
    assert "no array" in refusal(handmade(x=pickle.dumps(Harm()), y=npy(LABELS)))


NOTHING_TIMES_ALL = "{'descr': '|u1', 'fortran_order': True, 'shape': (4, 0, 9223372036854775808)}"
TERABYTES = "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 1000, 1000, 1)}"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (handmade(x=array(TERABYTES), y=npy(LABELS)), "other data"),
        (handmade(x=array(TERABYTES.replace("1000000", "-1")), y=npy(LABELS)), "other data"),
        (handmade(x=array(TERABYTES.replace("<f8", "|V8"), b"x" * 8), y=npy(LABELS)), "plain numbers"),
        (handmade(x=array(TERABYTES.replace("'<f8'", "[('a', '<f8')]")), y=npy(LABELS)), "plain numbers"),
        (handmade(x=array(TERABYTES.replace("<f8", "<U0")), y=npy(LABELS)), "plain numbers"),
        (handmade(x=array("__import__('os').system('true')"), y=npy(LABELS)), "no array"),
        (handmade(x=array("(" * 5000), y=npy(LABELS)), "no array"),
        (handmade(x=b"", y=npy(LABELS)), "no array"),
        (handmade(x=npy(IMAGES)[:-1], y=npy(LABELS)), "other data"),
        (saved(x=IMAGES, y=LABELS[:5]), "one label per image"),
        (saved(x=IMAGES[:0], y=LABELS[:0]), "other data or none"),
        (handmade(x=array(NOTHING_TIMES_ALL), y=npy(LABELS)), "other data or none"),  # found by `make fuzz`
        (b"", "empty"),
        (saved(x=IMAGES.reshape(12, 60), y=LABELS), "must have the shape"),
        (saved(x=np.float64(1), y=LABELS), "must have the shape"),
        (saved(x=IMAGES.astype(complex), y=LABELS), "plain numbers"),
        (saved(x=IMAGES.astype(int) - 1, y=LABELS), "0 to 255"),
        (saved(x=np.full((4, 2, 2), np.nan), y=LABELS[:4]), "0 to 255"),
        (saved(x=IMAGES, y=LABELS + 0.5), "whole numbers"),
        (saved(x=IMAGES, y=np.full(12, np.inf)), "whole numbers"),
        (saved(x=IMAGES, y=LABELS * 0), "at least two classes"),
        (saved(pictures=IMAGES), "It has: 'pictures'"),
        (saved(), "It has: nothing"),
        (b"\x93NUMPY" + b"x" * 99, "not a ZIP"),
        (saved(x=np.zeros((300, 1, 1)), y=np.arange(300)), "At most 200 classes"),
    ],
)
def test_a_hostile_or_wrong_file_is_refused(data: bytes, said: str) -> None:
    assert said in refusal(data)


def test_ten_thousand_times_smaller_is_fine_as_long_as_all_fits() -> None:
    white = npz.load(saved(x=np.full((200, 100, 100), 255, np.uint8), y=np.arange(200) % 2))
    assert white.image_shape == (100, 100, 1)
    assert "MB are accepted" in refusal(saved(x=np.zeros((300, 900, 900), np.uint8), y=np.arange(300) % 2))
    assert "sides of 512" in refusal(saved(x=np.zeros((4, 1, 513), np.uint8), y=np.arange(4) % 2))
