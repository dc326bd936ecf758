"""Plug-ins: good ones add what they list, broken ones are named and add nothing, and the rest goes on."""

from __future__ import annotations

import re

import numpy as np
import pytest

from logreg_core import ArgumentError, Classifier, DatasetError, LogregError, Minimum
from logreg_core.experiments.features import compare
from logreg_core.export import load_classifier, save_classifier
from logreg_core.plugins import Page, Plugins, load
from logreg_core.representation import (
    REPRESENTATIONS,
    TITLES,
    Representation,
    can_represent,
    combined,
    parts_of,
    picture_of,
    represent,
    size_of,
    try_out,
)
from logreg_core.sources import faces
from logreg_core.sources.catalog import CATALOG

from ..conftest import Write

START = """
from logreg_core.plugins import Page
from logreg_core.representation import Representation
from logreg_core.sources import faces
from logreg_core.sources.entry import Entry

def middle(images):
    return images[:, images.shape[1] // 2, images.shape[2] // 2, :1].T / 255
"""
GOOD = """
DATASETS = [Entry("mine", "Mine", "My faces.", faces.load)]
REPRESENTATIONS = [Representation("middle", "the middle", "how bright the middle is", (middle,))]
PAGES = [Page("Look", "look.py", "Data", "eyeglasses")]
"""


def fails(*_: object) -> None:
    raise ZeroDivisionError


def refusal_of(write: Write, text: str) -> str:
    """What is said of a plug-in whose module ends so; it must have added nothing."""
    before = list(CATALOG), list(REPRESENTATIONS), list(TITLES)
    write("broken.py", START + text)
    found = load(["broken"])
    assert (list(CATALOG), list(REPRESENTATIONS), list(TITLES)) == before
    assert not found.pages
    (refusal,) = found.refusals
    assert refusal.startswith("The plug-in 'broken' is left out. ")
    return refusal


def test_a_plugin_adds_what_it_lists_behind_what_is_there(write_plugin: Write) -> None:
    write_plugin("good.py", START + GOOD)
    path = write_plugin("look.py", "")
    assert load(["good"]) == Plugins((Page("Look", path, "Data", "eyeglasses"),))
    assert list(CATALOG)[-1] == "mine"
    assert CATALOG["mine"].load().digest == faces.load().digest
    assert CATALOG["mine"].is_local()
    assert list(REPRESENTATIONS)[-1] == "middle"
    assert TITLES["middle"] == "the middle"
    images = faces.load().test.images
    np.testing.assert_array_equal(represent(images, "middle"), images[:, 12, 12, :].T / 255)
    assert compare(faces.load(), strengths=[0.01], folds=2)[-1].n == 1, "Features compares it too"


