"""A saved model comes back with the same numbers, a stranger's file does no harm, and a pack works without the app."""

from __future__ import annotations

import ast
import io
import json
import pickle
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms
from skimage import data as pictures

from logreg_core import (
    Classifier,
    Dataset,
    Descent,
    LogregError,
    Minimum,
    ModelFileError,
    Recipe,
    Split,
    Unrepeatable,
    flatten,
    initialize,
    optimize,
    prepare,
)
from logreg_core.export import files_of, load_classifier, pack, promise, save_classifier
from logreg_core.export.model_file import MAX_FILE_BYTES, MAX_WEIGHTS
from logreg_core.export.pack import beyond_the_textbook, is_plain, notebook
from logreg_core.photo import fit, open_photo
from logreg_core.recipe import BROUGHT_IN, RATE_CHANGED, Made
from logreg_core.representation import size_of
from logreg_core.sources import faces, hdf5

SHAPE = (5, 4, 3)


@pytest.fixture
def classifier() -> Classifier:
    generator = np.random.default_rng(4)
    recipe = Recipe(learning_rate=0.1 + 0.2, num_iterations=3000, patience=3)
    names = ("no cat, 猫でない", "<b>cat</b>")
    return Classifier(generator.normal(size=(60, 1)), 1 / 3, SHAPE, names, "Cats", "ab" * 32, recipe, 2000, 0.7)


def parts_of(data: bytes) -> tuple[np.ndarray, dict[str, Any]]:
    """What is in a model file, read by NumPy and not by us."""
    with np.load(io.BytesIO(data)) as parts:
        return parts["weights"], json.loads(parts["about"].tobytes())


def made_of(weights: np.ndarray, about: object, **options: Any) -> bytes:
    """A file that looks like a saved model, with these parts in it."""
    text = about if isinstance(about, bytes) else json.dumps(about).encode()
    buffer = io.BytesIO()
    np.savez(buffer, weights=weights, about=np.frombuffer(text, np.uint8), **options)
    return buffer.getvalue()


def zip_of(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def npy_header(text: str) -> bytes:
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text) + 1) + text.encode() + b"\n"


def members_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_saved_model_predicts_the_same_numbers_after_loading(classifier: Classifier) -> None:
    loaded = load_classifier(save_classifier(classifier))
    images = np.random.default_rng(1).integers(0, 256, (20, *SHAPE), dtype=np.uint8)
    assert loaded.probabilities(images).tolist() == classifier.probabilities(images).tolist()
    assert loaded.answers(images).tolist() == classifier.answers(images).tolist()
    for part in ("b", "image_shape", "class_names", "dataset_name", "dataset_digest", "recipe", "iteration", "digest"):
        assert getattr(loaded, part) == getattr(classifier, part)
    assert type(loaded.recipe.settings["num_iterations"]) is int
    assert save_classifier(classifier) == save_classifier(loaded), "the same model, the same bytes"


@pytest.mark.parametrize("name", ["edges", "colours", "thumbnail", "together"])
def test_what_a_model_is_shown_of_a_picture_travels_with_it(name: str) -> None:
    dataset = faces.load()
    w = np.random.default_rng(2).normal(size=(size_of(name, dataset.image_shape), 1))
    about = (dataset.image_shape, dataset.class_names, dataset.name, dataset.digest)
    model = Classifier(w, 0.3, *about, Minimum(0.1, name))
    loaded = load_classifier(save_classifier(model))
    assert loaded.representation == name
    images = dataset.test.images
    assert loaded.probabilities(images).tolist() == model.probabilities(images).tolist()
    assert "predict.py" not in files_of(model, dataset), "it would have to know more than pixels"
    assert "predict.py" not in files_of(model, dataset)["README.md"].decode()


def test_the_file_is_plain_numpy_for_everyone_else(classifier: Classifier) -> None:
    weights, about = parts_of(save_classifier(classifier))
    assert weights.tolist() == classifier.w.tolist()
    assert about["bias"] == classifier.b
    assert about["class_names"] == list(classifier.class_names)
    assert about["representation"] == "pixels"
    again = made_of(weights, about)
    assert load_classifier(again).w.tolist() == classifier.w.tolist()
    packed = zip_of(members_of(again))
    assert load_classifier(packed).w.tolist() == classifier.w.tolist(), "as np.savez_compressed writes it"


