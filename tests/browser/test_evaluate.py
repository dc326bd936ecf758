"""The confusion matrix is a drawing of ours, so that only a browser can say whether a keyboard opens its photos."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from logreg_core import Classifier, Dataset
from logreg_core.evaluate import confusion, members
from tests.browser import visitor
from tests.browser.conftest import visit
from tests.browser.server import Server
from tests.browser.visitor import main, settle


@pytest.fixture(scope="module")
def kinds() -> list[str]:
    """Of which kinds the messages of the server were so far."""
    return []


@pytest.fixture(scope="module")
def trained(server: Server, browser: Browser, kinds: list[str]) -> Iterator[Page]:
    """The page of one visitor with a model, for both tests."""

    def listen(socket: WebSocket) -> None:
        def hear(frame: str | bytes) -> None:
            if isinstance(frame, bytes):
                kinds.append(ForwardMsg.FromString(frame).WhichOneof("type") or "")

        socket.on("framereceived", hear)

    with visit(browser) as page:
        page.on("websocket", listen)
        visitor.train(page, server.url)
        yield page


def test_the_keyboard_opens_the_photos_behind_a_number_and_one_of_them_in_predict(
    trained: Page, faces: Dataset, textbook: Classifier
) -> None:
    page = trained
    z, labels = textbook.scores(faces.test.images), faces.test.labels
    right = int(confusion(z, labels)[1, 1])
    photos = members(z, labels, 1, 1)
    visitor.open_page(page, "Evaluate")

    cell = main(page).get_by_role("button", name=f"{right} of 25 images of face are called face. Show them.")
    cell.focus()
    page.keyboard.press("Enter")
    expect(cell).to_have_attribute("aria-pressed", "true")
    expect(main(page).get_by_role("heading", name="face, called face")).to_be_visible()
    settle(page)
    expect(cell).to_be_focused()
    tiles = main(page).get_by_role("button", name=re.compile(r"^Test image \d+, face: the neuron says"))
    expect(tiles).to_have_count(right)
    numbers = [
        int(re.findall(r"\d+", words or "")[0])
        for words in tiles.locator("img").evaluate_all("all => all.map(i => i.alt)")
    ]
    assert numbers == photos.tolist(), "the one nearest to being wrong is first"

    tiles.nth(1).focus()
    page.keyboard.press("Space")
    expect(tiles.nth(1)).to_have_attribute("aria-pressed", "true")
    expect(main(page).get_by_text(f"Test image {photos[1]}.")).to_be_visible()
    settle(page)
    main(page).get_by_role("button", name="Open in Predict").focus()
    page.keyboard.press("Enter")
    visitor.expect_page(page, "Predict")
    expect(main(page).get_by_text(f"Test image {photos[1]}.")).to_be_visible()
    expected = float(textbook.probabilities(faces.test.images[photos[1]][np.newaxis])[0])
    assert abs(visitor.probability(page, "face") - expected) < 1e-6


def test_the_table_of_scores_stays_on_the_page_and_no_message_stands_for_one_that_was_never_sent(
    trained: Page, kinds: list[str]
) -> None:
    """Whoever moves the threshold fast interrupts the page: see minCachedMessageSize in `.streamlit/config.toml`."""
    page = trained
    visitor.open_page(page, "Evaluate")
    visitor.press(page, "Find the cheapest threshold")
    expect(main(page).get_by_role("columnheader", name="Training, held out")).to_be_visible()
    settle(page)
    main(page).get_by_role("slider", name="Threshold").press("End")
    expect(main(page).get_by_text("No image is predicted as class 1").first).to_be_visible()
    settle(page)
    table = main(page).locator("table.scores")
    room = table.evaluate("table => table.parentElement.clientWidth")
    assert table.evaluate("table => table.offsetWidth") <= room
    assert table.get_by_role("rowheader").first.evaluate("cell => cell.offsetWidth") >= 150
    lines = "all => all.map(each => each.getClientRects().length && each.offsetHeight)"
    assert len(set(table.locator(".range").evaluate_all(lines))) == 1, "an interval stays on one line"
    for name in ("Explore", "Evaluate"):
        visitor.open_page(page, name)
    assert kinds.count("delta") > 50
    assert "ref_hash" not in kinds
