"""Paint: what a browser paints is kept, counted again, loaded, and where a descent begins."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from classroom.exercise.painting import Easel, Painting
from logreg_core import Dataset, Split, optimize, prepare
from logreg_core.container import unpack_arrays
from logreg_core.recipe import BEGUN_PAINTED, PAINTED
from logreg_core.sources import digits, drawings, faces
from pages.parts.paint.pictures import packed
from pages.visit.photos import Photo

from .conftest import Open, button, components, given, go_to, press, set_state, slots, words
from .states import in_bursts

DATA = Path(__file__).parents[1] / "data"


def paint(app: AppTest, value: object) -> AppTest:
    """The browser says that this is painted now."""
    return set_state(app, "paint_map", painting=value)


def value(levels: np.ndarray, yes: int, stroke: str = "one") -> dict[str, Any]:
    return {"levels": base64.b64encode(levels.tobytes()).decode(), "yes": yes, "stroke": stroke}


def levels_of(app: AppTest) -> np.ndarray:
    return np.frombuffer(base64.b64decode(given(app, "paint_map")["levels"]), np.int8)


def left_half() -> np.ndarray:
    levels = np.zeros((25, 25), np.int8)
    levels[:, :12], levels[:, 13:] = 64, -64
    return levels


def six() -> Easel:
    """Six images of two by three pixels in colour, whose sums can be found by hand."""
    images = np.zeros((6, 2, 3, 3), np.uint8)
    images[0] = np.arange(18).reshape(2, 3, 3)
    images[1] = images[0, ::-1]
    images[2, 0, 1], images[2, 1, 1, 0], images[3] = (100, 99, 101), 30, 255
    images[4, 0, 0, 0], images[4, 0, 2], images[5, 1, 1, 2] = 255, 9, 1
    learn, test = Split(images[:4], np.array([0, 1, 0, 1])), Split(images[4:], np.array([1, 0]))
    return Easel.of(Dataset("six", ("no", "yes"), learn, test))


def test_the_browser_is_sent_the_sums_that_it_needs_and_no_more() -> None:
    header, arrays = unpack_arrays(packed(six()))
    assert (header["rows"], header["columns"]) == (2, 3)
    assert arrays["train"].dtype == np.uint16
    assert arrays["train"].T.tolist()[:2] == [[3, 12, 21, 30, 39, 48], [30, 39, 48, 3, 12, 21]]
    assert packed(six()) == (DATA / "easel.bin").read_bytes(), "which the tests of the JavaScript read"
    assert len(packed(Easel.of(faces.load()))) < 200 * 625 + 1000, "a grey pixel is one byte"


def test_a_stroke_is_kept_and_counted_as_a_neuron_of_these_weights_answers(open_page: Open) -> None:
    app = paint(open_page("paint"), value(left_half(), 40))
    shown, data = given(app, "paint_map"), faces.load()
    assert (shown["yes"], shown["stroke"]) == (40, "one")
    np.testing.assert_array_equal(levels_of(app), left_half().ravel())
    z = left_half().ravel() @ prepare(data.train.images)
    cut = np.sort(z)[::-1][39:41].mean()
    for split, right in zip((data.train, data.test), shown["right"], strict=True):
        says = left_half().ravel() @ prepare(split.images) > cut
        assert right == (says == split.labels).sum()
    app = go_to(go_to(app, "home"), "paint")
    np.testing.assert_array_equal(levels_of(app), left_half().ravel()), "another page forgets nothing"


@pytest.mark.parametrize(
    "sent",
    [
        None,
        7,
        {"levels": 3, "yes": 1},
        {"levels": "AAA", "yes": 1},
        {"levels": "é" * 9, "yes": 1},
        {"levels": "A" * 100_000, "yes": 1},
        value(np.full((25, 25), -128, np.int8), 1),
        value(np.zeros((25, 24), np.int8), 1),
        value(left_half(), -1),
        value(left_half(), 151),
        value(left_half(), True),
        {**value(left_half(), 1), "yes": 1.0},
    ],
)
def test_what_is_no_painting_changes_nothing(open_page: Open, sent: object) -> None:
    app = paint(open_page("paint"), sent)
    assert not levels_of(app).any()
    assert given(app, "paint_map")["yes"] == 75


def test_a_painting_is_taken_in_hand_and_says_how_it_was_made(open_page: Open) -> None:
    app = open_page("paint")
    assert button(app, "Use this model").disabled
    assert button(app, "Descend from here").disabled
    paint(app, value(left_half(), 50))
    press(app, "Use this model")
    neuron, easel = slots(app)["taken_classifier"], Easel.of(faces.load())
    assert neuron.digest == easel.neuron(Painting(left_half(), 50)).digest
    right = easel.right(Painting(left_half(), 50))[1]
    assert f"In use. {right} of 50 test images are right" in app.success[0].value
    assert PAINTED in words(go_to(app, "keep"))
    assert "It was made on" in words(app)
    card = "".join(each.proto.body for each in go_to(app, "card").main.get("html"))
    assert "Made on" in card
    assert "How it was made" in card
    assert "Trained on" not in card
    assert "learned from" not in card


def test_a_descent_begins_at_the_painting_beside_the_one_from_zero(open_page: Open) -> None:
    app = paint(open_page("paint"), value(left_half(), 50))
    press(app, "Descend from here")
    assert "Begun from painted weights" in words(app), "the page is Train"
    data = faces.load()
    start = Easel.of(data).neuron(Painting(left_half(), 50))
    run = slots(app)["run"].whole
    learned = optimize(start.w, start.b, prepare(data.train.images), data.train.Y, 2000, 0.005)[0]
    np.testing.assert_allclose(run.descent.w, learned["w"], rtol=0, atol=1e-11)
    assert run.classifier.recipe.why == BEGUN_PAINTED
    assert [each.start is None for each in slots(app)["runs"]] == [True, False]
    assert (
        "rate 0.005, 2,000 iterations, from painted weights"
        in go_to(app, "compare").dataframe[0].value["Name"].tolist()
    )


def test_it_may_begin_with_the_averages_or_with_a_picture(open_page: Open) -> None:
    app = open_page("paint")
    before = given(app, "paint_map")["number"]
    press(app, "Begin with the averages")
    easel = Easel.of(faces.load())
    np.testing.assert_array_equal(levels_of(app), easel.averages().levels.ravel())
    assert given(app, "paint_map")["number"] != before, "so the browser takes it"
    assert "Begin with my picture" not in [each.label for each in app.button]
    slots(app)["photo"] = Photo(np.full((50, 50, 3), 90, np.uint8), "grey")
    app.run()
    press(app, "Begin with my picture")
    expected = easel.picture(np.full((25, 25, 1), 90, np.uint8)).levels
    np.testing.assert_array_equal(levels_of(app), expected.ravel())
    (persistence,) = components(app, "persistence")
    assert value(easel.averages().levels, 75)["levels"] in persistence.json, "the painting before it"
    assert value(expected, 75)["levels"] not in persistence.json, "a picture of the visitor's is kept nowhere"


def test_a_reload_loses_nothing(open_page: Open) -> None:
    text = given(paint(open_page("paint"), value(left_half(), 40)), "persistence")["text"]
    app = open_page("paint")
    before = given(app, "paint_map")["number"]
    set_state(app, "persistence", found={"shared": text})
    np.testing.assert_array_equal(levels_of(app), left_half().ravel())
    assert given(app, "paint_map")["yes"] == 40
    assert given(app, "paint_map")["number"] != before


@pytest.mark.parametrize("data", [in_bursts(cut=False), digits.load(3, 8)], ids=["colour", "digits"])
def test_another_dataset_has_an_empty_map_of_its_size(open_page: Open, data: Dataset) -> None:
    app = paint(open_page("paint"), value(left_half(), 50))
    slots(app)["dataset"] = ("uploaded", data)
    app.run()
    assert levels_of(app).size == data.image_shape[0] * data.image_shape[1]
    assert not levels_of(app).any()
    assert ("One brush paints all three channels" in words(app)) == (data.image_shape[2] == 3)


def test_a_part_of_many_images_says_so(open_page: Open) -> None:
    whole = drawings.load(train=300, test=100)
    app = open_page("paint")
    slots(app)["dataset"] = ("uploaded", whole)
    app.run()
    easel = Easel.of(whole)
    assert f"{len(easel.train)} training images of 300, and {len(easel.test)} test images of 100." in words(app)
