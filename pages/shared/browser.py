"""What runs in the browser: a component's script, style and HTML, in files that lie beside its Python file."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from pages.server.plotly import NAME as PLOTLY

_IMPORT = re.compile(r'^import \{[^}]*\} from "(\.[^"]+)";\n', re.MULTILINE)


def component(name: str, python_file: str, *, isolate_styles: bool = True) -> Callable[..., Any]:
    """A component of the page, to be defined once, at import. Its files are called as its Python file is.

    python_file: the ``__file__`` of the caller; ``.js`` must lie beside it, ``.css`` and ``.html`` may. isolate_styles:
    False where the page's own styles must reach in, as Plotly's must: without them its clear layers swallow all clicks.
    """
    path = Path(python_file)
    css, html = (_read(other) if (other := path.with_suffix(end)).exists() else "" for end in (".css", ".html"))
    js = script(path.with_suffix(".js"))
    return st.components.v2.component(name, html=html, css=css, js=js, isolate_styles=isolate_styles)


@cache
def script(path: Path) -> str:
    """The module in a file, with the modules that it imports by a relative path put in front of it.

    A component gets one text, from which a browser could not reach a second file.
    """
    text = _read(path)
    imported = [_read((path.parent / found).resolve()) for found in _IMPORT.findall(text)]
    return "\n".join([*(re.sub(r"^export ", "", each, flags=re.MULTILINE) for each in imported), _IMPORT.sub("", text)])


@cache
def style(python_file: str, name: str = "") -> str:
    """The style sheet beside a Python file, called as it is or ``name``, as a ``<style>`` for `st.html`."""
    path = Path(python_file)
    return f"<style>\n{_read(path.with_name(f'{name or path.stem}.css'))}</style>\n"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace('"plotly.min.js"', f'"{PLOTLY}"')
