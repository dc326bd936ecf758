"""Firefox, steered by WebDriver BiDi (https://w3c.github.io/webdriver-bidi/), which it speaks itself."""

from __future__ import annotations

import json
import subprocess
import time
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.browser.engines.engine import LISTEN, program
from tests.browser.server import free_port

PATIENCE = 120  # seconds


class Firefox:
    """A Firefox without a window on a screen, with a profile of its own."""

    name = "Firefox"

    def __init__(self) -> None:
        path, port = program("firefox-esr", "firefox-esr", "firefox"), free_port()
        self.profile = TemporaryDirectory(ignore_cleanup_errors=True)
        command = [path, "--headless", "--no-remote", f"--remote-debugging-port={port}", "--profile", self.profile.name]
        Path(self.profile.name, "user.js").write_text('user_pref("remote.active-protocols", 1);\n', encoding="utf-8")
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.numbers = count(1)
        self.line = self._connected(f"ws://127.0.0.1:{port}/session")
        self._ask("session.new", capabilities={})
        self.window = self._ask("browsingContext.getTree")["contexts"][0]["context"]
        self._ask("script.addPreloadScript", functionDeclaration=f"() => {{ {LISTEN} }}")

    def go(self, address: str) -> None:
        self._ask("browsingContext.navigate", context=self.window, url=address, wait="complete")

    def run(self, script: str) -> Any:
        expression = f"(async () => {{ {script} }})().then((value) => JSON.stringify(value ?? null))"
        target = {"context": self.window}
        answer = self._ask("script.evaluate", expression=expression, target=target, awaitPromise=True)
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self._ask("browsingContext.setViewport", context=self.window, viewport=size)

    def close(self) -> None:
        self.line.close()
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.profile.cleanup()

    def _connected(self, address: str) -> Any:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return connect(address, max_size=None, open_timeout=10)
            except (OSError, WebSocketException):
                if time.monotonic() > end or self.process.poll() is not None:
                    self.process.kill()
                    raise
                time.sleep(0.1)

    def _ask(self, method: str, **params: Any) -> Any:
        number = next(self.numbers)
        self.line.send(json.dumps({"id": number, "method": method, "params": params}))
        while (answer := json.loads(self.line.recv(timeout=PATIENCE))).get("id") != number:
            pass
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['message']}")
        return answer["result"]
