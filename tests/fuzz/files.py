"""What a fuzz run throws at the app: real files with a few bytes changed, and archives that are put together anew."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pillow_heif
from hypothesis import strategies as st
from PIL import Image
from skimage import data

from classroom.receipts import Function, Goal, Guess, Lesson, Mistakes, Receipt, Run, Step, as_json, page, sign
from logreg_core import Classifier, Dataset, Recipe, Training, initialize, split_dataset
from logreg_core.data.collection import SIDE, Collection, Picture
from logreg_core.data.edits import Edits
from logreg_core.sources import archive, hdf5, table
from pages import persistence
from pages.persistence.table import Photo
from tests.files import encoded, zipped

pillow_heif.register_heif_opener()

EXTREMES = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**64 - 1]
NAMES = ["cat/1.png", "dog/1.png", "train/cat/1.png", "test/dog/2.jpg", "labels.csv", "x.npy", "../x.png", "a" * 300]


def photos() -> list[bytes]:
    """A small photo in every format that we read, in its usual variants."""
    picture = Image.fromarray(data.astronaut()).resize((48, 32))
    ways = [
        (picture, "JPEG", {}),
        (picture, "JPEG", {"progressive": True}),
        (picture.convert("CMYK"), "JPEG", {}),
        (picture, "PNG", {}),
        (picture.quantize(16), "PNG", {"transparency": 3}),
        (picture.convert("L"), "PNG", {}),
        (picture, "GIF", {"save_all": True, "append_images": [picture.rotate(90)]}),
        (picture, "BMP", {}),
        (picture, "WEBP", {}),
        (picture, "TIFF", {"compression": "tiff_lzw"}),
        (picture, "AVIF", {}),
        (picture, "HEIF", {}),
    ]
    return [encoded(image, kind, **options) for image, kind, options in ways]


def dataset() -> Dataset:
    """A little dataset in colour."""
    images = np.random.default_rng(0).integers(0, 256, (8, 4, 5, 3), dtype=np.uint8)
    return split_dataset("fuzz", ("dog", "cat"), images, np.arange(8) % 2, test_share=0.5, seed=0)


def zips() -> list[bytes]:
    """Archives of photos: one that `archive.save` writes, and one with folders that somebody packed."""
    pets = {f"pets/{'cat' if number % 2 else 'dog'}/{number}.png": each for number, each in enumerate(photos()[:6])}
    return [archive.save(dataset()), zipped({**pets, "pets/notes.txt": b"x" * 100})]


def npzs() -> list[bytes]:
    """Files of arrays in several layouts and types."""
    train = dataset().train
    layouts = [
        {"x": train.images, "y": train.labels},
        {"x_train": train.images / 255, "y_train": train.labels, "x_test": train.images, "y_test": train.labels},
        {"images": train.images[..., 0], "labels": np.array(["a", "b"])[train.labels], "class_names": ["a", "b"]},
    ]
    return [_npz(layout, pack) for layout in layouts for pack in (np.savez, np.savez_compressed)]


def hdf5s() -> list[bytes]:
    """The course's two files."""
    return list(hdf5.save(dataset()))


@st.composite
def damaged(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """A real file after a few changes: bytes and lengths overwritten, parts cut out, doubled, or put elsewhere."""
    content = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, max(0, len(content) - 1)))
        length = draw(st.integers(1, 64))
        way = draw(st.sampled_from(["bytes", "number", "cut", "end", "double", "insert"]))
        if way == "bytes":
            new = draw(st.binary(min_size=1, max_size=16))
            content[at : at + len(new)] = new
        elif way == "number":
            order, kind = draw(st.sampled_from("<>")), draw(st.sampled_from("BHIQ"))
            size = struct.calcsize(kind)
            value = draw(st.sampled_from(EXTREMES)) % 2 ** (8 * size)
            content[at : at + size] = struct.pack(order + kind, value)
        elif way == "cut":
            del content[at : at + length]
        elif way == "end":
            del content[at:]
        elif way == "double":
            content[at:at] = content[at : at + length]
        else:
            content[at:at] = draw(st.binary(max_size=32))
    return bytes(content)


@st.composite
def packed(draw: st.DrawFn, contents: st.SearchStrategy[bytes]) -> bytes:
    """A sound ZIP with any names and any contents, so that a fuzz run gets behind the checks of the ZIP itself."""
    name = st.sampled_from(NAMES) | st.text(
        st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30
    )
    files = draw(st.dictionaries(name, contents | st.binary(max_size=200), max_size=6))
    kind = draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
    return zipped(files, kind)


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """A saved dataset whose table of labels is rewritten."""
    cell = st.sampled_from(["train", "test", "0", "1", "4", "5", "3", "cat", "train/0-dog/00000.png", "999999", "-1"])
    rows = draw(st.lists(st.lists(cell | st.text(max_size=12), max_size=8), max_size=6))
    lines = [",".join(table.COLUMNS), *(",".join(row) for row in rows)]
    with zipfile.ZipFile(io.BytesIO(archive.save(dataset()))) as file:
        files = {name: file.read(name) for name in file.namelist()}
    files["labels.csv"] = "\n".join(lines).encode("utf-8", "surrogatepass")
    return zipped(files, zipfile.ZIP_STORED)


