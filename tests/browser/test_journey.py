"""A student's way along the road, from the first look at the data to a verdict on a photo of one's own."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Locator, Page, WebSocketRoute, expect
from skimage import data

from logreg_core import Classifier, Dataset
from logreg_core.export import load_classifier
from logreg_core.settings import LEARNING_RATE
from logreg_core.untrusted.photo import fit, open_photo
from tests.browser import fake_camera, visitor
from tests.browser.conftest import NewPage
from tests.browser.server import Server
from tests.browser.visitor import LAST_X, chart, choose, iteration, main, open_page, press, settle
from tests.files import encoded
from tests.neurons import weights_after

PHOTO = data.astronaut()[:400]  # wider than high, so that a photo that lies on its side shows itself by its size
JPEG_TOLERANCE = 0.05  # in probability: the camera's picture is scaled, and loses a little as a JPEG
# All iterations that the player shows; at the fifth, faster than a hand, Pause is pressed.
WATCH_THE_RUN = f"""() => {{
    window.seen = [];
    window.setInterval(() => {{
        const iteration = {visitor.PLAYED};
        if (!Number.isFinite(iteration) || iteration === window.seen.at(-1)) return;
        if (window.seen.push(iteration) === 5) document.querySelector('.run-player [data-part=play]').click();
    }}, 30);
}}"""


@pytest.fixture
def trained(server: Server, page: Page) -> Page:
    """The Train page of a visitor who has trained with the default settings."""
    visitor.train(page, server.url)
    return page


def test_a_student_goes_from_the_data_to_a_photo_of_their_own(server: Server, page: Page, faces: Dataset) -> None:
    visitor.arrive(page, server.url, "Home")
    expect(main(page).get_by_role("img", name=re.compile("pixels|weights|curve"))).to_have_count(3)

    onward(page, "Explore")
    tile(page, 8).click()
    expect_followed(page, faces, 8)
    tile(page, 10).focus()
    page.keyboard.press("Enter")
    expect_followed(page, faces, 10)
    expect(tile(page, 10)).to_be_focused()

    onward(page, "Train")
    page.evaluate(WATCH_THE_RUN)
    press(page, "Train")
    page.wait_for_function("window.seen.length === 5")
    player = visitor.player(page)
    expect(player.get_by_role("button", name="Play")).to_be_visible()
    settle(page)
    paused = iteration(page)
    visitor.let_pass(page, 500)
    assert iteration(page) == paused
    assert 0 < paused < 2000
    expect(page.get_by_test_id("stSidebar")).to_contain_text(f"{paused:,} iteration")

    visitor.type_number(page, "Learning rate", "0.007")
    settle(page)
    assert iteration(page) == paused, "the current neuron stays, and another way leads on from it"
    player.get_by_role("button", name="Play").click()
    page.wait_for_function(f"{visitor.PLAYED} === 2000")
    settle(page)
    seen = page.evaluate("window.seen")
    assert seen == sorted(set(seen))
    assert len(seen) > 10
    [mark] = visitor.chart(page)["layout"]["annotations"]
    assert "0.007" in mark["text"]
    assert mark["x"] == paused
    card = main(page).get_by_test_id("stColumn").filter(has=page.get_by_text("Test images right"))
    expect(card).to_contain_text(re.compile(r"interval: [\d.]+\s% to [\d.]+\s%.*always answering", re.I | re.S))

    onward(page, "Weights")
    heatmap = chart(page)["data"][0]
    assert heatmap["type"] == "heatmap"
    assert heatmap["zmin"] == -heatmap["zmax"] < 0

    onward(page, "Evaluate")
    table = main(page).locator("table.scores")
    expect(table.get_by_role("rowheader", name=re.compile("^Accuracy"))).to_be_visible()

    open_page(page, "Train")
    assert iteration(page) == 2000
    expect(visitor.scores(page)).to_be_visible()

    open_page(page, "Predict")
    choose(page, "Upload")
    upload(page, "astronaut.jpg", jpeg_of_a_phone_on_its_side(PHOTO))
    height, width = PHOTO.shape[:2]
    picture = main(page).get_by_text(re.compile(rf"{width} × {height} pixels"))
    expect(picture).to_be_visible()
    settle(page)
    expect_pictures(page)
    before = visitor.probability(page, "face")
    assert 0 < before < 1

    upload(page, "broken.jpg", b"This is not a picture.")
    expect(main(page).get_by_role("alert")).to_contain_text(re.compile("JPEG"))
    expect(picture).to_be_visible()
    assert visitor.probability(page, "face") == before

    press(page, "Forget my pictures")
    expect(picture).to_have_count(0)
    expect(main(page).locator(".js-plotly-plot")).to_have_count(0)
    expect(main(page).get_by_role("alert").filter(has_text="JPEG")).to_have_count(0)

    open_page(page, "Keep")
    with page.expect_download() as saved:
        press(page, "Save the model")
    classifier = load_classifier(Path(saved.value.path()).read_bytes())
    seen = fit(open_photo(jpeg_of_a_phone_on_its_side(PHOTO)), *classifier.image_shape)
    assert classifier.probabilities(seen[np.newaxis])[0] == pytest.approx(before), "the file has the neuron of the page"


def test_the_camera_shows_a_known_face_and_the_page_says_face(
    trained: Page, textbook: Classifier, known_face: NDArray[np.uint8]
) -> None:
    page = trained
    open_page(page, "Predict")
    choose(page, "Snapshot")
    page.wait_for_function("document.querySelector('video')?.currentTime > 0")
    press(page, "Take Photo")
    expect(main(page).get_by_role("heading", name=re.compile(": face$"))).to_be_visible()
    settle(page)
    expect_pictures(page)
    seen = fit(open_photo(jpeg(fake_camera.frame(known_face))), *textbook.image_shape)
    expected = textbook.probabilities(seen[np.newaxis])[0]
    assert expected > 0.95
    assert visitor.probability(page, "face") == pytest.approx(expected, abs=JPEG_TOLERANCE)


def test_too_long_steps_are_called_by_name_and_a_button_shortens_them(server: Server, page: Page) -> None:
    page.goto(server.url + "/train?num_iterations=3&learning_rate=10")
    visitor.expect_page(page, "Train")
    press(page, "Train")
    expect(main(page).get_by_role("alert")).to_contain_text("the steps are too long")
    settle(page)
    costs = visitor.costs(page)["y"]
    assert costs[1] > 10 * costs[0]

    remedy = main(page).get_by_role("button", name=re.compile("learning rate of"))
    rate = remedy.inner_text().split()[-1]
    assert 0 < float(rate) < 1
    remedy.click()
    expect(visitor.number_field(page, "Learning rate")).to_have_value(rate)
    expect(remedy).to_have_count(0)
    expect(main(page).get_by_role("alert")).to_have_count(0)
    settle(page)
    costs = visitor.costs(page)["y"]
    assert max(costs) == costs[0] > costs[-1]


def test_a_new_rate_after_the_end_of_a_stopped_run_is_for_the_next_run(
    server: Server, page: Page, tmp_path: Path
) -> None:
    page.goto(server.url + "/explore?num_iterations=100000")
    visitor.expect_page(page, "Explore")
    visitor.bring_much(page, tmp_path)
    open_page(page, "Train")
    press(page, "Train")
    page.wait_for_function(f"{LAST_X} > 0")
    press(page, "Stop")
    expect(visitor.scores(page)).to_be_visible()
    settle(page)
    stopped = visitor.costs(page)["x"][-1]
    assert 0 < stopped < 100_000
    visitor.type_number(page, "Learning rate", "0.01")
    expect(main(page).get_by_test_id("stSliderThumbValue").first).to_have_text("0.01")
    settle(page)
    assert visitor.costs(page)["x"][-1] == stopped, "a long run waits for the button"
    assert not visitor.chart(page)["layout"].get("annotations")
    press(page, "Train")
    page.wait_for_function(f"{LAST_X} !== {stopped}")
    press(page, "Stop")
    expect(visitor.scores(page)).to_be_visible()


def test_a_click_before_the_answer_to_a_typed_number_does_not_undo_the_number(server: Server, page: Page) -> None:
    line = SlowLine()
    page.route_web_socket(re.compile("_stcore/stream"), line.connect)
    visitor.arrive(page, server.url, "Train")
    line.slow = True
    visitor.type_number(page, "Learning rate", "0.01")
    for _ in range(visitor.PATIENCE // visitor.A_MOMENT):
        if line.held:
            break
        page.wait_for_timeout(visitor.A_MOMENT)
    assert line.held
    page.wait_for_timeout(500)
    press(page, "Train")
    page.wait_for_timeout(500)
    line.hand_over()
    page.wait_for_function(f"{LAST_X} === 2000")
    settle(page)
    expect(visitor.number_field(page, "Learning rate")).to_have_value("0.01")
    expect(main(page).get_by_test_id("stSliderThumbValue").first).to_have_text("0.01")


def test_the_place_in_the_run_is_the_neuron_in_hand_on_every_page_and_reset_forgets_it(
    server: Server, page: Page, faces: Dataset
) -> None:
    visitor.train(page, server.url)
    visitor.walk(page, "Home")
    for step in (1, 2, 3):
        visitor.walk(page, "ArrowRight")
        assert iteration(page) == step
    visitor.walk(page, "ArrowLeft")
    assert iteration(page) == 2
    open_page(page, "Weights")
    expect(main(page)).to_contain_text(" after 2 iterations")
    w, _ = weights_after(faces.train, 2, LEARNING_RATE.default)
    assert chart(page)["data"][0]["zmax"] == pytest.approx(abs(w).max(), rel=1e-6)

    open_page(page, "Train")
    page.wait_for_function(f"{visitor.PLAYED} === 2")
    visitor.walk(page, "End")
    assert iteration(page) == 2000
    press(page, "Reset")
    expect(visitor.scores(page)).to_have_count(0)
    page.wait_for_function(f"{visitor.PLAYED} === 0")
    open_page(page, "Weights")
    expect(main(page)).to_contain_text("no trained model")


def test_an_old_link_to_the_film_leads_to_train_and_plays(server: Server, page: Page) -> None:
    page.goto(server.url + "/film?num_iterations=1000")
    visitor.expect_page(page, "Train")
    page.wait_for_function(f"{visitor.PLAYED} > 0")
    page.wait_for_function(f"{visitor.PLAYED} === 1000")
    expect(visitor.scores(page)).to_be_visible()
    assert visitor.menu(page).filter(has_text="Film").count() == 0


def test_what_one_visitor_trains_another_one_does_not_see(server: Server, new_page: NewPage) -> None:
    one, other = new_page(), new_page()
    visitor.arrive(other, server.url, "Weights")
    visitor.train(one, server.url)
    open_page(other, "Weights")
    expect(main(other)).to_contain_text("no trained model")
    open_page(one, "Weights")
    expect(main(one).locator(".js-plotly-plot")).to_be_visible()


class SlowLine:
    """A connection to the server that keeps back the server's answers while it is slow."""

    def __init__(self) -> None:
        self.slow = False
        self.held: list[str | bytes] = []

    def connect(self, browser: WebSocketRoute) -> None:
        """Stand between the browser and the server."""
        self.browser = browser
        browser.connect_to_server().on_message(self.hear)

    def hear(self, answer: str | bytes) -> None:
        """Pass an answer on, or keep it back."""
        if self.slow:
            self.held.append(answer)
        else:
            self.browser.send(answer)

    def hand_over(self) -> None:
        """Deliver all that was kept back, and be fast again."""
        self.slow = False
        for answer in self.held:
            self.browser.send(answer)