def test_plugins_are_imported_in_the_order_given_and_a_later_one_cannot_take_a_name(write_plugin: Write) -> None:
    for name in ("first", "second"):
        write_plugin(f"{name}.py", START + f"DATASETS = [Entry('same', '{name}', 'Faces.', faces.load)]")
    (refusal,) = load(["second", "first"]).refusals
    assert CATALOG["same"].title == "second"
    assert "'first' is left out" in refusal
    assert "'same' is taken" in refusal


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import a_module_that_is_not_there", "It raised ModuleNotFoundError"),
        ("a = b = ", "It raised SyntaxError"),
        ("raise SystemExit(3)", "It raised SystemExit"),
        ("", "a list DATASETS, REPRESENTATIONS, PAGES or AROUND. This one has none"),
        ("DATASETS = [faces.load]", "DATASETS must be a list of logreg_core.sources.entry.Entry"),
        ("DATASETS = Entry('mine', 'Mine', 'Faces.', faces.load)", "DATASETS must be a list"),
        ("DATASETS = [Entry('faces', 'Mine', 'Faces.', faces.load)]", "'faces' is taken"),
        ("DATASETS = [Entry('uploaded', 'Mine', 'Faces.', faces.load)]", "'uploaded' is taken"),
        ("DATASETS = 2 * [Entry('mine', 'Mine', 'Faces.', faces.load)]", "'mine' is taken"),
        ("DATASETS = [Entry('My faces', 'Mine', 'Faces.', faces.load)]", "letters a to z.*Got 'My faces'"),
        ("DATASETS = [Entry('mine', '', 'Faces.', faces.load)]", "title of the dataset 'mine'"),
        (
            "DATASETS = [Entry('mine', 'Mine', 'Faces.', faces.load())]",
            "load, fetch and is_local of the dataset 'mine'",
        ),
        ("REPRESENTATIONS = [Representation('edges', 'e', 'w', (middle,))]", "'edges' is taken"),
        (
            "REPRESENTATIONS = [Representation('mine', 'e', 'w', (lambda images: 1 / 0,))]",
            "It raised ZeroDivisionError",
        ),
        ("PAGES = [Page('Look', 'nowhere.py')]", "no file 'nowhere.py'"),
        ("PAGES = [Page('Look', __file__), Page('Look', __file__)]", "'broken' is taken"),
        ("PAGES = [Page('Look', 5)]", "a file or a function. Got 5"),
        ("def look(): pass\nPAGES = [Page('', look)]", "title of the page 'look'"),
        ("PAGES = [Page('Look', lambda: None)]", "letters a to z.*Got '<lambda>'"),
        (GOOD, "no file 'look.py'"),
    ],
)
def test_a_broken_plugin_is_named_with_the_reason_and_adds_nothing(write_plugin: Write, text: str, words: str) -> None:
    assert re.search(words, refusal_of(write_plugin, text))


def test_one_that_is_not_there_is_named_and_the_next_one_is_loaded(
    write_plugin: Write, caplog: pytest.LogCaptureFixture
) -> None:
    write_plugin("good.py", START + GOOD)
    write_plugin("look.py", "")
    found = load(["missing.module", "good"])
    assert [page.address for page in found.pages] == ["look"]
    assert "mine" in CATALOG
    assert found.refusals == (
        "The plug-in 'missing.module' is left out. It raised ModuleNotFoundError. The server's log says more."
        " Correct it, or do not name it.",
    )
    assert "No module named 'missing'" in caplog.text
    assert "'missing.module'" in caplog.text


def test_a_page_with_a_mistake_in_its_script_and_one_that_the_app_refuses_are_left_out(write_plugin: Write) -> None:
    write_plugin("good.py", START + GOOD)
    write_plugin("look.py", "if")
    assert "SyntaxError" in load(["good"]).refusals[0]
    write_plugin("look.py", "")
    assert "ZeroDivisionError" in load(["good"], fails).refusals[0]
    assert "mine" not in CATALOG, "all of it or nothing"


def test_a_dataset_that_fails_later_says_so_in_words(write_plugin: Write, caplog: pytest.LogCaptureFixture) -> None:
    write_plugin(
        "later.py",
        START
        + """
def lost():
    raise FileNotFoundError("/home/somebody/secret")

def fetch(progress):
    progress(1 / 0)

DATASETS = [Entry("lost", "Lost", "It is gone.", lost, fetch), Entry("five", "Five", "No dataset.", lambda: 5)]
""",
    )
    assert not load(["later"]).refusals
    with pytest.raises(DatasetError, match="'Lost' cannot be loaded: it raised FileNotFoundError") as refusal:
        CATALOG["lost"].load()
    assert "secret" not in str(refusal.value)
    assert "secret" in caplog.text
    with pytest.raises(DatasetError, match="raised ZeroDivisionError"):
        CATALOG["lost"].fetch(print)
    with pytest.raises(DatasetError, match="'five' gives a int"):
        CATALOG["five"].load()


