"""What runs in the browser: a component's script, style and HTML, in files that lie beside its Python file."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from pages.server.plotly import NAME as PLOTLY

_FOCUS = Path(__file__).with_name("focus.css")  # where the keys are, on the page and in every component
_IMPORT = re.compile(r'^import \{[^}]*\} from "(\.[^"]+)";\n', re.MULTILINE)


def component(name: str, python_file: str, *, isolate_styles: bool = True) -> Callable[..., Any]:
    """A component of the page, to be defined once, at import. Its files are called as its Python file is.

    python_file: the ``__file__`` of the caller; ``.js`` must lie beside it, ``.css`` and ``.html`` may. isolate_styles:
    whether its style and that of the page do not reach each other. Plotly's must, or its clear layers swallow clicks.
    """
    path = Path(python_file)
    css, html = (_read(other) if (other := path.with_suffix(end)).exists() else "" for end in (".css", ".html"))
    if isolate_styles:
        css = _read(_FOCUS) + css  # the style of the page does not reach it
    code = script(path.with_suffix(".js"))
    return st.components.v2.component(name, html=html, css=css, js=code, isolate_styles=isolate_styles)


@cache
def script(path: Path) -> str:
    """The module in a file, with the modules that it imports by relative paths put in front of it, each once.

    A component gets one text, from which a browser could not reach a second file.
    """
    *imported, own = _modules(path.resolve())
    texts = [re.sub(r"^export ", "", _without_imports(each), flags=re.MULTILINE) for each in imported]
    return "\n".join([*texts, _without_imports(own)])


def _modules(path: Path, found: tuple[Path, ...] = ()) -> tuple[Path, ...]:
    """What was found already, what a module imports, directly or not, and the module itself, each once."""
    if path in found:
        return found
    for imported in _IMPORT.findall(_read(path)):
        found = _modules((path.parent / imported).resolve(), found)
    return (*found, path)


def _without_imports(path: Path) -> str:
    return _IMPORT.sub("", _read(path))


@cache
def style(python_file: str, name: str = "") -> str:
    """The style sheet beside a Python file, called as it is or ``name``, as a ``<style>`` for `st.html`."""
    path = Path(python_file)
    return f"<style>\n{_read(path.with_name(f'{name or path.stem}.css'))}</style>\n"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace('"plotly.min.js"', f'"{PLOTLY}"')
