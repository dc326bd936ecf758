"""Evaluate and Calibration: the numbers of a model, the photos behind its errors, and thresholds."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from logreg_core import Classifier, Dataset, Minimum, Split, Unrepeatable
from logreg_core.data.division import validation_of
from logreg_core.evaluate import scores_of
from logreg_core.recipe import GOAL_UNKNOWN, NO_RECIPE, PAINTED, Made
from logreg_core.sources import digits, faces
from pages.parts.calibration.shift import slope_in_words
from pages.shared import judged
from tests.neurons import neuron_after

from .conftest import Open, charts, components, go_to, press, slots, unfold, words
from .test_explore import choose


@pytest.fixture(scope="module")
def textbook() -> Classifier:
    """What the textbook learns from the faces in 300 iterations."""
    return neuron_after(faces.load(), 300)


@pytest.fixture
def ready(open_page: Open) -> AppTest:
    return open_page("evaluate", trained=300)


def matrix(app: AppTest) -> dict[str, int]:
    """The counts of the cells by (truth, answer), such as "10"."""
    cells = component(app, "cells")
    return {cell["name"]: int(cell["count"]) for cell in cells}


def photos(app: AppTest) -> list[dict[str, object]]:
    """The tiles of the photos behind the open cell."""
    return component(app, "tiles")


def component(app: AppTest, what: str) -> list:
    """The part of a component's data that is called so; of the one component that has it."""
    found = [json.loads(each.json) for name in ("confusion", "gallery") for each in components(app, name)]
    return next((data[what] for data in found if what in data), [])


def tables(app: AppTest) -> str:
    """The text of the tables in the page."""
    return re.sub(r"<[^>]+>", " ", " ".join(element.proto.body for element in app.get("html")))


def open_cell(app: AppTest, truth: int, answer: int) -> AppTest:
    """What a press on a cell does; the press itself needs a browser."""
    slots(app)["open_cell"] = (truth, answer)
    return app.run()


def test_the_scores_are_those_of_the_textbook_with_their_intervals(ready: AppTest, textbook: Classifier) -> None:
    test = faces.load().test
    expected = scores_of(textbook.scores(test.images), test.labels)
    accuracy = expected["accuracy"]
    low, high = accuracy.interval or (0, 0)
    assert f"**{round(50 * accuracy.value)} of 50 test images are right: {100 * accuracy.value:.0f} %.**" in words(
        ready
    )
    assert f"**{100 * low:.1f} % and {100 * high:.1f} %**" in words(ready)
    said = tables(ready)
    for name in ("roc_auc", "log_loss", "f1"):
        score = expected[name]
        low, high = score.interval or (0, 0)
        assert f"{score.value:.3f} {low:.3f} to {high:.3f}" in " ".join(said.split())
    assert "Of the images predicted as face, the share that is face." in said


def test_the_baselines_stand_beside_the_neuron(ready: AppTest, textbook: Classifier) -> None:
    names = [note["text"] for note in charts(ready)[-1]["layout"]["annotations"]]
    titles = ["Always “face”", "One number: the mean brightness", "A neuron on 8 × 8 pixels"]
    titles += ["A template", "A linear discriminant"]
    assert [name.split("<br>")[0] for name in names] == titles
    assert names[0].endswith("50 % right; better (p below 0.001)")
    test = faces.load().test
    right = (textbook.scores(test.images) > 0) == test.labels
    said_face = test.labels == 1
    only_neuron, only_other = charts(ready)[-1]["data"]
    assert only_neuron["x"][0] == (right & ~said_face).sum()
    assert only_other["x"][0] == -(~right & said_face).sum()
    assert "These images do not show that it is better than" in words(ready)


def test_a_cell_shows_its_photos_with_the_most_wrong_first(ready: AppTest, textbook: Classifier) -> None:
    train = faces.load().train
    choose(ready, "Images", "train")
    a = textbook.probabilities(train.images)
    wrong = np.flatnonzero((a > 0.5) & (train.labels == 0))
    assert matrix(ready)["01"] == len(wrong) > 1
    open_cell(ready, 0, 1)
    expected = wrong[np.argsort(-a[wrong])]
    assert [tile["number"] for tile in photos(ready)] == expected.tolist()
    assert photos(ready)[0]["caption"] == f"{100 * a[expected[0]]:.1f} %"
    assert f"**Training image {expected[0]}.**" in words(ready)


