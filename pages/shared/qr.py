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
    """The code of a text, made once for as long as the visitor sees no other one. Raises ArgumentError as `QrCode`."""
    if (code := _last.of(text)) is None:
        code = QrCode(text)
        _last.remember(code, text)
    return code


def show_code(code: QrCode, *, alt: str) -> None:
    """As large as the page allows. alt: what it leads to, for those who cannot see it."""
    picture = base64.b64encode(code.svg.encode()).decode()
    st.html(
        f'{browser.style(__file__)}<img class="qr-code" src="data:image/svg+xml;base64,{picture}" alt="{escape(alt)}">'
    )
