"""The way to a page: by its name, whether the menu shows it or not."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

import streamlit as st

from pages.visit.road import ROAD
from pages.visit.store import Field, Slot

_chosen: Field[str | None] = Field("find_page", None)
_wanted = Slot("wanted_page", "")


def is_on_the_road() -> bool:
    """Whether the page that is asked for is on the road, so that the menu may fold the others away."""
    return urlsplit(st.context.url or "").path.rpartition("/")[2] in ("", *ROAD)


def find_page(entries: Iterable[st.Page]) -> None:
    """A field in the sidebar that finds a page by a few letters of its name, and goes there."""
    pages = {each.title: each for each in entries if each.visibility == "visible"}
    if wanted := _wanted.get():
        _wanted.let_go()
        st.switch_page(pages[wanted], query_params={})
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
