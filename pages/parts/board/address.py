"""The addresses of this page and of the page at which students join."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import streamlit as st

ONLY_HERE = ("localhost", "127.0.0.1", "::1")


def address() -> str:
    """Return the address of this page, without query and fragment."""
    return st.context.url or "http://localhost/board"


def way_in(word: str = "") -> str:
    """Return the address at which students join, with the word filled in."""
    join = f"{address().rpartition('/')[0]}/join"
    return f"{join}?{urlencode({'room': word})}" if word else join


def is_only_here() -> bool:
    """Whether this address works only on this computer."""
    return (urlsplit(address()).hostname or "") in ONLY_HERE
