"""A pack works without the app, gives its probabilities, and promises no more than its notebook keeps."""

from __future__ import annotations

import ast
import io
import json
import struct
import subprocess
import sys
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms
from skimage import data as pictures

from logreg_core import (
    ArgumentError,
    Classifier,
    Dataset,
    Descent,
    Minimum,
    Recipe,
    Split,
    Training,
    Unrepeatable,
    flatten,
    initialize,
    optimize,
    prepare,
)
from logreg_core.export import files_of, film_of, load_classifier, pack, promise
from logreg_core.export.pack import beyond_the_textbook, is_plain, notebook
from logreg_core.recipe import BROUGHT_IN, OWN_CODE, RATE_CHANGED, Made
from logreg_core.sources import faces, hdf5
from logreg_core.untrusted.photo import fit, open_photo
from pages.base.recorder import recording_of
from tests.files import encoded


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
        files[name] = encoded(image, name.rpartition(".")[2].replace("jpg", "jpeg"), **options)

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


@cache
def opened(content: bytes) -> NDArray[np.uint8]:
    """The pixels that the app sees, worked out once for all sizes."""
    return open_photo(content)


SIZES = [(18, 30, 3), (128, 16, 3), (64, 32, 1), (100, 40, 3), (48, 16, 1), (28, 20, 3), (16, 128, 3), (32, 64, 1)]


@pytest.mark.parametrize("shape", [None, *SIZES], ids=str)
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
    given["train.png"] = encoded(dataset.train.images[3, :, :, 0])
    unpack({**files, **given}, tmp_path)
    said = run_alone(tmp_path, "-X", "utf8", "predict.py", *given).splitlines()
    assert len(said) == len(given)
    for line, (name, content) in zip(said, given.items(), strict=True):
        in_the_app = classifier.probabilities(fit(opened(content), *classifier.image_shape)[None])[0]
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
    assert "Penalty on large weights (L2): 0.1" in files["notebook.ipynb"].decode()
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


def test_the_same_weights_are_promised_only_where_the_notebook_takes_the_same_steps() -> None:
    early = Recipe(learning_rate=0.1 + 0.2, num_iterations=3000, patience=3)
    classifier = replace(trained_on(faces.load(), 1), recipe=early, iteration=2000)
    plain = replace(classifier, recipe=Recipe(num_iterations=2000))
    assert "the same weights" in promise(plain, settled=True)
    assert "another computer" not in promise(plain, settled=True)
    assert "the same weights" not in promise(plain, settled=False)
    assert "another computer may arrive at other weights" in promise(plain, settled=False)
    others = {
        Unrepeatable(RATE_CHANGED, {"num_iterations": 5}): "because the learning rate was changed on the way. So",
        Unrepeatable(BROUGHT_IN): "because the weights were brought in. So",
        Minimum(0.1): "This model took no steps: it is where they would lead at last, with its penalty. So",
        early: "with more than that (Patience: 3), so",
    }
    for recipe, why in others.items():
        model = replace(classifier, recipe=recipe)
        assert not is_plain(model)
        assert why in promise(model)
        for settled in (None, False, True):
            assert "the same weights" not in promise(model, settled)
            assert "arrives at other weights" in promise(model, settled)
    own = replace(classifier, recipe=Unrepeatable(OWN_CODE, {"num_iterations": 2000, "learning_rate": 0.005}))
    assert "because it was trained by a learner's own code. So the notebook may arrive at other weights." in promise(
        own
    )


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


def test_the_film_shows_the_weights_of_every_frame_in_the_colours_of_their_signs() -> None:
    run = Training.begin(faces.load(), Recipe(0.01, 300))
    run.finish()
    made = recording_of(run)
    with Image.open(io.BytesIO(film_of(made))) as film:
        assert (film.format, film.n_frames, film.size) == ("PNG", len(made.frames), (250, 250))
        assert film.info["loop"] == 0
        for frame in range(film.n_frames):
            film.seek(frame)
            shown = np.asarray(film.convert("RGB")).astype(int)[5::10, 5::10]
            redder = shown[:, :, 0] - shown[:, :, 2]
            np.testing.assert_array_equal(np.sign(redder), np.sign(made.maps[frame]))
        white, strongest = shown[made.maps[-1] == 0], shown[np.abs(made.maps[-1]) == 127]
        assert (white == 255).all()
        assert {tuple(colour) for colour in strongest.tolist()} <= {(0x17, 0x3B, 0x66), (0x7E, 0x21, 0x19)}
    other = Training.begin(faces.load(), Recipe(0.01, 3, representation="thumbnail"))
    other.finish()
    with pytest.raises(ArgumentError, match="a run on the pixels"):
        film_of(recording_of(other))
