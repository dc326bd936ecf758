"""A QR code on a page: large, on white in both themes."""

from __future__ import annotations

import base64
from html import escape

import streamlit as st

from pages.base.qr import QrCode
from pages.visit.store import Recall

from . import browser

_last: Recall[QrCode] = Recall("qr_code")


def code_of(text: str) -> QrCode:
    """Return the code of a text, remembered until the text changes. Raises ArgumentError as `QrCode`."""
    if (code := _last.of(text)) is None:
        code = QrCode(text)
        _last.remember(code, text)
    return code


def show_code(code: QrCode, *, alt: str) -> None:
    """Show the code as large as the page allows. alt: its destination, as text alternative."""
    picture = base64.b64encode(code.svg.encode()).decode()
    st.html(
        f'{browser.style(__file__)}<img class="qr-code" src="data:image/svg+xml;base64,{picture}" alt="{escape(alt)}">'
    )
