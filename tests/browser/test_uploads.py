"""What visitors upload and leave unread does not outlive them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Page, expect

from tests.browser import visitor
from tests.browser.server import Server, running_server
from tests.browser.visitor import PATIENCE, main


def waiting(server: Server) -> int:
    """How many bytes of uploads the server holds, as it says itself."""
    with urlopen(f"{server.url}/_stcore/metrics", timeout=30) as answer:
        found = re.search(r'cache_memory_bytes\{[^}]*"UploadedFileManager"[^}]*\} (\d+)', answer.read().decode())
    return int(found[1]) if found else 0


def until(true: Callable[[], bool]) -> None:
    """Wait for it."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_what_was_uploaded_and_never_used_goes_with_its_visitor(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "mine.npz"
    file.write_bytes(bytes(3_000_000))
    with running_server(disconnectedSessionTTL="1") as server:
        visitor.arrive(page, server.url, "Explore")
        main(page).get_by_text("Bring your own data").click()
        main(page).get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
        expect(main(page).get_by_text("mine.npz")).to_be_visible()
        until(lambda: waiting(server) == 3_000_000)
        page.close()
        until(lambda: waiting(server) == 0)
        assert "Traceback" not in server.log()
