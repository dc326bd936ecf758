"""The front door: `streamlit run streamlit_app.py` serves the script `pages/menu.py`.

An `st.App` with its script inside `pages/` keeps Streamlit's older automatic menu asleep, which would otherwise answer
the first deep link after a start with "Page not found".
"""

from __future__ import annotations

import gc
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

# Streamlit accepts uploads through Starlette, which would put a larger one into a temporary file.
MultiPartParser.spool_max_size = 2**20 * (st.get_option("server.maxUploadSize") + 1)

UPLOAD_BYTES = 100 * 2**20  # of files that wait in one session to be taken

SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), microphone=(), geolocation=()"),
]


class SecurityHeaders:
    """Adds headers to every answer that say: do not guess types, do not tell other sites, no sensor but the camera."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *SECURITY_HEADERS]}
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class UploadBudget:
    """Answers 413 to a file for which a session has no room left among those that it has uploaded and nobody took yet.

    Streamlit bounds each file, and not how many there are.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.arriving: Counter[str] = Counter()  # bytes, by session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = re.search(r"/_stcore/upload_file/([^/]+)/[^/]+$", scope["path"]) if scope["type"] == "http" else None
        if found is None or scope["method"] != "PUT":
            await self.app(scope, receive, send)
            return
        session, length = found[1], dict(scope["headers"]).get(b"content-length", b"")
        size = int(length) if length.isdigit() else 2**62
        if held_uploads(session) + self.arriving[session] + size > UPLOAD_BYTES:
            await PlainTextResponse("Too many files at once for one session.", 413)(scope, receive, send)
            return
        self.arriving[session] += size
        try:
            await self.app(scope, receive, send)
        finally:
            self.arriving[session] -= size
            self.arriving += Counter()  # forgets sessions with nothing on the way


def held_uploads(session: str) -> int:
    """The bytes that a session has uploaded and that the server still holds."""
    manager = runtime.get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    return sum(len(file.data) for file in list(manager.file_storage.get(session, {}).values()))


@asynccontextmanager
async def warmed_up(_: st.App) -> AsyncIterator[None]:
    """Import the heavy libraries before the first visitor, and tell the collector never to look at them again."""
    import pandas  # noqa: F401
    import plotly.graph_objects  # noqa: F401

    import logreg_core  # noqa: F401

    gc.collect()
    gc.freeze()
    yield


app = st.App("pages/menu.py", lifespan=warmed_up, middleware=[Middleware(SecurityHeaders), Middleware(UploadBudget)])
