"""A teacher shares the link of a page, so every link must work, even as the first one after a start of the server."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.browser import visitor
from tests.browser.server import Server

SECURITY_HEADERS = ("X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy", "Content-Security-Policy")


@dataclass
class Answer:
    """What the server sends a browser that comes by a link: the pages of the menu, the titles of the page, and whether
    there is no such page.
    """

    menu: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    is_unknown: bool = False


def ask(server: Server, path: str) -> Answer:
    """Open a page as the browser does that stands at this path: by Streamlit's own messages."""
    message, answer = BackMsg(), Answer()
    message.rerun_script.page_name = path.removeprefix("/")
    with connect(
        f"ws{server.url.removeprefix('http')}/_stcore/stream", subprotocols=["streamlit"], max_size=None
    ) as line:  # type: ignore[list-item]
        line.send(message.SerializeToString())
        while True:
            said = ForwardMsg.FromString(line.recv(timeout=visitor.PATIENCE / 1000, decode=False))
            kind = said.WhichOneof("type")
            if kind == "script_finished":
                return answer
            if kind == "navigation":
                answer.menu = [page.page_name for page in said.navigation.app_pages if not page.is_hidden]
            elif kind == "page_not_found":
                answer.is_unknown = True
            elif kind == "delta" and said.delta.new_element.heading.tag == "h1":
                answer.titles.append(said.delta.new_element.heading.body)


def test_the_first_visitor_of_a_fresh_server_can_open_a_page(fresh_server: Server, page: Page) -> None:
    expect_deep_link(page, fresh_server, "Predict")


def test_every_page_has_a_link_of_its_own(server: Server) -> None:
    for name, title in visitor.TITLES.items():
        with urlopen(server.url + visitor.path_of(name)) as page:
            assert b"<title>" in page.read(), name
        assert ask(server, visitor.path_of(name)) == Answer([*visitor.TITLES], [title]), name
    assert ask(server, "/nowhere").is_unknown


def test_the_links_of_the_menu_are_these(server: Server, page: Page) -> None:
    expect_deep_link(page, server, "Code")  # whose file has another name
    for name in visitor.TITLES:
        link = visitor.menu(page).filter(has=page.get_by_text(name, exact=True))
        expect(link).to_have_attribute("href", f"{server.url}{visitor.path_of(name) or '/'}")


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
    visitor.arrive(page, server.url, "Predict")  # the others say the same: see tests/app/test_pages.py
    main = visitor.main(page)
    expect(main.get_by_role("alert").or_(main.get_by_role("status"))).to_contain_text("no trained model")
    main.get_by_role("link", name=re.compile("Train")).click()
    visitor.expect_page(page, "Train")


def test_a_link_asks_the_server_where_it_is_and_nowhere_else(server: Server, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(server.url)))
    visitor.arrive(page, server.url, "Train")
    assert {path for path in asked if "/_stcore/" in path} == {"/_stcore/health", "/_stcore/host-config"}


@pytest.mark.parametrize("path", ["/", "/train", "/nowhere", "/_stcore/health", "/static/nothing.js"])
def test_every_answer_has_each_security_header_once(server: Server, path: str) -> None:
    try:
        with urlopen(server.url + path) as answer:
            headers = answer.headers
    except HTTPError as refusal:
        with refusal:
            headers = refusal.headers
    assert {name: len(headers.get_all(name, [])) for name in SECURITY_HEADERS} == dict.fromkeys(SECURITY_HEADERS, 1)
