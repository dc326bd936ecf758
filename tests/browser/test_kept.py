"""What a visitor has done is there again after a reload, and after a new start of the server."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import visitor
from tests.browser.server import Server


def test_a_page_is_found_by_its_name_and_the_road_goes_on_after_a_reload(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Home")
    expect(visitor.menu(page).filter(has_text="Sweep")).to_have_count(0)
    page.get_by_role("combobox", name="Find a page").fill("swe")
    page.get_by_role("option", name="Sweep").click()
    visitor.expect_page(page, "Sweep")
    expect(visitor.menu(page).filter(has_text="Sweep")).to_be_visible()

    visitor.open_page(page, "Explore")
    visitor.wait_until_kept(page, "explore")
    visitor.arrive(page, server.url, "Home")
    expect(page.locator(".st-key-onward").get_by_role("link")).to_contain_text("Train a neuron on it")
    page.reload()
    expect(page.locator(".st-key-onward").get_by_role("link")).to_contain_text("Train a neuron on it")


def test_the_tab_of_a_word_takes_nothing_away_from_what_is_done_meanwhile(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Home")
    visitor.open_page(page, "Explore")
    with page.context.expect_page() as opened:
        page.locator('a[href^="words?"]').first.click()
    words = opened.value
    visitor.expect_page(words, "Words")
    visitor.settle(words)
    visitor.open_page(page, "Code")
    page.get_by_role("textbox", name="Python code").press_sequentially("# mine")
    visitor.wait_until_kept(page, "# mine")
    visitor.open_page(words, "Step")
    assert "# mine" in visitor.wait_until_kept(page, "step")
