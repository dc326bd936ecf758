"""Train: the buttons, the settings that change in mid-run, the trouble and the result."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import WidgetList

from logreg_core import Classifier, Dataset, Recipe, Training, evaluate, initialize, optimize, predict, prepare
from logreg_core.descent import optimum
from logreg_core.division import validation_of
from logreg_core.settings import SETTINGS
from logreg_core.sources import faces
from pages.visit.background import Background
from pages.visit.watched import pace_of

from .conftest import Open, button, charts, go_to, press, words


def the(widgets: WidgetList[Any], name: str) -> Any:
    """The widget of a setting: its key changes when the setting is changed elsewhere, and its label does not."""
    (widget,) = [each for each in widgets if each.label.startswith(SETTINGS[name].label)]
    return widget


def set_number(app: AppTest, name: str, value: float) -> AppTest:
    the(app.number_input, name).set_value(value).run()
    assert not app.exception
    return app


def costs(app: AppTest) -> list[float]:
    """The training costs of the curve."""
    (line,) = [each for each in charts(app)[0]["data"] if each["name"] == "training" and each["yaxis"] == "y"]
    return line["y"]


def iteration(app: AppTest) -> int:
    (metric,) = [each for each in app.metric if each.label.startswith("Iteration")]
    return int(metric.value.replace(",", ""))


def test_a_run_ends_with_the_textbooks_result(open_page: Open) -> None:
    app = press(open_page("train"), "Train")
    assert iteration(app) == 2000
    dataset = faces.load()
    X, Y = prepare(dataset.train.images), dataset.train.labels.reshape(1, -1)
    params, _, _ = optimize(*initialize(625), X, Y, 2000, 0.005)
    curve = charts(app)[0]["data"][0]
    assert len(curve["x"]) > 50 or "bdata" in curve["x"]
    right = (predict(params["w"], params["b"], prepare(dataset.test.images)) == dataset.test.labels).sum()
    low, high = evaluate.Accuracy(int(right), 50).interval
    text = words(app)
    assert f"{right} of 50" in text
    assert f"{100 * low:.1f} % to {100 * high:.1f} %" in text
    assert "Always answering “face”: 50 %" in text


def test_a_long_run_comes_in_pieces_while_the_page_looks(open_page: Open, background: Background) -> None:
    app = press(open_page("train", link={"num_iterations": "100000"}), "Train")
    assert "The run is being set up" in words(app)
    seen = []
    while background.turn():
        seen.append(iteration(app.run()))
    assert len(seen) > 5
    assert seen == sorted(set(seen)), "every look is further on"
    assert seen[-1] == 100_000
    assert button(app, "Stop").disabled


def test_step_takes_one_iteration_from_nothing_in_a_pause_and_after_the_end(open_page: Open) -> None:
    app = press(open_page("train"), "Step")
    assert iteration(app) == 1
    assert iteration(press(app, "Step")) == 2
    app = open_page("train", trained=7)
    assert iteration(press(app, "Step")) == 8


def test_stop_keeps_the_result_and_reset_forgets_it(open_page: Open, background: Background) -> None:
    app = press(open_page("train", link={"num_iterations": "100000"}), "Train")
    for _ in range(4):
        background.turn()
    app.run()
    assert "in training" in " ".join(each.value for each in app.sidebar.markdown)
    press(app, "Stop")
    assert iteration(app) == 111
    assert "How good is it?" in words(app)
    assert button(app, "Stop").disabled
    assert not background.turn()
    go_to(go_to(app, "weights"), "train")
    assert iteration(app) == 111
    press(app, "Reset")
    assert not app.metric
    assert button(app, "Reset").disabled


def test_train_with_the_same_settings_changes_nothing_and_with_others_starts_a_new_run(open_page: Open) -> None:
    app = open_page("train", trained=12)
    first = costs(app)
    number = app.session_state["in_hand.run"].number
    press(press(app, "Train"), "Train")
    assert app.session_state["in_hand.run"].number == number
    assert costs(app) == first
    set_number(app, "learning_rate", 0.01)
    assert app.session_state["in_hand.run"].number == number + 1
    assert [trace["name"] for trace in charts(app)[0]["data"]].count("the run before") == 4


def test_moving_a_slider_trains_at_once_where_that_takes_a_blink(open_page: Open) -> None:
    app = open_page("train")
    the(app.select_slider, "num_iterations").set_value(500).run()
    assert iteration(app) == 500
    assert button(app, "Train"), "it is over"
    first = words(app)
    set_number(app, "learning_rate", 0.01)
    assert iteration(app) == 500
    assert words(app) != first
    dataset = faces.load()
    X, Y = prepare(dataset.train.images), dataset.train.labels.reshape(1, -1)
    params, _, _ = optimize(*initialize(625), X, Y, 500, 0.01)
    right = (predict(params["w"], params["b"], prepare(dataset.test.images)) == dataset.test.labels).sum()
    assert f"{right} of 50" in words(app)


def test_a_rate_that_is_changed_before_the_first_step_is_not_taken_for_the_one_it_began_with() -> None:
    run = Training.begin(faces.load(), Recipe())
    assert run.steady
    run.descent.learning_rate = 0.5
    run.step(1)
    assert not run.steady
    assert run.classifier is not None
    assert "learning_rate" not in run.classifier.recipe.settings


def test_a_longer_run_waits_for_the_button(open_page: Open) -> None:
    app = set_number(open_page("train"), "num_iterations", 100_000)
    assert not app.metric
    assert button(app, "Train")


def test_a_goal_that_is_far_away_lets_a_finished_run_go_on(open_page: Open, background: Background) -> None:
    app = open_page("train", trained=30)
    set_number(app, "num_iterations", 100_000)
    assert iteration(app) == 30
    background.turn()
    background.turn()
    assert iteration(app.run()) == 31


def test_a_penalty_keeps_the_weights_small_and_the_cost_above_the_floor(open_page: Open) -> None:
    app = set_number(open_page("train"), "l2", 0.1)
    dataset = faces.load()
    floor = optimum(prepare(dataset.train.images), dataset.train.labels.reshape(1, -1), l2=0.1).cost
    lines = {line["name"]: line["y"] for line in charts(app)[0]["data"] if line["yaxis"] == "y"}
    assert floor < lines["training + penalty"][-1] < 1.5 * floor
    assert costs(app)[-1] < lines["training + penalty"][-1]
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["Training cost"] == f"{costs(app)[-1]:.4f}"
    assert shown["Training cost + penalty"] == f"{lines['training + penalty'][-1]:.4f}"
    assert "More settings (1 changed)" in [each.label for each in app.expander]


def test_early_stopping_keeps_the_best_neuron_and_says_so(open_page: Open) -> None:
    app = set_number(open_page("train"), "patience", 1)
    set_number(app, "learning_rate", 1.0)
    text = words(app)
    assert "Stopped early, after" in text
    assert "Validation images right" in text
    best = re.findall(r"lowest at iteration ([\d,]*\d)", text)[0]
    assert any(f", kept: iteration {best}" in each.value for each in app.sidebar.markdown)
    dataset = faces.load()
    Y = dataset.train.labels.reshape(1, -1)
    aside = validation_of(Y, 0.2, 0)
    X, steps = prepare(dataset.train.images), int(best.replace(",", ""))
    params, _, _ = optimize(*initialize(625), X[:, ~aside], Y[:, ~aside], steps, 1.0)
    z = params["w"].T @ X[:, aside] + params["b"]
    cost = np.mean(np.logaddexp(0, (1 - 2 * Y[:, aside]) * z))
    assert f"with {cost:.4f}" in text
    assert button(app, "Step").disabled, "patience has ended"


def test_the_same_link_gives_the_same_weights_to_another_visitor(open_page: Open) -> None:
    app = set_number(set_number(open_page("train"), "learning_rate", 0.012), "num_iterations", 321)
    link = {"learning_rate": "0.012", "num_iterations": "321"}
    assert app.query_params == link
    dataset = faces.load()
    X, Y = prepare(dataset.train.images), dataset.train.labels.reshape(1, -1)
    params, _, _ = optimize(*initialize(625), X, Y, 321, 0.012)
    about = (dataset.image_shape, dataset.class_names, dataset.name, dataset.digest)
    checksum = Classifier(params["w"], params["b"], *about).checksum
    assert f"Checksum of the weights: `{checksum}`" in words(app)

    other = open_page("train", link=link)
    assert the(other.number_input, "learning_rate").value == 0.012
    press(other, "Train")
    assert f"Checksum of the weights: `{checksum}`" in words(other)


def test_the_checksum_is_promised_to_others_only_where_the_cost_can_never_rise(open_page: Open) -> None:
    app = set_number(open_page("train"), "num_iterations", 200)
    assert "Whoever opens this link and trains gets the same one." in words(app)
    set_number(app, "learning_rate", 5.0)
    text = words(app)
    assert "The training cost rose" in text
    assert "Checksum of the weights" in text
    assert "gets the same one" not in text
    assert "another computer may arrive at other weights" in text


def test_a_run_is_settled_up_to_the_rate_that_is_safe_even_where_no_record_shows_a_rise() -> None:
    dataset = faces.load()
    X = np.vstack([prepare(dataset.train.images), np.ones(len(dataset.train))])
    safe = 8 * len(dataset.train) / np.linalg.eigvalsh(X.T @ X)[-1]
    runs = []
    for share in (0.99, 1.01, 1.5):
        recorded = {"record_every": pace_of(2000), "record_first": 11}
        runs.append(Training.begin(dataset, Recipe(learning_rate=share * safe), **recorded))
        runs[-1].finish()
    assert [run.descent.trouble for run in runs[:2]] == [None] * 2
    assert all(after.cost < before.cost for before, after in pairwise(runs[2].descent.records[11:]))
    assert runs[2].descent.trouble is not None, "steps between the records rose"
    assert [run.settled for run in runs] == [True, False, False]
    shaky = Training.begin(dataset, replace(runs[0].recipe, batch_size=16))
    assert not shaky.settled, "no rate is known to be short enough"
    back = runs[1]
    back.descent.learning_rate = 0.5 * safe
    back.step(10)
    assert not back.settled, "what was too long before stays so"


def test_a_link_with_nonsense_is_read_as_far_as_it_makes_sense(open_page: Open) -> None:
    app = open_page("train", link={"learning_rate": "1e99", "data": "<b>nothing</b>", "seed": "x"})
    assert the(app.number_input, "learning_rate").value == 0.005
    assert "learning\\_rate must be between" in app.warning[0].value
    assert "Got '\\<b\\>nothing" in app.warning[0].value


def test_what_is_wrong_in_a_link_is_said_one_by_one_and_the_rest_is_used(open_page: Open) -> None:
    link = {"data": "dogs", "learning_rate": "0.01", "num_iterations": "abc", "l2": "nan", "seed": "3"}
    app = open_page("train", link=link)
    (warning,) = app.warning
    said = warning.value.replace("\\", "").replace("\u200b", "")
    assert "data must be one of faces, cats, drawings, digits. Got 'dogs'." in said
    assert "num_iterations must be a number. Got 'abc'. The default is 2000." in said
    assert "l2 must be between 0 and 10. Got nan." in said
    assert app.query_params == {"learning_rate": "0.01", "seed": "3"}, "the others are used"
    assert "Faces" in " ".join(each.value for each in app.sidebar.markdown)
    assert not open_page("train", link={"data": "digits", "seed": "3"}).warning


def test_the_page_says_how_it_calculates_and_tells_the_curve(open_page: Open) -> None:
    text = words(open_page("train", trained=50))
    assert "one number for each of the 150 images instead of 625 weights" in text
    assert "In 50 iterations the training cost went from 0.6931 to" in text


def test_the_run_before_stays_as_a_ghost(open_page: Open) -> None:
    app = open_page("train", trained=30)
    set_number(app, "learning_rate", 0.01)
    names = [trace["name"] for trace in charts(app)[0]["data"]]
    assert names.count("the run before") == 4


def test_a_new_learning_rate_in_mid_run_takes_effect_without_a_reset(open_page: Open) -> None:
    app = press(press(press(press(open_page("train"), "Train"), "Reset"), "Step"), "Step")
    set_number(app, "learning_rate", 0.02)
    assert iteration(press(app, "Step")) == 3
    assert charts(app)[0]["layout"]["annotations"][0]["text"] == "rate 0.02"


@pytest.mark.parametrize("rate", [0.005, 0.5])
def test_slider_and_field_show_the_same_setting_exactly(open_page: Open, rate: float) -> None:
    app = open_page("train")
    the(app.select_slider, "learning_rate").set_value(rate).run()
    assert the(app.number_input, "learning_rate").value == rate
    set_number(app, "learning_rate", 0.0036)
    assert the(app.select_slider, "learning_rate").value == 0.0036, "the slider never says another number"
    go_to(go_to(app, "home"), "train")
    assert the(app.number_input, "learning_rate").value == 0.0036, "a setting survives a visit elsewhere"


def test_too_long_steps_are_named_and_a_better_rate_is_offered(open_page: Open) -> None:
    app = set_number(set_number(open_page("train"), "num_iterations", 3), "learning_rate", 10.0)
    assert "more than twice that of the start" in app.error[0].value
    (offer,) = [each for each in app.button if each.label.startswith("Use a learning rate of")]
    rate = float(offer.label.split()[-1])
    offer.click().run()
    assert the(app.number_input, "learning_rate").value == rate
    assert not app.error
    assert not [each for each in app.button if each.label.startswith("Use a")]


def test_short_enough_steps_raise_no_alarm(open_page: Open) -> None:
    app = open_page("train", trained=300)
    assert not app.error
    assert not app.warning


def test_the_page_shows_the_textbooks_own_source(open_page: Open) -> None:
    (code,) = [each.value for each in open_page("train").code]
    assert "def propagate(" in code
    assert "def optimize(" in code


def test_changes_of_the_rate_without_a_step_between_them_are_one_change(open_page: Open) -> None:
    app = press(open_page("train"), "Step")
    for rate in (0.01, 0.02, 0.05):
        set_number(app, "learning_rate", rate)
    press(app, "Step")
    assert [note["text"] for note in charts(app)[0]["layout"]["annotations"]] == ["rate 0.05"]


def test_a_cost_that_jumps_at_every_second_step_is_seen_to_jump(open_page: Open, cats: Dataset) -> None:
    app = press(open_page("train", link={"data": "cats", "num_iterations": "400"}), "Train")
    run = app.session_state["in_hand.run"].whole
    seen = np.diff(costs(app)[:30])
    assert run.descent.record_every == 3
    assert (seen > 0).sum() > 5
    assert "rose" in app.warning[0].value


def test_each_step_by_hand_is_a_point_of_the_curve(open_page: Open) -> None:
    app = open_page("train")
    for _ in range(4):
        press(app, "Step")
    (line,) = [each for each in charts(app)[0]["data"] if each["name"] == "training" and each["yaxis"] == "y"]
    assert line["x"] == [0, 1, 2, 3, 4]


def test_a_cost_that_jumps_around_its_start_is_not_called_diverging(open_page: Open) -> None:
    app = set_number(open_page("train"), "learning_rate", 0.15)
    press(press(app, "Reset"), "Step")
    for _ in range(40):
        press(app, "Step")
        if costs(app)[-1] > np.log(2):
            break
    assert costs(app)[-1] > np.log(2)
    assert "The training cost rose" in app.warning[0].value
    assert not app.error


def test_every_step_that_rose_is_counted_and_the_highest_is_drawn(open_page: Open) -> None:
    app = set_number(open_page("train"), "learning_rate", 0.5)
    assert "The training cost rose 23 times in 2,000 steps. It was highest at iteration 2, 7.1464." in words(app)
    (line,) = [each for each in charts(app)[0]["data"] if each["name"] == "training" and each["yaxis"] == "y"]
    assert line["x"][:11] == list(range(11)), "the first ten steps are points"
    assert max(line["y"]) == pytest.approx(7.1464, abs=5e-5)


@pytest.mark.parametrize(("setting", "value"), [("batch_size", 1), ("momentum", 0.9)])
def test_with_batches_and_momentum_no_rate_is_called_safe(open_page: Open, setting: str, value: float) -> None:
    app = set_number(open_page("train"), "num_iterations", 300)
    set_number(set_number(app, setting, value), "learning_rate", 0.2)
    text = words(app)
    assert "longer than the valley" not in text
    assert "can never rise" not in "".join(each.value for each in app.main.get("html") if hasattr(each, "value"))
    assert not [each for each in app.button if each.label.startswith("Use a learning rate")]


def test_patience_is_said_to_have_lasted_only_where_it_did(open_page: Open, background: Background) -> None:
    app = press(open_page("train", link={"num_iterations": "100000", "patience": "1000"}), "Train")
    background.turn()
    background.turn()
    assert not any(said in words(app.run()) for said in ("Patience lasted", "Ended by hand", "Stopped early"))
    assert "**Ended by hand, after" in words(press(app, "Stop"))
    app = set_number(set_number(open_page("train"), "num_iterations", 50), "patience", 1000)
    assert "Patience lasted to the end" in words(app)


def test_only_the_test_score_has_an_interval(open_page: Open) -> None:
    assert words(open_page("train", trained=30)).count("95 % interval") == 1


def unfold(app: AppTest, key: str) -> AppTest:
    """Open what is folded away and made only when it is looked at."""
    app.session_state[key] = True
    app.run()
    assert not app.exception
    return app


def test_the_next_step_lands_where_the_next_click_on_step_leads(open_page: Open) -> None:
    app = unfold(open_page("train", trained=20), "train.next_step")
    assert "the cliff" in words(app)
    (landing,) = [trace for trace in charts(app)[-1]["data"] if trace.get("name") == "after the next step"]
    press(app, "Step")
    assert costs(app)[-1] == pytest.approx(landing["y"][0])


def test_newtons_method_is_taken_beside_a_penalised_run_to_its_floor(open_page: Open) -> None:
    app = unfold(set_number(open_page("train"), "l2", 0.1), "train.newton")
    (newton,) = [trace for trace in charts(app)[-1]["data"] if trace.get("name") == "Newton's method"]
    dataset = faces.load()
    floor = optimum(prepare(dataset.train.images), dataset.train.labels.reshape(1, -1), l2=0.1).cost
    assert newton["y"][-1] == pytest.approx(floor, rel=1e-6)
    assert "151 equations" in words(app)
    app = unfold(set_number(open_page("train", trained=20), "momentum", 0.9), "train.next_step")
    assert "the cliff" not in words(app), "no rate is known to be safe"
