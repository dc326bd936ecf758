"""A round of You is played by keys in the browser: the server hears of it once, at the end."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser import visitor
from tests.browser.server import Server
from tests.browser.visitor import main, settle


def test_a_round_is_played_by_keys_and_ends_with_both_scores(server: Server, page: Page) -> None:
    visitor.train(page, server.url)
    visitor.open_page(page, "You")
    stage = main(page).locator(".round")
    expect(stage.get_by_role("img")).to_have_count(0)
    stage.get_by_role("button", name="Begin").press("Enter")
    expect(stage.get_by_role("img")).to_have_count(1)
    expect(stage.get_by_role("img", name="Image 1 of 20")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(stage.get_by_role("img", name="Image 2 of 20")).to_be_visible()
    page.keyboard.press("Backspace")
    expect(stage.get_by_role("img", name="Image 1 of 20")).to_be_visible()
    yes, no = stage.get_by_role("button", name="← face"), stage.get_by_role("button", name="no face →")
    yes.focus()
    page.keyboard.press("Enter")
    no.click()
    for _ in range(17):
        page.keyboard.press("ArrowRight")
    expect(stage.get_by_role("img", name="Image 20 of 20")).to_be_visible()
    expect(main(page)).not_to_contain_text("The neuron")
    page.keyboard.press("ArrowLeft")
    expect(main(page).get_by_role("rowheader", name="You")).to_be_visible()
    expect(main(page)).to_contain_text(re.compile(r"only you are right|do(es)? not tell the two of you apart"))
    settle(page)
    visitor.press(page, "Another round")
    expect(stage.get_by_role("button", name="Begin")).to_be_visible()
    visitor.choose(page, "Pixels shuffled")
    stage.get_by_role("button", name="Begin").click()
    page.keyboard.press("ArrowRight")
    expect(stage.get_by_role("img", name="Image 2 of 20")).to_be_visible()
    page.reload()
    visitor.expect_page(page, "You")
    visitor.choose(page, "Pixels shuffled")
    expect(stage).to_contain_text("1 of 20 answered")
    stage.get_by_role("button", name="Go on").click()
    expect(stage.get_by_role("img", name="Image 2 of 20")).to_be_visible()
