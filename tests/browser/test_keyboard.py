"""A visitor without a mouse: from Home to Why by keys alone, with a ring wherever they are, which no act takes away."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser import visitor
from tests.browser.conftest import NewPage
from tests.browser.server import Server
from tests.browser.visitor import A_MOMENT, expect_page, main, open_page, settle

# What has the keys, through all shadow roots: its words, whether a ring is around it or around what stands for it, and
# whether it lies within the screen and on top of all else.
HELD = """() => {
    let held = document.activeElement;
    while (held?.shadowRoot?.activeElement) held = held.shadowRoot.activeElement;
    if (!held || held === document.body) return null;
    const near = [held, held.nextElementSibling?.nextElementSibling];
    for (let each = held.parentElement, i = 0; each && i < 4; each = each.parentElement, i++) near.push(each);
    const ring = near.filter(Boolean).some(each => {
        const style = getComputedStyle(each);
        return style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2;
    });
    const box = held.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height, 60) / 2];
    const top = held.getRootNode().elementFromPoint(x, y);
    const hidden = box.width < 4 || getComputedStyle(held).opacity === '0' || held.type === 'range';
    return {
        words: (held.getAttribute('aria-label') || held.textContent || held.value || '').trim(),
        ring,
        seen: hidden || Boolean(held.closest('.chart-cells') || held.contains(top) || top?.contains(held)),
    };
}"""


def held(page: Page) -> str:
    """What has the keys, in its words; a ring must be around it, and nothing over it."""
    found = page.evaluate(HELD)
    if found is None:
        return ""
    for _ in range(100):  # a ring is drawn with the next frame
        if found is None or found["ring"]:
            break
        page.wait_for_timeout(A_MOMENT)
        found = page.evaluate(HELD)
    assert found is not None, "the keys were lost"
    assert found["ring"], f"Nobody sees where the keys are: {found['words'][:80]}"
    assert found["seen"], f"It is covered or out of sight: {found['words'][:80]}"
    return str(found["words"])


def expect_held(page: Page, words: str) -> None:
    """Wait until what begins with these words has the keys: an answer of the server gives them back a moment later."""
    page.wait_for_function(f"words => ({HELD})()?.words.startsWith(words)", arg=words)
    held(page)


def tab_to(page: Page, words: str, most: int, key: str = "Tab") -> int:
    """Press Tab until something with these words has the keys; returns how often."""
    stops = []
    for count in range(1, most + 1):
        page.keyboard.press(key)
        stops.append(held(page)[:40])
        if re.search(words, stops[-1]):
            return count
    raise AssertionError(f"“{words}” is not within {most} stops: {stops}")


def press_enter(page: Page) -> None:
    """Press Enter, and wait until the server has answered."""
    page.keyboard.press("Enter")
    settle(page)


def onward(page: Page, words: str, name: str, most: int) -> None:
    """Go to the link at the end of the page, and on to the next page, whose heading then has the keys."""
    tab_to(page, words, most)
    page.keyboard.press("Enter")
    expect_page(page, name)
    expect(main(page).get_by_role("heading", level=1)).to_be_focused()


def act(page: Page, control: Locator, focused: Locator | None = None) -> None:
    """Press a control by key; it, or another one, has the keys then."""
    control.focus()
    press_enter(page)
    expect(focused or control).to_be_focused()


def button(page: Page, name: str) -> Locator:
    return main(page).get_by_role("button", name=name, exact=True)


def test_from_home_to_why_by_keys_alone(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Home")
    tab_to(page, "^Skip to main content", 1)
    tab_to(page, "Predict", 10)
    page.keyboard.press("Shift+Tab")
    assert held(page)

    page.reload()
    expect_page(page, "Home")
    tab_to(page, "^Skip to main content", 1)
    page.keyboard.press("Enter")
    onward(page, "Look at the data|^Look|data", "Explore", 12)

    tab_to(page, r"^\d+$", 12)
    page.keyboard.press("Home")
    assert held(page) == "0"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    number = held(page)
    assert int(number) > 4, "down leads to another row"
    press_enter(page)
    expect_held(page, number)  # the picked image still has the keys
    assert held(page) == number
    onward(page, "arrow_forw", "Train", 24)
    open_by_field(page, "Step")
    open_by_field(page, "Train")

    visitor.press_letter(page, "t")
    expect(visitor.player(page)).to_be_visible()
    settle(page)
    tab_to(page, "^(Play|Pause)$", 30)
    for _ in range(9):
        if held(page) == "Pause":  # if the run ends meanwhile, Space begins it anew
            page.keyboard.press("Space")
    page.keyboard.press("Home")
    page.wait_for_function(f"{visitor.PLAYED} === 0")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"{visitor.PLAYED} === 2")
    page.keyboard.press("End")
    page.wait_for_function(f"{visitor.PLAYED} > 2")
    settle(page)
    expect_held(page, "Play")
    onward(page, "arrow_forw", "Weights", 40)
    onward(page, "arrow_forw", "Evaluate", 20)
    open_by_field(page, "Why")
    tab_to(page, "^Row 1, column 1:", 12)
    page.keyboard.press("ArrowRight")
    expect_held(page, "Row 1, column 2:")
    press_enter(page)
    pressed = main(page).get_by_role("button", name=re.compile("^Row"), pressed=True)
    expect(pressed).to_have_count(1)
    expect(pressed).to_be_focused()


def open_by_field(page: Page, name: str) -> None:
    """Find a page by its name, in the field of the sidebar."""
    field = page.get_by_test_id("stSidebar").get_by_role("combobox")
    field.focus()
    held(page)
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect_page(page, name)
    expect(main(page).get_by_role("heading", level=1)).to_be_focused()


def test_no_act_takes_the_keys_away(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Train")
    train = button(page, "Train")
    act(page, train)
    act(page, button(page, "Reset"), train)
    act(page, train)

    more = main(page).get_by_role("button", name=re.compile("^More settings"))
    act(page, more)
    page.keyboard.press("Tab")
    expect_held(page, "Help for Penalty")  # what is opened comes next
    page.keyboard.press("Shift+Tab")
    expect(more).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    settle(page)
    page.keyboard.press("Escape")
    expect(more).to_be_focused()

    open_page(page, "Sweep")
    visitor.type_number(page, "Iterations", "100")
    settle(page)
    button(page, "Sweep").focus()
    page.keyboard.press("Enter")
    expect(main(page).get_by_text("Lowest held-out cost")).to_be_visible()
    settle(page)
    page.wait_for_function("document.activeElement.textContent.startsWith('Lowest held-out cost')")
    cells = main(page).locator(".chart-cells").get_by_role("button")
    expect(cells).not_to_have_count(0)
    cells.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    wanted = re.match(r"Train with (.*?):", held(page))
    assert wanted
    press_enter(page)
    expect(main(page).get_by_text(f"rained with {wanted[1]}")).to_be_visible()
    expect_held(page, wanted[0])

    open_page(page, "Compare")
    act(page, button(page, "Pin"), button(page, "Unpin"))
    act(page, button(page, "Unpin"), button(page, "Pin"))
    name = main(page).get_by_role("textbox", name="Name")
    name.fill("mine")
    name.focus()
    press_enter(page)
    expect(main(page).get_by_role("textbox", name="Name")).to_be_focused()
    act(page, button(page, "Remove"), page.locator(":focus:is(h1, h2, button, div)"))

    open_page(page, "Keep")
    with page.expect_download():
        act(page, button(page, "Save the model"))
    expect(button(page, "Save the model")).to_be_focused()
    open_page(page, "Edit")
    name = main(page).get_by_role("textbox", name="Name of class 1")
    name.fill("somebody")
    press_enter(page)
    expect(main(page).get_by_role("textbox", name="Name of class 1")).to_be_focused()
    for _ in range(2):
        act(page, button(page, "Swap class 0 and 1"))


def test_letters_press_buttons_until_they_are_switched_off(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Train")
    result, listed = visitor.scores(page), page.get_by_role("dialog")
    visitor.number_field(page, "Learning rate").press("t")
    main(page).get_by_role("slider").first.press("Control+t")
    expect(result).to_have_count(0)
    train = button(page, "Train")
    expect(train).to_have_attribute("aria-keyshortcuts", "T")
    page.keyboard.press("?")
    expect(listed).to_contain_text("Ttrain")
    page.keyboard.press("t")
    page.keyboard.press("Space")  # the switch has the keys
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    expect(train).not_to_have_attribute("aria-keyshortcuts", "T")
    page.keyboard.press("t")
    page.keyboard.press("?")
    page.reload()
    expect_page(page, "Train")
    page.keyboard.press("t")
    settle(page)
    expect(result).to_have_count(0)
    expect(listed).to_be_hidden()
    page.locator(".presenter").get_by_role("button", name="Keys").click()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    visitor.press_letter(page, "t")
    expect(result).to_be_visible()


def test_a_menu_that_lies_over_the_page_closes_when_a_page_is_chosen(server: Server, new_page: NewPage) -> None:
    page = new_page(viewport={"width": 640, "height": 400})  # a desk at 200 %
    visitor.arrive(page, server.url, "Home")
    visitor.open_page(page, "Explore")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(main(page).get_by_role("heading", level=1)).to_be_focused()
