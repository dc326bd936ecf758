"""The pages are read on a phone and on a projector, by day and by night, so nothing may be cut off on any of them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import visitor
from tests.browser.conftest import NewPage
from tests.browser.server import Server
from tests.browser.visitor import main

# What is wider than the screen, and so would make the page scroll sideways.
TOO_WIDE = """(main, width) => [
        document.documentElement, main, ...main.querySelectorAll('[data-testid=stMainBlockContainer]'),
    ]
    .filter(box => box.scrollWidth > Math.min(width, box.clientWidth))
    .map(box => `${box.dataset.testid ?? box.tagName}: ${box.scrollWidth}`)"""

# Short texts that do not fit into their boxes, and would end in three dots.
CUT_OFF = """main => [...main.querySelectorAll(
        '[data-testid=stMetricValue], [data-testid=stMetricValue] > *, [data-testid=stMetricLabel] *, button, button *'
        + ', h1, h2, h3'
    )]
    .filter(box => box.clientWidth && box.scrollWidth > box.clientWidth + 1)
    .map(box => `${box.textContent}: ${box.scrollWidth} in ${box.clientWidth}`)"""

# Axes with a scale of numbers that do not say what they count.
NAMELESS_AXES = """plots => plots.flatMap(plot => Object.values(plot._fullLayout)
    .filter(part => part?._id && /^[xy]/.test(part._id) && part.type !== 'category' && part.showticklabels)
    .filter(axis => !axis.title?.text || axis.title.text.startsWith('Click'))
    .map(axis => `${plot.data[0].type} ${axis._name}`))"""

# Words in a chart that reach over its edge.
OVER_THE_EDGE = """plots => plots.flatMap(plot => {
    const edge = plot.getBoundingClientRect();
    return [...plot.querySelectorAll('text')].filter(text => {
        const box = text.getBoundingClientRect();
        return box.width && (box.left < edge.left - 1 || box.right > edge.right + 1
            || box.top < edge.top - 1 || box.bottom > edge.bottom + 1);
    }).map(text => `${plot.data[0].type}: ${text.textContent}`);
})"""


WORDLESS_IMAGES = "images => images.filter(image => !image.alt.trim()).map(image => image.src.slice(0, 60))"

# The least contrast of small words to the page behind them, by the formula of WCAG 2: 4.5 is asked of them.
LEAST_CONTRAST = """captions => {
    const numbers = words => words.match(/[\\d.]+/g).slice(0, 3).map(Number);
    const light = colour => colour.map(v => v / 255)
        .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
    const page = numbers(getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor);
    return Math.min(...captions.flatMap(caption => {
        const share = Number(getComputedStyle(caption).opacity);
        return [...caption.querySelectorAll('p, code')].map(words => {
            const ink = numbers(getComputedStyle(words).color).map((v, k) => share * v + (1 - share) * page[k]);
            const both = [light(ink), light(page)].sort((a, b) => a - b);
            return (both[1] + 0.05) / (both[0] + 0.05);
        });
    }));
}"""

# Whether the words are light, which they are at night, or dark.
INK_IS_LIGHT = """night => {
    const ink = getComputedStyle(document.querySelector('[data-testid=stApp]')).color;
    return (ink.match(/\\d+/g).slice(0, 3).map(Number).reduce((a, b) => a + b) > 3 * 128) === night;
}"""


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_nothing_is_cut_off_by_day_and_by_night_and_every_picture_has_words(
    server: Server, new_page: NewPage, phone: dict[str, Any], device: str
) -> None:
    page = new_page(color_scheme="light", **(phone if device == "phone" else {}))
    visitor.train(page, server.url)
    found = {"Train": faults(page)}
    for name in (
        "Home",
        "Explore",
        "Edit",
        "Step",
        "Compare",
        "Sweep",
        "Weights",
        "Evaluate",
        "Calibration",
        "Card",
        "Why",
        "You",
        "Keep",
    ):
        visitor.open_page(page, name)
        found[name] = faults(page)
    visitor.open_page(page, "Build")
    for way, button in (("Collect by camera", "Start the camera"), ("Draw", "Easy"), ("Digits", "Use these digits")):
        visitor.choose(page, way)
        expect(main(page).get_by_role("button", name=button)).to_be_visible()
        visitor.settle(page)
        found[way] = faults(page)
    visitor.open_page(page, "Predict")
    for source in ("Upload", "Snapshot", "Samples", "Test images"):
        visitor.choose(page, source)
        found[source] = faults(page)
    main(page).get_by_role("button", name=re.compile("^Test image 0")).click()
    expect(main(page).get_by_role("img", name=re.compile("neuron sees"))).to_be_visible()
    visitor.settle(page)
    found["Predict"] = faults(page)
    visitor.choose(page, "Live camera")
    expect(main(page).get_by_role("button", name="Start the camera")).to_be_visible()
    found["Live camera"] = faults(page)
    visitor.open_page(page, "Many")
    found["Many"] = faults(page)
    assert not any(found.values()), {name: faults for name, faults in found.items() if faults}


def faults(page: Page) -> list[str]:
    """What is wrong with the look of the page that is open, in both themes, with everything unfolded that it hides."""
    for details in main(page).get_by_test_id("stExpander").locator("details").all():
        if details.get_attribute("open") is None:
            details.locator("summary").click()
    found = []
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(INK_IS_LIGHT, arg=theme == "dark")
        visitor.settle(page)
        found += [f"{theme}: {fault}" for fault in _faults_now(page)]
    return found


def _faults_now(page: Page) -> list[str]:
    size = page.viewport_size
    assert size is not None
    plots = main(page).locator(".js-plotly-plot")
    return [
        *main(page).evaluate(TOO_WIDE, size["width"]),
        *main(page).evaluate(CUT_OFF),
        *plots.evaluate_all(NAMELESS_AXES),
        *plots.evaluate_all(OVER_THE_EDGE),
        *main(page).locator("img").evaluate_all(WORDLESS_IMAGES),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_captions_and_the_code_in_them_can_be_read(server: Server, new_page: NewPage, scheme: Any) -> None:
    page = new_page(color_scheme=scheme)
    visitor.arrive(page, server.url, "Break it")
    visitor.choose(page, "The symptom first")
    visitor.press(page, "Break a line for me")
    captions = main(page).get_by_test_id("stCaptionContainer")
    expect(captions.filter(has_text="Line 4, in")).to_be_visible()
    assert captions.evaluate_all(LEAST_CONTRAST) >= 4.5
