"""The sheet of Step is a component of ours: a learner works it out by keyboard, and it answers at once."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from classroom.exercise.by_hand import START
from tests.browser import visitor
from tests.browser.server import Server
from tests.browser.visitor import main, settle


def test_numbers_are_worked_out_by_keyboard_and_light_up_those_that_they_come_from(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Step")
    sheet = main(page).locator(".sheet")
    first = sheet.get_by_role("button", name="score z of image 1: 0.04")
    first.focus()
    lit = sheet.locator(".lit").evaluate_all("all => all.map(each => each.dataset.name)")
    assert sorted(lit) == sorted(START.quantities["z1"].of)
    page.keyboard.press("ArrowDown")
    expect(sheet.get_by_role("button", name="probability a of image 1: 0.51")).to_be_focused()
    assert sheet.locator(".lit").count() == 1

    sheet.get_by_role("button", name="You compute all").press("Enter")
    blank = sheet.get_by_role("textbox", name="score z of image 1. Work it out")
    expect(blank).to_be_focused()
    line = sheet.locator("[aria-live]")
    expect(line).not_to_contain_text("0.04")
    page.keyboard.type("−0.26")
    page.keyboard.press("Enter")
    expect(line).to_contain_text("−0.26 is not z₁.")
    expect(blank).to_have_attribute("aria-invalid", "true")
    page.keyboard.type("0,05")  # a comma, and rounded on the way
    page.keyboard.press("Enter")
    expect(line).to_contain_text("z₁ is right.")
    expect(sheet.get_by_role("textbox", name="score z of image 2. Work it out")).to_be_focused()
    for name in list(START.quantities)[list(START.quantities).index("z2") :]:
        page.keyboard.type(f"{START.quantities[name].value:.2f}")
        page.keyboard.press("Enter")
    expect(line).to_contain_text("All 25 found.")

    weight = sheet.get_by_role("textbox", name="w₂, to be typed")
    weight.fill("-1.5")
    weight.press("Enter")
    expect(sheet.get_by_role("textbox", name="score z of image 1. Work it out")).to_be_visible()
    settle(page)
    sheet.get_by_role("button", name="Show all").press("Enter")
    expect(sheet.get_by_role("button", name="score z of image 1: −0.91")).to_be_visible()
    visitor.press(page, "Take the step")
    settle(page)
    expect(main(page)).to_contain_text("Cost before each step so far")
