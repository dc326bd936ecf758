"""What a visitor's browser keeps for the next visit: handed over and taken back without a word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.visit import kept
from pages.visit.store import Slot

from . import browser

_said: Slot[Mapping[str, Any]] = Slot("keeper", {})
_mount = browser.component("keeper", __file__)


def keep() -> None:
    """Have the browser keep what is to be kept, and take over once what it has kept since an earlier visit."""
    said = {"visit": kept.visit(), "brought": kept.is_brought(), "text": kept.as_text()}
    with st.sidebar:
        _mount(key=_said.key, data=said, height=1, on_text_change=_bring)


def _bring() -> None:
    kept.bring(_said.get().get("text"))
