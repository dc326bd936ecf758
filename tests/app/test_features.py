"""Features: one row for each representation, and the neuron that is loaded."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from logreg_core import ArgumentError, Dataset, Split
from logreg_core.data import division
from logreg_core.experiments import features
from logreg_core.explain import eigenpictures
from logreg_core.sources import faces
from logreg_core.words import percent

from .conftest import Open, charts, go_to, press, sidebar, slots, unfold, words
from .test_explore import choose


def test_the_table_and_the_chart_say_what_the_core_found(open_page: Open) -> None:
    app = press(open_page("features"), "Compare them")
    (table,) = app.table
    assert [name.strip("*") for name in table.value["Shown"]] == ["pixels", "edges", "colours", "thumbnail", "together"]
    assert table.value["Numbers"].tolist() == ["625", "900", "16", "256", "1,172"]
    held_out, test = charts(app)[0]["data"]
    for i, cell in enumerate(table.value["Test right"]):
        assert cell.startswith(f"{100 * test['x'][i]:.0f} %"), cell
    assert held_out["x"] != test["x"]
    assert not [button for button in app.main.button if button.label == "Compare them"]


@pytest.mark.usefixtures("cats")
def test_the_honest_choice_is_offered_first_and_can_be_taken_in_hand(open_page: Open) -> None:
    app = choose(open_page("explore"), "Dataset", "cats")
    press(go_to(app, "features"), "Compare them")
    (choice,) = app.segmented_control
    costs = app.table[0].value.set_index("Shown")["Held-out cost"].astype(float)
    assert costs.idxmin() == "**together**", "the honest choice is marked"
    assert choice.value == "together"
    assert "On **pixels**, **edges** and **thumbnail** it is not shown to have learned anything" in words(app)
    assert [link.proto.page for link in app.get("page_link")][-1] == "weights"
    press(app, "Use this one")
    assert [link.proto.page for link in app.get("page_link")][-1] == "evaluate", "Weights has no map of such a neuron"
    assert "The neuron on edges, colours and a thumbnail is the current model" in app.success[0].value
    assert "on edges, colours and a thumbnail" in sidebar(app)

    go_to(app, "home")
    (picture,) = [html.proto.body for html in app.main.get("html") if "neuron" in html.proto.body]
    assert "2,596 numbers that describe it" in picture
    assert "belong to such numbers, so they make no map" in words(go_to(app, "weights"))
    choose(go_to(app, "predict"), "Take a picture from", "Test images")
    assert not app.exception


@pytest.mark.parametrize(
    ("shape", "left_out"),
    [
        ((300, 300, 3), {"pixels": "270,000 numbers for each image, and at most 209,715 fit"}),
        ((7, 30, 1), {"edges": "at least 8 × 8 pixels", "together": "at least 8 × 8 pixels"}),
        ((8, 8, 1), {}),
    ],
)
def test_what_is_left_out_is_named_with_the_reason(
    open_page: Open, shape: tuple[int, int, int], left_out: dict[str, str]
) -> None:
    images = np.random.default_rng(0).integers(0, 256, (50, *shape), dtype=np.uint8)
    split = Split(images, np.arange(50) % 2)
    app = open_page()
    slots(app)["dataset"] = ("uploaded", Dataset("mine", ("no", "yes"), split, split))
    text = words(go_to(app, "features"))
    said = {line.split("**")[1]: line for line in text.splitlines() if line.startswith("Left out here")}
    assert list(said) == list(left_out)
    for name, reason in left_out.items():
        assert reason in said[name]
        assert f"- **{name}**" not in text


def test_another_choice_is_warned_of(open_page: Open) -> None:
    app = press(open_page("features"), "Compare them")
    other = next(name for name in ("pixels", "edges") if name != app.segmented_control[0].value)
    choose(app, "Look at", other)
    assert f"To choose **{other}** because of its test score" in words(app)


@pytest.mark.usefixtures("cats")
def test_what_was_found_is_let_go_of_with_its_dataset(open_page: Open) -> None:
    app = press(open_page("features"), "Compare them")
    choose(go_to(app, "explore"), "Dataset", "cats")
    assert not go_to(app, "features").table


def test_a_failure_of_the_core_is_said_and_nothing_is_kept(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ArgumentError("Too few images. Add some.")

    monkeypatch.setattr(features, "folds_of", refuse)
    app: AppTest = press(open_page("features"), "Compare them")
    assert "Too few images" in words(app)
    monkeypatch.setattr(features, "folds_of", division.folds_of)
    assert press(app.run(), "Compare them").table


def test_the_same_numbers_have_the_same_cost_and_neither_is_called_better(open_page: Open) -> None:
    app = choose(open_page("explore"), "Dataset", "digits")
    press(go_to(app, "features"), "Compare them")
    costs = app.table[0].value.set_index("Shown")["Held-out cost"]
    costs.index = [name.strip("*") for name in costs.index]
    assert costs["pixels"] == costs["thumbnail"], "8 x 8 pixels are their own thumbnail"
    for name in ("pixels", "thumbnail"):
        choose(app, "Look at", name)
        assert "the same to three digits" in words(app) or "has the smaller cost" in words(app)
        assert "was better" not in words(app)


def test_the_run_in_hand_stays_among_the_runs(open_page: Open) -> None:
    app = press(go_to(open_page("train", trained=30), "features"), "Compare them")
    press(app, "Use this one")
    assert [run.name for run in slots(app)["runs"]] == ["rate 0.005, 30 iterations"]


def test_eigenpictures_stand_behind_a_guess_and_are_what_the_core_found(open_page: Open) -> None:
    app = unfold(open_page("features"), "features.eigen")
    assert not charts(app)
    app.button(key="guess.first_directions.see").click().run()
    found = eigenpictures(faces.load())
    train, test, held = charts(app)[-1]["data"]
    np.testing.assert_allclose(train["y"], found.train)
    np.testing.assert_allclose(test["y"], found.test)
    assert held["y"][-1] == pytest.approx(1)
    assert f"1: {percent(float(found.shares[0]))}" in words(app)
