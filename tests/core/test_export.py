"""A saved model comes back with the same numbers, and a stranger's file does no harm."""

from __future__ import annotations

import io
import json
import pickle
import struct
import tracemalloc
import zipfile
from typing import Any

import numpy as np
import pytest

from logreg_core import (
    Classifier,
    LogregError,
    Minimum,
    ModelFileError,
    Recipe,
)
from logreg_core.export import files_of, load_classifier, save_classifier
from logreg_core.export.model_file import MAX_FILE_BYTES, MAX_WEIGHTS
from logreg_core.representation import size_of
from logreg_core.sources import faces

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
        ({"representation": "hog"}, "The model needs 'hog'.*newer version.*plug-in that adds"),
        ({"representation": "colours"}, "on 'colours' has 64 weights.*has 60.*with another plug-in of that name"),
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
        ({"settings": [1, 2]}, r"settings has the type dict. Got '\[1, 2\]'. Save the model again"),
        ({"settings": "learning_rate"}, "settings has the type dict"),
        ({"settings": None}, "settings has the type dict"),
        ({"settings": {"learning_rate": 99}}, "not saved by this app"),
        ({"class_names": "ab"}, "class_names has the type list"),
        ({"class_names": {"a": 1, "b": 2}}, "class_names has the type list"),
        ({"image_shape": "543"}, "image_shape has the type list"),
        ({"format": ["logreg model"]}, "not saved by this app"),
        ({"version": 1.0}, "version has the type int"),
        ({"version": True}, "version has the type int"),
        ({"dataset_name": 7}, "dataset_name has the type str"),
        ({"dataset_digest": None}, "dataset_digest has the type str"),
        ({"representation": ["pixels"]}, "representation has the type str"),
        ({"bias": 1e308}, "not saved by this app"),
        ({"made": 7}, "made has the type str"),
        ({"made": "Soup"}, "not saved by this app"),
        ({"iteration": 3001}, "not saved by this app"),
        ({"iteration": -1}, "not saved by this app"),
        ({"iteration": None}, "not saved by this app"),
        ({"iteration": "9"}, "iteration has the type int or NoneType"),
        ({"made": "Unrepeatable"}, "not saved by this app"),
        ({"made": "Unrepeatable", "why": 5}, "why has the type str"),
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
