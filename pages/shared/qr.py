"""A QR code on a page: large, on a white ground, by day and by night."""

from __future__ import annotations

import base64
from html import escape

import streamlit as st

from logreg_core.qr import QrCode

from . import browser


def show_code(code: QrCode, *, alt: str) -> None:
    """As large as the page allows. alt: what it leads to, for those who cannot see it."""
    picture = base64.b64encode(code.svg.encode()).decode()
    st.html(
        f'{browser.style(__file__)}<img class="qr-code" src="data:image/svg+xml;base64,{picture}" alt="{escape(alt)}">'
    )
