"""A finger on a chart: a swipe scrolls the page, and a tap picks and says what is there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import visitor
from tests.browser.conftest import visit
from tests.browser.server import Server
from tests.browser.visitor import main, settle

SWIPE = 200  # pixels
RANGES = "['xaxis', 'yaxis'].map(axis => document.querySelector('.js-plotly-plot')._fullLayout[axis].range)"


@pytest.fixture(scope="module")
def trained(server: Server, browser: Browser, phone: dict[str, Any]) -> Iterator[Page]:
    """The page of a visitor with a phone and a model."""
    with visit(browser, **phone) as page:
        visitor.train(page, server.url)
        yield page


def inside(chart: Locator) -> tuple[float, float, float, float]:
    """Where the plot without its axes is, in the middle of the screen: left, top, width, height in pixels."""
    plot = chart.locator(".nsewdrag").first
    plot.evaluate("plot => plot.scrollIntoView({ block: 'center' })")
    box = plot.bounding_box()
    assert box
    return box["x"], box["y"], box["width"], box["height"]


def swipe_up(page: Page, x: float, y: float, *, further_than: float) -> None:
    """Swipe with a finger from here, as the device would report it. Wait until the page has scrolled further than so
    many pixels, and is at rest.
    """
    read = "document.querySelector('[data-testid=stMain]').scrollTop"
    before = page.evaluate(read)
    device = page.context.new_cdp_session(page)
    device.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for way in range(0, SWIPE + 1, 10):
        device.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - way}]})
    device.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function(f"least => {read} > least", arg=before + further_than)
    now = page.evaluate(read)
    for _ in range(100):
        settle(page)
        before, now = now, page.evaluate(read)
        if before == now:
            return
    raise AssertionError("The page does not come to rest.")


def ranges(chart: Locator) -> str:
    """What the two axes of the first chart show, as JSON."""
    return chart.evaluate(f"() => JSON.stringify({RANGES})")


def test_a_swipe_that_begins_on_a_chart_scrolls_the_page_on_every_page_with_charts(trained: Page) -> None:
    page = trained
    for name in ("Train", "Explore", "Weights", "Evaluate", "Calibration"):
        visitor.open_page(page, name)
        chart = main(page).locator(".js-plotly-plot").first
        left, top, width, height = inside(chart)
        swipe_up(page, left + width / 2, top + height / 2, further_than=SWIPE / 2)
        ranges = chart.evaluate("plot => [plot.layout.xaxis.range, plot._fullLayout.xaxis.range]")
        assert ranges[0] is None or ranges[0] == ranges[1], "the chart itself was neither moved nor zoomed"


def test_a_tap_on_a_chart_says_what_is_there_and_buttons_zoom_to_it(trained: Page) -> None:
    page = trained
    visitor.open_page(page, "Weights")
    chart = main(page).locator(".js-plotly-plot").first
    left, top, width, height = inside(chart)
    page.touchscreen.tap(left + width / 2, top + height / 2)
    expect(chart.locator(".hoverlayer .hovertext").first).to_be_visible()
    figure, whole = main(page).get_by_role("figure").first, ranges(chart)
    page.touchscreen.tap(left + width / 4, top + height / 2)
    figure.get_by_role("button", name="Zoom in").tap()
    page.wait_for_function(f"old => JSON.stringify({RANGES}) !== old", arg=whole)
    x, y = json.loads(ranges(chart))
    start, end = json.loads(whole)[0]
    assert x[1] - x[0] == pytest.approx((end - start) / 2)
    assert (x[0] + x[1]) / 2 == pytest.approx(start + (end - start) / 4, abs=(end - start) / 50), "there was the finger"
    assert y == pytest.approx([(3 * a + b) / 4 for a, b in [json.loads(whole)[1], json.loads(whole)[1][::-1]]], abs=0.5)
    figure.get_by_role("button", name="Show all").tap()
    page.wait_for_function(f"old => JSON.stringify({RANGES}) === old", arg=whole)


def test_a_tap_into_the_grid_of_a_sweep_trains_with_these_settings(server: Server, trained: Page) -> None:
    page = trained
    visitor.sweep(page, server.url)
    chart = main(page).locator(".js-plotly-plot").first
    axis = chart.evaluate("plot => plot.layout.xaxis.ticktext")
    left, top, width, height = inside(chart)
    swipe_up(page, left + width / 2, top + height / 2, further_than=0)  # up to the end of this short page
    expect(main(page)).not_to_contain_text("Trained with")
    left, top, width, height = inside(chart)
    column = len(axis) // 2
    page.touchscreen.tap(left + width * (column + 0.6) / (len(axis) + 0.2), top + height / 2)
    expect(main(page)).to_contain_text(f"Trained with a learning rate of {axis[column]}")