def test_a_model_of_the_largest_pictures_can_be_saved() -> None:
    w = np.random.default_rng(0).normal(size=(MAX_WEIGHTS, 1))
    data = save_classifier(Classifier(w, 0.0, (512, 512, 3), ("a", "b"), "d", ""))
    assert len(data) <= MAX_FILE_BYTES
    assert load_classifier(data).w.tobytes() == w.tobytes()


def test_what_could_not_be_loaded_again_is_not_saved() -> None:
    with pytest.raises(ModelFileError, match="at most 60 characters"):
        save_classifier(Classifier(np.zeros((1, 1)), 0.0, (1, 1, 1), ("a", "b" * 61), "d", ""))


def test_a_representation_that_cannot_be_loaded_is_not_saved(classifier: Classifier) -> None:
    object.__setattr__(classifier.recipe, "representation", "smell")
    with pytest.raises(ModelFileError, match="'smell'"):
        save_classifier(classifier)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"version": 2}, "newer version"),
        ({"representation": "hog"}, "another way: 'hog'.*newer version.*plug-in that adds"),
        ({"representation": "colours"}, "on 'colours' has 64 weights.*has 60.*whose plug-in means other numbers"),
        ({"preprocessing": "subtract the mean"}, "newer version"),
        ({"format": "something else"}, "not saved by this app"),
        ({"image_shape": [5, 4, 2]}, "reads pictures"),
        ({"image_shape": [60, 1, True]}, "reads pictures"),
        ({"image_shape": [10**9, 10**9, 3]}, "reads pictures"),
        ({"image_shape": [4, 4, 3]}, "not saved by this app"),
        ({"class_names": ["cat", "cat"]}, "two different class names"),
        ({"class_names": ["a", "b", "c"]}, "two different class names"),
        ({"class_names": ["a", "b" * 61]}, "at most 60"),
        ({"class_names": ["a", "b\n# c"]}, "printable"),
        ({"class_names": ["a", "\u202eb"]}, "printable"),
        ({"class_names": ["a", " "]}, "printable"),
        ({"class_names": ["a", 7]}, "printable"),
        ({"dataset_name": "d" * 201}, "at most 200"),
        ({"dataset_digest": "../../etc"}, "at most 64"),
        ({"bias": "0"}, "finite numbers"),
        ({"bias": None}, "finite numbers"),
        ({"bias": True}, "finite numbers"),
        ({"bias": 10**400}, "not saved by this app"),
        ({"threshold": 1.5}, "not saved by this app"),
        ({"settings": {"learning_rate": "fast"}}, "finite numbers"),
        ({"settings": {"<script>": 1}}, "not saved by this app"),
        ({"settings": {f"s{i}": 1 for i in range(41)}}, "not saved by this app"),
        ({"settings": [1, 2]}, r"settings is of the kind dict. Got '\[1, 2\]'. Save the model again"),
        ({"settings": "learning_rate"}, "settings is of the kind dict"),
        ({"settings": None}, "settings is of the kind dict"),
        ({"settings": {"learning_rate": 99}}, "not saved by this app"),
        ({"class_names": "ab"}, "class_names is of the kind list"),
        ({"class_names": {"a": 1, "b": 2}}, "class_names is of the kind list"),
        ({"image_shape": "543"}, "image_shape is of the kind list"),
        ({"format": ["logreg model"]}, "not saved by this app"),
        ({"version": 1.0}, "version is of the kind int"),
        ({"version": True}, "version is of the kind int"),
        ({"dataset_name": 7}, "dataset_name is of the kind str"),
        ({"dataset_digest": None}, "dataset_digest is of the kind str"),
        ({"representation": ["pixels"]}, "representation is of the kind str"),
        ({"bias": 1e308}, "not saved by this app"),
        ({"made": 7}, "made is of the kind str"),
        ({"made": "Soup"}, "not saved by this app"),
        ({"iteration": 3001}, "not saved by this app"),
        ({"iteration": -1}, "not saved by this app"),
        ({"iteration": None}, "not saved by this app"),
        ({"iteration": "9"}, "iteration is of the kind int or NoneType"),
        ({"made": "Unrepeatable"}, "not saved by this app"),
        ({"made": "Unrepeatable", "why": 5}, "why is of the kind str"),
        ({"made": "Unrepeatable", "why": "w" * 201}, "at most 200"),
    ],
)
def test_a_description_that_breaks_a_rule_is_refused(classifier: Classifier, change: dict, words: str) -> None:
    weights, about = parts_of(save_classifier(classifier))
    with pytest.raises(ModelFileError, match=words):
        load_classifier(made_of(weights, about | change))


