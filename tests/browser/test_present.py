"""A page on a projector: what is hidden and enlarged, whose keys the keys are, and that the server hears nothing."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser import visitor
from tests.browser.conftest import NewPage
from tests.browser.server import Server
from tests.browser.visitor import main, settle

PROJECTOR = {"width": 1280, "height": 800}
LETTERS = """() => [
    getComputedStyle(document.querySelector('[data-testid=stMain] label')).fontSize,
    document.querySelector('.js-plotly-plot')._fullLayout.xaxis.tickfont.size,
    document.querySelector('.js-plotly-plot')._fullData[0].line.width,
].map(Number.parseFloat)"""
RING_OF_FOCUS = """title => {
    title.tabIndex = -1;
    title.focus({ focusVisible: true });
    return [title.matches(':focus-visible'), getComputedStyle(title).outlineStyle];
}"""
PAPER_AND_INK = "app => [getComputedStyle(app).backgroundColor, getComputedStyle(app).color]"


def control(page: Page, name: str) -> Locator:
    """One of the presenter's own buttons."""
    return page.locator(f".presenter [data-part={name}]")


def expect_part(page: Page, which: str) -> None:
    """Wait until the presenter shows this part, as in ``2 / 6``, and all of it."""
    expect(control(page, "count")).to_have_text(which)
    settle(page)


def test_a_page_is_presented_part_by_part_and_keys_stay_with_who_uses_them(server: Server, new_page: NewPage) -> None:
    page = new_page(viewport=PROJECTOR, color_scheme="dark")
    line = visitor.Line(page)
    visitor.train(page, server.url)
    visitor.chart(page)
    presented = page.locator("html[data-presenting=dark]")
    sidebar, run = page.get_by_test_id("stSidebar"), visitor.player(page)
    before = page.evaluate(LETTERS)

    rate = visitor.number_field(page, "Learning rate")
    rate.press("p")
    expect(presented).to_have_count(0)
    rate.blur()
    line.wait_until_quiet(page)
    so_far = line.sent
    page.keyboard.press("Control+p")
    expect(presented).to_have_count(0)
    page.keyboard.press("p")
    expect(presented).to_have_count(1)
    expect(sidebar).to_be_hidden()
    expect_part(page, "1 / 2")
    page.wait_for_function(f"({LETTERS})()[1] > 1.3 * {before[1]}")
    assert all(now > 1.3 * then for now, then in zip(page.evaluate(LETTERS), before, strict=True))
    assert page.get_by_test_id("stApp").evaluate(PAPER_AND_INK) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    lowest = 1.06 * PROJECTOR["height"]  # the player is seen at once
    page.wait_for_function(f"{visitor.PLAYER}.getBoundingClientRect().bottom < {lowest}")

    run.get_by_role("slider").focus()
    for key in ("ArrowRight", "ArrowUp", "ArrowRight"):  # at its end the player stays, and so does the part
        page.keyboard.press(key)
    expect_part(page, "1 / 2")
    run.get_by_role("slider").blur()
    page.keyboard.press("ArrowRight")
    expect_part(page, "2 / 2")
    expect(run).to_be_hidden()
    expect(visitor.scores(page)).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(run).to_be_visible()
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, main.scrollHeight)")
    page.keyboard.press("PageDown")
    expect_part(page, "2 / 2")
    settle(page)
    assert line.sent == so_far, "the server has heard of it"

    page.keyboard.press("ArrowRight")
    visitor.expect_page(page, "Weights")
    expect(presented).to_have_count(1)
    title = main(page).get_by_role("heading", level=1)
    assert title.evaluate(RING_OF_FOCUS) == [True, "none"], "the class would see it"
    page.keyboard.press("ArrowLeft")
    expect(visitor.scores(page)).to_be_visible()
    expect_part(page, "2 / 2")
    page.keyboard.press("Escape")
    expect(presented).to_have_count(0)
    expect(sidebar).to_be_visible()
    page.wait_for_function(f"({LETTERS})()[1] === {before[1]}")

    visitor.open_page(page, "Evaluate")
    control(page, "enter").click()
    expect(control(page, "count")).to_have_text(re.compile(r"^1 / \d+$"))
    parts = int((control(page, "count").text_content() or "").split("/")[1])
    assert parts > 3
    page.keyboard.press("ArrowRight")
    expect(main(page).get_by_role("heading", name="Which images were wrong?")).to_be_visible()
    expect(main(page).get_by_role("heading", level=1)).to_be_hidden()
    threshold = main(page).get_by_role("slider", name="Threshold")
    threshold.press("ArrowRight")
    expect(threshold).to_have_value("0.51")
    expect_part(page, f"2 / {parts}")
    expect(page.locator(".aloud")).to_have_text(re.compile(rf"^(Page: Evaluate\. )?Part 2 of {parts}: Which images"))
    page.reload()
    expect(presented).to_have_count(1)

    control(page, "keys").click()
    control(page, "keys").blur()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("p")
    expect(presented).to_have_count(1)
    page.keyboard.press("Escape")
    expect(presented).to_have_count(0)
    page.reload()
    expect(control(page, "enter")).not_to_have_attribute("aria-keyshortcuts", re.compile("."))
    page.keyboard.press("p")
    expect(presented).to_have_count(0)
    control(page, "enter").click()
    control(page, "keys").click()
    expect(control(page, "keys")).to_have_text("Keys: on")
