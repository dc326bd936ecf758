"""axe-core over every page: untrained and trained, by day on a wide screen and by night on a narrow one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe, visitor
from tests.browser.conftest import NewPage
from tests.browser.server import Server
from tests.browser.visitor import choose, main, press, settle

WIDE, NARROW = 1280, 390
ROAD = ("Explore", "Train", "Weights", "Evaluate", "Predict")
MAX_OF_STREAMLIT = 3  # known faults: the list may become shorter

# What moves would be measured half-way.
STILL = "*, *::before, *::after { transition: none !important; animation: none !important; }"

# How many folds were closed, which are opened.
UNFOLD = """main => {
    const folds = [...main.querySelectorAll('details:not([open]) > summary')];
    folds.forEach(fold => fold.click());
    return folds.length;
}"""

# Nothing is on its way any more, and what is there is drawn.
DRAWN = """() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(
    () => resolve(!document.querySelector('[data-testid=stSkeleton]')))))"""

# What somebody would do whose text became part of a page.
INTRUDE = """() => document.body.append(Object.assign(
    document.createElement("script"), { textContent: "window.intruded = true" }))"""

INK_IS_LIGHT = """night => {
    const ink = getComputedStyle(document.querySelector('[data-testid=stApp]')).color;
    return (ink.match(/\\d+/g).slice(0, 3).map(Number).reduce((a, b) => a + b) > 3 * 128) === night;
}"""


class Walk:
    """A walk over the pages in one session, and what axe found on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.ours: dict[str, list[str]] = {}
        self.met: set[axe.Known] = set()
        page.add_style_tag(content=STILL)
        axe.load(page)

    def open(self, name: str) -> None:
        """Go to a page through the menu, and unfold all of it."""
        visitor.open_page(self.page, name)
        self.unfold()

    def unfold(self) -> None:
        """Open the folds, and those in them."""
        while main(self.page).evaluate(UNFOLD):
            settle(self.page)

    def look(self, where: str) -> None:
        """Ask axe about the page that is open: by day and wide, then by night and narrow."""
        self._ask(f"{where}, light, {WIDE}")
        self._show("dark", NARROW)
        self._ask(f"{where}, dark, {NARROW}")
        self._show("light", WIDE)
        expect(self.page.get_by_test_id("stSidebarNav")).to_be_visible()

    def _show(self, scheme: str, width: int) -> None:
        self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.wait_for_function(INK_IS_LIGHT, arg=scheme == "dark")
        settle(self.page)

    def _ask(self, where: str) -> None:
        self.page.wait_for_function(DRAWN)
        ours, met = axe.violations(self.page)
        self.met |= met
        if ours:
            self.ours[where] = ours


@pytest.fixture
def walk(server: Server, new_page: NewPage) -> Iterator[Walk]:
    """A walk that begins on Home, with nothing trained. In the end all that was found is said at once."""
    page = new_page(color_scheme="light")
    visitor.arrive(page, server.url, "Home")
    walked = Walk(page)
    yield walked
    assert not walked.ours, "axe finds:\n" + "\n".join(
        f"{where}\n" + "\n".join(f"    {each}" for each in found) for where, found in walked.ours.items()
    )


def test_on_the_road_after_a_training_axe_finds_nothing_that_is_ours(walk: Walk) -> None:
    train(walk.page)
    for name in ROAD:
        walk.open(name)
        walk.look(name)


def train(page: Page) -> None:
    """Train on the default dataset with the default settings."""
    visitor.open_page(page, "Train")
    press(page, "Train")
    expect(visitor.scores(page)).to_be_visible()
    settle(page)


def test_before_a_training_axe_finds_nothing_that_is_ours_and_no_page_breaks_the_policy(
    walk: Walk, console_errors: list[str]
) -> None:
    page = walk.page
    for name in visitor.FILES:
        if name not in axe.NEED_A_MODEL[1:]:
            walk.open(name)
            walk.look(name)
    visitor.open_page(page, "Build")
    press(page, "Start the camera")
    expect(main(page).get_by_role("button", name="Stop the camera")).to_be_visible()
    walk.look("Build, camera on")
    for way in ("Draw", "Digits"):
        choose(page, way)
        walk.look(f"Build, {way}")
    visitor.open_page(page, "Break it")
    choose(page, "The symptom first")
    press(page, "Break a line for me")
    settle(page)
    walk.look("Break it, the symptom")
    visitor.open_page(page, "Board")
    press(page, "Open a room")
    expect(main(page).get_by_role("heading", name="All runs")).to_be_visible()
    settle(page)
    walk.look("Board, with a room")
    assert walk.met == set(axe.KNOWN), "one that is met no more is to leave streamlits_faults.toml"
    assert len(axe.KNOWN) <= MAX_OF_STREAMLIT
    assert not console_errors
    with page.expect_console_message(lambda message: message.text.startswith("Against the policy: script-src")):
        page.evaluate(INTRUDE)
    assert page.evaluate("window.intruded") is None
    console_errors.clear()


def test_after_a_training_axe_finds_nothing_that_is_ours(walk: Walk) -> None:
    page = walk.page
    train(page)
    for name in visitor.FILES:
        if name not in axe.UNCHANGED:
            walk.open(name)
            walk.look(name)
    visitor.open_page(page, "Predict")
    visitor.pick_sample(page, "Astronaut's face")
    walk.unfold()
    walk.look("Predict, a picture in hand")
    for source in ("Upload", "Snapshot", "Live camera"):
        choose(page, source)
        walk.look(f"Predict, {source}")
    press(page, "Start the camera")
    expect(main(page).get_by_role("button", name="Stop the camera")).to_be_visible()
    walk.look("Predict, camera on")
    visitor.open_page(page, "Why")
    for question in ("Who wrote this?", "What would flip it?", "Has it seen this?", "Does it wobble?"):
        choose(page, question)
        walk.unfold()
        walk.look(f"Why, {question}")
    visitor.open_page(page, "Experiments")
    rooms = main(page).get_by_role("radiogroup", name="Experiment").get_by_role("radio").all_text_contents()
    for room in rooms[1:]:
        choose(page, room)
        walk.look(f"Experiments, {room}")
    visitor.open_page(page, "Code")
    press(page, "Check")
    settle(page)
    walk.unfold()
    walk.look("Code, checked")
    visitor.open_page(page, "Evaluate")
    main(page).get_by_role("button", name=re.compile("Show them")).last.click()
    settle(page)
    walk.look("Evaluate, images of a cell")
    visitor.open_page(page, "You")
    main(page).get_by_role("button", name="Begin").click()
    walk.look("You, in a round")
    visitor.open_page(page, "Lessons")
    main(page).get_by_role("button", name="Begin").first.click()
    expect(page.locator("[class*=lesson]").first).to_be_visible()
    settle(page)
    walk.look("a step of a lesson")
