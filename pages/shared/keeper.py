"""What a visitor's browser keeps for the next visit: handed over and taken back without a word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.visit import kept
from pages.visit.store import Slot

from . import browser

_said: Slot[Mapping[str, Any]] = Slot("keeper", {})
_last: Slot[str | None] = Slot("keeper_last", None)  # what the browser was told to keep; None: it was told nothing
_mount = browser.component("keeper", __file__)


def keep() -> None:
    """Have the browser keep what is to be kept, and take over once what it has kept since an earlier visit."""
    _last.set(kept.as_text())
    _tell(kept.as_text())


def keep_no_more() -> None:
    """What the browser keeps of this visit stays as it is, but for a seat in a room, which is not for whoever uses the
    computer next. Where it was told to keep nothing it is told nothing.
    """
    if (last := _last.get()) is not None:
        _tell(kept.without("seat", last))


def _tell(text: str) -> None:
    said = {"visit": kept.visit(), "brought": kept.is_brought(), "text": text}
    with st.sidebar:
        _mount(key=_said.key, data=said, height=1, on_text_change=_bring)


def _bring() -> None:
    kept.bring(_said.get().get("text"))
