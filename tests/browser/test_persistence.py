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


def test_half_worked_blanks_the_function_and_the_result_that_is_read_are_there_after_a_reload(
    server: Server, page: Page
) -> None:
    visitor.arrive(page, server.url, "Step")
    sheet = visitor.main(page).locator(".sheet")
    sheet.get_by_role("button", name="You compute all").click()
    page.keyboard.type("-0,26")  # without b
    page.keyboard.press("Enter")
    expect(sheet.locator("[aria-live]")).to_contain_text("Was b forgotten?")
    page.keyboard.type("1/25")
    page.keyboard.press("Enter")
    expect(sheet.locator("[aria-live]")).to_contain_text("z₁ is right.")
    page.keyboard.type("0.")  # half a number outlives what the server answers
    visitor.settle(page)
    expect(sheet.get_by_role("textbox", name="score z of image 2. Work it out")).to_have_value("0.")
    visitor.open_page(page, "Code")
    page.get_by_role("radio", name="predict").click()
    expect(page.get_by_role("textbox", name="Python code of the function predict")).to_be_visible()
    visitor.open_page(page, "Break it")
    page.get_by_role("button", name="I just want to see").click()
    read = visitor.main(page).get_by_role("heading", level=2).first.inner_text()
    expect(visitor.main(page)).to_contain_text("Where to look next time")
    visitor.settle(page)
    page.reload()
    expect(visitor.main(page)).to_contain_text("Where to look next time")
    expect(visitor.main(page).get_by_role("heading", level=2).first).to_have_text(read)
    visitor.open_page(page, "Code")
    page.reload()
    expect(page.get_by_role("textbox", name="Python code of the function predict")).to_be_visible()
    visitor.open_page(page, "Step")
    page.reload()
    expect(sheet.locator("input.blank")).to_have_count(24)
    expect(sheet.get_by_role("button", name="score z of image 1: 0.04")).to_be_visible()


HANDS = """() => new Promise((resolve) => {
    const opened = indexedDB.open("one-neuron");
    opened.onsuccess = () => {
        const asked = opened.result.transaction("hands").objectStore("hands").getAll();
        asked.onsuccess = () => {
            opened.result.close();
            resolve(asked.result.some(({ text }) => text.includes("under_way")));
        };
    };
})"""


def test_a_reload_in_the_middle_of_a_sweep_says_what_it_took(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Sweep")
    visitor.type_number(page, "Iterations", "20000")
    visitor.settle(page)
    visitor.press(page, "Sweep")
    expect(visitor.main(page).get_by_role("progressbar")).to_be_visible()
    page.wait_for_function(HANDS)
    page.reload()
    missed = visitor.main(page).get_by_text("“Sweep” was interrupted before it was done.")
    expect(missed).to_be_visible()
    expect(visitor.number_field(page, "Iterations")).to_have_value("20000")
    visitor.settle(page)
    page.wait_for_function(f"() => ({HANDS})().then((is) => !is)")
    page.reload()
    expect(visitor.main(page).get_by_role("button", name="Sweep")).to_be_enabled()
    visitor.settle(page)
    expect(missed).to_have_count(0)


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
