"""Pictures and tables with an `alt`. An older Streamlit, which has no such argument, shows them without one."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any

import streamlit as st


def with_alt(show: Callable[..., Any]) -> Callable[..., Any]:
    """What shows it, and takes an `alt`."""
    return show if "alt" in signature(show).parameters else lambda *args, alt, **more: show(*args, **more)


image, dataframe = with_alt(st.image), with_alt(st.dataframe)
