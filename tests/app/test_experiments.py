"""Experiments: what the page says is what the core found, and the same photo twice is left out in one click."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from classroom.exercise.truths import COST_PEAK
from logreg_core import Recipe
from logreg_core.experiments import learning_curve, memorise, penalty_path, pixels_used, random_weights, resplit
from logreg_core.experiments.features import compare
from logreg_core.sources.faces import load as faces
from pages.shared.words import as_text

from .conftest import Open, button, charts, go_to, press, sidebar, slots, words
from .test_explore import choose


def metrics(app: AppTest) -> dict[str, str]:
    """The metrics of the page, by their labels."""
    return {metric.label: metric.value for metric in app.metric}


def few(app: AppTest) -> AppTest:
    """As few runs as the page offers, so that the test is fast."""
    return choose(
        app, next(each.label for each in app.segmented_control if 20 in each.options or "20" in each.options), 20
    )


def test_new_divisions_are_drawn_and_this_one_is_marked(open_page: Open) -> None:
    app = press(few(open_page("experiments")), "Divide and train")
    found = resplit(faces(), splits=20)
    assert metrics(app)["This division, test images right"] == f"{100 * found.here_test:.0f} %"
    (bars,) = charts(app)[0]["data"]
    assert sum(bars["y"]) == 20
    marks = [shape["x0"] for shape in charts(app)[0]["layout"]["shapes"]]
    assert sorted(marks) == pytest.approx([found.bigger_class, found.here_test])
    assert all(as_text(sentence) in words(app) for sentence in found.words().values())


def test_shuffled_labels_have_their_p_value(open_page: Open) -> None:
    app = choose(open_page("experiments"), "Experiment", "Shuffled labels")
    press(few(app), "Shuffle and train")
    found = memorise(faces(), shuffles=20)
    assert metrics(app)["Share of shuffles as good as the real labels (p-value)"] == f"{found.p_value:.3f}" == "0.048"
    (bars,) = charts(app)[0]["data"]
    assert sum(bars["y"]) == 20
    assert "they are easier to learn than shuffled labels" in found.words()["By heart"], (
        "faces have something in common"
    )
    assert all(as_text(sentence) in words(app) for sentence in found.words().values())


def test_the_learning_curve_says_what_the_last_doubling_brought(open_page: Open) -> None:
    app = choose(open_page("experiments"), "Experiment", "Learning curve")
    press(app, "Train with ever more")
    found = learning_curve(faces())
    lines = [trace for trace in charts(app)[0]["data"] if trace.get("name")]
    assert [line["name"] for line in lines] == ["training images", "test images"]
    np.testing.assert_allclose(lines[1]["x"], found.sizes)
    assert f"from {found.sizes[-2]} to {found.sizes[-1]} images" in words(app)
    assert all(as_text(sentence) in words(app) for sentence in found.words().values())


def test_the_experiments_train_as_the_model_in_hand_was_trained(open_page: Open) -> None:
    app = open_page("experiments", trained=30)
    assert "30 iterations at a learning rate of 0.005" in words(app)
    press(few(app), "Divide and train")
    found = resplit(faces(), splits=20, iterations=30)
    assert metrics(app)["This division, test images right"] == f"{100 * found.here_test:.0f} %"


def test_a_model_of_no_step_is_tried_with_the_iterations_of_the_settings(open_page: Open) -> None:
    app = open_page("experiments", trained=30)
    model = slots(app)["run"].here.classifier
    slots(app)["taken_classifier"] = replace(model, recipe=Recipe(patience=3), iteration=0)
    app.run()
    assert "30 iterations at a learning rate of 0.005" in words(app)
    press(few(app), "Divide and train")
    assert not app.error


def test_new_divisions_try_the_neuron_that_was_chosen_on_features(open_page: Open) -> None:
    app = press(open_page("features"), "Compare them")
    choose(app, "Look at", "colours")
    press(app, "Use this one")
    app = few(go_to(app, "experiments"))
    assert "trained instead, on colours" in words(app)
    press(app, "Divide and train")
    (judged,) = compare(faces(), ["colours"])
    assert metrics(app)["This division, test images right"] == f"{100 * judged.test.share:.0f} %"


@pytest.mark.usefixtures("cats")
def test_the_same_photo_twice_is_found_shown_and_left_out_in_one_click(open_page: Open) -> None:
    app = choose(open_page("explore"), "Dataset", "cats")
    app = choose(go_to(app, "experiments"), "Experiment", "Same photo twice")
    press(app, "Look for them")
    assert "**Training image 146** and **test image 17**: equal in every pixel." in words(app)
    assert "Both are called cat." in words(app)
    press(app, "Train without them")
    (said,) = app.success
    assert "Without 1 training image" in said.value
    assert as_text("68 % of the 50 test images are right. Before, it was 70 %.") in said.value
    aside = sidebar(app)
    assert "208 + 50 images" in aside
    assert "Cats, without 1 training image, loaded after 2,000 iterations" in aside
    press(app, "Look for them")
    assert "None found" in words(app)
    assert not app.exception
    assert not [each for each in app.main.button if each.label == "Train without them"]
    assert choose(go_to(app, "explore"), "Dataset", "faces")


def test_a_lower_likeness_must_be_searched_for_anew(open_page: Open) -> None:
    app = choose(open_page("experiments"), "Experiment", "Same photo twice")
    press(app, "Look for them")
    assert "None found" in words(app), "not even two backgrounds that are plain but for one edge"
    app.slider[0].set_value(0.95).run()
    assert button(app, "Look for them")
    press(app, "Look for them")
    assert "likeness 0.9" in words(app)


def test_the_best_of_many_is_what_the_core_found(open_page: Open) -> None:
    app = choose(open_page("experiments"), "Experiment", "Best of many")
    press(app, "Draw and choose")
    found = random_weights(faces(), tries=10_000)
    best, elsewhere, coins = charts(app)[0]["data"]
    assert (best["y"][-1], elsewhere["y"][-1]) == pytest.approx(found.best_of(10_000))
    assert coins["y"][-1] == pytest.approx(found.best_coin(10_000))
    assert "learned from them" in words(app)


def test_the_path_of_the_penalty_is_what_the_core_found(open_page: Open) -> None:
    app = choose(open_page("experiments"), "Experiment", "Penalty's path")
    press(app, "Walk the path")
    found = penalty_path(faces())
    cost, length, stop_cost, stop_length = charts(app)[0]["data"]
    for line, values in ((cost, found.cost), (length, found.length), (stop_cost, found.stop_cost)):
        np.testing.assert_allclose(line["y"], values)
    np.testing.assert_allclose(stop_length["x"], found.as_penalties)
    assert f"{found.cost.min():.4f} with a penalty of" in words(app)
    assert f"{found.stop_cost.min():.4f} by early stopping" in words(app)


def test_more_and_more_pixels_are_what_the_core_found(open_page: Open) -> None:
    app = choose(open_page("experiments"), "Experiment", "More pixels")
    press(app, "Show more and more")
    found = pixels_used(faces())
    lines = [trace for trace in charts(app)[0]["data"] if trace.get("name")]
    np.testing.assert_allclose(lines[1]["y"], found.test.mean(axis=1))
    assert f"all {found.images} training images are right" in words(app)
    app.segmented_control(key="experiments.swapped").set_value(0.2).run()
    app.radio(key="guess.cost_peak").set_value(COST_PEAK[0]).run()
    assert not charts(app), "what was found with the labels as they are says nothing of swapped ones"
    app.button(key="guess.cost_peak.say").click().run()
    found = pixels_used(faces(), swapped=0.2)
    lines = [trace for trace in charts(app)[0]["data"] if trace.get("name")]
    np.testing.assert_allclose(lines[2]["y"], found.cost.mean(axis=1))
    assert "30 with a swapped label" in words(app)
