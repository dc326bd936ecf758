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
_FOCUS = Path(__file__).with_name("focus.css")  # the focus ring, for the page and every component
_PREPARED = Path(__file__).with_name("prepared.js")
_PLOTLY = ('"plotly.min.js"', f'"{PLOTLY}"')


def component(name: str, python_file: str, *, isolate_styles: bool = True) -> Callable[..., Any]:
    """Define a component of the page, once, at import. Its files have the name of its Python file.

    python_file: the ``__file__`` of the caller; ``.js`` must lie beside it, ``.css`` and ``.html`` may. A module that
    it imports brings the ``.css`` beside it along. isolate_styles: whether its style and the page's are separate.
    Plotly's must not be, or its transparent layers swallow clicks.

    Streamlit sends a component's script with every rerun. So the script is `browser.js`, a few lines that load the real
    script and style once. Streamlit may mount two versions of a component at once, in either order, into the same
    element, and unmount the older one afterwards. So drawing waits for a moment, and only a component whose element is
    gone is unmounted. Data in a dictionary are sent as JSON in bytes: Streamlit would search them for tables, and write
    them twice.
    """
    path = Path(python_file)
    css = styles(path.with_suffix(".js"))
    if isolate_styles:
        css = f"{_read(_BASE)}\n{_read(_FOCUS)}\n{css}"  # the page's style does not apply in its shadow root
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
    """Return values as JSON in bytes, which `prepared.js` recognises by the first byte (RFC 7464)."""
    return b"\x1e" + json.dumps(values, separators=(",", ":")).encode()


@cache
def script(path: Path) -> str:
    """Return the module in a file with its imports as one text: a component cannot load a second file."""
    return joined(path).replace(*_PLOTLY)


@cache
def style(python_file: str, name: str = "") -> str:
    """Return the style sheet beside a Python file, with its name or ``name``, as a ``<style>`` for `st.html`."""
    path = Path(python_file)
    return f"<style>\n{_read(path.with_name(f'{name or path.stem}.css'))}</style>\n"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace(*_PLOTLY)
