"""A teacher's click as an action on the room; an error becomes a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from logreg_core import LogregError
from pages.shared.words import as_text
from pages.visit import board
from pages.visit.classroom import rooms
from pages.visit.store import Slot

_refusal = Slot("board_click", "")


def click(do: Callable[..., object], **what: Any) -> None:
    """Perform the action. do: a method of `Rooms` that takes the secret. what: its other arguments."""
    try:
        do(rooms(), board.secret(), **what)
    except LogregError as error:
        _refusal.set(str(error))


def end() -> None:
    """End the room."""
    try:
        board.end()
    except LogregError as error:
        _refusal.set(str(error))


def say_what_was_refused() -> None:
    """Show once why the last click had no effect."""
    if refusal := _refusal.get():
        _refusal.clear()
        st.warning(as_text(refusal))
