"""Train: the run that is played and the place in it, what a new setting does there, the trouble and the result."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.decomposition import PCA
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import WidgetList

from logreg_core import (
    Dataset,
    Recipe,
    Training,
    evaluate,
    initialize,
    optimize,
    predict,
    prepare,
    propagate,
)
from logreg_core.container import unpack_arrays
from logreg_core.data.division import validation_of
from logreg_core.descent import optimum
from logreg_core.recipe import BEGUN_PAINTED
from logreg_core.settings import SETTINGS
from logreg_core.sources import faces
from pages.shared.words import cost, percent
from pages.visit import watched
from pages.visit.background import Background
from pages.visit.photos import Photo
from tests.neurons import weights_after

from .conftest import (
    Open,
    button,
    charts,
    components,
    costs,
    go_to,
    iteration,
    pick,
    press,
    recording,
    sidebar,
    slots,
    stand,
    told,
    trigger,
    unfold,
    words,
)
from .states import state


def the(widgets: WidgetList[Any], name: str) -> Any:
    """The widget of a setting: its key changes when the setting is changed elsewhere, and its label does not."""
    (widget,) = [each for each in widgets if each.label.startswith(SETTINGS[name].label)]
    return widget


def set_number(app: AppTest, name: str, value: float) -> AppTest:
    if name not in ("learning_rate", "num_iterations"):
        unfold(app, "train.more_settings")
    the(app.number_input, name).set_value(value).run()
    assert not app.exception
    return app


def switch(app: AppTest, label: str) -> AppTest:
    """Press a switch of the button Show."""
    unfold(app, "train.show")
    (found,) = [each for each in app.toggle if each.label == label]
    found.set_value(not found.value).run()
    assert not app.exception
    return app


@cache
def textbook(steps: int, rate: float = 0.005) -> tuple[NDArray[np.float64], float]:
    """What the textbook learns from the faces."""
    return weights_after(faces.load().train, steps, rate)


def textbooks_cost(steps: int, rate: float = 0.005) -> float:
    train = faces.load().train
    return float(propagate(*textbook(steps, rate), prepare(train.images), train.Y)[1])


def names(app: AppTest, kind: str = "pale") -> list[str]:
    """The names of the lines beside the run."""
    header, parts = told(app)
    return [unpack_arrays(parts[f"{kind}{i}"])[0]["name"] for i in range(header[kind])]


def test_train_brings_the_whole_run_to_be_played_which_ends_with_the_textbooks_result(open_page: Open) -> None:
    app = press(open_page("train"), "Train")
    header, _ = told(app)
    assert (header["play"], header["place"], header["goal"], header["more"]) == (1, 2000, 2000, False)
    run = recording(app)
    assert (run.iteration, run.goal, run.end) == (2000, 2000, "goal")
    assert [record.iteration for record in run.records[:11]] == list(range(11)), "the first ten steps are points"
    for record in run.records[:: len(run.records) // 5]:
        assert record.cost == pytest.approx(textbooks_cost(record.iteration), abs=1e-12)
    dataset = faces.load()
    right = (predict(*textbook(2000), prepare(dataset.test.images)) == dataset.test.labels).sum()
    low, high = evaluate.Accuracy(int(right), 50).interval
    text = words(app)
    assert f"{right} of 50" in text
    assert f"{100 * low:.1f} % to {100 * high:.1f} %" in text
    assert "Always answering “face”: 50 %" in text


def test_the_neuron_in_hand_is_that_of_the_place_where_the_visitor_stands(open_page: Open) -> None:
    app = stand(open_page("train", trained=300), 123)
    assert iteration(app) == 123
    assert recording(app).iteration == 300, "the run stays as it is"
    (exact,) = recording(app, "here").records
    assert exact.iteration == 123
    assert exact.cost == pytest.approx(textbooks_cost(123), abs=1e-12)
    assert "123 iterations" in sidebar(app)
    go_to(app, "weights")
    strongest = np.abs(textbook(123)[0]).max()
    assert f"The strongest weight here is {strongest:.3g}" in words(app)
    assert iteration(go_to(app, "train")) == 123
    assert iteration(stand(app, 300)) == 300


def test_what_a_browser_says_of_a_place_is_not_trusted(open_page: Open) -> None:
    app = open_page("train", trained=30)
    version = told(app)[0]["version"]
    assert iteration(stand(app, 10**12)) == 30
    assert iteration(stand(app, -5)) == 0
    stand(app, 7)
    for nonsense in ("8", 8.5, None, [8], True):
        assert iteration(stand(app, nonsense)) == 7  # type: ignore[arg-type]
    set_number(stand(app, 30), "learning_rate", 0.01)
    assert iteration(stand(app, 3, version)) == 30, "a place in another run means nothing in this one"


def test_at_the_start_nothing_is_learned_yet_and_the_run_is_still_there(open_page: Open) -> None:
    app = stand(open_page("train", trained=30), 0)
    assert "How good is it?" not in words(app)
    assert recording(app).iteration == 30
    assert "none yet" in sidebar(app)
    assert "How good is it?" in words(stand(app, 1))


def test_train_plays_a_run_from_the_start_and_the_same_one_once_more(open_page: Open) -> None:
    app = open_page("train", trained=12)
    assert told(app)[0]["play"] == 0, "a slider that is moved shows where it led"
    first, version = costs(app), told(app)[0]["version"]
    header, _ = told(press(stand(app, 5), "Train"))
    assert (header["play"], header["version"], header["place"]) == (1, version, 12)
    assert costs(app) == first
    assert told(press(app, "Train"))[0]["play"] == 2
    set_number(app, "learning_rate", 0.01)
    assert told(app)[0]["play"] == 2, "it is not played again"
    assert told(go_to(go_to(app, "home"), "train"))[0]["play"] == 2


def test_before_a_run_the_player_stands_at_its_start(open_page: Open) -> None:
    app = open_page("train")
    header, parts = told(app)
    assert (header["place"], header["goal"], header["more"], header["play"]) == (0, 2000, False, 0)
    (record,) = recording(app).records
    assert (record.cost, record.test_cost) == pytest.approx((np.log(2), np.log(2)))
    assert unpack_arrays(parts["picture"])[1]["z"].tolist() == [0.0], "the neuron says 50 %"
    assert [each.label for each in app.button][:2] == ["Train", "Reset"]
    assert "none yet" in sidebar(app), "nothing is in hand"
    pick(app, 1)
    assert unpack_arrays(told(app)[1]["picture"])[0]["title"] == "Test image 1"
    set_number(app, "num_iterations", 100_000)
    assert told(app)[0]["version"] != header["version"], "the player sees that it is before another run"
    assert told(app)[0]["goal"] == 100_000


def test_a_run_that_takes_long_to_set_up_is_not_shown_before_it_begins(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched, "INSTANT", 0.0)
    app = open_page("train")
    assert not components(app, "player")
    assert "Press **Train** and watch" in words(app)


def test_reset_forgets_the_run(open_page: Open) -> None:
    app = press(open_page("train", trained=12), "Reset")
    assert iteration(app) == recording(app).iteration == 0
    assert button(app, "Reset").disabled
    assert "How good is it?" not in words(app)


def test_moving_a_slider_trains_at_once_where_that_takes_a_blink(open_page: Open) -> None:
    app = open_page("train")
    the(app.select_slider, "num_iterations").set_value(500).run()
    assert iteration(app) == 500
    first = words(app)
    set_number(app, "learning_rate", 0.01)
    assert iteration(app) == 500
    assert words(app) != first
    dataset = faces.load()
    right = (predict(*textbook(500, 0.01), prepare(dataset.test.images)) == dataset.test.labels).sum()
    assert f"{right} of 50" in words(app)


def test_a_long_run_is_computed_in_pieces_while_somebody_looks_and_can_be_stopped(
    open_page: Open, background: Background
) -> None:
    app = set_number(open_page("train"), "num_iterations", 100_000)
    assert recording(app).iteration == 0, "it waits for the button"
    press(app, "Train")
    assert "The run is being set up." in words(app)
    for _ in range(3):
        assert background.turn()
    header, _ = told(app.run())
    assert header["more"]
    run = recording(app)
    assert run.end == "under way"
    assert 0 < run.iteration == header["place"] < 100_000, "who has not chosen a place moves on with it"
    assert "How good is it?" not in words(app)
    press(app, "Stop")
    assert recording(app).end == "stopped"
    assert iteration(app) == recording(app).iteration == run.iteration
    assert "How good is it?" in words(app)
    assert not [each for each in app.button if each.label == "Stop"]
    go_to(go_to(app, "weights"), "train")
    assert iteration(app) == run.iteration


def test_a_goal_that_is_far_away_lets_a_finished_run_go_on(open_page: Open, background: Background) -> None:
    app = open_page("train", trained=30)
    set_number(app, "num_iterations", 100_000)
    assert iteration(app) == 30
    assert told(app)[0]["more"]
    for _ in range(3):
        background.turn()
    assert iteration(app.run()) > 30


def test_a_penalty_keeps_the_weights_small_and_the_cost_above_the_floor(open_page: Open) -> None:
    app = switch(set_number(open_page("train"), "l2", 0.1), "Floor of the cost")
    dataset = faces.load()
    floor = optimum(prepare(dataset.train.images), dataset.train.Y, l2=0.1).cost
    last = recording(app).records[-1]
    assert floor < last.objective < 1.5 * floor
    assert last.cost < last.objective
    assert told(app)[0]["show"]["floor"] == pytest.approx(floor, rel=1e-9)
    assert f"No weights have a smaller training cost + penalty than {floor:.4f}." in words(app)
    assert told(switch(app, "Floor of the cost"))[0]["show"]["floor"] is None


def test_without_a_penalty_the_floor_is_0_where_the_images_can_be_told_apart(open_page: Open) -> None:
    app = switch(open_page("train", trained=20), "Floor of the cost")
    assert told(app)[0]["show"]["floor"] == 0
    assert "It is 0: some weights answer all training images right" in words(app)
    set_number(app, "patience", 3)
    assert told(app)[0]["show"]["floor"] is None
    assert "No floor: with patience, some training images are set aside" in words(app)


def test_what_if_shows_the_runs_at_ten_times_the_rate_and_at_a_tenth(open_page: Open) -> None:
    app = switch(open_page("train", trained=200), "What if: rate times ten, and a tenth")
    header, parts = told(app)
    assert header["show"]["what_if"]
    for i, rate in enumerate((0.05, 0.0005)):
        about, arrays = unpack_arrays(parts[f"what_if{i}"])
        assert f"{rate:g}" in about["name"]
        for at in (0, len(arrays["cost"]) // 2, -1):
            assert arrays["cost"][at] == pytest.approx(textbooks_cost(int(arrays["iteration"][at]), rate), abs=1e-12)
        assert arrays["iteration"][-1] == 200
    assert not told(switch(app, "What if: rate times ten, and a tenth"))[0]["what_if"]


def test_the_axis_of_the_cost_is_logarithmic_where_costs_differ_very_much_or_by_choice(open_page: Open) -> None:
    app = press(open_page("train"), "Train")
    assert not told(app)[0]["show"]["log"]
    set_number(app, "learning_rate", 10.0)
    assert told(app)[0]["show"]["log"]
    unfold(app, "train.show")
    (axis,) = [each for each in app.get("button_group") if each.label == "Axis of the cost"]
    axis.set_value("linear").run()
    assert not told(app)[0]["show"]["log"]
    unfold(app, "train.show", is_open=False)
    assert not told(app)[0]["show"]["log"], "what was chosen holds when the button is closed"
    unfold(go_to(go_to(app, "home"), "train"), "train.show")
    assert not told(app)[0]["show"]["log"]
    (axis,) = [each for each in app.get("button_group") if each.label == "Axis of the cost"]
    assert axis.value == "linear"


def test_the_picture_is_seen_as_the_neuron_sees_it_at_every_frame(open_page: Open) -> None:
    app = open_page("train", trained=200)
    dataset = faces.load()

    def seen() -> tuple[dict[str, Any], dict[str, NDArray]]:
        return unpack_arrays(told(app)[1]["picture"])

    about, arrays = seen()
    assert (about["title"], about["truth"]) == ("Test image 0", int(dataset.test.labels[0]))
    assert np.array_equal(arrays["pixels"], dataset.test.images[0])
    for frame, z in zip(arrays["frames"], arrays["z"], strict=True):
        w, b = textbook(int(frame))
        assert z == pytest.approx((w.T @ prepare(dataset.test.images[:1])).item() + b, abs=1e-9)
    pick(app, 1)
    assert seen()[0]["title"] == "Test image 1"
    pick(pick(app, -1), -1)
    assert seen()[0]["title"] == f"Test image {len(dataset.test) - 1}", "all round"
    unfold(app, "train.picture")
    (part,) = [each for each in app.get("button_group") if each.label == "What the neuron looks at"]
    assert "my own" not in part.options
    part.set_value("training image").run()
    assert np.array_equal(seen()[1]["pixels"], dataset.train.images[0])
    pick(app, 1)
    assert np.array_equal(seen()[1]["pixels"], dataset.train.images[1])
    w, b = textbook(200)
    assert seen()[1]["z"][-1] == pytest.approx((w.T @ prepare(dataset.train.images[1:2])).item() + b, abs=1e-9)


def test_the_picture_can_be_the_visitors_own(open_page: Open) -> None:
    app = open_page("train", trained=20)
    slots(app)["photo"] = Photo(np.full((50, 50, 3), 200, np.uint8), "Your picture")
    unfold(app, "train.picture")
    (part,) = [each for each in app.get("button_group") if each.label == "What the neuron looks at"]
    part.set_value("my own").run()
    about, arrays = unpack_arrays(told(app)[1]["picture"])
    assert (about["title"], about["truth"]) == ("Your picture", None)
    assert arrays["pixels"].shape == (25, 25, 1)
    assert (arrays["pixels"] == 200).all()
    pick(app, 1)
    assert unpack_arrays(told(app)[1]["picture"])[0]["title"] == "Test image 0"
    (part,) = [each for each in app.get("button_group") if each.label == "What the neuron looks at"]
    part.set_value("my own").run()
    del slots(app)["photo"]
    app.run()
    assert not app.exception
    assert unpack_arrays(told(app)[1]["picture"])[0]["title"] == "Test image 0", "it was forgotten"


def test_who_leaves_while_it_plays_keeps_the_place_and_anything_else_is_no_place(open_page: Open) -> None:
    app = stand(open_page("train", trained=300), 0)
    version = told(app)[0]["version"]
    for nonsense in (None, 7, {}, {"iteration": "9", "version": version}, {"iteration": 9, "version": "-3.1"}):
        assert iteration(trigger(app, "player", "leave", nonsense)) == 0
    trigger(app, "player", "leave", {"iteration": 113, "version": version})
    assert iteration(app) == 113
    assert any("113 iterations" in each.value for each in go_to(app, "predict").sidebar.markdown)


def test_another_dataset_begins_with_its_first_picture(open_page: Open) -> None:
    app = pick(open_page("train", trained=20), -1)
    go_to(app, "explore").segmented_control(key="explore.dataset").set_value("digits").run()
    set_number(go_to(app, "train"), "num_iterations", 10)
    assert unpack_arrays(told(app)[1]["picture"])[0]["title"] == "Test image 0"


def test_early_stopping_keeps_the_best_neuron_and_says_so(open_page: Open) -> None:
    app = set_number(open_page("train"), "patience", 1)
    set_number(app, "learning_rate", 1.0)
    text = words(app)
    assert "Stopped early, after" in text
    assert "Validation images right" in text
    best = re.findall(r"lowest at iteration ([\d,]*\d)", text)[0]
    assert f", kept: iteration {best}" in sidebar(app)
    dataset = faces.load()
    Y = dataset.train.labels.reshape(1, -1)
    aside = validation_of(Y, 0.2, 0)
    X, steps = prepare(dataset.train.images), int(best.replace(",", ""))
    params, _, _ = optimize(*initialize(625), X[:, ~aside], Y[:, ~aside], steps, 1.0)
    z = params["w"].T @ X[:, aside] + params["b"]
    cost = np.mean(np.logaddexp(0, (1 - 2 * Y[:, aside]) * z))
    assert f"with {cost:.4f}" in text
    assert recording(app).end == "patience"
    assert told(app)[0]["kept"] == steps
    text = words(stand(app, 1))
    assert told(app)[0]["kept"] == 1
    assert "Stopped early" not in text, "there it had not stopped yet"
    assert ", kept: iteration" not in sidebar(app)


def test_early_stopping_claims_the_lowest_of_its_looks_only(open_page: Open) -> None:
    app = set_number(set_number(open_page("train"), "num_iterations", 15), "patience", 5)
    assert (
        "In the looks, every 10 iterations and at the end, the cost of the validation part was lowest at iteration 15"
        in words(app)
    )


def test_after_steps_that_overshoot_a_smaller_rate_is_advised_and_no_patience(open_page: Open, cats: Dataset) -> None:
    app = press(open_page("train", link={"data": "cats", "num_iterations": "300"}), "Train")
    advice = [each.value for each in app.markdown if each.value.startswith("The test cost was")]
    assert len(advice) == 1
    assert "try a smaller *learning rate*" in advice[0]
    assert "Patience" not in advice[0]
    calm = press(open_page("train", link={"data": "cats", "learning_rate": "0.002", "num_iterations": "60"}), "Train")
    assert not calm.warning
    (advice_there,) = [each.value for each in calm.markdown if each.value.startswith("The test cost was")]
    assert "Patience" in advice_there


def test_steps_that_are_too_long_are_not_said_to_lead_nowhere(open_page: Open, cats: Dataset) -> None:
    app = press(open_page("train", link={"data": "cats", "num_iterations": "150", "learning_rate": "0.5"}), "Train")
    said = app.error[0].value
    assert "more than twice that of the start" in said
    assert "diverge" not in said
    assert "More steps may bring it down again" in said
    there = recording(app).records[-1].cost
    on = recording(set_number(app, "num_iterations", 1000)).records[-1].cost
    assert on < np.log(2) < there, "and so they do"


def test_a_run_is_settled_up_to_the_rate_that_is_safe_even_where_no_record_shows_a_rise() -> None:
    dataset = faces.load()
    X = np.vstack([prepare(dataset.train.images), np.ones(len(dataset.train))])
    safe = 8 * len(dataset.train) / np.linalg.eigvalsh(X.T @ X)[-1]
    runs = []
    for share in (0.99, 1.01, 1.5):
        runs.append(Training.begin(dataset, Recipe(learning_rate=share * safe)))
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


def test_the_page_says_how_it_calculates_and_tells_the_curve(open_page: Open) -> None:
    text = words(unfold(open_page("train", trained=50), "train.code"))
    assert "one number for each of the 150 images instead of 625 weights" in text
    assert "In 50 iterations the training cost went from 0.6931 to" in text


def test_earlier_runs_on_the_same_images_stay_as_pale_lines_with_their_names(open_page: Open) -> None:
    app = open_page("train", trained=30)
    before = costs(app)
    assert names(app) == []
    set_number(app, "learning_rate", 0.01)
    assert names(app) == ["rate 0.005, 30 iterations"]
    assert unpack_arrays(told(app)[1]["pale0"])[1]["cost"].tolist() == before
    set_number(set_number(set_number(app, "l2", 0.1), "l2", 0.2), "l2", 0.3)
    assert len(names(app)) == 3, "the last ones"
    assert not told(switch(app, "Earlier runs, pale"))[0]["pale"]


def test_a_new_learning_rate_holds_from_the_place_on_and_what_was_given_up_stays_pale(open_page: Open) -> None:
    app = stand(open_page("train", trained=300), 100)
    before = recording(app)
    set_number(app, "learning_rate", 0.02)
    assert iteration(app) == 100, "what she has in hand stays"
    after = recording(app)
    assert after.changes == ((100, "learning_rate", 0.02),)
    assert after.iteration == 300
    common = {record.iteration: record.cost for record in before.records if record.iteration <= 100}
    for record in after.records:
        assert record.iteration not in common or record.cost == common[record.iteration]
    assert after.records[-1].cost < before.records[-1].cost, "a larger rate gets further"
    assert "rate 0.005" in names(app)
    assert len(names(app)) == 1, "the same line is not drawn twice"
    dataset, (w, b) = faces.load(), textbook(100)
    params, _, _ = optimize(w, b, prepare(dataset.train.images), dataset.train.Y, 200, 0.02)
    cost = propagate(params["w"], params["b"], prepare(dataset.train.images), dataset.train.Y)[1]
    assert after.records[-1].cost == pytest.approx(cost, abs=1e-12)


def test_a_new_learning_rate_at_the_end_is_another_run_from_zero(open_page: Open) -> None:
    app = set_number(open_page("train", trained=30), "learning_rate", 0.01)
    assert recording(app).changes == ()
    assert recording(app).records[-1].cost == pytest.approx(textbooks_cost(30, 0.01), abs=1e-12)


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
    app = set_number(open_page("train", trained=20), "learning_rate", 10.0)
    stand(app, 3)
    assert "more than twice that of the start" in app.error[0].value
    (offer,) = [each for each in app.button if each.label.startswith("Use a learning rate of")]
    rate = float(offer.label.split()[-1])
    offer.click().run()
    assert the(app.number_input, "learning_rate").value == rate
    assert recording(app).changes == ((3, "learning_rate", rate),)
    assert iteration(app) == 3
    assert "more than twice that of the start" in app.error[0].value, "it is still worse than it began, and says so"
    assert not [each for each in app.button if each.label.startswith("Use a")]
    app = set_number(open_page("train", trained=20), "learning_rate", 10.0)
    (offer,) = [each for each in app.button if each.label.startswith("Use a learning rate of")]
    offer.click().run()
    assert not app.error, "at the end it is another run from zero"


def test_short_enough_steps_raise_no_alarm(open_page: Open) -> None:
    app = open_page("train", trained=300)
    assert not app.error
    assert not app.warning


def test_the_page_shows_the_textbooks_own_source(open_page: Open) -> None:
    app = open_page("train")
    assert not app.code, "made only while it is open"
    (code,) = [each.value for each in unfold(app, "train.code").code]
    assert "def propagate(" in code
    assert "def optimize(" in code


def test_changes_of_the_rate_without_a_step_between_them_are_one_change(open_page: Open) -> None:
    app = stand(open_page("train", trained=30), 1)
    for rate in (0.01, 0.02, 0.05):
        set_number(app, "learning_rate", rate)
    assert recording(app).changes == ((1, "learning_rate", 0.05),)


def test_a_cost_that_jumps_at_every_second_step_is_seen_to_jump(open_page: Open, cats: Dataset) -> None:
    app = press(open_page("train", link={"data": "cats", "num_iterations": "400"}), "Train")
    seen = np.diff(costs(app)[11:40])
    assert (seen > 0).sum() > 5
    assert "rose" in app.warning[0].value


def test_a_cost_that_jumps_around_its_start_is_not_called_diverging(open_page: Open) -> None:
    app = set_number(open_page("train", trained=40), "learning_rate", 0.15)
    above = next(record for record in recording(app).records if record.cost > np.log(2))
    stand(app, above.iteration)
    assert recording(app, "here").records[0].cost > np.log(2)
    assert "The training cost rose" in app.warning[0].value
    assert not app.error


def test_every_step_that_rose_is_counted_and_the_highest_is_drawn(open_page: Open) -> None:
    app = set_number(open_page("train"), "learning_rate", 0.5)
    assert "The training cost rose 23 times in 2,000 steps. It was highest at iteration 2, 7.1464." in words(app)
    assert max(costs(app)) == pytest.approx(7.1464, abs=5e-5)


def under_the_sliders(app: AppTest) -> str:
    """What the pieces of HTML on the page say."""
    return "".join(each.proto.body for each in app.main.get("html"))


def test_with_a_penalty_it_is_cost_and_penalty_that_no_step_raises(open_page: Open) -> None:
    rate = 0.005
    app = open_page("train")
    assert "the training cost can never rise" in under_the_sliders(app)
    said = under_the_sliders(set_number(app, "l2", 3.0))
    shown = re.search(r"up to (\S+) the training cost \+ penalty can never rise", said)
    assert shown
    assert rate < float(shown[1])
    train = faces.load().train
    X, Y = train.images.reshape(len(train), -1) / 255, train.labels
    w, b, costs, goals = np.zeros(X.shape[1]), 0.0, [], []
    for step in range(600):
        l2, z = 3.0 if step >= 300 else 0.0, X @ w + b
        costs.append(np.logaddexp(0, np.where(Y, -z, z)).mean())
        goals.append(costs[-1] + 3.0 / 2 * w @ w)
        error = (expit(z) - Y) / len(Y)
        w, b = w - rate * (error @ X + l2 * w), b - rate * error.sum()
    assert costs[-1] > costs[300], "alone it rises where a penalty shrinks large weights"
    assert np.all(np.diff(goals[300:]) < 0)


@pytest.mark.parametrize(("setting", "value"), [("batch_size", 1), ("momentum", 0.9)])
def test_with_batches_and_momentum_no_rate_is_called_safe(open_page: Open, setting: str, value: float) -> None:
    app = set_number(open_page("train"), "num_iterations", 300)
    set_number(set_number(app, setting, value), "learning_rate", 0.2)
    text = words(app)
    assert "longer than the valley" not in text
    assert "can never rise" not in under_the_sliders(app)
    assert not [each for each in app.button if each.label.startswith("Use a learning rate")]


def test_patience_is_said_to_have_lasted_only_where_it_did(open_page: Open, background: Background) -> None:
    app = set_number(open_page("train"), "num_iterations", 100_000)
    press(set_number(app, "patience", 1000), "Train")
    for _ in range(3):
        background.turn()
    assert not any(said in words(app.run()) for said in ("Patience lasted", "Ended by hand", "Stopped early"))
    assert "**Ended by hand, after" in words(press(app, "Stop"))
    app = set_number(set_number(open_page("train"), "num_iterations", 50), "patience", 1000)
    assert "Patience lasted to the end" in words(app)


def test_only_the_test_score_has_an_interval(open_page: Open) -> None:
    assert words(open_page("train", trained=30)).count("95 % interval") == 1


def test_the_next_step_lands_where_the_next_iteration_is(open_page: Open) -> None:
    app = unfold(stand(open_page("train", trained=30), 20), "train.next_step")
    assert "the cliff" in words(app)
    (landing,) = [trace for trace in charts(app)[-1]["data"] if trace.get("name") == "after the next step"]
    (next_one,) = recording(stand(app, 21), "here").records
    assert next_one.cost == pytest.approx(landing["y"][0])


def test_newtons_method_is_taken_beside_a_penalised_run_to_its_floor(open_page: Open) -> None:
    app = unfold(set_number(open_page("train"), "l2", 0.1), "train.newton")
    (newton,) = [trace for trace in charts(app)[-1]["data"] if trace.get("name") == "Newton's method"]
    dataset = faces.load()
    floor = optimum(prepare(dataset.train.images), dataset.train.Y, l2=0.1).cost
    assert newton["y"][-1] == pytest.approx(floor, rel=1e-6)
    assert "151 equations" in words(app)
    best = optimum(prepare(dataset.train.images), dataset.train.Y, l2=0.1)
    z, y = (best.w.T @ prepare(dataset.test.images) + best.b)[0], dataset.test.labels
    there, here = np.logaddexp(0, (1 - 2 * y) * z).mean(), recording(app, "here").records[0]
    assert (
        f"On the test images the cost, without the penalty, is {cost(there)} after Newton's method, and"
        f" {percent(((z > 0) == y).mean())} are right; after gradient descent {cost(here.test_cost)}, and"
        f" {percent(here.test_accuracy)}."
    ) in words(app)
    assert "On the test images the cost is " in words(set_number(app, "l2", 0))
    app = unfold(set_number(open_page("train", trained=20), "momentum", 0.9), "train.next_step")
    assert "the cliff" not in words(app), "no rate is known to be safe"


def test_the_boundary_ends_where_the_neuron_says_fifty_per_cent(open_page: Open) -> None:
    app = unfold(open_page("train", trained=300), "train.boundary")
    spec = charts(app)[-1]
    X = prepare(faces.load().train.images)
    pca = PCA(2, svd_solver="full").fit(X.T)
    line = next(trace for trace in spec["data"] if trace["name"] == "the neuron says 50 %")
    ends = np.column_stack([line["x"], line["y"]])
    w, b = textbook(300)
    scores = [  # a main direction may point either way
        (pca.mean_ + ends * signs @ pca.components_) @ w[:, 0] + b for signs in product((1, -1), repeat=2)
    ]
    assert min(np.abs(both).max() for both in scores) < 1e-6
    assert spec["frames"][-1]["name"] == "300"
    middle = pca.mean_ + pca.transform(X.T) @ pca.components_  # each image, moved into the plane
    aside = int(np.count_nonzero((middle @ w + b > 0) != (X.T @ w + b > 0)))
    assert aside > 0
    assert f"So after 300 iterations {aside} of 150" in words(app)


def test_a_run_from_painted_weights_says_so_and_its_boundary_is_that_of_its_own_weights(open_page: Open) -> None:
    held, app = state("painted start"), open_page("train")
    slots(app)["run"] = held.run
    app = unfold(unfold(app.run(), "train.boundary"), "train.link")
    assert "Begun from painted weights, and so is the next run. After **Reset** they begin at zero." in words(app)
    assert f"No link leads to this neuron, because {BEGUN_PAINTED}." in words(app)
    assert held.classifier is not None
    line = next(trace for trace in charts(app)[-1]["data"] if trace["name"] == "the neuron says 50 %")
    pca = PCA(2, svd_solver="full").fit(prepare(faces.load().train.images).T)
    places = np.column_stack([line["x"], line["y"]])
    scores = [
        (pca.mean_ + places * signs @ pca.components_) @ held.classifier.w[:, 0] + held.classifier.b
        for signs in product((1, -1), repeat=2)
    ]
    assert min(np.abs(both).max() for both in scores) < 1e-6
    press(app, "Reset")
    assert "painted" not in words(app)


@pytest.mark.parametrize("kind", [1, 2])
def test_inputs_are_chosen_by_their_names_and_the_fold_says_what_they_do(open_page: Open, kind: int) -> None:
    app = open_page("train", trained=50, link={"inputs": str(kind)})
    unfold(app, "train.centring").button(key="guess.centred_steps.see").click().run()
    said = words(app)
    for name in ("as they are", "centred", "standardised"):
        assert f"| {name} |" in said
    assert "zigzag across it" in said
    go_to(app, "sweep")
    assert f"with {('centred', 'standardised')[kind - 1]} inputs" in words(app)
    assert "with the inputs as they are" in words(go_to(app, "experiments"))
