"""The plug-ins of LOGREG_PLUGINS, imported once at start."""

from __future__ import annotations

from copy import copy
from functools import cache
from inspect import signature
from pathlib import Path

import streamlit as st
from streamlit.string_util import validate_material_icon

from logreg_core import ArgumentError, environment
from logreg_core.plugins import Page, Plugins, load

HAS_HELP = "help" in signature(st.Page).parameters  # newer than the oldest allowed Streamlit


@cache
def plugins() -> Plugins:
    """Return the pages of all plug-ins, and the reasons why some are left out."""
    names = [name.strip() for name in environment.plugins.value.split(",")]
    return load(filter(None, names), _accept)


def icon_of(page: Page) -> str:
    """Return the icon in Streamlit's notation."""
    return f":material/{page.icon}:"


def entry_of(page: Page, *, is_first: bool, is_hidden: bool, is_done: bool) -> st.Page:
    """Return the page for Streamlit's menu. Making one reads the disk, so each run gets a copy, on which Streamlit
    writes."""
    return copy(_entry_of(page, is_first, is_hidden, is_done))


@cache
def _entry_of(page: Page, is_first: bool, is_hidden: bool, is_done: bool) -> st.Page:
    return st.Page(
        page.script,
        title=page.title,
        icon=":material/check_circle:" if is_done else icon_of(page),
        url_path=page.address,
        default=is_first,
        visibility="hidden" if is_hidden else "visible",
        **({"help": "Done"} if is_done and HAS_HELP else {}),
    )


def _accept(page: Page) -> None:
    """Raises ArgumentError for the address of a page of the app, and StreamlitAPIException for an unknown icon."""
    taken = {path.stem.removesuffix("_") for path in Path(__file__).parents[1].glob("*.py")}
    if page.address in taken:
        raise ArgumentError(f"The address of a page must be new. {page.address!r} is taken. Rename its file.")
    validate_material_icon(icon_of(page))
