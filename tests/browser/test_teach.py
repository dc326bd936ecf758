"""A teacher writes a lesson by keyboard alone, and her class opens it."""

from __future__ import annotations

import tomllib
from io import BytesIO

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import visitor
from tests.browser.conftest import NewPage
from tests.browser.server import Server
from tests.browser.visitor import main

MAX_TABS = 120  # from one end of the page to the other and on from its start

# What a screen reader would call the button or field that hears the keys.
HELD = """() => {
    let held = document.activeElement;
    while (held?.shadowRoot?.activeElement) held = held.shadowRoot.activeElement;
    if (!held?.matches('a, button, input, textarea, summary')) return '';
    return held.getAttribute('aria-label') || held.labels?.[0]?.textContent || held.textContent;
}"""


def held(page: Page) -> str:
    """The name of what hears the keys."""
    return str(page.evaluate(HELD))


def tab_to(page: Page, name: str, *, back: bool = False) -> None:
    """Press Tab, or go back by it, until something with this name hears the keys."""
    for _ in range(MAX_TABS):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if name in held(page):
            return
    raise AssertionError(f"Tab does not lead to {name}.")


def press(page: Page, name: str, *, back: bool = False) -> None:
    """Go to a button with this name, and press it."""
    tab_to(page, name, back=back)
    page.keyboard.press("Enter")
    visitor.settle(page)


def write(page: Page, field: str, text: str) -> None:
    """Go to a field, write into it, and go on."""
    tab_to(page, field)
    page.keyboard.type(text)
    page.keyboard.press("Tab")
    visitor.settle(page)


def add(page: Page, name: str, task: str, *, back: bool = False) -> None:
    """Add a page as a step, and say its task."""
    tab_to(page, "Add a page as it stands now", back=back)
    page.keyboard.type(name)
    expect(page.get_by_role("option", name=name)).to_be_visible()
    page.keyboard.press("Enter")
    visitor.settle(page)
    press(page, "Add a step")
    write(page, "Task, in one sentence", task)


def expect_lines(page: Page, *lines: str) -> None:
    """Wait until the steps are these, line by line."""
    expect(main(page).locator("[data-what=open]")).to_have_text(lines)


def expect_held(page: Page, name: str) -> None:
    """Wait until what has this name hears the keys."""
    page.wait_for_function(f"name => ({HELD})() === name", arg=name)


def test_a_lesson_is_written_by_keys_alone_and_followed_by_somebody_else(
    server: Server, page: Page, new_page: NewPage
) -> None:
    visitor.arrive(page, server.url, "Teach")
    press(page, "Begin an empty lesson")
    write(page, "Title", "Two pages")
    write(page, "For whom", "Anybody")
    add(page, "Weights", "What do you see in them? <b>")
    add(page, "Train", "Press Train.", back=True)

    written = ("1. Train Press Train.", "2. Weights What do you see in them? <b>")
    expect_lines(page, "1. Weights What do you see in them? <b>", "2. Train Press Train.")
    press(page, "Move step 2 of 2 up", back=True)
    expect_lines(page, *written)
    expect_held(page, "Move step 1 of 2 down")  # still on the step that was moved, which can go no further up
    page.keyboard.press("Enter")
    expect_held(page, "Move step 2 of 2 up")
    page.keyboard.press("Enter")
    expect_lines(page, *written)
    visitor.settle(page)

    press(page, "Try it")
    visitor.expect_page(page, "Train")
    expect(main(page)).to_contain_text("Press Train.")
    press(page, "Back to writing")
    visitor.expect_page(page, "Teach")
    expect_lines(page, *written)

    tab_to(page, "Save as a file")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert saved.value.suggested_filename == "two-pages.toml"
    lesson = tomllib.loads(saved.value.path().read_text(encoding="utf-8"))
    assert (lesson["title"], lesson["audience"]) == ("Two pages", "Anybody")
    assert [step["page"] for step in lesson["steps"]] == ["train", "weights"]

    press(page, "QR code for the projector")
    code = main(page).get_by_role("img", name="QR code of the link to the lesson Two pages")
    expect(code).to_be_visible()
    visitor.settle(page)  # until then what was there before is pale
    (read,) = zxingcpp.read_barcodes(Image.open(BytesIO(code.screenshot())))
    assert read.text == main(page).get_by_test_id("stCode").inner_text().strip()

    student = new_page()
    student.goto(read.text)
    visitor.expect_page(student, "Train")
    expect(main(student)).to_contain_text("Press Train.")
    expect(main(student).get_by_text("1 of 2")).to_be_visible()
    main(student).get_by_role("button", name="Next: Weights").click()
    visitor.expect_page(student, "Weights")
    expect(main(student)).to_contain_text("What do you see in them? <b>")