def test_missing_parts_and_odd_texts_are_refused(classifier: Classifier) -> None:
    weights, about = parts_of(save_classifier(classifier))
    for key in set(about) - {"made"}:  # without that it is a file of before
        with pytest.raises(ModelFileError):
            load_classifier(made_of(weights, {name: value for name, value in about.items() if name != key}))
    text = json.dumps(about)
    for odd in (b"", b"[]", b"null", b"\xff\xfe", b"[" * 30_000, text.replace("0.7", "NaN").encode(), b"9" * 9000):
        with pytest.raises(ModelFileError):
            load_classifier(made_of(weights, odd))


@pytest.mark.parametrize(
    "weights",
    [
        np.zeros((60, 1), np.float32),
        np.zeros((60, 1), ">f8"),
        np.zeros((60, 1), complex),
        np.zeros((60, 1), "M8[s]"),
        np.zeros((60, 1), [("a", "<f8")]),
        np.zeros(60),
        np.zeros((1, 60)),
        np.zeros((59, 1)),
        np.zeros((0, 1)),
        np.full((60, 1), np.nan),
        np.full((60, 1), np.inf),
        np.full((60, 1), 1e308),
    ],
)
def test_weights_of_another_kind_are_refused(classifier: Classifier, weights: np.ndarray) -> None:
    _, about = parts_of(save_classifier(classifier))
    with pytest.raises(ModelFileError):
        load_classifier(made_of(weights, about))


class Bomb:
    """What a pickle can do: call anything."""

    def __reduce__(self) -> tuple:
        return exec, ("raise SystemExit('a program ran')",)


def test_a_pickle_is_never_read(classifier: Classifier) -> None:
    _, about = parts_of(save_classifier(classifier))
    members = members_of(made_of(np.array([[Bomb()]], dtype=object), about, allow_pickle=True))
    assert b"a program ran" in members["weights.npy"]
    for content in (members["weights.npy"], pickle.dumps(Bomb())):
        with pytest.raises(ModelFileError):
            load_classifier(zip_of(members | {"weights.npy": content}))
    with pytest.raises(ModelFileError, match="not a saved model"):
        load_classifier(pickle.dumps(Bomb()))


@pytest.mark.parametrize(
    "header",
    [
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000, 1), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-1, -60), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (60,) * 9, }",
        "{'descr': '|O', 'fortran_order': False, 'shape': (60, 1), }",
        "{'descr': '<f8', 'fortran_order': True, 'shape': (6, 10), }",
        "{'descr': 'V999999999', 'fortran_order': False, 'shape': (1, 1), }",
        "__import__('os').system('true')",
        "[" * 200,
        " " * 60_000,
        "",
    ],
)
def test_a_header_that_claims_too_much_is_refused_before_memory_is_given(classifier: Classifier, header: str) -> None:
    members = members_of(save_classifier(classifier))
    hostile = zip_of(members | {"weights.npy": npy_header(header) + bytes(480)})
    tracemalloc.start()
    with pytest.raises(ModelFileError):
        load_classifier(hostile)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * 2**20


def test_an_archive_that_inflates_is_stopped(classifier: Classifier) -> None:
    members = members_of(save_classifier(classifier))
    bomb = zip_of(members | {"weights.npy": members["weights.npy"] + bytes(50 * 2**20)})
    assert len(bomb) < 100_000
    lying = bytearray(bomb)
    true, small = struct.pack("<L", len(members["weights.npy"]) + 50 * 2**20), struct.pack("<L", 608)
    assert lying.count(true) == 2
    for data in (bomb, bytes(lying).replace(true, small)):  # the second one also lies about its size
        tracemalloc.start()
        with pytest.raises(ModelFileError):
            load_classifier(data)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 2 * 2**20


