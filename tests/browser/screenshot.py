"""Takes the README's four pictures from the real app: `make screenshot`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import FloatRect, Locator, Page, ViewportSize, expect, sync_playwright

from logreg_core.sources import faces
from tests.browser import chromium, fake_camera, visitor, waiting
from tests.browser.conftest import CAMERA_FLAGS
from tests.browser.server import ROOT, running_server

FOLDER = ROOT / "docs" / "pictures"
SIZE: ViewportSize = {"width": 1200, "height": 1400}
PADDING = 12  # pixels
HIDDEN = ".presenter, [data-testid=stHeaderActionElements] { visibility: hidden }"  # they lie on the title
MISTAKE = "def sigmoid(z):\n    a = 1 / (1 + np.exp(z))\n    return a"


def train(page: Page) -> Locator:
    """A run, shown in its middle."""
    visitor.open_page(page, "Train")
    visitor.player(page).locator("[data-part=slider]").fill("800")
    visitor.wait_until_told(page)
    return visitor.player(page).get_by_text("Numbers")


def weights(page: Page) -> Locator:
    """The weights after that many iterations."""
    visitor.open_page(page, "Weights")
    visitor.chart(page)
    return visitor.main(page).get_by_text("The strongest weight")


def predict(page: Page) -> Locator:
    """A camera that shows a face."""
    visitor.open_page(page, "Predict")
    visitor.choose(page, "Live camera")
    visitor.press(page, "Start the camera")
    meter = visitor.main(page).get_by_role("meter")
    expect(meter).to_have_attribute("aria-valuenow", re.compile(r"\d"))
    return visitor.main(page).get_by_role("button", name="Take this picture")


def code(page: Page) -> Locator:
    """A wrong sigmoid, and its first failed check."""
    visitor.open_page(page, "Code")
    field = page.get_by_role("textbox", name=re.compile("^Python code of the function"))
    field.press("Control+a")
    page.keyboard.insert_text(MISTAKE)
    visitor.let_pass(page, 1000)
    visitor.settle(page)
    visitor.press(page, "Check")
    visitor.settle(page)
    return visitor.main(page).get_by_test_id("stVerticalBlock").filter(has_text=re.compile(r"^a quarter")).last


def area(page: Page, last: Locator) -> FloatRect:
    """The page without the menu, from its title to this element."""
    block = visitor.main(page).get_by_test_id("stMainBlockContainer").bounding_box()
    title, end = visitor.main(page).get_by_role("heading", level=1).bounding_box(), last.bounding_box()
    assert block is not None
    assert title is not None
    assert end is not None
    left, top = block["x"] + PADDING, title["y"] - PADDING
    bottom = end["y"] + end["height"] + PADDING
    return {"x": left, "y": top, "width": block["width"] - 2 * PADDING, "height": bottom - top}


PICTURES: tuple[Callable[[Page], Locator], ...] = (train, weights, predict, code)


def main() -> int:
    """Train on the faces, and take each picture. Returns the exit code."""
    path = chromium.find()
    if path is None:
        print(chromium.missing())
        return 1
    expect.set_options(timeout=visitor.PATIENCE)
    waiting.install()
    data = faces.load()
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, running_server() as server, sync_playwright() as playwright:
        film = fake_camera.write(Path(folder, "face.mjpeg"), data.test.images[data.test.labels == 1][0])
        browser = chromium.launch(playwright, path, *CAMERA_FLAGS, f"--use-file-for-fake-video-capture={film}")
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.add_init_script(waiting.LISTEN)
        visitor.train(page, server.url)
        for take in PICTURES:
            last = take(page)
            page.mouse.move(SIZE["width"] - 1, SIZE["height"] - 1)  # away from the menu and the title
            visitor.let_pass(page, 500)
            picture = FOLDER / f"{take.__name__}.png"
            page.screenshot(path=picture, animations="disabled", clip=area(page, last), style=HIDDEN)
            print(f"{picture.name}: {picture.stat().st_size / 1000:.0f} kB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
