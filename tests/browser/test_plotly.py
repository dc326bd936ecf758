"""The charts: one Plotly for a whole visit, from this server, and one node for each chart while its numbers change."""

from __future__ import annotations

import csv
import re

from playwright.sync_api import Page, Response, expect

from tests.browser import visitor
from tests.browser.conftest import NewPage
from tests.browser.server import Server
from tests.browser.visitor import main

MEGABYTE = 10**6
BRIGHTNESS = "[...document.querySelectorAll('.js-plotly-plot')].find(plot => plot.data?.[0].type === 'scatter')"

# Looks at every frame of the browser whether the chart's lines are there, and are those of the same node.
WATCH = f"""() => {{
    const plot = {BRIGHTNESS};
    window.frames = window.blank = 0;
    (function look() {{
        window.frames += 1;
        if (!plot.isConnected || plot.querySelectorAll('.scatterlayer .trace').length !== 2) window.blank += 1;
        requestAnimationFrame(look);
    }})();
}}"""

LONG_TASKS = """window.tasks = [];
new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: "longtask", buffered: true });"""
LONGEST = "new Promise((done) => setTimeout(() => done(Math.max(0, ...tasks.splice(0))), 500))"
OTHERS = "(() => { const start = performance.now(); Plotly.registerOthers(); return performance.now() - start; })()"
SLICES = """Plotly.newPlot(document.createElement("div"), [{ type: "pie", values: [1, 2] }])
    .then((plot) => plot.querySelectorAll(".slice").length)"""


def test_a_visit_loads_one_plotly_from_this_server_and_nothing_of_streamlits(server: Server, page: Page) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer) if "plotly" in answer.url.lower() else None)
    visitor.train(page, server.url)
    for name in ("Compare", "Weights", "Evaluate", "Calibration", "Explore"):
        visitor.open_page(page, name)
        expect(main(page).locator(".js-plotly-plot").first).to_be_visible()
    (address,) = {each.url for each in answers}  # fetched while the visitor reads, and then taken from the browser
    assert address.startswith(f"{server.url}/plotly-")
    moved = page.evaluate("address => performance.getEntriesByName(address).map(each => each.transferSize)", address)
    print(f"Plotly came in {sum(moved):,} bytes.")
    assert MEGABYTE < sum(moved) < 1.6 * MEGABYTE
    answer = answers[0]
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_new_numbers_are_drawn_into_the_old_chart_without_a_blank_frame(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/explore?data=drawings")
    visitor.expect_page(page, "Explore")
    page.wait_for_function(f"{BRIGHTNESS}?.querySelector('.trace')")
    read = f"() => {BRIGHTNESS}.layout.xaxis.title.text"
    before = page.evaluate(read)
    page.evaluate(WATCH)
    visitor.choose(page, "blue")
    page.wait_for_function(f"before => {BRIGHTNESS}.layout.xaxis.title.text !== before", arg=before)
    drawn = page.evaluate("window.frames")
    page.wait_for_function("drawn => window.frames > drawn + 10", arg=drawn)
    assert page.evaluate("window.blank") == 0


def test_a_chart_is_as_wide_as_its_room_takes_the_colours_of_the_night_and_its_numbers_open_by_keys(
    server: Server, page: Page
) -> None:
    page.emulate_media(color_scheme="light")
    visitor.arrive(page, server.url, "Explore")
    page.wait_for_function(f"{BRIGHTNESS}?.querySelector('.trace')")
    plot = page.evaluate_handle(BRIGHTNESS)
    assert plot.evaluate("plot => plot._fullLayout.paper_bgcolor") == "#FFFFFF"
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("plot => plot._fullLayout.paper_bgcolor === '#17191D'", arg=plot)
    wide = plot.evaluate("plot => plot._fullLayout.width")
    page.set_viewport_size({"width": 700, "height": 900})
    page.wait_for_function("([plot, wide]) => plot._fullLayout.width < wide", arg=[plot, wide])
    page.wait_for_function(
        "plot => Math.abs(plot.querySelector('.main-svg').clientWidth - plot.parentElement.clientWidth) <= 1", arg=plot
    )

    page.set_viewport_size(visitor.DESKTOP)
    figure = main(page).get_by_role("figure", name="Histogram of the grey pixel values")
    expect(figure.get_by_role("listitem").first).to_have_text(re.compile("^No face, share of the pixels: from .* %"))
    expect(figure.get_by_role("table")).to_have_count(0)  # nothing is laid out that nobody asked for
    button = figure.get_by_role("button", name="Numbers")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    drawn = page.evaluate(f"{BRIGHTNESS}._fullData.map(({{ x, y }}) => [Array.from(x), Array.from(y)])")
    (places, zero), (_, one) = drawn
    expect(figure.get_by_role("row")).to_have_count(1 + len(places))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Numbers of this chart"
    with page.expect_download() as download:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    head, *rows = csv.reader(download.value.path().read_text("utf-8-sig").splitlines())
    assert head == ["pixel value, grey", "no face, share of the pixels", "face, share of the pixels"]
    assert [[float(cell) for cell in row] for row in rows] == [list(row) for row in zip(places, zero, one, strict=True)]
    button.press("Space")
    expect(figure.get_by_role("table")).to_have_count(0)


def test_where_plotly_does_not_come_the_page_says_so_in_words(
    server: Server, page: Page, console_errors: list[str]
) -> None:
    page.route("**/plotly-*.js", lambda route: route.abort())
    visitor.arrive(page, server.url, "Explore")
    expect(main(page).get_by_text("The charts could not be loaded. Check your connection").first).to_be_visible()
    figures = main(page).get_by_role("figure")
    assert all(figure.get_attribute("aria-label") for figure in figures.all())
    page.goto("about:blank")  # so that no chart asks once more
    console_errors[:] = [line for line in console_errors if "plotly-" not in line]


def test_on_a_cheap_phone_no_chart_waits_for_types_that_it_does_not_have(server: Server, new_page: NewPage) -> None:
    page = new_page(viewport=visitor.PHONE)
    page.add_init_script(LONG_TASKS)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    longest = {}
    visitor.arrive(page, server.url, "Train")
    page.wait_for_function("window.Plotly")
    longest["opening Train"] = page.evaluate(LONGEST)
    visitor.press(page, "Train")
    page.wait_for_function(visitor.LAST_X)
    longest["pressing Train"] = page.evaluate(LONGEST)
    assert page.evaluate(SLICES) == 0  # no type is registered that our figures do not have
    longest["registering all other types"] = page.evaluate(OTHERS)
    print(", ".join(f"{act}: {milliseconds:,.0f} ms" for act, milliseconds in longest.items()))
    assert page.evaluate(SLICES) == 2  # what `registerFor` does for a plug-in's figure