def test_other_archives_are_refused_by_what_they_list(classifier: Classifier) -> None:
    members = members_of(save_classifier(classifier))
    many = zip_of({f"{i}.npy": b"" for i in range(40_000)}, zipfile.ZIP_STORED)
    renamed = zip_of({"../weights.npy": members["weights.npy"], "about.npy": members["about.npy"]})
    twice = zip_of({"weights.npy": members["weights.npy"]}) + zip_of(members)
    for data in (many, renamed, zip_of({}), zip_of({"weights.npy": b""}), zip_of(members | {"more": b""})):
        with pytest.raises(ModelFileError):
            load_classifier(data)
    with pytest.raises(ModelFileError, match="unpack it first"):
        load_classifier(zip_of({"model.npz": b"", "predict.py": b"", "card.md": b""}))
    load_classifier(twice)  # Python reads the last list of an archive, and so do we


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), bytes(100)])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(ModelFileError):
        load_classifier(data)


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(ModelFileError, match="at most"):
        load_classifier(b"PK\x03\x04" + bytes(MAX_FILE_BYTES))


def test_a_damaged_file_is_refused_or_still_a_classifier(classifier: Classifier) -> None:
    good = save_classifier(classifier)
    generator = np.random.default_rng(0)
    refused = 0
    for _ in range(1500):
        data = bytearray(good)
        for place in generator.integers(0, len(data), generator.integers(1, 6)):
            data[place] = generator.integers(0, 256)
        if generator.random() < 0.2:
            del data[int(generator.integers(len(data))) :]
        try:
            assert load_classifier(bytes(data)).w.shape == (60, 1)
        except LogregError:
            refused += 1
    assert refused > 1000


# The pack


def trained_on(dataset: Dataset, iterations: int, rate: float = 0.005, **more: Any) -> Classifier:
    run = Descent(flatten(dataset.train.images), dataset.train.labels[None], learning_rate=rate, divisor=255, **more)
    run.advance(iterations)
    about = (dataset.image_shape, dataset.class_names, dataset.name, dataset.digest)
    return Classifier(run.w, run.b, *about, Recipe(rate, iterations, **more), iterations, 0.6)


def unpack(files: dict[str, bytes], folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(pack(files))) as archive:
        archive.extractall(folder)
    return folder


