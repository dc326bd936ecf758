"""A real server, a real browser and a film for its camera, started once for all tests that a process runs here."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright

from logreg_core import Classifier, Dataset
from logreg_core.settings import ITERATIONS, LEARNING_RATE
from logreg_core.sources import faces as faces_source
from tests.browser import chromium, fake_camera, waiting
from tests.browser.server import Server, running_server
from tests.browser.visitor import DESKTOP, PATIENCE, PHONE
from tests.neurons import neuron_after

CAMERA_FLAGS = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
# Streamlit's frontend asks below the path of a deep link whether the app lives there, and then at the root.
BASE_PATH_MISS = re.compile(r"status of 404 .* http://127\.0\.0\.1:\d+/[^/]+/_stcore/(health|host-config)$")
# An interface of the machine came or went, of a container for one: what is under way then is asked for once more.
NETWORK_CHANGED = "net::ERR_NETWORK_CHANGED"
# A picture that was replaced before a slow browser asked for it: the server has let go of it.
PICTURE_GONE = re.compile(r"(status of 404 .*|Image source error - )http://127\.0\.0\.1:\d+/media/")

# Not every breach of the policy in `pages/server/headers.py` is in the console by itself.
BREACHES = """document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
    console.error(`Against the policy: ${violatedDirective} ${blockedURI}`))"""

NewPage = Callable[..., Page]


def listen_for_errors(page: Page, lines: list[str]) -> None:
    """Note what a browser's console complains about, but for what is no fault of the page."""

    def hear(message: ConsoleMessage) -> None:
        line = f"{message.text} {message.location.get('url', '')}".strip()
        is_known = NETWORK_CHANGED in line or BASE_PATH_MISS.search(line) or PICTURE_GONE.search(line)
        if message.type == "error" and not is_known:
            lines.append(line)

    page.on("console", hear)
    page.on("pageerror", lambda error: lines.append(str(error)))


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """One more visitor, at a desk unless it is said otherwise. Her pages say what breaks the policy, and what is still
    under way in them.
    """
    context = browser.new_context(**{"viewport": DESKTOP, **options})
    context.set_default_timeout(PATIENCE)
    context.add_init_script(BREACHES)
    context.add_init_script(waiting.LISTEN)
    return context


@contextmanager
def visit(browser: Browser, **options: Any) -> Iterator[Page]:
    """The page of one visitor for several tests, in the end of which no console may have complained."""
    context, errors = new_context(browser, **options), list[str]()
    page = context.new_page()
    listen_for_errors(page, errors)
    yield page
    context.close()
    assert not errors, "The console of the browser reports:\n" + "\n".join(errors)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show beside a failure what the server said."""
    report = yield
    if report.failed and report.when != "teardown":
        for value in getattr(item, "funcargs", {}).values():
            if isinstance(value, Server):
                report.sections.append(("Log of the server", value.log()))
    return report


def _clean(server: Server) -> None:
    assert "Traceback" not in server.log(), f"The server met an exception:\n{server.log()}"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server that most tests visit."""
    with running_server() as running:
        yield running
        _clean(running)


@pytest.fixture
def fresh_server() -> Iterator[Server]:
    """A server that nobody has visited yet."""
    with running_server() as running:
        yield running
        _clean(running)


@pytest.fixture(scope="session")
def faces() -> Dataset:
    """The default dataset."""
    return faces_source.load()


@pytest.fixture(scope="session")
def textbook(faces: Dataset) -> Classifier:
    """What the textbook learns from the faces with the default settings, without any help of the app."""
    return neuron_after(faces, int(ITERATIONS.default), LEARNING_RATE.default)


@pytest.fixture(scope="session")
def known_face(faces: Dataset, textbook: Classifier) -> NDArray[np.uint8]:
    """The image of the test set that the textbook is most sure is a face: uint8 ``(25, 25, 1)``."""
    return faces.test.images[int(textbook.probabilities(faces.test.images).argmax())]


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where the browser is. In CI there must be one; elsewhere the tests skip."""
    path = chromium.find()
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(chromium.missing())
    return path


@pytest.fixture(scope="session")
def playwright(chromium_path: str) -> Iterator[Playwright]:
    """What steers the browser, once there is one."""
    waiting.install()
    with sync_playwright() as running:
        expect.set_options(timeout=PATIENCE)
        yield running


@pytest.fixture(scope="session")
def browser(
    playwright: Playwright, chromium_path: str, known_face: NDArray[np.uint8], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A Chromium whose camera looks at the known face."""
    film = fake_camera.write(tmp_path_factory.mktemp("camera") / "face.mjpeg", known_face)
    running = chromium.launch(playwright, chromium_path, *CAMERA_FLAGS, f"--use-file-for-fake-video-capture={film}")
    yield running
    running.close()


@pytest.fixture(scope="session")
def phone(playwright: Playwright) -> dict[str, Any]:
    """Options for a page on a phone: Streamlit folds its menu away only where the browser says that it is one."""
    return {
        "viewport": PHONE,
        "user_agent": playwright.devices["Pixel 7"]["user_agent"],
        "is_mobile": True,
        "has_touch": True,
    }


@pytest.fixture
def console_errors() -> Iterator[list[str]]:
    """What the browser's consoles complain about. It must be empty in the end; a test may take out what it expects."""
    lines: list[str] = []
    yield lines
    assert not lines, "The console of the browser reports:\n" + "\n".join(lines)


@pytest.fixture
def new_page(browser: Browser, console_errors: list[str]) -> Iterator[NewPage]:
    """Opens a page for one more visitor, in the browser that most share or in ``another`` one."""
    contexts = []

    def open_one(another: Browser = browser, **options: Any) -> Page:
        contexts.append(context := new_context(another, **options))
        page = context.new_page()
        listen_for_errors(page, console_errors)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """The page of one visitor at a desk."""
    return new_page()
