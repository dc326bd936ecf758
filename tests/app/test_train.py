"""Train: the buttons, the settings that change in mid-run, the trouble and the result."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import WidgetList

from logreg_core import evaluate, initialize, optimize, predict, prepare
from logreg_core.settings import SETTINGS
from logreg_core.sources import faces

from .conftest import Open, button, charts, go_to, press, words


def the(widgets: WidgetList[Any], name: str) -> Any:
    """The widget of a setting: its key changes when the setting is changed elsewhere, and its label does not."""
    (widget,) = [each for each in widgets if each.label.startswith(SETTINGS[name].label)]
    return widget


def set_number(app: AppTest, name: str, value: float) -> AppTest:
    the(app.number_input, name).set_value(value).run()
    assert not app.exception
    return app


def iteration(app: AppTest) -> int:
    (metric,) = [each for each in app.metric if each.label.startswith("Iteration")]
    return int(metric.value.replace(",", ""))


def test_a_run_grows_tick_by_tick_and_ends_with_the_textbooks_result(open_page: Open) -> None:
    app = open_page("train")
    press(app, "Train")
    seen = [iteration(app)]
    while seen[-1] < 2000 and len(seen) < 100:
        app.run()
        seen.append(iteration(app))
    assert seen[-1] == 2000
    assert seen == sorted(set(seen)), "every look is further on"
    assert len(seen) > 5
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


def test_pause_holds_the_run_and_resume_goes_on(open_page: Open) -> None:
    app = open_page("train")
    press(press(app, "Train"), "Pause")
    paused = iteration(app)
    assert 0 < paused < 2000
    app.run()
    assert iteration(app) == paused
    press(app, "Resume")
    assert iteration(app) > paused


def test_step_takes_one_iteration_from_nothing_in_a_pause_and_after_the_end(open_page: Open) -> None:
    app = press(open_page("train"), "Step")
    assert iteration(app) == 1
    assert iteration(press(app, "Step")) == 2
    app = open_page("train", trained=7)
    assert iteration(press(app, "Step")) == 8


def test_stop_keeps_the_result_and_reset_forgets_it(open_page: Open) -> None:
    app = press(press(open_page("train"), "Train"), "Stop")
    stopped = iteration(app)
    assert "How good is it?" in words(app)
    assert button(app, "Stop").disabled
    go_to(go_to(app, "weights"), "train")
    assert iteration(app) == stopped
    press(app, "Reset")
    assert not app.metric
    assert button(app, "Reset").disabled


def test_train_after_the_end_starts_a_new_run(open_page: Open) -> None:
    app = open_page("train", trained=30)
    set_number(app, "num_iterations", 12)
    press(app, "Train")
    for _ in range(20):
        app.run()
    assert iteration(app) == 12


def test_a_larger_goal_lets_a_finished_run_go_on(open_page: Open) -> None:
    app = open_page("train", trained=30)
    set_number(app, "num_iterations", 50)
    assert iteration(app) == 30
    press(app, "Resume")
    for _ in range(20):
        app.run()
    assert iteration(app) == 50


def test_a_new_learning_rate_in_mid_run_takes_effect_without_a_reset(open_page: Open) -> None:
    app = press(press(open_page("train"), "Train"), "Pause")
    before = iteration(app)
    set_number(app, "learning_rate", 0.02)
    press(app, "Resume")
    assert iteration(app) > before
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
    app = open_page("train")
    set_number(app, "learning_rate", 10.0)
    for _ in range(3):
        press(app, "Step")
    assert "diverges" in app.error[0].value
    (offer,) = [each for each in app.button if each.label.startswith("Use a learning rate of")]
    rate = float(offer.label.split()[-1])
    offer.click().run()
    assert the(app.number_input, "learning_rate").value == rate
    for _ in range(3):
        press(app, "Step")
    assert "diverges" in app.error[0].value, "it is still worse than it began, and says so"
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
