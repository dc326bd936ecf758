"""WebKitGTK, the nearest to Safari that there is for Linux, steered by WebDriver (https://www.w3.org/TR/webdriver2/)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from glob import glob
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from tests.browser.engines.engine import LISTEN, program
from tests.browser.server import free_port

PATIENCE = 120  # seconds
BROWSERS = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"  # where Debian has it


class WebKit:
    """Its small browser, on a screen that nobody sees."""

    name = "WebKit"

    def __init__(self) -> None:
        driver, screen = program("webkit2gtk-driver", "WebKitWebDriver"), program("xvfb", "xvfb-run")
        program("xauth", "xauth")
        browser = next(iter(glob(BROWSERS)), None)
        if browser is None:
            raise RuntimeError(f"There is no {BROWSERS}, which Debian's package webkit2gtk-driver has.")
        self.folder = TemporaryDirectory(ignore_cleanup_errors=True)
        script = Path(self.folder.name, "listen.js")
        script.write_text(LISTEN, encoding="utf-8")
        port = free_port()
        command = [screen, "--auto-servernum", "--server-args=-screen 0 1600x1200x24", driver, f"--port={port}"]
        surroundings = {**os.environ, "HOME": self.folder.name, "XDG_RUNTIME_DIR": self.folder.name}
        self.process = subprocess.Popen(
            command, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        self.address = f"http://127.0.0.1:{port}"
        options = {"binary": browser, "args": ["--automation", f"--user-script-at-start={script}"]}
        wanted = {
            "webkitgtk:browserOptions": options,
            "timeouts": {"script": 1000 * PATIENCE, "pageLoad": 1000 * PATIENCE},
        }
        session = self._until_it_answers(lambda: self._ask("/session", capabilities={"alwaysMatch": wanted}))
        self.address += f"/session/{session['sessionId']}"

    def go(self, address: str) -> None:
        self._ask("/url", url=address)

    def run(self, script: str) -> Any:
        told = """const tell = arguments[arguments.length - 1];
            (async () => { %s })().then((value) => tell({ value }), (error) => tell({ error: String(error) }));"""
        answer = self._ask("/execute/async", script=told % script, args=[])
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer.get("value")

    def resize(self, width: int, height: int) -> None:
        self._ask("/window/rect", width=width, height=height)

    def close(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)  # the driver ends its browser, and the screen goes last
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.folder.cleanup()

    def _until_it_answers(self, ask: Callable[[], Any]) -> Any:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return ask()
            except (URLError, ConnectionError):
                if time.monotonic() > end or self.process.poll() is not None:
                    self.close()
                    raise
                time.sleep(0.1)

    def _ask(self, path: str, **body: Any) -> Any:
        asked = Request(self.address + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        try:
            with urlopen(asked, timeout=PATIENCE) as answer:
                return json.load(answer)["value"]
        except HTTPError as refusal:
            raise RuntimeError(f"{path}: {json.load(refusal)['value']['message']}") from None
