"""The training lab, where only a real browser can tell: instant runs, the keyboard, a click into the grid."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from pages.visit.training import MOVING
from tests.browser import visitor
from tests.browser.server import Server
from tests.browser.visitor import chart, main, number_field, open_page, press, settle

# Notes how far the server is with what the page asks for, as `waiting.LISTEN` hears it.
NOTE = """() => {
    let now = window.unanswered;
    window.noted = [];
    const set = (next) => { if (next !== now) window.noted.push(next); now = next; };
    Object.defineProperty(window, 'unanswered', { get: () => now, set });
}"""


def test_a_slider_that_is_moved_trains_and_draws_at_once(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Train")
    page.evaluate(NOTE)
    slider = main(page).get_by_role("slider", name=re.compile("Learning rate")).first
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(visitor.scores(page)).to_be_visible()
    settle(page)
    noted = page.evaluate("window.noted")
    assert (noted[:2], noted[-1]) == ([2, 1], 0), "the tests know when the server has answered"
    first = visitor.costs(page)
    assert visitor.iteration(page) == first["x"][-1] == 2000
    page.wait_for_timeout(1000 * MOVING + visitor.A_MOMENT)  # until then the slider counts as being moved
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"{visitor.COSTS}?.y.at(-1) < {first['y'][-1]}")  # a larger rate gets further
    settle(page)
    names = [line["name"] for line in chart(page)["data"]]
    assert any(name.startswith("rate 0.007, 2,000 iterations: training cost") for name in names), "the run before"


def test_the_keyboard_trains_and_walks_along_the_run(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Train")
    visitor.press_letter(page, "t")
    page.wait_for_function(f"{visitor.PLAYED} > 0")
    page.wait_for_function(f"{visitor.PLAYED} === 2000")
    settle(page)
    visitor.walk(page, "ArrowLeft", 3)
    assert visitor.iteration(page) == 1997
    visitor.walk(page, "Home")
    assert visitor.iteration(page) == 0
    number_field(page, "Learning rate").focus()
    page.keyboard.press("t")
    settle(page)
    assert visitor.iteration(page) == 0, "a letter that is typed into a field is no command"


def test_a_click_into_the_grid_trains_with_these_settings(server: Server, page: Page) -> None:
    visitor.sweep(page, server.url)
    axis = chart(page)["layout"]["xaxis"]["ticktext"]
    box = page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    assert box
    column = len(axis) // 2
    page.mouse.click(box["x"] + box["width"] * (column + 0.6) / (len(axis) + 0.2), box["y"] + box["height"] / 2)
    expect(main(page)).to_contain_text(f"Trained with a learning rate of {axis[column]}")
    settle(page)
    open_page(page, "Train")
    expect(number_field(page, "Learning rate")).to_have_value(axis[column])
    assert visitor.iteration(page) == 100


def test_a_long_sweep_can_be_cancelled(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Sweep")
    visitor.type_number(page, "Iterations", "100000")
    settle(page)
    press(page, "Sweep")
    expect(main(page).get_by_role("progressbar")).to_be_visible()
    press(page, "Cancel")
    expect(main(page).get_by_role("progressbar")).to_have_count(0)
    settle(page)
    expect(main(page)).not_to_contain_text("Lowest held-out cost")
    expect(main(page).get_by_role("button", name="Sweep")).to_be_enabled()


def test_the_address_holds_the_link_on_every_page_and_each_page_is_one_step_of_the_way_back(
    server: Server, page: Page
) -> None:
    page.goto(server.url + "/train?learning_rate=0.012&num_iterations=321&l2=0.01")
    visitor.expect_page(page, "Train")
    expect(number_field(page, "Learning rate")).to_have_value("0.012")
    visitor.type_number(page, "Iterations", "322")
    page.wait_for_url(re.compile("num_iterations=322"))
    assert "l2=0.01" in page.url
    visitor.type_number(page, "Iterations", "323")
    page.wait_for_url(re.compile("trained=323"))
    link = page.url.partition("?")[2]
    for name in ("Home", "Weights"):
        open_page(page, name)
        expect(page).to_have_url(f"{server.url}{visitor.path_of(name)}?{link}")
        expect(page).to_have_title(f"{name} · One neuron, one picture")
    for name in ("Home", "Train"):
        page.go_back()
        visitor.expect_page(page, name)
        expect(page).to_have_url(f"{server.url}{visitor.path_of(name)}?{link}")
    expect(number_field(page, "Iterations")).to_have_value("323")


def test_another_dataset_lets_go_of_the_threshold_and_of_the_share(server: Server, page: Page) -> None:
    sliders = (("Evaluate", "Threshold", "0.5"), ("Calibration", "Of 100 images", "50"))  # half of each dataset

    def slider(label: str) -> Locator:
        return main(page).get_by_role("slider", name=re.compile(label))

    visitor.train(page, server.url)
    for name, label, value in sliders:
        open_page(page, name)
        expect(slider(label)).to_have_value(value)
        slider(label).press("End")
        settle(page)
        expect(slider(label)).not_to_have_value(value)
    open_page(page, "Explore")
    visitor.choose(page, "Drawings")
    open_page(page, "Train")
    press(page, "Train")
    settle(page)
    for name, label, value in sliders:
        open_page(page, name)
        expect(slider(label)).to_have_value(value)
