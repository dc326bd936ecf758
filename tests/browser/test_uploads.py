"""What visitors upload and leave unread does not outlive them."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.server import running_server
from tests.browser.test_deep_links import expect_deep_link
from tests.browser.visitor import main
from tests.until import until


def test_what_was_uploaded_and_never_used_goes_with_its_visitor(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "mine.npz"
    file.write_bytes(bytes(3_000_000))
    with running_server(disconnectedSessionTTL="1") as server:
        expect_deep_link(page, server, "Explore")  # nobody was here before
        main(page).get_by_text("Bring your own data").click()
        main(page).get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
        expect(main(page).get_by_text("mine.npz")).to_be_visible()
        until(lambda: server.counts("logreg_waiting_bytes") == 3_000_000)
        page.close()
        until(lambda: server.counts("logreg_waiting_bytes") == server.counts("logreg_sessions") == 0)
        assert "Traceback" not in server.log()
