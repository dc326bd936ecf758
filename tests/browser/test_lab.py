"""The training lab, where only a real browser can tell: instant runs, the film, the keyboard, a click into the grid."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, WebSocket, expect

from tests.browser import visitor
from tests.browser.server import Server
from tests.browser.visitor import chart, main, number_field, open_page, press, settle

MARKER = "document.querySelector('.js-plotly-plot')?.data?.[4]"  # the first of what moves, behind the four lines


def test_a_slider_that_is_moved_trains_and_draws_at_once(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Train")
    slider = main(page).get_by_role("slider").first
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(visitor.scores(page)).to_be_visible()
    settle(page)
    first = chart(page)["data"][0]["y"]
    assert visitor.iteration(page) == 2000
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.js-plotly-plot')?.data?.[0].name === 'the run before'")
    settle(page)
    lines = {line["name"]: line["y"] for line in chart(page)["data"] if line.get("yaxis") == "y"}
    assert lines["training"][-1] < first[-1], "a larger rate gets further"


def test_the_film_plays_in_the_browser_without_a_word_to_the_server(
    server: Server, page: Page, console_errors: list[str]
) -> None:
    said: list[str | bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda message: said.append(message))

    page.on("websocket", listen)
    visitor.train(page, server.url)
    open_page(page, "Film")
    page.wait_for_function(f"{MARKER}?.mode === 'markers'")
    page.wait_for_timeout(500)
    before = len(said)
    film = page.locator(".js-plotly-plot")
    page.evaluate(
        "window.seen = []; window.maps = []; window.setInterval(() => {"
        f" window.seen.push({MARKER}.x[0]);"
        " window.maps.push(document.querySelector('.heatmaplayer image')?.href.baseVal); }, 30)"
    )
    play, pause = film.locator(".updatemenu-button").first, film.locator(".updatemenu-button").nth(1)
    enough, last = "new Set(window.seen).size > 15 && new Set(window.maps).size > 15", page.evaluate(f"{MARKER}.x[0]")
    while not page.evaluate(enough):  # a busy machine skips frames, and others with every play
        play.click()
        page.wait_for_function(f"{MARKER}.x[0] !== {last}")
        page.wait_for_function(f"({enough}) || {MARKER}.x[0] === {last}")
    play.click()
    page.wait_for_function(f"{MARKER}.x[0] !== {last}")
    pause.click()
    page.wait_for_timeout(500)
    assert len(said) == before
    held = page.evaluate(f"{MARKER}.x[0]")
    page.wait_for_timeout(600)
    assert page.evaluate(f"{MARKER}.x[0]") == held, "Pause holds it"
    assert page.evaluate(f"{MARKER.replace('4', '5')}.x[0]") == held, "accuracy and cost stand at the same iteration"
    expect(film).to_contain_text(re.compile(rf"Iteration {held:,}: [\d.]+ % right in training"))
    console_errors[:] = [line for line in console_errors if line.strip() != "undefined"]  # Plotly's word for a pause


def test_the_keyboard_trains_pauses_and_steps(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Train")
    expect(main(page).get_by_role("button", name="Step")).to_be_visible()
    page.keyboard.press("s")
    page.wait_for_function(f"{visitor.LAST_X} === 1")
    settle(page)
    page.keyboard.press("s")
    page.wait_for_function(f"{visitor.LAST_X} === 2")
    settle(page)
    page.keyboard.press("t")
    page.wait_for_function(f"{visitor.LAST_X} > 2")
    page.wait_for_timeout(600)  # longer than a double click
    page.keyboard.press("t")
    expect(main(page).get_by_role("button", name="Resume")).to_be_visible()
    number_field(page, "Learning rate").focus()
    held = visitor.iteration(page)
    page.keyboard.press("s")
    settle(page)
    assert visitor.iteration(page) == held, "a letter that is typed into a field is no command"


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
    visitor.type_number(page, "Iterations", "50000")
    settle(page)
    press(page, "Sweep")
    expect(main(page).get_by_role("progressbar")).to_be_visible()
    press(page, "Cancel")
    expect(main(page).get_by_role("progressbar")).to_have_count(0)
    settle(page)
    expect(main(page)).not_to_contain_text("Lowest held-out cost")
    expect(main(page).get_by_role("button", name="Sweep")).to_be_enabled()


def test_a_link_brings_its_settings_and_its_dataset_to_another_browser(server: Server, page: Page) -> None:
    page.goto(server.url + "/train?learning_rate=0.012&num_iterations=321&l2=0.01")
    visitor.expect_page(page, "Train")
    expect(number_field(page, "Learning rate")).to_have_value("0.012")
    visitor.type_number(page, "Iterations", "322")
    page.wait_for_url(re.compile("num_iterations=322"))
    assert "l2=0.01" in page.url
    open_page(page, "Home")
    assert "num_iterations" not in page.url
    open_page(page, "Train")
    page.wait_for_url(re.compile("num_iterations=322"))


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
    press(page, "Step")
    settle(page)
    for name, label, value in sliders:
        open_page(page, name)
        expect(slider(label)).to_have_value(value)
