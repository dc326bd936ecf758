"""Step: the numbers on the page are the textbook's, and the page says what cannot be checked."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from classroom.exercise.by_hand import START
from logreg_core import Classifier, Minimum, optimize, propagate, sigmoid
from logreg_core.representation import size_of
from logreg_core.sources import drawings, faces

from .conftest import Open, button, given, press, slots, trigger, words


def sheet(app: AppTest) -> dict[str, Any]:
    return given(app, "sheet")


def type_into_sheet(app: AppTest, name: str, value: float) -> AppTest:
    """Type a number into the sheet, as the component in a browser says it."""
    return trigger(app, "sheet", "typed", {"name": name, "value": value})


def tables(app: AppTest) -> list[list[list[str]]]:
    """The rows of the tables of numbers, heads included."""
    found = []
    for piece in app.main.get("html"):
        rows = re.findall(r"<tr>(.*?)</tr>", piece.proto.body)
        found.append([re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows])
    return [table for table in found if table]


def as_number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


def test_every_number_has_a_place_and_knows_where_it_comes_from(open_page: Open) -> None:
    data = sheet(open_page("step"))
    placed = {name for row in data["rows"] for name in row["names"] if name}
    assert placed - {"one"} == set(START.quantities)
    assert set(data["cells"]) == placed
    for name, cell in data["cells"].items():
        if cell["of"]:
            assert set(cell["of"]) < placed
            assert cell["low"] < cell["value"] < cell["high"], name
            assert cell["said"]


def test_a_step_leads_to_the_textbooks_weights_and_start_again_leads_back(open_page: Open) -> None:
    app = open_page("step")
    assert button(app, "Start again").disabled
    for _ in range(3):
        press(app, "Take the step")
    after, _, _ = optimize(START.w, START.b, START.X, START.Y, num_iterations=3, learning_rate=START.rate)
    shown = [sheet(app)["cells"][name]["value"] for name in ("w1", "w2", "w3", "b")]
    assert shown == pytest.approx([*after["w"][:, 0].tolist(), float(after["b"])])
    _, first = propagate(START.w, START.b, START.X, START.Y)
    assert f"Cost before each step so far: {first:.4f}, " in words(app)
    press(app, "Start again")
    assert sheet(app)["cells"]["w1"]["value"] == START.w[0, 0]
    assert "so far" not in words(app)


def test_weights_bias_and_rate_can_be_typed(open_page: Open) -> None:
    app = type_into_sheet(type_into_sheet(open_page("step"), "w2", -1.5), "rate", 0.25)
    cells = sheet(app)["cells"]
    z = np.array([[-0.6, -1.5, 0.8]]) @ START.X + START.b
    assert [cells[f"z{i}"]["value"] for i in range(1, 5)] == pytest.approx(z[0].tolist())
    assert cells["w2'"]["value"] == pytest.approx(-1.5 - 0.25 * cells["dw2"]["value"])
    assert [each.value for each in type_into_sheet(app, "w1", 1e9).error] == [
        "w1 must be from −10 to 10\\. Got 1e\\+09\\.".replace("−", "\\-")
    ]
    assert sheet(app)["cells"]["w1"]["value"] == -0.6


def test_the_gradient_by_hand_and_of_twenty_weights_is_checked(open_page: Open) -> None:
    app = open_page("step", trained=50)
    by_hand, twenty, _ = tables(app)
    grads, _ = propagate(START.w, START.b, START.X, START.Y)
    assert [as_number(row[1]) for row in by_hand[1:4]] == pytest.approx(grads["dw"][:, 0].tolist(), abs=1e-7)
    neuron: Classifier = slots(app)["run"].here.classifier
    split = faces.load().train
    X = split.images.reshape(len(split), -1).T / 255
    dw = propagate(neuron.w, neuron.b, X, split.Y)[0]["dw"]
    assert len(twenty) == 21
    for name, formula, measured, _ in twenty[1:]:
        row, column = map(int, re.findall(r"\d+", name))
        assert as_number(formula) == pytest.approx(dw[25 * row + column, 0], abs=1e-7)
        assert as_number(measured) == pytest.approx(dw[25 * row + column, 0], abs=1e-6)
    app.number_input(key="step.seed").set_value(5).run()
    assert tables(app)[1] != twenty


def test_the_first_training_image_is_folded_and_its_numbers_add_up(open_page: Open) -> None:
    app = open_page("step", trained=50)
    neuron: Classifier = slots(app)["run"].here.classifier
    z = float(neuron.scores(faces.load().train.images[:1])[0])
    rows = tables(app)[-1][1:]
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5 to 621, added up", "622", "623", "624", "625", "bias"]
    assert sum(as_number(row[3]) for row in rows) == pytest.approx(z, abs=6e-4)
    assert f"*a* = sigmoid(*z*) = {sigmoid(z):.4f}" in words(app)
    assert "those of the current neuron" in words(app)


def test_a_number_that_rounds_to_zero_has_no_sign_that_could_be_wrong(open_page: Open) -> None:
    app = open_page("step")
    first = tables(app)[-1][1]
    assert first == ["1", "0.004", "0", "0", "+0.0020", "0.0000"], "it becomes -0.00001"
    assert "adds up to *z* = 0. So *a* = sigmoid(*z*) = 0.5000" in words(app)


def of_thumbnails() -> Classifier:
    dataset = faces.load()
    w = np.ones((size_of("thumbnail", dataset.image_shape), 1))
    return Classifier(w, 0.0, dataset.image_shape, dataset.class_names, "", "", Minimum(0.1, "thumbnail"))


def of_drawings() -> Classifier:
    dataset = drawings.load()
    return Classifier(np.ones((dataset.n_x, 1)), 0.0, dataset.image_shape, dataset.class_names, "", "")


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        (lambda: None, "train one first"),
        (of_thumbnails, "does not look at pixels"),
        (of_drawings, "does not fit the current dataset"),
    ],
)
def test_without_a_neuron_on_these_pixels_the_page_says_so_and_shows_one_that_has_learned_nothing(
    open_page: Open, taken: Any, said: str
) -> None:
    app = open_page("home")
    if (neuron := taken()) is not None:
        slots(app)["taken_classifier"] = neuron
    app.switch_page("step.py").run()
    assert not app.exception
    assert said in words(app)
    assert "has learned nothing" in words(app)
    assert len(tables(app)) == 2
