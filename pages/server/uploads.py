"""Limits on uploaded files that wait in memory."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.base import limits, tally

from . import browser_blobs as drawers
from . import visits
from .full import is_used_up, memory_limit

MAX_OF_ONE_VISITOR = (
    limits.waiting_of_one.value * limits.MB
)  # bytes that may wait to be read: the largest dataset in two files, or many photos
MAX_OF_ALL_VISITORS = limits.waiting.value * limits.MB
MAX_SILENCE = 20.0  # seconds without a byte until an upload counts as broken off
TOO_MANY = "Too many files at once. Bring fewer, or wait a minute."


class UploadLimit:
    """Refuses a file while too many others wait to be read: Streamlit limits each file, but not their number.

    A folder of photos is uploaded whole before the page receives it, and stays in memory until then. Of other visitors'
    uploads only bytes that have arrived count, not the declared ones: slow connections that declare much take nothing
    from others. A silent connection is closed. Blobs that a browser sends back count as files.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.declared: Counter[str] = Counter()  # declared bytes of the uploads under way, by session
        self.arrived = 0  # bytes of them that have arrived, of all visitors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "PUT":
            await self.app(scope, receive, send)
            return
        if "/_stcore/upload_file/" in scope["path"]:
            session = scope["path"].split("/")[-2]
        elif drawers.is_bringing(scope) and (drawer := drawers.opened_by(scope)) is not None:
            session = drawer.token
        else:
            await self.app(scope, receive, send)  # which needs no room
            return
        said = dict(scope["headers"]).get(b"content-length", b"")
        length = int(said) if said.isdigit() else MAX_OF_ONE_VISITOR + 1
        of_this_visitor = waiting_bytes(session) + self.declared[session] + length
        if of_this_visitor > MAX_OF_ONE_VISITOR or not self._has_room(length) or is_used_up(memory_limit):
            await _refuse("too many at once", TOO_MANY, 413)(scope, receive, send)
            return
        self.declared[session] += length
        try:
            await self._hand_on(scope, receive, send)
        finally:
            self.declared[session] -= length
            if not self.declared[session]:
                del self.declared[session]

    def _has_room(self, length: int = 0) -> bool:
        return waiting_bytes() + self.arrived + length <= MAX_OF_ALL_VISITORS

    async def _hand_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Accept the file while its bytes keep coming and there is room for them."""
        refusal: PlainTextResponse | None = None
        arrived = 0

        async def receive_in_time() -> Message:
            nonlocal refusal, arrived
            try:
                message = await asyncio.wait_for(receive(), MAX_SILENCE)
            except TimeoutError:
                refusal = _refuse("fell silent", "The upload fell silent. Try again.", 408)
                return {"type": "http.disconnect"}
            size = len(message.get("body", b""))
            arrived += size
            self.arrived += size
            if not self._has_room():
                refusal = _refuse("too many at once", TOO_MANY, 413)
                return {"type": "http.disconnect"}
            return message

        async def send_unless_refused(message: Message) -> None:
            if refusal is not None:
                return  # the app reports a broken upload; this is the real reason
            if message.get("status") == 413:
                tally.refused.count("too large")
            await send(message)

        try:
            with suppress(ClientDisconnect):
                await self.app(scope, receive_in_time, send_unless_refused)
        finally:
            self.arrived -= arrived
        if refusal is not None:
            await refusal(scope, receive, send)


def _refuse(reason: str, text: str, status: int) -> PlainTextResponse:
    """Return the response to a refused upload, counted by its reason."""
    tally.refused.count(reason)
    return PlainTextResponse(text, status)


def waiting_bytes(session: str | None = None) -> int:
    """Return the bytes of all visitors' uploads and blobs that wait to be read; or those of one session or drawer."""
    manager, brought = visits.uploads(), drawers.waiting_bytes(session)
    if manager is None:
        return brought
    storages = list(manager.file_storage.values()) if session is None else [manager.file_storage.get(session, {})]
    return brought + sum(len(file.data) for storage in storages for file in list(storage.values()))
