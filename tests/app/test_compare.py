"""Compare: every run that ended, as curves, as a table, and one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from logreg_core import Dataset, Recipe, Split, prepare
from logreg_core.container import unpack_arrays
from logreg_core.descent import optimum
from logreg_core.sources import digits, faces
from pages.shared import floor
from pages.shared.words import as_text
from pages.visit import training as visit_training
from pages.visit.background import Background

from .conftest import Open, charts, go_to, press, recording, sidebar, slots, stand, told, unfold, words
from .test_train import set_number, the


def trained_twice(open_page: Open) -> AppTest:
    app = open_page("train", trained=30)
    set_number(app, "learning_rate", 0.01)
    return go_to(app, "compare")


def take(app: AppTest, dataset: Dataset) -> None:
    """Put a dataset of the visitor's own in hand, without a run."""
    for name, value in (("dataset", ("uploaded", dataset)), ("training", None)):
        slots(app)[f"{name}"] = value


def remove(app: AppTest, name: str) -> None:
    """Choose the run with this name, and remove it."""
    (number,) = [run.number for run in slots(app)["runs"] if run.name == name]
    the_run(app).set_value(number).run()
    press(app, "Remove")


def names(app: AppTest) -> list[str]:
    return app.dataframe[0].value["Name"].tolist()


def the_run(app: AppTest) -> Any:
    (found,) = [each for each in app.selectbox if each.label == "Run"]
    return found


def test_every_run_that_ended_is_kept_with_its_curve_and_its_scores(open_page: Open) -> None:
    app = trained_twice(open_page)
    table = app.dataframe[0].value
    assert names(app) == ["rate 0.01, 30 iterations", "rate 0.005, 30 iterations"]
    assert table["Learning rate"].tolist() == [0.01, 0.005]
    lines = [trace for trace in charts(app)[0]["data"] if trace["mode"] == "lines+markers"]
    ends = {(line["name"], line["line"]["dash"]): line["y"][-1] for line in lines}
    for _, row in table.iterrows():
        assert ends[row["Name"], "solid"] == pytest.approx(row["Training cost"])
        assert row["Training cost + penalty"] == row["Training cost"], "there is none"
        assert ends[row["Name"], "dash"] == pytest.approx(row["Test cost"])
    assert (table["Best test right"] >= table["Test right"]).all()
    assert "is cheating" in words(app)
    assert "pale band" not in words(app)


def test_a_run_that_goes_on_takes_its_own_place(open_page: Open, background: Background) -> None:
    app = set_number(open_page("train", trained=30), "num_iterations", 100_000)
    for _ in range(2):
        background.turn()
    press(press(app.run(), "Stop"), "Reset")
    assert names(go_to(app, "compare")) == ["rate 0.005, 31 iterations"]


def test_a_run_can_be_named_pinned_taken_in_hand_and_removed(open_page: Open) -> None:
    app = trained_twice(open_page)
    (field,) = app.text_input
    field.set_value("=my <b>run</b>").run()
    assert names(app)[0] == "'=my <b>run</b>", "Streamlit offers the table as a file for a spreadsheet"
    assert app.text_input[0].value == "=my <b>run</b>"
    assert the_run(app).options[0] == "=my <b>run</b>"
    press(app, "Pin")
    assert app.dataframe[0].value["Pinned"].tolist() == [True, False]
    the_run(app).set_value(2).run()
    press(app, "Use this model")
    assert "30 iterations" in sidebar(app)
    press(app, "Remove all that are not pinned")
    assert names(app) == ["'=my <b>run</b>"]
    press(app, "Remove")
    assert "No run has ended yet" in words(app)


def test_the_floor_is_the_exact_minimum_of_a_penalised_run(open_page: Open) -> None:
    app = go_to(set_number(open_page("train"), "l2", 0.1), "compare")
    dataset = faces.load()
    floor = optimum(prepare(dataset.train.images), dataset.train.labels.reshape(1, -1), l2=0.1).cost
    (line,) = charts(app)[0]["layout"]["shapes"]
    assert line["y0"] == pytest.approx(floor, rel=1e-9)


