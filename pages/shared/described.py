"""Pictures and tables with an `alt`, on a Streamlit too that has no such argument yet."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from inspect import signature
from typing import Any

import streamlit as st


def takes_alt(show: Callable[..., Any]) -> bool:
    """Whether this Streamlit has the argument."""
    return "alt" in signature(show).parameters


def image_by_html(source: Any, *, alt: str, width: int | str, caption: str = "") -> None:
    """As `st.image`. A picture that is an address has its `alt`."""
    if not isinstance(source, str):
        st.image(source, width=width, caption=caption)  # type: ignore[arg-type]
        return
    across = "100%" if width == "stretch" else f"{width}px"
    style = f"width: {across}; max-width: 100%"
    st.html(
        f'<img src="{escape(source)}" alt="{escape(alt)}" style="{style}">',
        width="stretch" if width == "stretch" else "content",
    )
    if caption:
        st.caption(caption)


def table_without_alt(*args: Any, alt: str, **more: Any) -> Any:
    """As `st.dataframe`."""
    return st.dataframe(*args, **more)


image: Callable[..., Any] = st.image if takes_alt(st.image) else image_by_html
dataframe: Callable[..., Any] = st.dataframe if takes_alt(st.dataframe) else table_without_alt