def test_a_photo_opens_in_predict(ready: AppTest, textbook: Classifier) -> None:
    open_cell(ready, 1, 1)
    number = photos(ready)[0]["number"]
    a = float(textbook.probabilities(faces.load().test.images[[number]])[0])
    press(ready, "Open in Predict")
    assert ready.title[0].value == "Try it on a picture"
    assert f"Test image {number}." in words(ready)
    assert charts(ready)[0]["data"][0]["x"][0] == pytest.approx(a, abs=1e-9)


def test_the_threshold_moves_the_counts_and_is_the_same_on_predict(ready: AppTest) -> None:
    area = re.findall(r"ROC AUC .*?(\d\.\d{3})", tables(ready))
    assert "was moved" not in words(ready)
    ready.slider[0].set_value(1.0).run()
    assert "**The threshold was moved to 1.00.**" in words(ready)
    assert matrix(ready) == {"11": 0, "10": 25, "01": 0, "00": 25}
    assert "No image is predicted as class 1" in tables(ready)
    assert re.findall(r"ROC AUC .*?(\d\.\d{3})", tables(ready)) == area
    ready.slider[0].set_value(0.0).run()
    assert matrix(ready) == {"11": 25, "10": 0, "01": 25, "00": 0}
    press(open_cell(ready, 0, 1), "Open in Predict")
    assert ready.slider[0].value == 0.0
    assert ready.header[0].value == "The neuron says: face"
    ready.slider[0].set_value(0.3).run()
    assert go_to(ready, "evaluate").slider[0].value == 0.3


def test_costs_choose_a_threshold_on_held_out_training_images_and_the_page_says_so(ready: AppTest) -> None:
    ready.number_input(key="evaluate.miss_cost").set_value(5.0).run()
    press(ready, "Find the cheapest threshold")
    (use,) = [each for each in ready.button if each.label.startswith("Use ")]
    assert float(use.label.split()[1]) < 0.5, "misses are dear, so it calls early"
    assert "each judged by a neuron that was trained without it" in words(ready)
    assert "On the **training images**" in words(ready)
    assert "The mix differs" not in words(ready), "it is half and half in both parts"
    assert "end of the scale" not in words(ready)
    assert "Training, held out" in tables(ready)
    use.click().run()
    assert ready.slider[0].value == float(use.label.split()[1])
    assert "threshold was moved" not in words(ready), "training images chose it"


def test_work_that_takes_too_long_ends_and_says_so(ready: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judged, "MAX_CROSSING", -1.0)
    press(ready, "Find the cheapest threshold")
    assert "Stopped after" in ready.error[0].value
    (again,) = [each for each in ready.button if each.label == "Find the cheapest threshold"]
    assert not again.disabled
    ready.run()
    assert not ready.error, "it is said once"
    assert not [each for each in ready.button if each.label.startswith("Use ")]


@pytest.mark.parametrize("made", [NO_RECIPE, Minimum(0.1)])
def test_a_model_that_was_not_trained_by_steps_chooses_on_the_training_images_and_says_so(
    ready: AppTest, textbook: Classifier, made: Made
) -> None:
    slots(ready)["taken_classifier"] = replace(textbook, recipe=made)
    go_to(ready, "evaluate")
    assert "from which the neuron learned, so take it with care" in words(ready)


def test_a_painted_neuron_has_learned_from_no_images(ready: AppTest, textbook: Classifier) -> None:
    slots(ready)["taken_classifier"] = replace(textbook, recipe=Unrepeatable(PAINTED))
    go_to(ready, "evaluate")
    assert "whose score was seen by whoever painted the neuron" in words(ready)
    assert "from which the neuron learned" not in words(ready)


