"""Work that takes seconds shows how far it is, can be left at any time, and its result fits on every screen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import visitor
from tests.browser.conftest import NewPage
from tests.browser.server import Server
from tests.browser.test_look import faults
from tests.browser.visitor import main, press

EXPERIMENTS = {
    "New divisions": "Divide and train",
    "Shuffled labels": "Shuffle and train",
    "Learning curve": "Train with ever more",
    "Same photo twice": "Look for them",
    "Penalty's path": "Walk the path",
}

CANCEL_AT_ONCE = """
new MutationObserver((_, observer) => {
  const button = [...document.querySelectorAll("button")].find(each => each.innerText.includes("Cancel"));
  if (!button || !document.querySelector('[role=progressbar]')) return;
  observer.disconnect();
  window.sawBar = true;
  button.click();
}).observe(document.body, {childList: true, subtree: true});
"""


def test_a_long_experiment_can_be_cancelled_and_begun_again(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Experiments")
    visitor.choose(page, "200")
    page.evaluate(CANCEL_AT_ONCE)  # faster than a hand: on a fast machine it is soon over
    press(page, "Divide and train")
    page.wait_for_function("window.sawBar")
    expect(main(page).get_by_role("button", name="Cancel")).to_have_count(0)
    expect(main(page).get_by_role("button", name="Divide and train")).to_be_enabled()
    expect(main(page).get_by_test_id("stMetric")).to_have_count(0)
    visitor.choose(page, "50")
    press(page, "Divide and train")
    expect(main(page).get_by_test_id("stMetric")).to_have_count(3)


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_what_the_experiments_and_features_found_fits_on_every_screen(
    server: Server, new_page: NewPage, phone: dict[str, Any], device: str
) -> None:
    page = new_page(**(phone if device == "phone" else {}))
    visitor.arrive(page, server.url, "Experiments")
    found = {}
    for experiment, begin in EXPERIMENTS.items():
        visitor.choose(page, experiment)
        press(page, begin)
        expect(main(page).get_by_role("button", name=begin)).to_have_count(0)
        expect(main(page).get_by_role("button", name="Cancel")).to_have_count(0)
        visitor.settle(page)
        found[experiment] = faults(page)
    visitor.open_page(page, "Features")
    press(page, "Compare them")
    expect(main(page).get_by_role("button", name="Use this one")).to_be_visible()
    visitor.settle(page)
    found["Features"] = faults(page)
    assert not any(found.values()), {name: wrong for name, wrong in found.items() if wrong}