def test_a_model_of_a_plugin_is_refused_where_the_plugin_is_missing_or_another_one(write_plugin: Write) -> None:
    write_plugin("good.py", START + GOOD)
    write_plugin("look.py", "")
    load(["good"])
    about = ((25, 25, 1), ("a", "b"), "d", "")
    data = save_classifier(Classifier(np.ones((1, 1)), 0.5, *about, Minimum(0.1, "middle")))
    assert load_classifier(data).representation == "middle"
    mine = REPRESENTATIONS.pop("middle")
    with pytest.raises(LogregError, match="wants another way: 'middle'.*plug-in that adds this way"):
        load_classifier(data)
    REPRESENTATIONS["middle"] = combined("middle", "t", "w", mine, mine)
    with pytest.raises(LogregError, match="on 'middle' has 2 weights.*has 1:.*plug-in means other numbers"):
        load_classifier(data)


@pytest.mark.parametrize("name", REPRESENTATIONS)
def test_the_built_in_representations_pass_the_trial(name: str) -> None:
    try_out(REPRESENTATIONS[name])


def test_several_representations_together_are_below_each_other_and_need_what_the_pickiest_needs() -> None:
    both = combined("both", "both", "both", REPRESENTATIONS["edges"], REPRESENTATIONS["colours"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(REPRESENTATIONS, "both", both)
        assert parts_of("both", (64, 64, 3)) == (size_of("edges", (64, 64, 3)), 64)
        assert not can_represent("both", (7, 64, 3))
        with pytest.raises(ArgumentError, match="'both' has no picture of its own. Use one of 'pixels', 'edges', 'col"):
            picture_of(np.zeros((8, 8, 3), np.uint8), "both")


def described(block: object, **others: object) -> Representation:
    return Representation(**{"name": "mine", "title": "t", "words": "w", "blocks": (block,), **others})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("representation", "words"),
    [
        (described(lambda images: images[:, 0, :, 0] / 255), r"\(n, 3\) for images \(3, 1, 1, 1\)"),
        (described(lambda images: np.zeros((0, len(images)))), r"Got the shape \(0, 3\)"),
        (described(lambda images: images[:, 0, 0, :1].T), "floating point numbers from 0 to 1. Got uint8"),
        (described(lambda images: images[:, 0, 0, :1].T * 1.0), "Got float64 from .* to"),
        (described(lambda images: np.full((1, len(images)), np.nan)), "Got float64 from nan"),
        (described(lambda images: images[:, 0, 0, :1].T / images.max()), "whichever images are beside it"),
        (described(lambda images: np.full((1, len(images)), 0.5), picture=lambda image: image / 2), "Got float64"),
        (described(lambda images: np.full((1, len(images)), 0.5), name="Mine!"), "at most 20 letters"),
        (described(lambda images: np.full((1, len(images)), 0.5), blocks=()), "at least one block"),
        (described(lambda images: np.full((1, len(images)), 0.5), smallest_side=0), "smallest side"),
    ],
)
def test_a_representation_that_is_not_what_it_says_is_refused(representation: Representation, words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        try_out(representation)


def test_a_block_that_would_write_on_the_images_that_all_visitors_share_is_found() -> None:
    def blacken(images: np.ndarray) -> np.ndarray:
        images[:] = 0
        return np.zeros((1, len(images)))

    with pytest.raises(ValueError, match="read-only"):
        try_out(described(blacken))


def test_the_trial_only_shows_images_that_are_large_enough() -> None:
    seen: list[int] = []

    def block(images: np.ndarray) -> np.ndarray:
        seen.append(min(images.shape[1:3]))
        return np.zeros((1, len(images)))

    try_out(described(block, smallest_side=30))
    assert min(seen) == 30


def test_the_script_of_a_page_is_looked_for_beside_the_module(write_plugin: Write) -> None:
    write_plugin("course/__init__.py", "")
    write_plugin("course/pictures.py", START + "PAGES = [Page('Look', 'pages/look.py')]")
    path = write_plugin("course/pages/look.py", "")
    assert load(["course.pictures"]).pages[0].script == path
