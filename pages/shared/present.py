"""Presenter's view of any page: large, without a menu, one section at a time"""

from __future__ import annotations

import streamlit as st

from . import browser

_mount = browser.component("present", __file__, isolate_styles=False)


def offer_to_present() -> None:
    """Offer the presenter's view by a small button and the key P. The browser does the rest, on this and later
    pages."""
    with st.sidebar:
        _mount(key="present", height=1)
