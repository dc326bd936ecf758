"""What only a browser can show of guessing: a curve drawn by mouse and by keys, and what a reload leaves."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser import visitor
from tests.browser.server import Server
from tests.browser.visitor import main, settle


def points(page: Page) -> Locator:
    return main(page).get_by_role("slider", name=re.compile("^Test images right, point"))


def said(page: Page) -> list[int]:
    """The heights of the curve in per cent, as they are read aloud."""
    texts = points(page).evaluate_all("all => all.map(each => each.getAttribute('aria-valuetext'))")
    return [int(text.removesuffix(" %")) for text in texts]


def test_a_curve_is_drawn_by_mouse_and_keys_and_outlives_a_reload(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Experiments")
    visitor.choose(page, "Learning curve")
    expect(points(page)).to_have_count(7)
    assert said(page) == [50] * 7
    guess = main(page).get_by_role("button", name="That is my guess")
    expect(guess).to_be_disabled()

    plot = main(page).get_by_role("group", name=re.compile("^Draw the test accuracy"))
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 1, box["y"] + 0.4 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 1, box["y"] + 0.1 * box["height"])
    page.mouse.up()
    drawn = said(page)
    assert all(abs(height - (60 + 5 * i)) <= 2 for i, height in enumerate(drawn)), drawn

    points(page).first.focus()
    page.keyboard.press("ArrowRight")
    expect(points(page).nth(1)).to_be_focused()
    page.keyboard.press("PageUp")
    page.keyboard.press("ArrowUp")
    assert said(page)[1] == drawn[1] + 12
    settle(page)
    expect(points(page).nth(1)).to_be_focused()
    assert said(page) == [drawn[0], drawn[1] + 12, *drawn[2:]], "the server's answer moves nothing"

    expect(guess).to_be_enabled()
    guess.click()
    main(page).get_by_text("It stays, within 5 points").click()
    settle(page)
    visitor.press(page, "That is my guess")
    expect(main(page).get_by_text(re.compile("^You said a curve from"))).to_be_visible()
    expect(main(page).get_by_role("img", name=re.compile("^You drew a curve"))).to_be_visible()
    settle(page)
    main(page).locator(".curve").get_by_role("button", name="Numbers").click()
    numbers = main(page).get_by_role("group", name="Numbers of both curves")
    expect(numbers.get_by_role("row")).to_have_count(1 + 7)
    expect(numbers.get_by_role("row").nth(1).get_by_role("cell").first).to_have_text(str(drawn[0]))

    visitor.arrive(page, server.url, "Home")
    expect(main(page).get_by_text(re.compile(r"^\d of 2 guesses right$"))).to_be_visible()
