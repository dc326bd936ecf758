"""Waits for a condition in a page whose policy forbids `eval`, by which Playwright itself would wait."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Error, JSHandle, Page
from playwright.sync_api import TimeoutError as Late

LOOK = 30  # milliseconds between two looks
PATIENCE = 60_000
AWAY = ("context was destroyed", "navigat", "Cannot find context")  # another page is being loaded


def wait_for_function(
    self: Page, expression: str, *, arg: Any = None, timeout: float | None = None, polling: Any = None
) -> JSHandle:
    """As `Page.wait_for_function`: what the expression, or the function, gives once that is true."""
    end = time.monotonic() + (PATIENCE if timeout is None else timeout) / 1000
    while True:
        try:
            handle = self.evaluate_handle(expression, arg)
            if handle.evaluate("value => Boolean(value)"):
                return handle
        except Error as error:
            if not any(words in str(error) for words in AWAY):
                raise
        if time.monotonic() > end:
            raise Late(f"Waited in vain for {expression}")
        self.wait_for_timeout(LOOK)


def install() -> None:
    """Let every page wait so."""
    Page.wait_for_function = wait_for_function  # type: ignore[method-assign]
