"""The addresses of this page and of the page at which students join."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import streamlit as st

ONLY_HERE = ("localhost", "127.0.0.1", "::1")


def address() -> str:
    """Of this page, without what may stand behind it."""
    return st.context.url or "http://localhost/board"


def way_in(word: str = "") -> str:
    """The address at which students join; with a word that is filled in already."""
    join = f"{address().rpartition('/')[0]}/join"
    return f"{join}?{urlencode({'room': word})}" if word else join


def is_only_here() -> bool:
    """Whether this address leads to this computer from no other one."""
    return (urlsplit(address()).hostname or "") in ONLY_HERE
