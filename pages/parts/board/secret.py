"""The teacher's secret link: read from the address and removed from it at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from logreg_core import LogregError
from pages.shared import browser
from pages.shared.words import as_text
from pages.visit import board
from pages.visit.store import Field, Slot

_said: Field[Mapping[str, Any]] = Field("board.secret", {})
_refusal = Slot("board_refusal", "")
_mount = browser.component("board_secret", __file__)


def link_of(address: str, secret: str) -> str:
    """Return the link by which a teacher returns to the room, here or on another computer. address: of this page.

    The secret is in the fragment, after ``#``: a browser sends it to no server, so it is in no log, and not in the
    referrer for other sites. The script beside this file sends it over the websocket, and removes it from the address,
    so that nobody reads it from a projector. A query would be in every server's log before the page could remove it.
    After a reload the browser restores it (`visit.board`).
    """
    return f"{address}#{secret}"


def take_from_the_address() -> None:
    """If the visitor came by a room's secret link, take over the room; if the link opens none, say so."""
    _mount(key=_said.key, height=1, on_secret_change=_take)
    if refusal := _refusal.get():
        _refusal.clear()
        st.warning(as_text(refusal), icon=":material/link_off:")


def _take() -> None:
    try:
        board.take_over(_said.get().get("secret"))
    except LogregError as error:
        _refusal.set(str(error))