def onward(page: Page, name: str) -> None:
    """Follow the link at the foot of the page."""
    page.locator(".st-key-onward").get_by_role("link").click()
    visitor.expect_page(page, name)


def tile(page: Page, number: int) -> Locator:
    """The tile of a training image in the gallery."""
    return main(page).get_by_role("button", name=re.compile(rf"^Training image {number}\b"))


def expect_followed(page: Page, faces: Dataset, number: int) -> None:
    """The tile is the picked one, and the stages below show this very image and its first numbers."""
    expect(tile(page, number)).to_have_attribute("aria-pressed", "true")
    expect(main(page).get_by_role("img", name=re.compile(rf"image {number}\b.*enlarged"))).to_be_visible()
    column = faces.train.images[number].ravel()[:9]
    expect(main(page).locator("pre.numbers").nth(1)).to_contain_text(re.compile(r"\s+".join(map(str, column))))


def upload(page: Page, name: str, content: bytes) -> None:
    """Give a file to the field for photos."""
    field = main(page).get_by_test_id("stFileUploaderDropzoneInput")
    field.set_input_files({"name": name, "mimeType": "image/jpeg", "buffer": content})


def expect_pictures(page: Page) -> None:
    """The picture, the part of it that is used, and what the neuron sees: all three have arrived."""
    for words in ("is faded", "that is used", "neuron sees"):
        expect(main(page).get_by_role("img", name=re.compile(words))).to_have_js_property("complete", True)
        assert main(page).get_by_role("img", name=re.compile(words)).evaluate("image => image.naturalWidth") > 0


def jpeg(pixels: NDArray[np.uint8], exif: Image.Exif | None = None) -> bytes:
    """The pixels as a JPEG file."""
    return encoded(pixels, "JPEG", quality=95, exif=exif or Image.Exif())


def jpeg_of_a_phone_on_its_side(pixels: NDArray[np.uint8]) -> bytes:
    """Stored a quarter turn to the left, with the EXIF orientation 6 that tells to turn it back."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return jpeg(np.rot90(pixels), exif)
