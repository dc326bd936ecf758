"""Predict: a picture from outside, what the neuron sees of it, and what it says."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import numpy as np
import pytest
from skimage import data
from streamlit.testing.v1 import AppTest

from logreg_core import Classifier, Minimum, PhotoError, prepare, sigmoid
from logreg_core.representation import REPRESENTATIONS, size_of
from logreg_core.sources import faces
from logreg_core.untrusted.photo import MAX_BYTES, fit, open_photo
from pages.parts.predict.live_camera import read_taken
from pages.visit.photos import Photo
from tests.files import encoded
from tests.neurons import weights_after

from .conftest import Open, charts, components, go_to, press, slots, upload, words
from .test_explore import choose


@pytest.fixture
def ready(open_page: Open) -> AppTest:
    return choose(open_page("predict", trained=100), "Take a picture from", "Upload")


def probability(app: AppTest) -> float:
    """The length of class 1's bar."""
    return float(charts(app)[0]["data"][0]["x"][0])


def by_hand(image: np.ndarray, iterations: int = 100) -> float:
    """The probability that the textbook gives after the same iterations on the faces: uint8 (25, 25, 1)."""
    w, b = weights_after(faces.load().train, iterations)
    return float(sigmoid(w.T @ prepare(image[np.newaxis]) + b)[0, 0])


def test_a_training_image_uploaded_as_a_file_gets_the_probability_it_has_in_training(ready: AppTest) -> None:
    image = faces.load().train.images[3]
    assert probability(upload(ready, ("photo.png", encoded(image[..., 0])))) == pytest.approx(by_hand(image), abs=1e-9)


def test_a_photo_takes_the_same_path_as_a_training_image(ready: AppTest) -> None:
    content = encoded(data.astronaut(), "JPEG")
    app = upload(ready, ("photo.jpg", content))
    assert probability(app) == pytest.approx(by_hand(fit(open_photo(content), 25, 25, 1)), abs=1e-9)
    assert "512 × 512 pixels" in words(app)


@pytest.mark.parametrize("how", ["pad", "stretch"])
def test_the_way_to_make_it_fit_is_the_visitors_choice(ready: AppTest, how: str) -> None:
    content = encoded(data.coffee())
    app = choose(upload(ready, ("photo.png", content)), "Make it fit", how)
    assert probability(app) == pytest.approx(by_hand(fit(open_photo(content), 25, 25, 1, how=how)), abs=1e-9)


def slide(app: AppTest, label: str, value: float) -> AppTest:
    (slider,) = [each for each in app.slider if each.label == label]
    slider.set_value(value).run()
    assert not app.exception
    return app


def test_zoom_and_position_choose_the_part_and_stay_until_another_picture_comes(ready: AppTest) -> None:
    content = encoded(data.coffee())
    app = upload(ready, ("photo.png", content))
    slide(slide(slide(app, "Zoom", 3.0), "Left to right", 0.8), "Top to bottom", 0.25)
    part = fit(open_photo(content), 25, 25, 1, zoom=3.0, position=(0.8, 0.25))
    assert probability(app) == pytest.approx(by_hand(part), abs=1e-9)
    go_to(go_to(app, "home"), "predict")
    assert probability(app) == pytest.approx(by_hand(part), abs=1e-9)
    upload(app, ("photo.png", content))
    assert probability(app) == pytest.approx(by_hand(fit(open_photo(content), 25, 25, 1)), abs=1e-9)
    assert [each.value for each in app.slider[1:]] == [1.0, 0.5, 0.5]


def test_the_camera_gives_a_picture_too(ready: AppTest) -> None:
    app = choose(ready, "Take a picture from", "Snapshot")
    app.get("camera_input")[0].set_value(("snap.jpg", encoded(data.astronaut(), "JPEG"), "image/jpeg")).run()
    assert not app.exception
    assert "Your snapshot" in words(app)
    assert len(charts(app)) == 1


def test_the_live_camera_asks_first_and_gets_the_models_weights(ready: AppTest) -> None:
    app = choose(ready, "Take a picture from", "Live camera")
    assert "Nothing is sent anywhere until you press" in words(app)
    assert "Only then it is compared with the training images" in words(app)
    (camera,) = components(app, "live_camera")
    about, sent = camera.bytes.split(b"\n", 1)
    assert json.loads(about)["shape"] == [25, 25, 1]
    w, b = weights_after(faces.load().train, 100)
    assert np.abs(np.frombuffer(sent, "<f8") - w.ravel()).max() < 1e-12
    assert json.loads(about)["bias"] == pytest.approx(b, abs=1e-12)


def test_a_picture_that_the_live_camera_took_is_compared_with_the_training_images(ready: AppTest) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (25, 25, 1), dtype=np.uint8)
    slots(ready)["photo"] = Photo(noise, "Your picture")
    assert "Pixels far from all training images" in words(choose(ready, "Take a picture from", "Live camera"))


