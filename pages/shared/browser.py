"""Components of the page: script, style and HTML from files beside the Python file."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from logreg_core.export.javascript import joined, styles
from pages.server.assets import PLOTLY, publish

_BASE = Path(__file__).with_name("base.css")  # the style that all components in shadow roots share
_FOCUS = Path(__file__).with_name("focus.css")  # where the keys are, on the page and in every component
_PREPARED = Path(__file__).with_name("prepared.js")
_PLOTLY = ('"plotly.min.js"', f'"{PLOTLY}"')


def component(name: str, python_file: str, *, isolate_styles: bool = True) -> Callable[..., Any]:
    """A component of the page, to be defined once, at import. Its files are called as its Python file is.

    python_file: the ``__file__`` of the caller; ``.js`` must lie beside it, ``.css`` and ``.html`` may. A module that
    it imports brings the ``.css`` beside it along. isolate_styles: whether its style and that of the page do not reach
    each other. Plotly's must, or its clear layers swallow clicks.

    Streamlit sends what a component is given with every run of the page. So that is `browser.js`, a few lines, which
    ask once for the script and the style. What is given twice at once lives in the same place; Streamlit calls for both
    in any order, and then ends what is old, though its place stays. So nothing is drawn before that had time to happen,
    and only what has lost its place is ended. Data in a dictionary go as JSON in bytes: Streamlit would search them for
    tables, and write them twice.
    """
    path = Path(python_file)
    css = styles(path.with_suffix(".js"))
    if isolate_styles:
        css = f"{_read(_BASE)}\n{_read(_FOCUS)}\n{css}"  # the style of the page does not reach it
    beside = path.with_suffix(".html")
    html = _read(beside) if beside.exists() else ""
    with_html, by_script = (css, "") if html else ("", css)
    prepared = _read(_PREPARED).replace('""', json.dumps(by_script), 1)
    address = publish(f"{script(path.with_suffix('.js'))}\n{prepared}", f"{name}.js")
    code = _read(Path(__file__).with_suffix(".js")).replace('"module.js"', f'"{address}"')
    show = st.components.v2.component(name, html=html, css=with_html, js=code, isolate_styles=isolate_styles)

    def mount(*, data: Any = None, **others: Any) -> Any:
        return show(data=as_record(data) if isinstance(data, dict) else data, **others)

    return mount


def as_record(values: dict[str, Any]) -> bytes:
    """Values as JSON in bytes, which `prepared.js` knows by the first of them, as RFC 7464 has it."""
    return b"\x1e" + json.dumps(values, separators=(",", ":")).encode()


@cache
def script(path: Path) -> str:
    """The module in a file with those that it imports: a component gets one text, and cannot reach a second file."""
    return joined(path).replace(*_PLOTLY)


@cache
def style(python_file: str, name: str = "") -> str:
    """The style sheet beside a Python file, called as it is or ``name``, as a ``<style>`` for `st.html`."""
    path = Path(python_file)
    return f"<style>\n{_read(path.with_name(f'{name or path.stem}.css'))}</style>\n"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace(*_PLOTLY)