def test_images_that_early_stopping_set_aside_are_judged_on_their_own(ready: AppTest, textbook: Classifier) -> None:
    known = {"patience": 5, "validation_share": 0.2, "seed": 3}
    stopped = replace(textbook, recipe=Unrepeatable(GOAL_UNKNOWN, known), iteration=300)
    slots(ready)["taken_classifier"] = stopped
    go_to(ready, "evaluate")
    said = " ".join(tables(ready).split())
    assert "Test 50 images Validation 30 images Training 120 images" in said
    curves = [chart["data"] for chart in charts(ready)]
    drawn = [
        line["name"]
        for data in curves
        for line in data
        if (line.get("name"), line.get("mode")) == ("validation", "lines")
    ]
    assert len(drawn) == 3, "ROC, precision and recall, costs"
    labels = faces.load().train.labels
    aside = np.flatnonzero(validation_of(labels.reshape(1, -1), 0.2, 3))
    choose(ready, "Images", "validation")
    assert sum(matrix(ready).values()) == 30
    open_cell(ready, 1, 1)
    assert {tile["number"] for tile in photos(ready)} <= set(aside[labels[aside] == 1].tolist())
    slots(ready)["taken_classifier"] = textbook
    go_to(ready, "home")
    go_to(ready, "evaluate")
    assert "Validation" not in tables(ready), "and the choice goes back to a part that there is"


@pytest.mark.parametrize("page", ["evaluate", "calibration", "card"])
def test_test_images_of_one_class_are_judged_as_far_as_that_goes(open_page: Open, page: str) -> None:
    app = open_page("explore")
    images = np.random.default_rng(0).integers(0, 256, (16, 6, 5, 3), dtype=np.uint8)
    one = Dataset("one", ("dog", "cat"), Split(images[:10], np.arange(10) % 2), Split(images[10:], np.ones(6, int)))
    slots(app)["dataset"] = ("uploaded", one)
    press(go_to(app, "train"), "Train")
    go_to(app, page)
    assert not app.exception
    if page != "calibration":
        assert "One class has no image" in tables(app)


@pytest.mark.parametrize("page", ["evaluate", "calibration", "card"])
def test_a_model_of_another_size_or_dataset_is_no_failure(open_page: Open, textbook: Classifier, page: str) -> None:
    app = open_page("home")
    slots(app)["taken_classifier"] = Classifier(np.zeros((12, 1)), 0.0, (2, 2, 3), ("a", "b"), "<b>tiny</b>", "0")
    go_to(app, page)
    assert "reads pictures of 2 × 2 pixels in colour" in words(app)
    assert "25 × 25 grey pixels" in words(app)
    assert [link.proto.page for link in app.get("page_link")] == ["explore"]
    slots(app)["taken_classifier"] = replace(textbook, dataset_digest="0", dataset_name="Others")
    go_to(app, page)
    assert "was trained on “Others”" in words(app)
    assert not app.exception


def test_the_facts_of_the_cats_stand_on_the_page(open_page: Open, cats: Dataset) -> None:
    app = choose(open_page("explore"), "Dataset", "cats")
    press(go_to(app, "train"), "Train")
    go_to(app, "evaluate")
    assert "**35 of 50 test images are right: 70 %.**" in words(app)
    assert "**56.2 % and 80.9 %**" in words(app)
    assert "These images do not show that it is better than *Always “cat”*" in words(app)
    assert matrix(app) == {"11": 23, "10": 10, "01": 5, "00": 12}
    press(app, "Find the cheapest threshold")
    said = words(app)
    assert "the cheapest threshold is **0.99**. A *test* image then costs 0.680 on average, and" in said
    assert "**The mix differs:** 34.4 % of the training images show “cat”, and 66 % of the test images." in said
    assert said.index("**The mix differs:**") < said.index("**The cheapest lies at the end of the scale,**")
    assert not [each for each in app.button if each.label.startswith("Use ")], "what would do harm is not offered"
    go_to(app, "calibration")
    assert "Of the training images 34.4 % show “cat”, of the test images 66 %." in words(app)
    press(app, "As in the test images: 66")
    shown = " ".join(tables(app).split())
    assert "Accuracy 70 % 76 %" in shown, "at a share of 66 % the mix is that of the test images"


