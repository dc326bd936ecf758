"""Nothing on a page jumps while it opens: the layout shift as browsers measure it, https://web.dev/articles/cls."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser import visitor
from tests.browser.conftest import NewPage
from tests.browser.server import Server

GOOD = 0.1
WATCH = """window.shifts = [];
new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shifts.push(value);
}).observe({ type: "layout-shift", buffered: true });
"""
WHOLE = """() => !document.querySelector(
    '[data-testid="stSkeleton"], [data-testid^="stBidiComponent"]:not([data-drawn])'
)"""


def shift(page: Page) -> float:
    """What has shifted since the page came, or since this was asked last, once all of the page is seen. More than
    browsers count: all of it.
    """
    page.wait_for_function(WHOLE)
    visitor.let_pass(page, 500)
    return float(page.evaluate("window.shifts.splice(0).reduce((sum, value) => sum + value, 0)"))


def shifts(page: Page, address: str, names: Iterable[str]) -> dict[str, float]:
    """Of pages that are opened by their links, those that jump."""
    found = {}
    for name in names:
        visitor.arrive(page, address, name)
        found[name] = shift(page)
    return {name: value for name, value in found.items() if value > GOOD}


def test_the_first_pages_stand_still_as_they_open(server: Server, page: Page) -> None:
    page.add_init_script(WATCH)
    assert not shifts(page, server.url, ("Home", "Explore", "Train"))


@pytest.mark.parametrize("viewport", [visitor.DESKTOP, visitor.PHONE], ids=["desk", "phone"])
def test_all_pages_stand_still_as_they_open(server: Server, new_page: NewPage, viewport: ViewportSize) -> None:
    page = new_page(viewport=viewport)
    page.add_init_script(WATCH)
    assert not shifts(page, server.url, visitor.FILES)
    visitor.train(page, server.url)
    by_the_menu = {}
    for name in visitor.FILES:
        visitor.open_page(page, name)
        by_the_menu[name] = shift(page)
    assert not {name: value for name, value in by_the_menu.items() if value > GOOD}
