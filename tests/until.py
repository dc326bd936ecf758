"""Waits for what becomes true by itself, on any machine; and a clock that waits for nobody."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 120  # seconds until what was expected is missing


def until(true: Callable[[], bool]) -> None:
    """Wait for it."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "It does not come true."
        time.sleep(0.05)


class Clock:
    """Seconds that a test lets pass."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now
