"""Keyboard shortcuts of the page: letters that press buttons, their list and switch, and the focus.

The browser does all of it: the server hears of the button that was pressed, as after a click.
"""

from __future__ import annotations

import streamlit as st

from . import browser

SHORTCUTS = (  # a letter, the key of the button that it presses (after that of what it must lie in), what that does
    ("T", "train.go", "train"),
    ("S", "train.stop", "stop the run"),
    ("F", "board.desk board.freeze", "freeze the answers, or let them go on"),
    ("G", "board.desk board.again", "let them guess again"),
    ("V", "board.reveal", "reveal how they are spread"),
    ("N", "board.next", "put what comes next"),
)

_mount = browser.component("keyboard", __file__, isolate_styles=False)
_DATA = {
    "shortcuts": [{"letter": letter, "key": key.replace(".", "-"), "words": words} for letter, key, words in SHORTCUTS]
}


def offer_keys() -> None:
    """Keys for this page and those that follow, until the visitor switches them off."""
    with st.sidebar:
        _mount(key="keyboard", data=_DATA, height=1)
