"""`make class`: the app by https at an address of this machine, from a fresh folder, as a phone finds it."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser import chromium, visitor
from tests.browser.conftest import new_context
from tests.browser.server import ROOT, Server, free_port, wait_until_healthy

MODEL = ROOT / "tests" / "data" / "model-pixels.npz"


@pytest.fixture
def class_server(tmp_path: Path) -> Iterator[Server]:
    """What `make class` starts, in a folder that has nothing but the app, for a user who has nothing yet."""
    folder = tmp_path / "fresh"
    for part in ("logreg_core", "classroom", "pages", ".streamlit"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "streamlit_app.py", folder)
    port, log = free_port(), tmp_path / "log"
    command = [sys.executable, "-m", "pages.server.wifi", "--port", str(port)]
    environment = {**os.environ, "HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=file, stderr=subprocess.STDOUT)
        try:
            server = Server(f"https://127.0.0.1:{port}", log, process.pid)
            wait_until_healthy(server, process)
            said = re.search(r"Wi-Fi open (\S+)", server.log())
            yield Server(said[1] if said else f"https://127.0.0.2:{port}", log, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=60)


def test_a_phone_in_the_same_wifi_finds_the_app_and_may_use_its_camera(
    class_server: Server, playwright: Playwright, chromium_path: str, tmp_path: Path
) -> None:
    host = class_server.url.split("//")[1].split(":")[0]
    assert host != "127.0.0.1", "that would be no other machine's way"
    key = tmp_path / ".one-neuron" / "class" / "key.pem"
    assert os.name == "nt" or stat.S_IMODE(key.stat().st_mode) == 0o600
    browser = chromium.launch(playwright, chromium_path, f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {host}")
    page = new_context(browser, ignore_https_errors=True).new_page()
    with page.expect_websocket() as socket:
        visitor.arrive(page, class_server.url.replace("https:", "http:"), "Home")
    assert socket.value.url.startswith(f"wss://{host}:")
    assert page.evaluate("[isSecureContext, typeof navigator.mediaDevices?.getUserMedia]") == [True, "function"]
    visitor.open_page(page, "Keep")
    field = visitor.main(page).get_by_test_id("stFileUploaderDropzoneInput")
    field.set_input_files(MODEL)  # needs the token against forgery
    expect(visitor.main(page)).to_contain_text("It reads pictures of")
    browser.close()
    assert "Traceback" not in class_server.log()
