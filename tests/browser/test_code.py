"""The editor of the page Code: typed in, indented, left, undone and checked by keyboard, and nothing of it is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.server import Server
from tests.browser.visitor import PHONE, arrive, choose, let_pass, main, open_page, press, settle

MINE = "def sigmoid(z):\n    if True:\n        a = 1 / (1 + np.exp(-z))\n    return a"
PAUSE = 1000  # milliseconds after which the server hears of what was typed


def field(page: Page) -> Locator:
    """The field for Python."""
    return page.get_by_role("textbox", name=re.compile("^Python code of the function"))


def write(page: Page, text: str) -> None:
    """Put a text into the field, as if it were pasted."""
    field(page).press("Control+a")
    page.keyboard.insert_text(text)


def select(page: Page, start: int, end: int) -> None:
    field(page).evaluate("(field, [start, end]) => field.setSelectionRange(start, end)", [start, end])


def selected(page: Page) -> list[int]:
    return list(field(page).evaluate("(field) => [field.selectionStart, field.selectionEnd]"))


def pause(page: Page) -> None:
    """Wait until the server has heard of what was typed."""
    let_pass(page, PAUSE)
    settle(page)


def arrived(page: Page, server: Server) -> Page:
    """A visitor comes to the page."""
    arrive(page, server.url, "Code")
    expect(field(page)).to_be_visible()
    return page


@pytest.fixture
def at_code(page: Page, server: Server) -> Page:
    """A visitor on the page."""
    return arrived(page, server)


def test_what_is_typed_is_indented_and_coloured_tab_moves_lines_and_after_escape_leaves(at_code: Page) -> None:
    field(at_code).press("Control+a")
    at_code.keyboard.type("def sigmoid(z):\nif True:\na = 1 / (1 + np.exp(-z))\n")
    field(at_code).press("Backspace")
    at_code.keyboard.type("return a")
    expect(field(at_code)).to_have_value(MINE)
    lines = at_code.locator(".ce-line")
    assert lines.all_inner_texts() == MINE.split("\n")
    assert at_code.locator(".ce-keyword").all_inner_texts() == ["def", "if", "True", "return"]
    assert at_code.locator(".ce-defined").all_inner_texts() == ["sigmoid"]
    colours = {
        name: at_code.locator(f".ce-{name}").first.evaluate("(e) => getComputedStyle(e).color")
        for name in ("keyword", "number", "defined", "name")
    }
    assert len(set(colours.values())) == 4

    write(at_code, "a = 1\nb = 2\nc = 3")
    select(at_code, 0, 9)
    field(at_code).press("Tab")
    expect(field(at_code)).to_have_value("    a = 1\n    b = 2\nc = 3")
    assert selected(at_code) == [4, 17]
    field(at_code).press("Shift+Tab")
    field(at_code).press("Shift+Tab")
    expect(field(at_code)).to_have_value("a = 1\nb = 2\nc = 3")
    field(at_code).press("Control+z")
    expect(field(at_code)).to_have_value("    a = 1\n    b = 2\nc = 3")
    field(at_code).press("Control+z")
    expect(field(at_code)).to_have_value("a = 1\nb = 2\nc = 3")
    field(at_code).press("Control+y")
    expect(field(at_code)).to_have_value("    a = 1\n    b = 2\nc = 3")
    field(at_code).press("Control+End")
    field(at_code).press("Enter")
    at_code.keyboard.type("for i in c:")
    field(at_code).press("Enter")
    expect(field(at_code)).to_have_value("    a = 1\n    b = 2\nc = 3\nfor i in c:\n    ")
    for _ in range(3):
        field(at_code).press("Control+z")
    assert field(at_code).input_value().startswith("    a = 1\n    b = 2\nc = 3")
    assert at_code.locator(".ce-line").all_inner_texts() == field(at_code).input_value().split("\n")

    field(at_code).focus()
    field(at_code).press("Tab")
    expect(field(at_code)).to_be_focused()
    field(at_code).press("Escape")
    field(at_code).press("Tab")
    expect(field(at_code)).not_to_be_focused()
    at_code.keyboard.press("Shift+Tab")
    expect(field(at_code)).to_be_focused()
    field(at_code).press("Escape")
    field(at_code).press("Shift+Tab")
    expect(field(at_code)).not_to_be_focused()
    expect(field(at_code)).to_have_accessible_description(re.compile("Escape, then Tab, leaves the field"))


def test_a_line_that_fails_is_marked_until_it_is_changed_and_checks_by_keyboard_ask_no_other_host(
    page: Page, server: Server
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    at_code = arrived(page, server)
    write(at_code, "def sigmoid(z):\n    a = z + 1\n    return 1 / (1 + exp(-a))")
    press(at_code, "Check")
    settle(at_code)
    bad = at_code.locator(".ce-bad")
    expect(bad).to_have_text("    return 1 / (1 + exp(-a))")
    expect(field(at_code)).to_have_attribute("aria-invalid", "true")
    expect(field(at_code)).to_have_accessible_description(re.compile(r"Line 3: .*exp"))
    expect(at_code.locator(".ce-note").first).to_be_visible()
    field(at_code).press("Control+End")
    at_code.keyboard.type(" ")
    expect(bad).to_have_count(0)
    expect(at_code.locator(".ce-note")).to_have_count(0)
    expect(field(at_code)).to_have_attribute("aria-invalid", "false")

    write(at_code, "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))")
    field(at_code).press("End")
    at_code.keyboard.type("  # car")
    field(at_code).press("Control+Enter")
    expect(main(at_code)).to_contain_text(re.compile(r"All \d+ checks passed\."))
    expect(main(at_code).get_by_role("status").filter(has_text="checks passed")).to_have_count(1)
    expect(field(at_code)).to_be_focused()
    expect(field(at_code)).to_have_value("def sigmoid(z):\n    return 1 / (1 + np.exp(-z))  # car")
    expect(main(at_code)).to_contain_text("Passed all checks: sigmoid.")
    assert not [url for url in asked if not url.startswith((server.url, "data:", "blob:"))]


def test_what_is_written_is_kept_on_other_pages_for_other_functions_and_by_the_browser(at_code: Page) -> None:
    write(at_code, MINE)
    choose(at_code, "predict")
    expect(field(at_code)).to_have_value(re.compile("^def predict"))
    choose(at_code, "sigmoid")
    expect(field(at_code)).to_have_value(MINE)
    at_code.keyboard.press("Escape")
    write(at_code, MINE + "  # once more")
    open_page(at_code, "Explore")
    open_page(at_code, "Code")
    expect(field(at_code)).to_have_value(MINE + "  # once more")
    pause(at_code)
    at_code.reload()
    expect(field(at_code)).to_have_value(MINE + "  # once more")
    field(at_code).press("Control+End")
    at_code.keyboard.type(" and more")
    at_code.reload()
    expect(field(at_code)).to_have_value(MINE + "  # once more and more")


def test_what_was_typed_last_and_a_click_elsewhere_both_count(at_code: Page) -> None:
    start = field(at_code).input_value()
    for i in range(6):
        text = start if i % 2 else f"x = {i}"
        write(at_code, text)
        choose(at_code, "predict")
        expect(field(at_code)).to_have_value(re.compile("^def predict"))
        choose(at_code, "sigmoid")
        expect(field(at_code)).to_have_value(text)


def test_who_starts_again_can_have_it_back_and_what_is_shown_of_one_way_and_of_long_texts(at_code: Page) -> None:
    start = field(at_code).input_value()
    write(at_code, MINE)
    press(at_code, "Start again")
    expect(field(at_code)).to_have_value(start)
    press(at_code, "Bring mine back")
    expect(field(at_code)).to_have_value(MINE)

    expect(main(at_code)).not_to_contain_text("return 1 / (1 + np.exp(-z))")
    main(at_code).get_by_text("Show one way").click()
    expect(main(at_code)).to_contain_text("return 1 / (1 + np.exp(-z))")
    choose(at_code, "predict")
    expect(main(at_code)).not_to_contain_text("return (A > 0.5).astype(int)")

    write(at_code, "\n".join(f"{'x' * (3 * i)} = {i}  # ünï\t中" for i in range(60)) + "\n")
    sizes = at_code.evaluate(
        """() => {
            const root = document.querySelector('[data-testid=stBidiComponentRegular], body');
            const find = (node, wanted) => {
                for (const each of node.querySelectorAll('*')) {
                    if (each.matches(wanted)) return each;
                    const inner = each.shadowRoot && find(each.shadowRoot, wanted);
                    if (inner) return inner;
                }
                return null;
            };
            const field = find(document, 'textarea.ce-text'), colours = find(document, '.ce-colours');
            const style = (e) => { const s = getComputedStyle(e);
                return [s.fontFamily, s.fontSize, s.lineHeight, s.letterSpacing, s.tabSize, s.paddingTop]; };
            const box = (e) => { const { left, top, width, height } = e.getBoundingClientRect();
                return [left, top, width, height].map(Math.round); };
            return { styles: [style(field), style(colours)], boxes: [box(field), box(colours)],
                scrolls: [field.scrollWidth - field.clientWidth, field.scrollHeight - field.clientHeight,
                    field.scrollTop, field.scrollLeft] };
        }"""
    )
    assert sizes["styles"][0] == sizes["styles"][1]
    assert sizes["boxes"][0] == sizes["boxes"][1]
    assert max(sizes["scrolls"]) <= 0

    long = "# " + "x" * 60_000
    write(at_code, long)
    pause(at_code)
    expect(field(at_code)).to_have_accessible_description(re.compile("60,002 characters.* stays in this field only"))
    expect(field(at_code)).to_have_value(long)


def test_on_a_phone_it_neither_enlarges_nor_corrects_and_has_buttons_for_the_keys_that_are_missing(
    new_page: Callable[..., Page], server: Server, phone: dict[str, Any]
) -> None:
    page = new_page(**phone)
    arrive(page, server.url, "Code")
    assert float(field(page).evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)")) >= 16
    for name, value in (("autocapitalize", "off"), ("autocorrect", "off"), ("spellcheck", "false")):
        expect(field(page)).to_have_attribute(name, value)
    write(page, "x = 1")
    for name, wanted in (("Move the line in", "x = 1   "), ("Undo", "x = 1")):
        button = page.get_by_role("button", name=name, exact=True)
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
        button.tap()
        expect(field(page)).to_have_value(wanted)
        expect(field(page)).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
