"""Keyboard shortcuts of the page: letters that press buttons, their list, their switch, and the focus.

The browser does all of it: the server receives the press of the button, as after a click.
"""

from __future__ import annotations

import streamlit as st

from . import browser

SHORTCUTS = (  # a letter, the key of its button (after that of an element around it), the effect
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
    """Offer shortcuts on this page and all later ones, until the visitor switches them off."""
    with st.sidebar:
        _mount(key="keyboard", data=_DATA, height=1)
