"""The pages as people set their devices up: their own colours, large or airy words, less motion, read aloud, on paper.

Each look is photographed, into the folder that the environment variable LOOKS names, or into pytest's own.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import visitor
from tests.browser.conftest import NewPage
from tests.browser.server import Server
from tests.browser.visitor import main, press, settle

BETWEEN = 5  # seconds between two sentences about a run
NAMES = ("Train", "Predict", "Evaluate", "Explore", "You", "Paint", "Build", "Weights", "Card")

# What WCAG 2.2 asks a page to bear (1.4.12).
AIRY = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""

# How much wider than its place the page is; and words that their boxes cut, sideways or below.
TOO_WIDE = "main => main.scrollWidth - main.clientWidth"
CUT = """main => [...main.querySelectorAll('button, button p, h1, h2, h3, label p, [data-testid=stMetricValue] *')]
    .filter(box => box.clientWidth > 1 && box.textContent.trim() && (box.scrollWidth > box.clientWidth + 1
        || (box.matches('button') && box.scrollHeight > box.clientHeight + 2)))
    .map(box => `${box.tagName} ${box.textContent.slice(0, 40)}`)"""

# All sentences of the one live region from now on, and the milliseconds from now to the last one.
LISTEN = """() => {
    const region = document.querySelector('.aloud');
    const begin = performance.now();
    window.heard = [];
    const hear = () => { window.heard.push(region.textContent); window.heard_for = performance.now() - begin; };
    new MutationObserver(hear).observe(region, { childList: true });
}"""

# Whether a run has played from now on.
HAS_PLAYED = """() => {
    window.hasPlayed = false;
    const look = () => { window.hasPlayed ||= Boolean(document.querySelector('.rp-playing')); };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributeFilter: ['class'] });
}"""

# The colours of the ground of the option that is chosen, and of one that is not.
GROUNDS = """main => ['true', 'false'].map(chosen =>
    getComputedStyle(main.querySelector(`[data-variant][aria-checked=${chosen}]`)).backgroundColor)"""


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """Where the pictures go."""
    folder = Path(os.environ.get("LOOKS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def photograph(page: Page, album: Path, name: str) -> None:
    """Take a picture of what is on the screen."""
    page.screenshot(path=album / f"{name}.png", animations="disabled")


def test_with_less_motion_in_ones_own_colours_at_200_percent_and_on_paper_all_is_there(
    server: Server, new_page: NewPage, album: Path
) -> None:
    page = new_page(reduced_motion="reduce", color_scheme="light")
    visitor.arrive(page, server.url, "Train")
    expect(page.locator(".aloud")).to_be_attached()
    page.evaluate(LISTEN)
    page.evaluate(HAS_PLAYED)
    press(page, "Train")
    expect(visitor.scores(page)).to_be_visible()
    page.wait_for_function(f"{visitor.PLAYED} === 2000")
    page.wait_for_function("window.heard.some(words => words.startsWith('The run is over. Iteration 2,000'))")
    cut: dict[str, list[str]] = {}
    for name in NAMES:
        visitor.open_page(page, name)
        if name == "Predict":
            visitor.pick_sample(page, "Coffee")
        page.emulate_media(forced_colors="active")
        if name == "Explore":
            alts = main(page).locator("img").evaluate_all("all => all.map(image => image.alt)")
            told = [alt for alt in alts if re.fullmatch(r"Training image \d+, class (no )?face(, enlarged)?", alt)]
            assert len(told) >= 25, f"a page of images, and the one that is followed: {alts}"
            chosen, other = main(page).evaluate(GROUNDS)
            assert chosen != other, "what is chosen is seen in forced colours"
        photograph(page, album, f"forced colours, {name}")
        page.emulate_media(forced_colors="none")
        airy = page.add_style_tag(content=AIRY)
        settle(page)
        cut[f"{name}, airy"] = _faults(page)
        photograph(page, album, f"airy, {name}")
        airy.evaluate("style => style.remove()")
        page.set_viewport_size({"width": 640, "height": 450})  # what is left of 1280 x 900 at 200 %
        settle(page)
        cut[f"{name}, 200 %"] = _faults(page)
        photograph(page, album, f"200 %, {name}")
        page.set_viewport_size(visitor.DESKTOP)
        expect(page.get_by_test_id("stSidebarNav")).to_be_visible()
        settle(page)
    assert not any(cut.values()), {where: what for where, what in cut.items() if what}

    paper = page.pdf(path=album / "card.pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1, "the card is on one sheet"
    page.wait_for_function(f"window.heard.some(words => words.startsWith('Page: {NAMES[-1]}.'))")
    said = page.evaluate("window.heard")
    assert [words for words in said if words.startswith("Page: ")] == [f"Page: {name}." for name in NAMES[1:]]
    assert any(
        re.match(r"(Page: \w+\. )?Coffee\. The neuron says: (no )?face, face [\d.]+ %\.", words) for words in said
    )

    visitor.open_page(page, "Train")
    part = {name: visitor.player(page).locator(f"[data-part={name}]") for name in ("play", "note", "back", "iteration")}
    expect(part["play"]).to_be_disabled()
    expect(part["note"]).to_contain_text("less motion")
    part["back"].click()
    expect(part["iteration"]).to_have_text("1,999")
    assert not page.evaluate("window.hasPlayed"), "where less motion is asked for, it does not play"


def test_a_run_under_way_is_said_not_too_often_and_its_end_with_its_numbers(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Train")
    expect(page.locator(".aloud")).to_be_attached()
    page.evaluate(LISTEN)
    press(page, "Train")
    page.wait_for_function("window.heard.some(words => words.startsWith('The run is over. '))")
    heard = [words for words in page.evaluate("window.heard") if "teration" in words]
    assert heard[0].startswith("Iteration "), "it is said while it is under way"
    seconds = page.evaluate("window.heard_for") / 1000  # on a slow machine more, never less than lies between them
    assert len(heard) <= 1 + seconds / BETWEEN, f"it was said {len(heard)} times in {seconds:.1f} seconds"
    cost = visitor.player(page).locator("[data-part=cost]").inner_text()
    assert f"Iteration 2,000 of 2,000, training cost {cost}, " in heard[-1]


def _faults(page: Page) -> list[str]:
    wide = main(page).evaluate(TOO_WIDE)
    return [*([f"{wide} pixels too wide"] if wide else []), *main(page).evaluate(CUT)]
