"""Why: the answer of Predict, taken apart into sums that come out."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from skimage import data
from streamlit.testing.v1 import AppTest

from logreg_core import Classifier, Dataset, Minimum, Split, initialize, optimize, prepare, sigmoid
from logreg_core.export import save_classifier
from logreg_core.representation import size_of
from logreg_core.sources import faces
from logreg_core.untrusted.photo import fit
from pages.shared.novelty import FAR
from pages.visit.photos import Photo

from .conftest import Open, button, charts, given, go_to, model, press, slots, upload, words
from .test_explore import choose

QUESTIONS = ["Which pixels?", "Who wrote this?", "What would flip it?", "Has it seen this?", "Does it wobble?"]


@pytest.fixture
def ready(open_page: Open) -> AppTest:
    return open_page("why", trained=300)


def look_at(app: AppTest, pixels: np.ndarray, test_image: int | None = None) -> AppTest:
    slots(app)["photo"] = Photo(pixels, "A <b>picture</b>", test_image)
    app.run()
    assert not app.exception
    return app


def chart(app: AppTest, kind: str) -> dict[str, Any]:
    """The first trace of this kind on the page."""
    return next(spec["data"][0] for spec in charts(app) if spec["data"][0]["type"] == kind)


def probability(app: AppTest) -> float:
    return float(chart(app, "bar")["x"][0])


def numbers(html: str) -> list[float]:
    return [float(found.replace("−", "-")) for found in re.findall(r"<figcaption>([+−][\d.]+)", html)]


def test_without_a_picture_in_hand_a_test_image_is_explained(ready: AppTest) -> None:
    assert "Test image" in words(ready)
    first = int(np.argmax(faces.load().test.labels))
    assert probability(ready) == pytest.approx(model(ready).probabilities(faces.load().test.images[[first]])[0])


def test_the_picture_in_hand_gets_the_probability_that_predict_gives(ready: AppTest) -> None:
    app = look_at(ready, data.coffee())
    here = probability(app)
    assert here == model(app).probabilities(fit(data.coffee(), 25, 25, 1)[None])[0]
    go_to(app, "predict")
    choose(app, "Make it fit", "pad")
    there = float(charts(app)[0]["data"][0]["x"][0])
    assert there != here
    assert probability(go_to(app, "why")) == there, "the way to make it fit was chosen on Predict"


def test_the_staircase_starts_at_the_bias_and_ends_at_the_score(ready: AppTest) -> None:
    app = look_at(ready, fit(data.coffee(), 25, 25, 1))
    stairs = chart(app, "waterfall")
    image = prepare(fit(data.coffee(), 25, 25, 1)[None])
    z = float((model(app).w.T @ image)[0, 0] + model(app).b)
    assert stairs["y"][0] == model(app).b
    assert sum(stairs["y"][:-1]) == pytest.approx(z, abs=1e-9)
    assert stairs["y"][-1] == pytest.approx(z, abs=1e-9)
    assert len(stairs["y"]) == 1 + 64 + 1
    assert f"sigmoid({z:+.2f}) = {sigmoid(z):.4f}".replace("-", "−") in words(app)


def test_the_map_shows_weight_times_pixel(ready: AppTest) -> None:
    app = look_at(ready, faces.load().test.images[4])
    heatmap = chart(app, "heatmap")
    by_hand = model(app).w[:, 0] * faces.load().test.images[4].ravel() / 255
    assert heatmap["zmax"] == pytest.approx(np.abs(by_hand).max())
    assert heatmap["zmin"] == -heatmap["zmax"]


def test_greying_out_patches_changes_the_answer_and_they_can_be_brought_back(ready: AppTest) -> None:
    image = faces.load().test.images[4]
    app = look_at(ready, image)
    assert given(app, "patches")["pressed"] == []
    press(press(app, "Grey out the strongest"), "Grey out the strongest")
    greyed = given(app, "patches")["pressed"]
    assert len(set(greyed)) == 2
    painted = image.copy()
    cuts = [25 * i // 8 for i in range(9)]
    for number in greyed:
        row, column = divmod(number, 8)
        painted[cuts[row] : cuts[row + 1], cuts[column] : cuts[column + 1]] = 128
    after = model(app).probabilities(painted[None])[0]
    assert f"{100 * after:.1f}".removesuffix(".0") + " %" in words(app)
    press(app, "Bring all back")
    assert given(app, "patches")["pressed"] == []
    press(app, "Grey out the strongest")
    look_at(app, faces.load().test.images[5])
    assert given(app, "patches")["pressed"] == [], "another picture starts whole"


def test_all_patches_can_be_greyed_out(ready: AppTest) -> None:
    app = look_at(ready, faces.load().test.images[4])
    press(app, "Grey out the strongest")
    (picture,), (strongest,) = slots(app)["greyed"]
    slots(app)["greyed"] = ((picture,), tuple(n for n in range(64) if n != strongest)[:62])
    press(press(app.run(), "Grey out the strongest"), "Grey out the strongest")
    assert sorted(given(app, "patches")["pressed"]) == list(range(64))
    assert button(app, "Grey out the strongest").disabled


def test_who_wrote_it_adds_up_to_the_score(ready: AppTest) -> None:
    app = choose(look_at(ready, data.astronaut()), "Ask", "Who wrote this?")
    z = model(app).scores(fit(data.astronaut(), 25, 25, 1)[None])[0]
    assert f"together the score {z:+.2f}".replace("-", "−") in words(app)
    up, down, _ = (numbers(each.proto.body) for each in app.main.get("html") if "thumbnails" in each.proto.body)
    assert len(up) == len(down) == 6
    assert up == sorted(up, reverse=True)
    assert down == sorted(down)
    assert min(up) > 0 > max(down)


def test_after_early_stopping_the_images_that_wrote_the_best_neuron_are_asked(open_page: Open) -> None:
    app = open_page("train", link={"patience": "1", "learning_rate": "1"})
    press(app, "Train")
    run = slots(app)["run"].here
    assert 0 < run.result.iteration < run.iteration
    app = choose(look_at(go_to(app, "why"), data.astronaut()), "Ask", "Who wrote this?")
    z = model(app).scores(fit(data.astronaut(), 25, 25, 1)[None])[0]
    assert f"together the score {z:+.2f}".replace("-", "−") in words(app)


def test_the_neurons_without_each_image_are_really_trained(open_page: Open) -> None:
    app = choose(look_at(open_page("why", trained=60), data.astronaut()), "Ask", "Who wrote this?")
    assert re.search(r"images count as \d+ images with equal parts", words(app))
    press(app, "Train again without each")
    X, Y, seen = (
        prepare(faces.load().train.images),
        faces.load().train.Y,
        prepare(fit(data.astronaut(), 25, 25, 1)[None]),
    )
    z = model(app).scores(fit(data.astronaut(), 25, 25, 1)[None])[0]
    (points,) = [spec["data"] for spec in charts(app) if spec["data"][0]["type"] == "scatter"]
    first = int(np.flatnonzero(Y[0] == 0)[0])
    rest = np.arange(X.shape[1]) != first
    textbook, _, _ = optimize(*initialize(len(X)), X[:, rest], Y[:, rest], 60, 0.005)
    without = float((textbook["w"].T @ seen)[0, 0] + textbook["b"])
    assert float(points[0]["y"][0]) == pytest.approx(z - without, abs=1e-9)
    assert re.search(r"Of the 150 training images \d+ are right", words(app))


def test_a_loaded_model_does_not_know_who_wrote_it(ready: AppTest) -> None:
    content = save_classifier(model(ready))
    app = upload(go_to(ready, "keep"), ("model.npz", content))
    choose(go_to(app, "why"), "Ask", "Who wrote this?")
    assert "does not remember its training images" in words(app)


def test_the_flipped_picture_is_shown_with_its_own_probability(ready: AppTest) -> None:
    app = choose(look_at(ready, faces.load().test.images[4]), "Ask", "What would flip it?")
    text = words(app)
    before = probability(app) > 0.5
    said, other = ("face", "no face") if before else ("no face", "face")
    assert f"From **{said}** to **{other}**" in text
    assert len(re.findall(rf"\d %: {other}\. \d+ numbers? changed, by \d+ at most", text)) == 2
    assert "spread evenly, by" in text


def test_a_training_image_is_recognised_and_noise_gets_the_badge(ready: AppTest) -> None:
    app = choose(look_at(ready, faces.load().train.images[7]), "Ask", "Has it seen this?")
    assert "it is training image 7" in words(app)
    assert FAR not in words(app)
    noise = np.random.default_rng(0).integers(0, 256, (25, 25, 1), dtype=np.uint8)
    assert "Pixels far from all training images" in words(look_at(app, noise))
    assert "Pixels far from all training images" in words(go_to(app, "predict")), "beside every probability"


def test_a_wobble_changes_the_probability_and_can_be_taken_back(ready: AppTest) -> None:
    image = faces.load().test.images[4]
    app = choose(look_at(ready, image), "Ask", "Does it wobble?")
    first, now = (float(spec["data"][0]["x"][0]) for spec in charts(app))
    assert first == now == model(app).probabilities(image[None])[0]
    app.toggle[0].set_value(True).run()
    next(each for each in app.slider if each.label == "Brightness").set_value(0.1).run()
    by_hand = np.rint((image[:, ::-1] + 25.5).clip(0, 255)).astype(np.uint8)
    first, now = (float(spec["data"][0]["x"][0]) for spec in charts(app))
    assert first == model(app).probabilities(image[None])[0]
    assert now == model(app).probabilities(by_hand[None])[0]
    press(app, "As it was")
    assert float(charts(app)[1]["data"][0]["x"][0]) == first


def test_the_table_counts_the_test_images_that_flip(ready: AppTest) -> None:
    app = choose(ready, "Ask", "Does it wobble?")
    test = faces.load().test.images
    mirrored = int((model(app).answers(test) != model(app).answers(test[:, :, ::-1])).sum())
    assert f"| mirrored | {mirrored} |" in words(app)
    assert f"How many of the {len(test)} test images" in words(app)


def test_the_table_takes_fewer_test_images_the_larger_they_are_however_few_the_weights(open_page: Open) -> None:
    images = np.random.default_rng(0).integers(0, 256, (122, 256, 256, 1), dtype=np.uint8)
    labels = np.arange(122) % 2
    app = open_page("why")
    own = Dataset("Large", ("a", "b"), Split(images[:2], labels[:2]), Split(images[2:], labels[2:]))
    slots(app)["dataset"] = ("uploaded", own)
    few = np.zeros((size_of("colours", own.image_shape), 1))
    slots(app)["taken_classifier"] = Classifier(
        few, 0.5, own.image_shape, own.class_names, own.name, own.digest, Minimum(0.1, "colours")
    )
    choose(app.run(), "Ask", "Does it wobble?")
    assert f"How many of the first {2**22 // 256**2} of 120 test images" in words(app), "32 MB of them as float64"


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_model_of_another_size_and_with_odd_names_breaks_no_answer(open_page: Open, question: str) -> None:
    w = np.random.default_rng(0).normal(size=(7 * 30 * 3, 1))
    names = ("<img src=x>", "**a** %{x}")
    content = save_classifier(Classifier(w, 0.25, (7, 30, 3), names, "Somebody's", "00" * 32, threshold=0.2))
    app = upload(open_page("keep"), ("model.npz", content))
    choose(look_at(go_to(app, "why"), data.chelsea()), "Ask", question)
    assert "<img src" not in words(app).replace("\\<", "")
    assert "Right" not in words(app)


def test_colours_can_be_added_up_too(open_page: Open, cats: Dataset) -> None:
    app = choose(open_page("explore"), "Dataset", "cats")
    press(go_to(app, "train"), "Train")
    go_to(app, "why")
    stairs = chart(app, "waterfall")
    assert stairs["x"] == ["bias", "red channel", "green channel", "blue channel", "score z"]
    image = cats.test.images[int(np.argmax(cats.test.labels))]
    w = model(app).w.reshape(64, 64, 3)
    assert stairs["y"][1:4] == pytest.approx([(w[..., c] * image[..., c] / 255).sum() for c in range(3)])
    choose(app, "Added up by", "patches")
    assert chart(app, "waterfall")["y"][-1] == pytest.approx(stairs["y"][-1])