def test_one_run_has_one_peak_wherever_it_is_drawn(open_page: Open) -> None:
    app = stand(open_page("train", trained=1900), 1196)
    set_number(app, "learning_rate", 1.0)
    recorded = recording(stand(app, 1900))
    peak = max(recorded.turns, key=lambda turn: turn.cost)
    assert peak.cost > 1.1 * max(record.cost for record in recorded.records), "it lies between two records"
    assert max(charts(unfold(app, "train.newton"))[-1]["data"][0]["y"]) == peak.cost
    go_to(app, "compare")
    lines = [trace for trace in charts(app)[0]["data"] if "training" in trace.get("meta", {}).get("name", "")]
    (run,) = [line for line in lines if peak.iteration in line["x"]]
    assert run["y"][run["x"].index(peak.iteration)] == max(run["y"]) == peak.cost
    set_number(stand(go_to(app, "train"), 1197), "l2", 0.1)
    pale = [unpack_arrays(bytes_)[1] for name, bytes_ in told(app)[1].items() if name.startswith("pale")]
    assert peak.cost in [cost for each in pale for cost in each["turn_cost"]], "also where it was given up"


def test_the_name_of_a_dataset_is_no_formula_in_the_table(open_page: Open) -> None:
    app = open_page("train")
    take(app, replace(digits.load(3, 8), name="=HYPERLINK(1)"))
    set_number(app, "num_iterations", 10)
    assert go_to(app, "compare").dataframe[0].value["Data"].tolist() == ["'=HYPERLINK(1)"]


def test_where_no_run_has_a_floor_the_page_says_why(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    app = set_number(set_number(open_page("train", trained=20), "l2", 0.1), "patience", 5)
    go_to(app, "compare")
    remove(app, "rate 0.005, 20 iterations, l2 0.1")  # it has a floor
    (said,) = [each.value for each in app.caption if "floor" in each.value]
    penalised, plain = names(app)
    assert "patience 5" in penalised
    assert f"{as_text(plain)}: it is 0, for without a penalty a neuron that can tell" in said, "as Train says"
    assert f"{as_text(penalised)}: with patience, some training images are set aside" in said

    remove(app, plain)
    (said,) = [each.value for each in app.caption if "floor" in each.value]
    assert said.startswith("This run has no floor to show: with patience")
    assert "without a penalty" not in said

    app = go_to(set_number(open_page("train", trained=20), "l2", 0.1), "compare")
    assert "A thin line is the floor" in words(app)
    assert "a pale band above them is the penalty" in words(app)
    monkeypatch.setattr(floor, "DENSE", 10)
    app.run()
    assert "too long to find" in words(app)
    take(app, digits.load(3, 8))
    assert "worked out only for runs on the current dataset" in words(app.run())
    assert "without a penalty" not in words(app)


def test_the_oldest_run_that_is_not_pinned_makes_room(open_page: Open) -> None:
    app = open_page("train", trained=1)
    app = go_to(app, "compare")
    press(app, "Pin")
    go_to(app, "train")
    for iterations in range(2, 15):
        set_number(app, "num_iterations", iterations)
    shown = names(go_to(app, "compare"))
    assert len(shown) == 12
    assert shown[-1] == "rate 0.005, 1 iteration"
    assert shown[-2] == "rate 0.005, 4 iterations"


def test_no_floor_is_sought_where_it_would_take_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floor, "_floor", lambda digest, l2, dataset: l2)
    images = np.zeros((2001, 28, 28, 1), np.uint8)
    large = Dataset("large", ("a", "b"), Split(images[1:], np.arange(2000) % 2), Split(images[:1], np.zeros(1, int)))
    assert floor.floor_of(large, Recipe()) is None, "without a penalty it must be known first whether there is one"
    assert "too long to find" in floor.why_no_floor(large, Recipe())
    assert floor.floor_of(large, Recipe(l2=0.1)) == 0.1


@pytest.mark.parametrize(("moving", "kept"), [(np.inf, 1), (0.0, 3)])
def test_of_a_slider_on_the_move_only_the_last_run_is_kept(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, moving: float, kept: int
) -> None:
    monkeypatch.setattr(visit_training, "MOVING", moving)
    app = open_page("train")
    for iterations in (10, 20, 50):
        the(app.select_slider, "num_iterations").set_value(iterations).run()
    assert len(names(go_to(app, "compare"))) == kept
    assert names(app)[0] == "rate 0.005, 50 iterations"


def test_a_run_that_gives_way_to_another_neuron_stays_among_the_runs(open_page: Open, background: Background) -> None:
    app = press(set_number(open_page("train", trained=30), "num_iterations", 100_000), "Reset")
    press(app, "Train")
    for _ in range(3):
        background.turn()
    press(go_to(app, "compare"), "Use this model")
    assert names(app) == ["rate 0.005, 11 iterations", "rate 0.005, 30 iterations"]