@st.composite
def arrays(draw: st.DrawFn) -> bytes:
    """An ``.npz`` whose arrays have headers of any kind."""
    number = st.sampled_from([0, 1, 2, 3, 4, 8, 60, -1, 2**31, 2**63]) | st.integers(-5, 20)
    files = {}
    for key in draw(
        st.sampled_from([("x", "y"), ("x_train", "y_train", "x_test", "y_test"), ("x", "y", "class_names")])
    ):
        kind = draw(
            st.sampled_from(["|u1", "<i8", ">f4", "<f2", "|b1", "<U3", "|S2", "|O", "<c8", "<M8[s]", "|V4", "<U0"])
        )
        shape = tuple(draw(st.lists(number, max_size=5)))
        order = draw(st.booleans())
        header = f"{{'descr': {kind!r}, 'fortran_order': {order}, 'shape': {shape}, }}\n".encode()
        size = int(np.prod([max(n, 0) for n in shape], dtype=float) * 4) if len(shape) < 6 else 0
        body = draw(st.binary(max_size=16)) * (min(size, 4000) // 16 + 1)
        files[f"{key}.npy"] = (
            b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + body[: draw(st.integers(0, 4000))]
        )
    return zipped(files, zipfile.ZIP_STORED)


def _npz(layout: dict[str, object], pack: object) -> bytes:
    buffer = io.BytesIO()
    pack(buffer, **layout)  # type: ignore[operator]
    return buffer.getvalue()


def kept() -> dict[str, tuple[bytes, Callable[[bytes], object]]]:
    """What a browser keeps: a parcel of each kind, and what reads it."""
    made = dataset()
    run = Training.begin(made, Recipe(num_iterations=60, learning_rate=0.5, batch_size=3, momentum=0.5), record_every=5)
    run.step(40)
    run.descent.l2 = 0.5
    stood = persistence.Stood(40, run.result, run.classifier)
    again = persistence.PersistedRun(run.recipe, run.classifier, tuple(run.plan), number=1, stood=stood)
    pixels = made.train.images[0]
    steps = (Edits.of(made), Edits.of(made).swap())
    about = (made.name, made.digest, run.recipe, ("l2",), (run.descent.now,), run.result, run.classifier)
    pictures = tuple(Picture(np.zeros((SIDE, SIDE, 3), np.uint8), n % 2, 1 + n % 2, 1 + n) for n in range(4))
    row = Photo("a.png", "", b"\x89PNG\r\n\x1a\n", pixels)
    return {
        "kept dataset": (persistence.pack_dataset(made), persistence.dataset_of),
        "kept collection": (persistence.pack_collection(Collection(pictures, 9, 9)), persistence.collection_of),
        "kept photo": (persistence.pack_photo(pixels, "x"), persistence.photo_of),
        "kept table": (persistence.pack_table([row]), persistence.table_of),
        "kept changes": (persistence.pack_edits(steps, "x"), lambda data: persistence.edits_of(data, lambda _: made)),
        "kept run": (persistence.pack_run(again, made), lambda data: persistence.run_of(data, made)),
        "kept runs": (persistence.pack_results([persistence.Result(1, "x", True, *about)]), persistence.results_of),
    }


def receipts() -> list[bytes]:
    """A receipt with something in each part, as JSON and as a page."""
    whole = dataset()
    w, b = initialize(whole.n_x)
    about = (whole.image_shape, whole.class_names, whole.name, whole.digest)
    made = Run.of(Classifier(w, b, *about, Recipe(num_iterations=1), 1), whole, "faces")
    parts = (
        Lesson("One neuron", (Step("Train it.", True),)),
        (Guess("zero_weights", "50 %", "52 %", True),),
        made,
        (Function("sigmoid", "def sigmoid(z):\n    return z\n", False),),
        (Goal("quick", 3.0),),
        Mistakes(3, 1, 2, 1),
    )
    signed = sign(Receipt("2026-03-01 09:30 UTC", "Ada", True, *parts), b"a key that nobody guesses")
    return [as_json(signed).encode(), page(signed).encode()]


@st.composite
def retold(draw: st.DrawFn, content: bytes) -> bytes:
    """Sound JSON in which a few values, wherever they stand, are others."""
    odd = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    )
    values = json.loads(content)
    for _ in range(draw(st.integers(1, 3))):
        holder: Any = values
        while True:
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if not isinstance(holder[key], dict | list) or draw(st.integers(0, 9)) == 0:
                holder[key] = draw(odd)
                break
            holder = holder[key]
    return json.dumps(values).encode()


def deflated(contents: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """Whatever there is, deflated as what a browser keeps."""
    return contents.map(lambda content: zlib.compress(content, 1))
