"""The front door: `streamlit run streamlit_app.py` serves the script `pages/menu.py`.

An `st.App` with its script inside `pages/` keeps Streamlit's older automatic menu asleep, which would otherwise answer
the first deep link after a start with "Page not found".
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from threadpoolctl import threadpool_limits

from pages.shared.plugged import plugins
from pages.shared.uploads import waiting_bytes

# Streamlit accepts uploads through Starlette, which would put a larger one into a temporary file.
MultiPartParser.spool_max_size = 2**20 * (st.get_option("server.maxUploadSize") + 1)

MOST_OF_ONE_VISITOR = 160 * 2**20  # bytes that wait to be read: the largest dataset in two files, or many photos
MOST_OF_ALL_VISITORS = 640 * 2**20

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


class UploadLimit:
    """Refuses a file while too many others wait to be read: Streamlit limits each file, but not how many there are.

    A folder of photos is uploaded whole before the page hears of it, and all of it lies in the memory until then.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.arriving: Counter[str] = Counter()  # bytes on their way, by session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "PUT" or "/_stcore/upload_file/" not in scope["path"]:
            await self.app(scope, receive, send)
            return
        session = scope["path"].split("/")[-2]
        said = dict(scope["headers"]).get(b"content-length", b"")
        length = int(said) if said.isdigit() else MOST_OF_ONE_VISITOR + 1
        of_this_visitor = waiting_bytes(session) + self.arriving[session] + length
        of_all = waiting_bytes() + self.arriving.total() + length
        if of_this_visitor > MOST_OF_ONE_VISITOR or of_all > MOST_OF_ALL_VISITORS:
            refusal = PlainTextResponse("Too many files at once. Bring fewer, or wait a minute.", 413)
            await refusal(scope, receive, send)
            return
        self.arriving[session] += length
        try:
            await self.app(scope, receive, send)
        finally:
            self.arriving[session] -= length
            if not self.arriving[session]:
                del self.arriving[session]


@asynccontextmanager
async def warmed_up(_: st.App) -> AsyncIterator[None]:
    """Import the heavy libraries and the plug-ins before the first visitor; the collector never looks at them again."""
    import pandas  # noqa: F401
    import plotly.graph_objects  # noqa: F401

    import logreg_core.card  # noqa: F401

    plugins()
    # One thread for each product. Many visitors share the processors; threads of one product that wait for each other
    # on a busy machine burn ten times the time of the work itself.
    threadpool_limits(1, user_api="blas")
    gc.collect()
    gc.freeze()
    yield


app = st.App("pages/menu.py", lifespan=warmed_up, middleware=[Middleware(SecurityHeaders), Middleware(UploadLimit)])
