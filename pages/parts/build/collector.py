"""The part of a page that takes pictures in bursts: the visitor's camera, two buttons to hold, and what was taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from logreg_core.figures import palette

_HERE = Path(__file__)
_mount = st.components.v2.component(
    "collector",
    html="",
    css=_HERE.with_suffix(".css").read_text(encoding="utf-8"),
    js=_HERE.with_suffix(".js").read_text(encoding="utf-8"),
)


def collector(
    so_far: dict[str, Any], class_names: tuple[str, str], *, key: str, on_message: Callable[[], None]
) -> None:
    """Show it. ``so_far`` is `Collecting.for_browser`; ``on_message`` is called when the browser brings something."""
    _mount(
        key=key,
        data={**so_far, "names": class_names, "colours": palette.CLASS_COLOURS},
        on_message_change=on_message,
    )
