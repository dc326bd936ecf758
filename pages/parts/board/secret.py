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
    """The link by which a teacher comes back to her room, here or on another computer. address: of this page.

    The secret stands behind a ``#``: a browser sends that to no server, so it is in no log, and tells it no other site
    as where somebody came from. The script beside this file hands it over on the line that it has to the server anyway,
    and takes it out of the address, so that nobody reads it from a projector. A query would have been in the log of
    every server on its way before the page could remove it. After a reload the browser has it (`visit.board`).
    """
    return f"{address}#{secret}"


def take_from_the_address() -> None:
    """Where the visitor came by such a link, hers is the room from now on; where it opens none, a sentence says so."""
    _mount(key=_said.key, height=1, on_secret_change=_take)
    if refusal := _refusal.get():
        _refusal.clear()
        st.warning(as_text(refusal), icon=":material/link_off:")


def _take() -> None:
    try:
        board.take_over(_said.get().get("secret"))
    except LogregError as error:
        _refusal.set(str(error))
