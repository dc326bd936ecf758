"""What runs in the browser: a component's script, style and HTML, in files that lie beside its Python file."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from logreg_core.export.modules import joined, modules
from pages.server.assets import PLOTLY

_FOCUS = Path(__file__).with_name("focus.css")  # where the keys are, on the page and in every component
_PLOTLY = ('"plotly.min.js"', f'"{PLOTLY}"')


def component(name: str, python_file: str, *, isolate_styles: bool = True) -> Callable[..., Any]:
    """A component of the page, to be defined once, at import. Its files are called as its Python file is.

    python_file: the ``__file__`` of the caller; ``.js`` must lie beside it, ``.css`` and ``.html`` may. A module that
    it imports brings the ``.css`` beside it along. isolate_styles: whether its style and that of the page do not reach
    each other. Plotly's must, or its clear layers swallow clicks.
    """
    path = Path(python_file)
    css = "\n".join(_optional(each.with_suffix(".css")) for each in modules(path.with_suffix(".js").resolve()))
    html, code = _optional(path.with_suffix(".html")), script(path.with_suffix(".js"))
    if isolate_styles:
        css = f"{_read(_FOCUS)}\n{css}"  # the style of the page does not reach it
    return st.components.v2.component(name, html=html, css=css, js=code, isolate_styles=isolate_styles)


@cache
def script(path: Path) -> str:
    """The module in a file with those that it imports: a component gets one text, and cannot reach a second file."""
    return joined(path).replace(*_PLOTLY)


@cache
def style(python_file: str, name: str = "") -> str:
    """The style sheet beside a Python file, called as it is or ``name``, as a ``<style>`` for `st.html`."""
    path = Path(python_file)
    return f"<style>\n{_read(path.with_name(f'{name or path.stem}.css'))}</style>\n"


def _optional(path: Path) -> str:
    return _read(path) if path.exists() else ""


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace(*_PLOTLY)
