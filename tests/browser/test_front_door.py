"""A server with one place: who comes second is told why, and let in in turn; who loads her page anew keeps hers."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import visitor
from tests.browser.conftest import NewPage
from tests.browser.server import running_server
from tests.browser.test_deep_links import expect_deep_link
from tests.browser.visitor import PHONE


def test_who_has_the_only_place_keeps_it_and_who_waits_for_it_is_let_in_when_it_is_free(
    new_page: NewPage, console_errors: list[str]
) -> None:
    with running_server("streamlit", {"LOGREG_VISITORS": "1"}) as server:
        anna, ben = new_page(), new_page(viewport=PHONE)
        expect_deep_link(anna, server, "Home")  # nobody was here before
        second = anna.context.new_page()
        second.goto(f"{server.url}/explore")
        expect(second.get_by_role("heading")).to_have_text("Every place is taken, and one of them is this browser’s.")
        second.close()
        ben.clock.install()
        ben.goto(f"{server.url}/explore")
        expect(ben.get_by_role("heading")).to_have_text("Every place is taken.")
        assert ben.evaluate("document.documentElement.scrollWidth <= innerWidth")

        anna.reload()  # her place is free only once the browser has something else to show
        visitor.expect_page(anna, "Home")
        asked: list[str] = []
        ben.on("request", lambda request: asked.append(request.resource_type))
        anna.close()
        ben.clock.fast_forward(20_000)
        visitor.expect_page(ben, "Explore")
        assert asked[0] == "fetch"
        assert asked.count("document") == 1, "it is loaded anew only for a page that is there"
        ben.close()
    console_errors.clear()  # 503 and 429 are some
