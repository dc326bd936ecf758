"""The pages are read on a phone and on a projector, by day and by night, so nothing may be cut off on any of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageColor
from playwright.sync_api import Page, expect

from logreg_core import Classifier
from logreg_core.export import palette
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

# Number fields of which a part, or a button, lies outside of their column or under something else.
CUT_FIELDS = """main => [...main.querySelectorAll('[data-testid=stNumberInput]')]
    .filter(field => field.checkVisibility({ visibilityProperty: true }))
    .flatMap(field => {
        const input = field.querySelector('input'), buttons = field.querySelectorAll('button');
        const edge = (field.closest('[data-testid=stColumn]') ?? field).getBoundingClientRect().right + 1;
        const isOut = [input, ...buttons].some(part => part.getBoundingClientRect().right > edge);
        return isOut || buttons.length < 2 || input.scrollWidth > input.clientWidth + 1 ? [input.ariaLabel] : [];
    })"""

# What one presses that is ours, and smaller than WCAG 2.2 asks (2.5.8), through all shadow roots.
TOO_SMALL = """main => {
    const ours = '[data-testid^=stBidiComponent]', roots = [...main.querySelectorAll(ours)];
    const pressed = 'button, a[href], input, select, textarea, summary, [role=button], [role=slider], [role=radio]';
    for (const root of roots)
        for (const each of (root.shadowRoot ?? root).querySelectorAll('*')) if (each.shadowRoot) roots.push(each);
    return roots.flatMap(root => [...(root.shadowRoot ?? root).querySelectorAll(pressed)])
        .filter(each => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        .filter(each => getComputedStyle(each).pointerEvents !== 'none')
        .map(each => [each, each.getBoundingClientRect()])
        .filter(([, { width, height }]) => width * height > 1 && Math.min(width, height) < 23.5)
        .map(([each, { width, height }]) => `${each.ariaLabel ?? each.textContent}: ${width} x ${height}`);
}"""

# What has been asked to be drawn is drawn: charts hear of a new width a frame later.
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))"

# Of the cockpit on Train: what is not seen without scrolling.
BELOW_THE_SCREEN = """main => [...main.querySelectorAll(
        '[data-testid=stButton], .run-player .js-plotly-plot, .run-player canvas, .run-player button'
    )]
    .filter(part => part.checkVisibility() && part.getBoundingClientRect().bottom > innerHeight)
    .filter(part => part.closest('.run-player') || part.textContent.startsWith('Train'))
    .map(part => part.className || part.textContent)"""

# The link of the menu that has the focus: its name, and whether it is all in sight and nothing lies over it.
FOCUSED_LINK = """() => {
    const link = document.activeElement, { left, right, top, bottom } = link.getBoundingClientRect();
    const isMine = (x, y) => link.contains(document.elementFromPoint(x, y));
    return [link.textContent, isMine((left + right) / 2, top + 2) && isMine((left + right) / 2, bottom - 2)];
}"""

PLAIN = ("Break it", "Code", "Features", "Paint", "Experiments", "Words", "Goals", "Lessons", "Join", "Board", "Teach")

BETWEEN = (1024, 900, 780)  # pixels: tablets, and windows beside another one

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

# Shares in a chart that are not written as in the texts, `50 %`.
TIGHT_SHARES = """plots => plots.flatMap(plot => [...plot.querySelectorAll('text')].map(text => text.textContent))
    .filter(words => /\\d%/.test(words))"""

WORDLESS_IMAGES = "images => images.filter(image => !image.alt.trim()).map(image => image.src.slice(0, 60))"

# The least contrast of small words to the page behind them, by the formula of WCAG 2: 4.5 is asked of them.
MIN_CONTRAST = """captions => {
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
    if device == "desktop":
        page.set_viewport_size({"width": 1280, "height": 800})
        page.evaluate(DRAWN)
        found["the cockpit"] = lasting(page, lambda: main(page).evaluate(BELOW_THE_SCREEN))
        page.set_viewport_size(visitor.DESKTOP)
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
    for name in PLAIN:
        visitor.open_page(page, name)
        found[name] = faults(page, themes=("light",))
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


def faults(page: Page, *, themes: Sequence[Any] = ("dark", "light")) -> list[str]:
    """What is wrong with the look of the page that is open, in both themes, with everything unfolded that it hides; on
    a wide screen in narrower windows too.
    """
    for details in main(page).get_by_test_id("stExpander").locator("details").all():
        if details.get_attribute("open") is None:
            details.locator("summary").click()
    found = []
    for theme in themes:
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(INK_IS_LIGHT, arg=theme == "dark")
        visitor.settle(page)
        found += [f"{theme}: {fault}" for fault in lasting(page, lambda: _faults_now(page))]
    if page.viewport_size == visitor.DESKTOP:
        for width in BETWEEN:
            page.set_viewport_size({"width": width, "height": visitor.DESKTOP["height"]})
            page.evaluate(DRAWN)
            found += [f"{width} wide: {fault}" for fault in lasting(page, lambda: _sizes_now(page))]
        page.set_viewport_size(visitor.DESKTOP)
    return found


def lasting(page: Page, look: Callable[[], list[str]]) -> list[str]:
    """The faults that a look still finds when all that is being laid out anew has had its time."""
    for _ in range(200):
        if not look():
            return []
        page.wait_for_timeout(visitor.A_MOMENT)
    return look()


def _faults_now(page: Page) -> list[str]:
    plots = main(page).locator(".js-plotly-plot")
    return [
        *_sizes_now(page),
        *plots.evaluate_all(NAMELESS_AXES),
        *plots.evaluate_all(OVER_THE_EDGE),
        *plots.evaluate_all(TIGHT_SHARES),
        *main(page).locator("img").evaluate_all(WORDLESS_IMAGES),
    ]


def _sizes_now(page: Page) -> list[str]:
    size = page.viewport_size
    assert size is not None
    return [
        *main(page).evaluate(TOO_WIDE, size["width"]),
        *main(page).evaluate(CUT_OFF),
        *main(page).evaluate(CUT_FIELDS),
        *main(page).evaluate(TOO_SMALL),
    ]


def test_the_box_never_covers_the_menu_and_focus_brings_each_of_its_links_into_sight(
    server: Server, new_page: NewPage
) -> None:
    page = new_page()
    page.goto(f"{server.url}/?lesson=one_neuron&trained=20")
    visitor.expect_page(page, "Home")
    visitor.unfold(page)
    for width, height in ((1280, 800), (1366, 768), (1024, 768), (390, 844), (1024, 480)):
        page.set_viewport_size({"width": width, "height": height})
        if width < 768:  # there the menu folds itself away
            page.get_by_test_id("stExpandSidebarButton").click()
            visitor.unfold(page)
        page.evaluate(DRAWN)
        visitor.menu(page).first.focus()
        names, hidden = set(), []
        for _ in visitor.menu(page).all():
            names.add(page.evaluate(FOCUSED_LINK)[0])
            hidden += lasting(page, lambda: [name for name, is_seen in [page.evaluate(FOCUSED_LINK)] if not is_seen])
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.tagName") != "A":
                page.keyboard.press("Tab")  # a section can be folded
        assert not hidden, (width, height)
        assert len(names) == len(visitor.TITLES), (width, height)
        if height >= 520:
            expect(page.get_by_test_id("stSidebarUserContent").get_by_text("In hand")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    device = page.context.new_cdp_session(page)
    device.send("Emulation.setCPUThrottlingRate", {"rate": 6})  # where the menu gets its size late
    visitor.arrive(page, server.url, "Teach")
    expect(visitor.menu(page).filter(has_text="Teach")).to_be_in_viewport(ratio=1)


def test_a_map_of_weights_takes_the_colours_of_the_page_without_a_run(
    server: Server, page: Page, textbook: Classifier
) -> None:
    page.emulate_media(color_scheme="light")
    visitor.train(page, server.url)
    visitor.open_page(page, "Home")
    weights = main(page).get_by_role("img", name=re.compile("^The weights"))
    where = (textbook.w.reshape(25, 25) / np.abs(textbook.w).max() + 1) / 2
    for dark in (False, True, False):
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.wait_for_function(INK_IS_LIGHT, arg=dark)
        page.evaluate(DRAWN)
        with Image.open(BytesIO(weights.screenshot())) as picture:
            seen = np.asarray(picture.convert("RGB").resize((25, 25), Image.Resampling.NEAREST), float)
        places, colours = zip(*palette.diverging(dark), strict=True)
        stops = np.array([ImageColor.getrgb(colour) for colour in colours])
        wanted = np.stack([np.interp(where, places, stops[:, channel]) for channel in range(3)], axis=-1)
        assert np.abs(seen - wanted).max() < 8


def test_captions_and_the_code_in_them_can_be_read_by_day_and_by_night(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Break it")
    visitor.choose(page, "The symptom first")
    visitor.press(page, "Break a line for me")
    visitor.settle(page)  # until then what was there before is pale
    captions = main(page).get_by_test_id("stCaptionContainer")
    expect(captions.filter(has_text="Line 4, in")).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.wait_for_function(INK_IS_LIGHT, arg=scheme == "dark")
        visitor.settle(page)
        assert captions.evaluate_all(MIN_CONTRAST) >= 4.5, scheme
