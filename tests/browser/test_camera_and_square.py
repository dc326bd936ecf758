"""What Predict does in the browser: the neuron on every frame of the camera, as in Python, and the square to drag."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, Playwright, expect
from skimage import data

from logreg_core import Classifier, Dataset
from logreg_core.export.page import NEURON
from logreg_core.untrusted.photo import crop_box, fit
from pages.shared.browser import script
from tests.browser import chromium, fake_camera, visitor
from tests.browser.conftest import CAMERA_FLAGS, new_context, visit
from tests.browser.server import ROOT, Server
from tests.browser.visitor import choose, main, open_page, press, settle

PREDICT = ROOT / "pages" / "parts" / "predict"
LOSS = 0.05  # in probability: the film is JPEG, and its colours are subsampled

LOAD = """async (code) => {
  window.live = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
}"""

FIT = """({ rgb, height, width, target, zoom }) => {
  const [targetHeight, targetWidth, channels] = target;
  const box = window.live.cropBox(height, width, targetHeight, targetWidth, zoom);
  const bytes = Uint8Array.from(atob(rgb), (letter) => letter.charCodeAt(0));
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d");
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) image.data.set([...bytes.subarray(3 * i, 3 * i + 3), 255], 4 * i);
  pen.putImageData(image, 0, 0);
  const { data } = pen.getImageData(box.left, box.top, box.width, box.height);
  const pixels = window.live.fit(data, box.height, box.width, targetHeight, targetWidth, channels);
  return { box: [box.left, box.top, box.left + box.width, box.top + box.height], pixels: [...pixels] };
}"""

# Remembers every track of the camera, and every probability that the page has shown.
SPY = """
window.tracks = [];
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  if (window.failure) throw new DOMException("", window.failure);
  window.wanted = wanted;
  const stream = await open(wanted);
  window.tracks.push(...stream.getTracks());
  return stream;
};
const play = HTMLVideoElement.prototype.requestVideoFrameCallback;
window.frames_seen = 0;
HTMLVideoElement.prototype.requestVideoFrameCallback = function (callback) {
  return play.call(this, (...facts) => { window.frames_seen++; callback(...facts); });
};
"""
STAGE = """html => {
  window.stage = document.body.appendChild(document.createElement("div"));
  window.stage.innerHTML = html;
}"""
METER = "document.querySelector('[role=meter]')"


@pytest.fixture(scope="module")
def stranger(faces: Dataset, textbook: Classifier) -> NDArray[np.uint8]:
    """The image of the test set that the textbook is most sure is no face: uint8 ``(25, 25, 1)``."""
    return faces.test.images[int(textbook.probabilities(faces.test.images).argmin())]


@pytest.fixture(scope="module")
def browser(
    playwright: Playwright,
    chromium_path: str,
    known_face: NDArray[np.uint8],
    stranger: NDArray[np.uint8],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Browser]:
    """A Chromium whose camera shows a face and no face in turn."""
    film = fake_camera.write(tmp_path_factory.mktemp("camera") / "turns.mjpeg", known_face, stranger)
    running = chromium.launch(playwright, chromium_path, *CAMERA_FLAGS, f"--use-file-for-fake-video-capture={film}")
    yield running
    running.close()


@pytest.fixture(scope="module")
def sent() -> list[Any]:
    """What the browser has told the server so far."""
    return []


@pytest.fixture(scope="module")
def trained(server: Server, browser: Browser, sent: list[Any]) -> Iterator[Page]:
    """The page of one visitor with a model, for all tests of this file."""
    with visit(browser) as page:
        page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
        page.add_init_script(SPY)
        visitor.train(page, server.url)
        yield page


@pytest.fixture
def live(trained: Page) -> Iterator[Page]:
    """The Predict page with the live camera chosen, and not started. Afterwards the page is left."""
    trained.evaluate("window.tracks = []")
    open_page(trained, "Predict")
    choose(trained, "Live camera")
    yield trained
    open_page(trained, "Weights")


def shown(page: Page) -> float:
    """The probability that the bar shows now."""
    return float(main(page).get_by_role("meter").get_attribute("aria-valuenow") or "nan")


def start(page: Page) -> None:
    """Start the camera, and wait for its first answer."""
    press(page, "Start the camera")
    expect(main(page).get_by_role("meter")).to_have_attribute("aria-valuenow", re.compile(r"\d"))


def test_a_frame_becomes_the_same_pixels_as_in_python(page: Page) -> None:
    generator = np.random.default_rng(5)
    page.goto("about:blank")
    page.evaluate(LOAD, script(NEURON))
    sizes = [(48, 64), (64, 48), (31, 47), (100, 100), (25, 25), (3, 200), (7, 7), (1, 1)]
    targets = [(25, 25, 1), (64, 64, 3), (8, 8, 3), (30, 50, 1), (33, 7, 3)]
    cases = [(*size, target, zoom) for size in sizes for target in targets for zoom in (1.0, 2.5)]
    for height, width, target, zoom in [*cases, (480, 640, (64, 64, 3), 1.0), (480, 640, (25, 25, 1), 1.1)]:
        image = generator.integers(0, 256, (height, width, 3), dtype=np.uint8)
        sent = {"rgb": base64.b64encode(image.tobytes()).decode(), "height": height, "width": width}
        answer = page.evaluate(FIT, {**sent, "target": target, "zoom": zoom})
        assert answer["box"] == list(crop_box(height, width, *target[:2], zoom))
        assert answer["pixels"] == fit(image, *target, zoom=zoom).ravel().tolist()


def test_every_frame_is_judged_in_the_browser_and_the_server_hears_nothing(
    live: Page, sent: list[Any], textbook: Classifier, known_face: NDArray[np.uint8], stranger: NDArray[np.uint8]
) -> None:
    start(live)
    for _ in range(60):  # until all is told that is not about frames
        before = len(sent)
        visitor.let_pass(live, 1000)
        settle(live)
        if len(sent) == before:
            break
    assert before > 0
    frames, seen = live.evaluate("window.frames_seen"), set[float]()
    images = [fit(fake_camera.frame(image), 25, 25, 1)[np.newaxis] for image in (known_face, stranger)]
    wanted = [textbook.probabilities(image)[0] for image in images]

    def are_shown() -> bool:
        return all(any(abs(probability - expected) < LOSS for probability in seen) for expected in wanted)

    for count in range(visitor.PATIENCE // 40):
        live.wait_for_timeout(40)
        seen.add(shown(live))
        if count >= 40 and live.evaluate("window.frames_seen") - frames >= 15 and are_shown():
            break
    assert live.evaluate("window.frames_seen") - frames >= 15
    assert are_shown(), f"{wanted} are not among {seen}"
    assert len(sent) == before


def test_the_picture_that_is_taken_is_the_frame_that_was_shown_with_the_same_probability(live: Page) -> None:
    start(live)
    expected = []
    for _ in range(3):
        press(live, "Take this picture")
        taken = main(live).locator("[data-part=taken]")
        expect(taken).to_contain_text("Taken")
        in_browser = float(taken.get_attribute("data-probability") or "nan")
        live.wait_for_function(
            "p => Math.abs(document.querySelector('.js-plotly-plot')?.data?.[0].x[0] - p) < 1e-6", arg=in_browser
        )
        settle(live)
        expected.append(in_browser)
    expect(main(live).get_by_text(re.compile("640 × 480 pixels"))).to_be_visible()
    assert live.evaluate("window.tracks.map(track => track.readyState)") == ["live"]


def test_the_model_can_change_and_the_camera_goes_on_until_the_page_is_left(live: Page) -> None:
    start(live)
    zoom = main(live).get_by_role("slider", name="Zoom of the camera")
    zoom.focus()
    for _ in range(5):
        live.keyboard.press("ArrowRight")
    threshold = main(live).get_by_role("slider", name="Threshold")
    threshold.focus()
    live.keyboard.press("End")
    expect(main(live).locator("[data-part=threshold]")).to_have_text("threshold 100 %")
    expect(main(live).locator("[data-part=answer]")).to_have_text("no face")
    settle(live)
    assert live.evaluate("window.tracks.map(track => track.readyState)") == ["live"]
    choose(live, "Upload")
    live.wait_for_function("window.tracks.every(track => track.readyState === 'ended')")
    choose(live, "Live camera")
    start(live)
    open_page(live, "Weights")
    live.wait_for_function("window.tracks.length === 2 && window.tracks.every(track => track.readyState === 'ended')")


def test_new_weights_take_effect_while_the_camera_runs(server: Server, page: Page, textbook: Classifier) -> None:
    page.add_init_script(SPY)
    page.goto(f"{server.url}/_stcore/health")
    page.evaluate(LOAD, script(PREDICT / "live_camera.js"))
    page.evaluate(STAGE, (PREDICT / "live_camera.html").read_text("utf-8"))
    show = """about => {
      const [line, weights] = about;
      const head = new TextEncoder().encode(line + "\\n");
      const data = new Uint8Array(head.length + 8 * weights.length);
      data.set(head);
      data.set(new Uint8Array(Float64Array.from(weights).buffer), head.length);
      window.leave = window.live.default({ data, parentElement: window.stage, setTriggerValue: () => {} });
    }"""
    about = {
        "shape": [25, 25, 1],
        "kinds": ["pixels"],
        "names": ["no", "yes"],
        "threshold": 0.5,
        "zoom": 1,
        "colours": ["blue", "red"],
    }
    page.evaluate(show, [json.dumps(about | {"bias": textbook.b}), textbook.w.ravel().tolist()])
    page.get_by_role("button", name="Start the camera").click()
    page.wait_for_function(f"{METER}.ariaValueNow > 0.9")
    features = {"kinds": ["edges", "thumbnail"], "bias": 2.0}  # the edges of 6 by 6 cells, and 16 by 16 pixels
    page.evaluate(show, [json.dumps(about | features), [0.0] * (36 * 25 + 256)])
    page.wait_for_function(f"Math.abs({METER}.ariaValueNow - {1 / (1 + np.exp(-2.0))}) < 1e-12")
    assert page.evaluate("window.tracks.length") == 1
    page.get_by_role("button", name="Rear camera").click()
    page.wait_for_function("window.tracks.length === 2")
    assert page.evaluate("window.wanted.video.facingMode.ideal") == "environment"
    page.evaluate("window.leave()")
    assert page.evaluate("window.tracks.map(track => track.readyState)") == ["ended", "ended"]


def test_a_camera_that_does_not_start_says_why_and_the_way_on(live: Page) -> None:
    reasons = {
        "NotAllowedError": "Allow it",
        "NotFoundError": "has no camera",
        "NotReadableError": "busy",
        "StrangeError": "StrangeError",
    }
    told = []
    for name, words in reasons.items():
        live.evaluate("name => { window.failure = name; }", name)
        press(live, "Start the camera")
        alert = main(live).get_by_role("alert")
        expect(alert).to_contain_text(words)
        expect(alert).to_contain_text("Upload, Samples or Test images")
        told.append(alert.inner_text())
    assert len(set(told)) == len(reasons)
    live.evaluate(
        "window.failure = ''; Object.defineProperty(window, 'isSecureContext', { value: false, configurable: true })"
    )
    press(live, "Start the camera")
    expect(main(live).get_by_role("alert")).to_contain_text("https")
    live.evaluate("delete window.isSecureContext")


def test_the_square_can_be_dragged_and_the_sliders_follow(trained: Page, textbook: Classifier) -> None:
    open_page(trained, "Predict")
    choose(trained, "Samples")
    visitor.pick_sample(trained, "Coffee")
    zoom = main(trained).get_by_role("slider", name="Zoom Zoom")
    zoom.focus()
    for _ in range(10):
        trained.keyboard.press("ArrowRight")
    expect(main(trained).get_by_text("200 × 200 of its pixels")).to_be_visible()
    settle(trained)
    square = main(trained).locator(".part")
    square.scroll_into_view_if_needed()
    box = square.bounding_box()
    assert box is not None
    trained.mouse.move(box["x"] + 10, box["y"] + 10)
    trained.mouse.down()
    trained.mouse.move(box["x"] + 60, box["y"] + 30)
    trained.mouse.move(box["x"] + 900, box["y"] + 700)  # far beyond the corner, where it stops
    trained.mouse.up()
    for name in ("Left to right", "Top to bottom"):
        expect(main(trained).get_by_role("slider", name=name)).to_have_value("1")
    settle(trained)
    seen = fit(data.coffee(), *textbook.image_shape, zoom=2.0, position=(1.0, 1.0))
    expected = textbook.probabilities(seen[np.newaxis])[0]
    trained.wait_for_function(
        "p => Math.abs(document.querySelector('.js-plotly-plot')?.data?.[0].x[0] - p) < 1e-6", arg=expected
    )
    square.focus()
    trained.keyboard.press("ArrowLeft")
    trained.keyboard.press("Shift+ArrowUp")
    expect(main(trained).get_by_role("slider", name="Left to right")).to_have_value("0.99")
    expect(main(trained).get_by_role("slider", name="Top to bottom")).to_have_value("0.9")
    settle(trained)
    expect(square).to_be_focused()
    expect(square).to_have_attribute("aria-label", re.compile("99 % across, 90 % down"))


def test_a_browser_that_is_not_allowed_to_says_so(playwright: Playwright, chromium_path: str, server: Server) -> None:
    # Chromium's own refusal, not one that the test made up.
    running = chromium.launch(
        playwright, chromium_path, "--use-fake-device-for-media-stream", "--deny-permission-prompts"
    )
    try:
        page = new_context(running).new_page()
        visitor.arrive(page, server.url, "Train")
        press(page, "Train")
        settle(page)
        open_page(page, "Predict")
        choose(page, "Live camera")
        press(page, "Start the camera")
        expect(main(page).get_by_role("alert")).to_contain_text("Allow it")
    finally:
        running.close()
