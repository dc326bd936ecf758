"""The part of a page that takes pictures in bursts: the visitor's camera, two buttons to hold, and what was taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from logreg_core.figures import palette
from pages.shared import browser

_mount = browser.component("collector", __file__)


def collector(
    so_far: dict[str, Any], class_names: tuple[str, str], *, key: str, on_message: Callable[[], None]
) -> None:
    """Show it. ``so_far`` is `Collecting.for_browser`; ``on_message`` is called when the browser brings something."""
    _mount(
        key=key,
        data={**so_far, "names": class_names, "colours": palette.CLASS_COLOURS},
        on_message_change=on_message,
    )
