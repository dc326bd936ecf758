"""A teacher shares the link of a page, so every link must work, even as the first one after a start of the server."""

from __future__ import annotations

import re
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.browser import visitor
from tests.browser.server import Server

NEED_A_MODEL = ("Weights", "Evaluate", "Calibration", "Why", "Card", "Predict", "Many")
SECURITY_HEADERS = ("X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy", "Content-Security-Policy")


@pytest.mark.parametrize("name", ["Home", "Train", "Predict"])
def test_the_first_visitor_of_a_fresh_server_can_open_a_page(fresh_server: Server, page: Page, name: str) -> None:
    expect_deep_link(page, fresh_server, name)


def test_every_page_has_a_link_of_its_own(server: Server, page: Page) -> None:
    for name in visitor.TITLES:
        expect_deep_link(page, server, name)


def expect_deep_link(page: Page, server: Server, name: str) -> None:
    """The link opens the page, with the whole menu, and nothing lies over it."""
    visitor.arrive(page, server.url, name)
    visitor.unfold(page)
    expect(visitor.menu(page)).to_have_count(len(visitor.TITLES))
    assert sorted(visitor.menu(page).locator("p").all_inner_texts()) == sorted(visitor.TITLES)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_unknown_path_says_so_and_shows_the_first_page(
    server: Server, page: Page, console_errors: list[str]
) -> None:
    page.goto(f"{server.url}/nowhere")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(re.compile("page not found", re.IGNORECASE))
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    visitor.expect_page(page, "Home")
    assert "does not seem to exist" in console_errors.pop()


def test_a_page_that_needs_a_model_says_so_and_links_to_train(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Home")
    for name in NEED_A_MODEL:
        visitor.open_page(page, name)
        expect(visitor.main(page).get_by_role("alert").or_(visitor.main(page).get_by_role("status"))).to_contain_text(
            "no trained model"
        )
        visitor.main(page).get_by_role("link", name=re.compile("Train")).click()
        visitor.expect_page(page, "Train")


@pytest.mark.parametrize("path", ["/", "/train", "/nowhere", "/_stcore/health", "/static/nothing.js"])
def test_every_answer_has_each_security_header_once(server: Server, path: str) -> None:
    try:
        with urlopen(server.url + path) as answer:
            headers = answer.headers
    except HTTPError as refusal:
        with refusal:
            headers = refusal.headers
    assert {name: len(headers.get_all(name, [])) for name in SECURITY_HEADERS} == dict.fromkeys(SECURITY_HEADERS, 1)
