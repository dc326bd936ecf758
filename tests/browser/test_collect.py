"""A class makes its own dataset with the camera: two classes, trained, both recognised, and seen by nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from logreg_core.sources.drawings import EASY, Difficulty, draw
from tests.browser import chromium, fake_camera, visitor
from tests.browser.conftest import CAMERA_FLAGS, NewPage
from tests.browser.server import Server
from tests.browser.visitor import choose, main, open_page, press, settle
from tests.files import encoded

CAT, OTHER = draw(1, EASY, seed=0, number=1), draw(0, EASY, seed=0, number=0)
ASKEW = draw(1, Difficulty(position=1, rotation=1), seed=0, number=3)  # not the same in a mirror
SCENE_SECONDS = 1.2  # how long the film shows each of its scenes
MOST = 40  # pictures in a burst

# The centre square of what the camera shows, in 8 x 8 pixels.
MIDDLE = """video => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 8, height: 8 });
    const pen = canvas.getContext('2d');
    const side = video.videoHeight;
    pen.drawImage(video, (video.videoWidth - side) / 2, 0, side, side, 0, 0, 8, 8);
    return [...pen.getImageData(0, 0, 8, 8).data];
}"""

# The pixels of a thumbnail.
PIXELS = """image => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
    canvas.getContext('2d').drawImage(image, 0, 0);
    return [...canvas.getContext('2d').getImageData(0, 0, 64, 64).data];
}"""


@pytest.fixture
def browser_that_sees(playwright: Playwright, chromium_path: str, tmp_path: Path) -> Iterator[Callable[..., Browser]]:
    """Starts a browser whose camera shows these images in turn."""
    with ExitStack() as running:

        def start(*scenes: NDArray[np.uint8]) -> Browser:
            film = fake_camera.write_scenes(
                tmp_path / f"{len(list(tmp_path.iterdir()))}.mjpeg", [*scenes], SCENE_SECONDS
            )
            flags = (*CAMERA_FLAGS, f"--use-file-for-fake-video-capture={film}")
            browser = chromium.launch(playwright, chromium_path, *flags)
            running.callback(browser.close)
            return browser

        yield start


def start_camera(page: Page) -> None:
    """Start the camera, and wait for its first picture."""
    press(page, "Start the camera")
    expect(main(page).get_by_role("button", name="Stop the camera")).to_be_visible()
    main(page).locator("video").evaluate("video => new Promise(done => video.requestVideoFrameCallback(done))")


def shown(page: Page, scenes: list[NDArray[np.uint8]]) -> int:
    """Which of the scenes the camera shows now: the nearest one in its colours."""
    seen = np.array(main(page).locator("video").evaluate(MIDDLE)).reshape(8, 8, 4)[..., :3]
    small = [np.asarray(Image.fromarray(scene).resize((8, 8), Image.Resampling.BOX), dtype=int) for scene in scenes]
    return int(np.argmin([np.abs(seen - scene).sum() for scene in small]))


def wait_for_scene(page: Page, scenes: list[NDArray[np.uint8]], wanted: int) -> None:
    """Until the film shows this scene, at which it stands still then, however slow the machine is."""
    video = main(page).locator("video")
    for _ in range(visitor.PATIENCE // 20):
        video.evaluate("video => video.pause()")
        if shown(page, scenes) == wanted:
            return
        video.evaluate("video => video.play()")
        page.wait_for_timeout(20)
    raise AssertionError("The film does not come to this scene.")


def hold(page: Page, name: str, pictures: int = 3) -> None:
    """Hold the button of a class with the mouse, until at least so many pictures were taken; five are in a second."""
    button = main(page).get_by_role("button", name=f"Hold: {name}")
    box = button.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    wait_for_taken(page, pictures)
    page.mouse.up()
    expect(button).to_be_visible()


def wait_for_taken(page: Page, pictures: int) -> None:
    """Wait until the button that is held has taken so many pictures."""
    enough = "|".join(str(count) for count in range(pictures, MOST + 1))
    expect(main(page).get_by_role("button", name=re.compile(rf"^({enough}) taken$"))).to_be_visible()


def likeness(one: NDArray, other: NDArray) -> float:
    """The correlation of two images: a camera changes brightness and contrast a little."""
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def pictures_of(page: Page, name: str) -> Locator:
    """The small pictures of a class, each a button that deletes it."""
    return main(page).get_by_role("button", name=re.compile(rf"^Delete picture .*, {name}$"))


def arrive_and_name(page: Page, address: str, names: tuple[str, str]) -> None:
    """Come to the page, name the two classes, and start the camera."""
    visitor.arrive(page, address, "Build")
    for label in (1, 0):
        field = main(page).get_by_role("textbox", name=f"Class {label}")
        field.fill(names[label])
        field.press("Enter")
        expect(main(page).get_by_role("button", name=f"Hold: {names[label]}")).to_be_visible()
    start_camera(page)


def verdict(page: Page) -> Locator:
    """What the neuron says about the current photo."""
    return main(page).get_by_role("heading", name=re.compile("The neuron says"))


def show(page: Page, picture: NDArray[np.uint8], name: str) -> None:
    """Upload a photo that shows the class with this name; the neuron must say so."""
    file = encoded(Image.fromarray(picture).resize((480, 480), Image.Resampling.BICUBIC), "JPEG", quality=95)
    field = main(page).get_by_test_id("stFileUploaderDropzoneInput")
    field.set_input_files({"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": file})
    expect(verdict(page)).to_have_text(f"The neuron says: {name}")
    settle(page)


def test_two_visitors_collect_train_and_predict_at_once_and_see_only_their_own(
    server: Server, browser_that_sees: Callable[..., Browser], new_page: NewPage
) -> None:
    scenes = {"one": [OTHER, CAT], "two": [255 - OTHER, 255 - CAT]}
    names = {"one": ("frog", "cat"), "two": ("night", "day")}
    pages = {who: new_page(browser_that_sees(*scenes[who])) for who in scenes}
    for who, page in pages.items():
        arrive_and_name(page, server.url, names[who])
    for _burst in range(2):
        for label in (1, 0):
            for who, page in pages.items():
                wait_for_scene(page, scenes[who], label)
                hold(page, names[who][label])
    for who, page in pages.items():
        for name in names[who]:
            expect(main(page).get_by_role("button", name=re.compile(rf"^Delete burst \d of {name},"))).to_have_count(2)
        press(page, "Make the dataset")
        expect(main(page).get_by_text(re.compile("Made last: My pictures"))).to_be_visible()
        settle(page)
    for page in pages.values():
        open_page(page, "Train")
    for page in pages.values():
        press(page, "Train")
    for page in pages.values():
        expect(visitor.scores(page)).to_be_visible()
        settle(page)
        visitor.walk(page, "End")
    for who, page in pages.items():
        open_page(page, "Predict")
        choose(page, "Upload")
        expect(verdict(page)).to_have_count(0)  # the other one's photo is in hand, but not here
        for label in (1, 0):
            show(page, scenes[who][label], names[who][label])
    for who, page in pages.items():
        others = names["two" if who == "one" else "one"]
        for name in ("Explore", "Build"):
            open_page(page, name)
            for own in names[who]:
                expect(main(page)).to_contain_text(own)
            assert not any(other in main(page).inner_text() for other in others)
        for label in (1, 0):
            expect(pictures_of(page, names[who][label]).nth(3)).to_be_visible()


def test_pictures_come_by_key_and_go_by_a_press_and_the_camera_stops_with_the_page(
    server: Server, browser_that_sees: Callable[..., Browser], new_page: NewPage
) -> None:
    page = new_page(browser_that_sees(ASKEW))
    visitor.arrive(page, server.url, "Build")
    start_camera(page)
    button = main(page).get_by_role("button", name="Hold: thumb up")
    button.focus()
    page.keyboard.down(" ")
    wait_for_taken(page, 3)
    page.keyboard.up(" ")
    expect(main(page).get_by_text(re.compile(r"^\d+ of at most 500 pictures"))).to_be_visible()
    settle(page)
    expect(pictures_of(page, "thumb up").nth(2)).to_be_visible()
    taken = pictures_of(page, "thumb up").count()
    expect(main(page).get_by_text(f"{taken} of at most 500 pictures")).to_be_visible()
    thumbnail = np.array(pictures_of(page, "thumb up").first.locator("img").evaluate(PIXELS)).reshape(64, 64, 4)[
        ..., :3
    ]
    assert likeness(thumbnail, ASKEW) > 0.95, "the centre square of what the camera sees"
    assert likeness(thumbnail[:, ::-1], ASKEW) < 0.8, "and not its mirror image"
    pictures_of(page, "thumb up").first.click()
    expect(main(page).get_by_text(f"{taken - 1} of at most 500 pictures")).to_be_visible()
    press(page, "Undo the deletion")
    expect(pictures_of(page, "thumb up")).to_have_count(taken)

    track = main(page).locator("video").evaluate_handle("video => video.srcObject.getVideoTracks()[0]")
    assert track.evaluate("track => track.readyState") == "live"
    open_page(page, "Home")
    page.wait_for_function("track => track.readyState === 'ended'", arg=track)
    open_page(page, "Build")
    expect(pictures_of(page, "thumb up")).to_have_count(taken)
    pictures_of(page, "thumb up").first.focus()
    page.keyboard.press("Enter")
    expect(pictures_of(page, "thumb up")).to_have_count(taken - 1)
    expect(pictures_of(page, "thumb up").first).to_be_focused()
    settle(page)
    expect(pictures_of(page, "thumb up").first).to_be_focused()
    main(page).get_by_role("button", name="Delete burst 1").press("Enter")
    expect(pictures_of(page, "thumb up")).to_have_count(0)
    expect(button).to_be_focused()
    press(page, "Undo the deletion")
    press(page, "Forget all pictures")
    expect(pictures_of(page, "thumb up")).to_have_count(0)


# What a browser without a camera does, and what is said then.
WITHOUT = {
    "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError') }": "Allow it",
    "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError') }": "no camera",
    "delete Navigator.prototype.mediaDevices; window.isSecureContext = false": "cannot use a camera",
}


def test_without_a_camera_the_page_says_why_and_how_to_go_on(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Build")
    for script, words in WITHOUT.items():
        page.evaluate(f"() => {{ {script} }}")
        press(page, "Start the camera")
        note = main(page).get_by_role("status").filter(has_text="go on without")
        expect(note).to_contain_text(words)
        expect(note).to_contain_text("Draw")
    choose(page, "Draw")
    expect(main(page).get_by_role("button", name=re.compile("^Training image"))).to_have_count(16)