def test_a_model_of_features_is_live_too_where_a_browser_can_calculate_them_and_else_says_that_it_is_not(
    ready: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    shape, names = (25, 25, 1), ("no face", "face")
    w = np.zeros((size_of("thumbnail", shape), 1))
    slots(ready)["taken_classifier"] = Classifier(w, 0.0, shape, names, "d", "", Minimum(0.1, "thumbnail"))
    app = choose(ready, "Take a picture from", "Live camera")
    (camera,) = components(app, "live_camera")
    about, sent = camera.bytes.split(b"\n", 1)
    assert json.loads(about)["kinds"] == ["thumbnail"]
    assert len(sent) == 8 * 256
    monkeypatch.setitem(REPRESENTATIONS, "thumbnail", replace(REPRESENTATIONS["thumbnail"], elsewhere=()))
    assert "cannot watch live" in words(app.run())
    assert not components(app, "live_camera")
    assert len(app.get("camera_input")) == 1


@pytest.mark.parametrize("channels", [1, 3])
def test_what_a_browser_sends_as_a_taken_picture_is_read_pixel_for_pixel(channels: int) -> None:
    pixels = data.astronaut()[:48, :64] if channels == 3 else data.camera()[:48, :64]
    seen = read_taken(base64.b64encode(encoded(pixels)).decode())
    assert np.array_equal(seen, pixels if channels == 3 else np.repeat(pixels[:, :, np.newaxis], 3, axis=2))


@pytest.mark.parametrize(
    "sent",
    [
        {"taken": 1},
        7,
        "",
        "no base64!",
        "é" * 8,
        "A" * (2 * MAX_BYTES),
        base64.b64encode(b"GIF89a").decode(),
        base64.b64encode(encoded(data.astronaut(), "JPEG")).decode(),
        base64.b64encode(encoded(data.astronaut())[:2000]).decode(),
    ],
    ids=lambda sent: str(sent)[:12],
)
def test_anything_else_that_a_browser_sends_is_refused(sent: object) -> None:
    with pytest.raises(PhotoError):
        read_taken(sent)


def test_the_threshold_changes_the_answer_and_not_the_probability(ready: AppTest) -> None:
    app = upload(ready, ("photo.png", encoded(data.astronaut())))
    before = probability(app)
    for threshold, answer in ((0.0, "face"), (1.0, "no face")):
        app.slider[0].set_value(threshold).run()
        assert probability(app) == before
        assert app.header[0].value == f"The neuron says: {answer}"


def test_a_broken_file_says_why_and_the_picture_in_hand_stays(ready: AppTest) -> None:
    app = upload(ready, ("photo.png", encoded(data.astronaut())))
    before = probability(app)
    upload(app, ("broken.png", b"this is no picture"))
    assert len(app.error) == 1
    assert probability(app) == before
    upload(app, ("good.png", encoded(data.coffee())))
    assert not app.error
    assert probability(app) != before


def can_forget(app: AppTest) -> bool:
    """Whether the button that forgets the visitor's pictures can be pressed."""
    return not next(button for button in app.button if button.label == "Forget my pictures").disabled


def test_the_picture_stays_for_the_session_until_it_is_forgotten(ready: AppTest) -> None:
    assert "never on a disk" in words(ready), "before anything is given"
    assert not can_forget(ready)
    app = upload(ready, ("photo.png", encoded(data.astronaut())))
    go_to(go_to(app, "home"), "predict")
    assert len(charts(app)) == 1
    assert can_forget(app)
    press(app, "Forget my pictures")
    assert not charts(app)
    assert not can_forget(app)
    assert "Choose a picture" in words(app)


def test_another_dataset_lets_go_of_the_model_and_keeps_the_visitors_picture(ready: AppTest, cats: object) -> None:
    app = upload(ready, ("photo.png", encoded(data.astronaut())))
    choose(go_to(app, "explore"), "Dataset", "cats")
    go_to(app, "predict")
    assert "no trained model yet" in words(app)
    press(go_to(app, "train"), "Train")
    go_to(app, "predict")
    assert "64 × 64 pixels" in words(app)


def test_a_test_image_is_judged_by_its_label(open_page: Open) -> None:
    app = choose(open_page("predict", trained=300), "Take a picture from", "Test images")
    dataset = faces.load()
    for number in (0, 1, 2, 3):
        slots(app)["photo"] = Photo(dataset.test.images[number], f"Test image {number}", number)
        app.run()
        right = (probability(app) > 0.5) == bool(dataset.test.labels[number])
        assert f"**{'Right' if right else 'Wrong'}**" in words(app)
        assert probability(app) == pytest.approx(by_hand(dataset.test.images[number], 300), abs=1e-9)
