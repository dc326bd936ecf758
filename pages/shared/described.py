"""Pictures and tables with an `alt`, also on a Streamlit without this argument."""

from __future__ import annotations

import base64
from collections.abc import Callable
from html import escape
from inspect import signature
from io import BytesIO
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image


def takes_alt(show: Callable[..., Any]) -> bool:
    """Whether this Streamlit has the argument."""
    return "alt" in signature(show).parameters


def image_by_html(source: Any, *, alt: str, width: int | str, caption: str = "") -> None:
    """As `st.image`. source: an address, a PNG, or pixels ``(h, w, c)``."""
    if isinstance(source, np.ndarray):
        buffer = BytesIO()
        Image.fromarray(source).save(buffer, "PNG")
        source = buffer.getvalue()
    if isinstance(source, bytes):
        source = f"data:image/png;base64,{base64.b64encode(source).decode()}"
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
