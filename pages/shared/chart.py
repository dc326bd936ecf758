"""A chart on a page: the only place that shows one, so that all behave alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st
from plotly.graph_objects import Figure

from . import browser

_CONFIG = {"displayModeBar": False}


def let_fingers_scroll() -> None:
    """Let a swipe that begins on a chart scroll the page, for as long as the visitor stays. Once in a run is enough."""
    st.html(f"<script>\n{browser.script(Path(__file__).with_suffix('.js'))}</script>", unsafe_allow_javascript=True)


def chart(figure: Figure, *, alt: str, key: str | None = None, on_pick: Callable[[], None] | None = None) -> None:
    """Show a figure. ``alt`` is what it says, in words, for those who cannot see it.

    key: where two charts of a page may be alike, or one can be picked from. on_pick: called when the visitor clicks or
    taps a point; which one, session state holds under ``key``.
    """
    st.plotly_chart(
        figure,
        config=_CONFIG,
        alt=alt,
        key=key,
        on_select=on_pick or "ignore",
        selection_mode="points",
    )
