"""Break it by keyboard alone: a guess, the next mistake, the symptom first; and a reload forgets nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import visitor
from tests.browser.conftest import NewPage
from tests.browser.server import Server
from tests.browser.test_look import faults
from tests.browser.visitor import main


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the button with this name has the focus."""
    wanted = main(page).get_by_role("button", name=name).or_(main(page).get_by_role("radio", name=name))
    expect(wanted).to_have_count(1)
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{name!r} cannot be reached with Tab")


def test_a_mistake_is_guessed_at_by_keyboard_and_a_reload_forgets_no_tick(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Break it")
    tab_to(page, "A cost is NaN or infinite, yet training accuracy does not drop.")
    page.keyboard.press("Enter")
    expect(main(page).get_by_test_id("stAlert")).to_contain_text("You guessed right")
    assert visitor.chart(page)["layout"]["shapes"][0]["x0"] == 1
    expect(main(page)).to_contain_text("1 of 1 guess right")
    tab_to(page, "Next mistake")
    page.keyboard.press("Enter")
    expect(main(page).get_by_role("heading", level=2)).not_to_have_text("Pixels not divided by 255")
    visitor.settle(page)
    page.reload()
    expect(main(page)).to_contain_text("1 of 1 guess right")
    expect(main(page)).to_contain_text(re.compile(r"All \d+ mistakes, 1 seen"))


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_the_symptom_first_by_keyboard_and_nothing_is_cut_off(
    server: Server, new_page: NewPage, phone: dict[str, Any], device: str
) -> None:
    page = new_page(**(phone if device == "phone" else {}))
    visitor.arrive(page, server.url, "Break it")
    visitor.choose(page, "The symptom first")
    tab_to(page, "Break a line for me")
    page.keyboard.press("Enter")
    expect(main(page)).to_contain_text("Which of these four lines is broken?")
    visitor.chart(page)
    visitor.settle(page)
    assert not faults(page)
    tab_to(page, "It is line 1")
    page.keyboard.press("Enter")
    expect(main(page).get_by_test_id("stAlert")).to_contain_text(re.compile(r"It is line \d\."))
    visitor.settle(page)
    assert not faults(page)
