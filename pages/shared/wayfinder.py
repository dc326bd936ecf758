"""A search for a page by name, including pages that the menu hides."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

import streamlit as st

from pages.visit.store import Field, Slot

_chosen: Field[str | None] = Field("find_page", None)
_wanted = Slot("wanted_page", "")


def is_one_of(addresses: Collection[str]) -> bool:
    """Whether the requested page is one of these, so that the menu may collapse the others."""
    return (urlsplit(st.context.url or "").path.rpartition("/")[2] or "home") in addresses


def find_page(entries: Iterable[st.Page]) -> None:
    """Show a field in the sidebar that finds a page by a few letters of its name, and opens it."""
    pages = {each.title: each for each in entries if each.visibility == "visible"}
    wanted = _wanted.get()
    _wanted.clear()
    if page := pages.get(wanted):  # a forged message may name an unknown page
        st.switch_page(page, query_params={})
    with st.sidebar:
        st.selectbox(
            "Find a page",
            sorted(pages),
            key=_chosen.shown(),
            placeholder="Find a page",
            label_visibility="collapsed",
            on_change=_go,
        )


def _go() -> None:
    _wanted.set(_chosen.get() or "")
    _chosen.renew(None)