@pytest.mark.parametrize("many", [True, False])
def test_it_is_said_from_how_many_images_a_baseline_learned(open_page: Open, many: bool) -> None:
    """Of more than 1,000 training images, two learn from 1,000; the first one is chosen by the test labels."""
    app = open_page("home")
    if many:
        slots(app)["dataset"] = ("digits", digits.load(3))
    app = unfold(go_to(press(go_to(app, "train"), "Train"), "evaluate"), "evaluate.baselines")
    said = words(app)
    assert "The first counts the labels of the test images; the others learn from the training images" in said
    limits = "(*A template* from 1,000 of 1,347; *A linear discriminant* from 1,000 of 1,347)."
    assert (f"training images {limits}" in said) == many
    assert ("the training images. Only" in said) != many


def test_the_bins_hold_every_image_and_follow_the_part(open_page: Open) -> None:
    app = open_page("calibration", trained=300)
    for part, total in (("test", 50), ("train", 150)):
        choose(app, "Images", part)
        numbers, bars = charts(app)[0]["layout"]["annotations"], charts(app)[1]["data"]
        assert sum(int(number["text"]) for number in numbers) == total
        assert sum(sum(bar["y"]) for bar in bars) == total


def test_a_shift_moves_the_answers_and_not_the_order(open_page: Open, textbook: Classifier) -> None:
    app = open_page("calibration", trained=300)
    assert len(set(re.findall(r"Log loss\s+(\S+)\s+(\S+)", tables(app))[0])) == 1, "without a shift nothing moves"
    press(app, "As in the test images: 50")
    assert app.slider[0].value == 50
    app.slider[0].set_value(90).run()
    z = textbook.scores(faces.load().test.images)
    called = int((z + np.log(9) > 0).sum())
    assert len(set(re.findall(r"Log loss\s+(\S+)\s+(\S+)", tables(app))[0])) == 2
    assert f"{called} of 50 test images are called “face”" in words(app)
    area = f"{scores_of(z, faces.load().test.labels)['roc_auc'].value:.3f}"
    assert re.search(rf"ROC AUC\s+{area}\s+{area}", tables(app))


@pytest.mark.parametrize(
    ("slope", "interval", "expected"),
    [
        (0.5, (0.2, 0.9), "0.5 (95 % interval 0.2 to 0.9), from cross-validation: on new images it is too sure."),
        (0.9, (0.6, 1.4), "0.9 (95 % interval 0.6 to 1.4), from cross-validation."),
        (3.0, (1.5, 7.0), "3 (95 % interval 1.5 to 7), from cross-validation: on new images it could be surer."),
        (np.inf, (0.4, np.inf), "at least 0.4 (95 % confidence), from cross-validation."),
        (
            -np.inf,
            (-np.inf, -0.1),
            "at most −0.1 (95 % confidence), from cross-validation: on new images it is too sure.",
        ),
        (-0.2, (-0.9, 0.3), "−0.2 (95 % interval −0.9 to 0.3), from cross-validation: on new images it is too sure."),
    ],
)
def test_too_sure_is_said_only_where_the_interval_of_the_slope_excludes_1(
    slope: float, interval: tuple[float, float], expected: str
) -> None:
    assert slope_in_words(slope, interval) == f"Calibration slope {expected}"


def test_a_neuron_that_was_trained_for_a_short_time_could_be_surer(open_page: Open) -> None:
    app = press(open_page("calibration", trained=300), "Find a slope too")
    said = r"Calibration slope (\S+) \(95 % interval (\S+) to (\S+)\), from cross-validation: on new images it could"
    slope, low, high = map(float, re.findall(said, words(app))[0])
    assert 1 < low < slope < high


def test_the_score_and_the_errors_come_before_what_they_are_compared_with(open_page: Open) -> None:
    app = open_page("evaluate", trained=200)
    assert [each.value for each in app.header] == [
        "Which images were wrong?",
        "Where to draw the line?",
        "Would something simpler do?",
    ]
    assert "test images are right" in app.markdown[0].value, "the first sentence of the page"