def run_alone(folder: Path, *arguments: str) -> str:
    """What a bare interpreter prints, which sees nothing of this project."""
    command = [sys.executable, "-I", "-W", "error", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def display_p3() -> bytes:
    """A colour profile of three curves and a matrix, with primaries far from those of sRGB."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for at in range(132, 132 + 12 * int.from_bytes(profile[128:132], "big"), 12):
        tag, place = profile[at : at + 4], int.from_bytes(profile[at + 4 : at + 8], "big")
        if tag == b"rXYZ":
            profile[place + 8 : place + 12] = struct.pack(">i", int(0.6 * 65536))
    return bytes(profile).replace(b"sRGB", b"wide")


@cache
def odd_pictures() -> dict[str, bytes]:
    """Files that a program may read in more than one way: turned, transparent, deep, wide in colour, huge."""
    files: dict[str, bytes] = {}

    def keep(name: str, image: Image.Image, **options: Any) -> None:
        buffer = io.BytesIO()
        image.save(buffer, name.rpartition(".")[2].replace("jpg", "jpeg"), **options)
        files[name] = buffer.getvalue()

    coffee = Image.fromarray(pictures.coffee())
    for turn in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = turn
        keep(f"turn{turn}.jpg", coffee, exif=exif)
    keep("turn.png", coffee, exif=exif)
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
    keep("xmp.jpg", coffee, xmp=xmp)
    keep("damaged.jpg", coffee, exif=b"Exif\0\0II*\0")
    glass = coffee.convert("RGBA")
    glass.putalpha(Image.linear_gradient("L").resize(coffee.size))
    keep("glass.png", glass)
    keep("palette.gif", coffee.quantize(32))
    keep("grey.png", coffee.convert("L"))
    keep("deep.png", Image.fromarray(np.asarray(coffee.convert("L")).astype(np.uint16) * 200))
    keep("wide.jpg", coffee, icc_profile=display_p3())
    keep("huge.jpg", coffee.resize((4500, 3001)), exif=exif)
    keep("long.png", coffee.resize((2101, 40)))
    return files


SIZES = [(18, 30, 3), (128, 16, 3), (64, 32, 1), (100, 40, 3), (48, 16, 1), (28, 20, 3), (16, 128, 3), (32, 64, 1)]


@pytest.mark.parametrize("shape", [None, *SIZES])
def test_the_program_in_the_pack_gives_the_probability_of_the_app(
    tmp_path: Path, shape: tuple[int, int, int] | None
) -> None:
    dataset = faces.load()
    if shape:
        w = np.random.default_rng(0).normal(size=(int(np.prod(shape)), 1)) / 20
        classifier = Classifier(w, 0.1, shape, ("no", "yes, 猫"), "d", "", threshold=0.3)
    else:
        classifier = trained_on(dataset, 200)
    files = files_of(classifier, dataset)
    assert ("notebook.ipynb" in files) == (shape is None), "there is one only for the dataset that it was trained on"
    given = dict(odd_pictures())
    buffer = io.BytesIO()
    Image.fromarray(dataset.train.images[3, :, :, 0]).save(buffer, "PNG")
    given["train.png"] = buffer.getvalue()
    unpack({**files, **given}, tmp_path)
    said = run_alone(tmp_path, "-X", "utf8", "predict.py", *given).splitlines()
    assert len(said) == len(given)
    for line, (name, content) in zip(said, given.items(), strict=True):
        in_the_app = classifier.probabilities(fit(open_photo(content), *classifier.image_shape)[None])[0]
        answer = classifier.class_names[int(in_the_app > classifier.threshold)]
        assert line.startswith(f"{name}: {answer} (probability of {classifier.class_names[1]}: ")
        assert float(line.rpartition(" ")[2].rstrip(")")) == pytest.approx(in_the_app, abs=1e-9), name
    turned = {line.rpartition(" ")[2] for line in said[:8]}
    assert len(turned) > 3, "the turns matter"


def test_the_program_is_short_and_needs_only_numpy_and_pillow() -> None:
    program = files_of(trained_on(faces.load(), 1), faces.load())["predict.py"].decode()
    assert len(program.splitlines()) < 60
    names = set()
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or ".").split(".")[0])
    assert names - sys.stdlib_module_names == {"numpy", "PIL"}


def code_of(notebook: bytes) -> str:
    """The code cells, one after the other, once the notebook has what nbformat 4.5 asks for."""
    document = json.loads(notebook)
    assert (document["nbformat"], document["nbformat_minor"]) == (4, 5)
    assert document["metadata"]["kernelspec"]["name"] == "python3"
    assert len({cell["id"] for cell in document["cells"]}) == len(document["cells"])
    for cell in document["cells"]:
        keys = {"cell_type", "id", "metadata", "source"}
        assert cell.keys() == (keys | {"execution_count", "outputs"} if cell["cell_type"] == "code" else keys)
        assert all(isinstance(line, str) for line in cell["source"])
    return "\n\n".join("".join(cell["source"]) for cell in document["cells"] if cell["cell_type"] == "code")


def test_the_notebook_arrives_at_the_same_weights(tmp_path: Path) -> None:
    dataset = faces.load()
    files = files_of(trained_on(dataset, 250), dataset)
    unpack(files, tmp_path)
    (tmp_path / "cells.py").write_text(code_of(files["notebook.ipynb"]), encoding="utf-8")
    said = run_alone(tmp_path, "cells.py")
    assert "Cost after iteration 0: 0.693147" in said
    assert "the same weights" in said
    assert float(said.split("saved model: ")[1].split()[0]) < 1e-12
    back = hdf5.load((tmp_path / "train.h5").read_bytes(), (tmp_path / "test.h5").read_bytes())
    assert back.digest == dataset.digest
    assert load_classifier((tmp_path / "model.npz").read_bytes()).threshold == 0.6


def test_a_notebook_that_cannot_arrive_there_says_so(tmp_path: Path) -> None:
    dataset = faces.load()
    classifier = trained_on(dataset, 100, l2=0.1)
    assert beyond_the_textbook(classifier) == {"l2": 0.1}
    assert not beyond_the_textbook(replace(classifier, recipe=Recipe(seed=5, validation_share=0.3)))
    files = files_of(classifier, dataset)
    assert "l2 = 0.1" in files["notebook.ipynb"].decode()
    unpack(files, tmp_path)
    (tmp_path / "cells.py").write_text(code_of(files["notebook.ipynb"]), encoding="utf-8")
    assert "other weights. The app trained with more" in run_alone(tmp_path, "cells.py")


def test_steps_too_long_to_settle_are_named_where_they_lead_elsewhere(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (13, 8, 8, 3), np.uint8)[np.arange(40) % 13]  # with labels that disagree
    train = test = Split(images, generator.integers(0, 2, 40))
    dataset = Dataset("noise", ("a", "b"), train, test)
    model = trained_on(dataset, 1000, 10.0)
    turned, _, _ = optimize(
        *initialize(192),
        prepare(train.images)[:, ::-1],
        train.labels[None, ::-1],
        num_iterations=1000,
        learning_rate=10,
    )
    assert np.abs(model.w - turned["w"]).max() > 0.01 * np.abs(model.w).max(), "only the order of the sums is another"
    files = files_of(model, dataset)
    assert promise(model) in files["notebook.ipynb"].decode()
    assert "where the cost can never rise" in promise(model)
    unpack(files, tmp_path)
    (tmp_path / "cells.py").write_text(code_of(files["notebook.ipynb"]), encoding="utf-8")
    said = run_alone(tmp_path, "cells.py")
    assert "another computer may arrive at other weights" in said
    assert "more than the textbook" not in said, "it has no more than that"


def test_the_same_weights_are_promised_only_where_the_notebook_takes_the_same_steps(classifier: Classifier) -> None:
    plain = replace(classifier, recipe=Recipe(num_iterations=2000))
    assert "the same weights" in promise(plain, settled=True)
    assert "another computer" not in promise(plain, settled=True)
    assert "the same weights" not in promise(plain, settled=False)
    assert "another computer may arrive at other weights" in promise(plain, settled=False)
    others = {
        Unrepeatable(RATE_CHANGED, {"num_iterations": 5}): "because the learning rate was changed on the way. So",
        Unrepeatable(BROUGHT_IN): "because the weights were brought in. So",
        Minimum(0.1): "This model took no steps: it is where they would lead at last, with its penalty. So",
        classifier.recipe: "with more than that (patience = 3), so",
    }
    for recipe, why in others.items():
        model = replace(classifier, recipe=recipe)
        assert not is_plain(model)
        assert why in promise(model)
        for settled in (None, False, True):
            assert "the same weights" not in promise(model, settled)
            assert "arrives at other weights" in promise(model, settled)


@pytest.mark.parametrize("recipe", [Unrepeatable(RATE_CHANGED), Unrepeatable(BROUGHT_IN), Minimum(0.1)])
def test_a_notebook_takes_the_defaults_for_none_of_the_models_own(recipe: Made) -> None:
    dataset = faces.load()
    code = code_of(notebook(replace(trained_on(dataset, 3, 0.01), recipe=recipe, iteration=None), dataset))
    for line in ("num_iterations = 2000", "learning_rate = 0.005"):
        assert f"{line}  # the app's default, and not this model's" in code
    plain = code_of(notebook(trained_on(dataset, 3, 0.01), dataset))
    assert "num_iterations = 3\nlearning_rate = 0.01\n" in plain


def test_the_pack_lists_its_files_and_is_the_same_every_time() -> None:
    dataset = faces.load()
    files = files_of(trained_on(dataset, 1), dataset) | {"card.md": b"# card"}
    assert pack(files) == pack(files)
    for name in files_of(trained_on(dataset, 1), dataset):
        assert name == "README.md" or f"`{name}`" in files["README.md"].decode()
