"""A chart on a page: the only place that shows one, so that all behave alike."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from plotly.graph_objects import Figure

_CONFIG = {"displayModeBar": False}


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
