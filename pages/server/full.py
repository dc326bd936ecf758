"""Admission: limits the number of visitors to what the server can serve.

A refused visitor sees a page with the reason. Its status tells a proxy what to do: 503, another replica may have room;
429, this browser has a page open here, and another replica would not have its pictures and uploads.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import random
import sys
from collections import Counter
from functools import cache
from html import escape
from pathlib import Path
from secrets import token_hex
from time import monotonic

import streamlit as st
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.utils import ClientDisconnected

from pages.base import limits, tally

from .headers import frame_ancestors
from .index import ELSEWHERE
from .leaving import leaving

STREAM = "/_stcore/stream"  # each open page has one socket
BROWSER = "one-neuron-browser"  # one cookie for all pages of a browser: random, signed, set with the first page
KEY = st.get_option("server.cookieSecret").encode()  # random for each process, unless the environment sets it
AGAIN = (10, 20)  # seconds until `full.html` tries again, drawn at random between these
SOON = (2, 4)  # the same if the place is probably this browser's own, as after a reload
A_MOMENT = 30.0  # seconds for which a browser may return after its page closed, even if its place was taken
POLL_SECONDS = 1.0  # seconds between two measurements of the memory
SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
PAGE = Path(__file__).with_suffix(".html").read_text(encoding="utf-8").replace("{{script}}", SCRIPT)  # in one message

KEPT = "What your browser keeps of an earlier visit stays there."
OWN = "If another tab shows the app, go on there. If you have just reloaded, it opens as soon as it can."
WHY = {  # heading and explanation
    "visitors": ("Every place is taken.", f"As many pages are open as this server has room for. {KEPT}"),
    "memory": (
        "The server has no memory left for new visitors.",
        f"The visitors who are here use all of it. Some of it is free again minutes after they leave. {KEPT}",
    ),
    "leaving": (
        "This server is being ended.",
        f"It takes no new visitors. The page opens by itself as soon as a server does. {KEPT}",
    ),
    "own": ("Every place is taken, and one of them is this browser’s.", OWN),
    "own memory": ("The server has no memory left for another page.", f"This browser has one open here. {OWN}"),
}


class Full:
    """Counts the open pages, and refuses new ones if there are too many, if the memory is used up, or if the server is
    about to stop.

    visitors: the maximum, 0 for no limit. A browser that left a moment ago may return even if its place was taken, up
    to a tenth above the maximum, or one. memory: bytes of the process, 0 for no limit.
    """

    def __init__(self, app: ASGIApp, visitors: int, memory: int) -> None:
        self.app, self.visitors, self.memory = app, visitors, memory
        self._most = visitors + max(1, visitors // 10)
        self._here: Counter[str] = Counter()  # number of open pages, by browser
        self._gone: dict[str, float] = {}  # time at which a browser's last page closed, the latest at the end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["path"].endswith(STREAM):
            browser = browser_of(scope)
            # A reconnection does not increase the memory.
            if why := self._why_not(browser, memory=0):
                await _refuse(429 if why.startswith("own") else 503, scope, receive, send)
                return
            with tally.visitors.one_more():
                await self._stay(browser, scope, receive, send)
        elif not _is_page(scope):
            await self.app(scope, receive, send)
        elif why := self._why_not(browser := browser_of(scope), self.memory):
            tally.turned_away.count(why)
            await _told(why)(scope, receive, send)
        else:
            await self.app(scope, receive, send if browser else _with_cookie(scope, send))

    async def _stay(self, browser: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on the messages of a page's socket until it closes."""
        self._here[browser] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._here[browser] -= 1
            if not self._here[browser]:
                del self._here[browser]
                self._gone.pop(browser, None)
                self._gone[browser] = monotonic()
                self._forget()

    def _why_not(self, browser: str, memory: int) -> str:
        """Return why this browser gets no page, a key of WHY, or an empty text if it gets one."""
        if leaving.has_begun:
            return "leaving"
        is_here = bool(browser) and browser in self._here
        if self.visitors and tally.visitors.number >= self.visitors:
            self._forget()
            if is_here:
                return "own"
            if not browser or browser not in self._gone or tally.visitors.number >= self._most:
                return "visitors"
        if is_used_up(memory):
            return "own memory" if is_here else "memory"
        return ""

    def _forget(self) -> None:
        """Forget the browsers that left longer ago than a moment."""
        while self._gone and monotonic() - next(iter(self._gone.values())) > A_MOMENT:
            del self._gone[next(iter(self._gone))]


def browser_of(scope: Scope) -> str:
    """Return the name of the browser in its cookie; empty without a cookie or with a wrong signature."""
    cookies = cookie_parser(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1"))
    cookie = cookies.get(BROWSER, "")
    return cookie if hmac.compare_digest(cookie.encode(), signed(cookie.partition(".")[0]).encode()) else ""


def signed(name: str) -> str:
    """Return the name of a browser with its signature, as in the cookie."""
    return f"{name}.{hmac.digest(KEY, f'{BROWSER}={name}'.encode(), 'sha256').hex()}"


def _with_cookie(scope: Scope, send: Send) -> Send:
    """Send a page and set the browser's cookie."""
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    cookie = f"{BROWSER}={signed(token_hex(16))}; Path=/; HttpOnly; SameSite=Lax{secure}"

    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), (b"set-cookie", cookie.encode())]}
        await send(message)

    return send_with_cookie


def is_used_up(memory: int) -> bool:
    """Whether the process uses this many bytes or more; False with 0, and if the system gives no number."""
    return bool(memory) and resident_bytes() >= memory


def resident_bytes() -> int:
    """Return the memory of the process in bytes, measured once a second; 0 on systems other than Linux."""
    global _measured
    if sys.platform != "linux":
        return 0
    if monotonic() - _measured[0] > POLL_SECONDS:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        _measured = (monotonic(), pages * os.sysconf("SC_PAGE_SIZE"))
    return _measured[1]


_measured = (float("-inf"), 0)
memory_limit = limits.memory.value * limits.MB


def _is_page(scope: Scope) -> bool:
    """Whether the request opens a page: it asks for HTML, and not for a file of a page.

    Chrome's prefetches of files look like requests for pages, but no address of a page has a dot.
    """
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    *_, last = parts = scope["path"].split("/")
    if "." in last or set(parts) & ELSEWHERE:
        return False
    return b"text/html" in dict(scope["headers"]).get(b"accept", b"")


def _told(why: str) -> HTMLResponse:
    """Return the page with the reason, which tries again by itself, with and without scripts."""
    is_own = why.startswith("own")
    least, most = SOON if is_own else AGAIN
    seconds = random.randint(least, most)
    heading, about = WHY[why]
    words = {
        "title": heading.rstrip("."),
        "heading": heading,
        "about": about,
        "seconds": str(seconds),
        "again": f"This page asks again by itself, every {least} to {most} seconds.",
    }
    page = PAGE
    for name, text in words.items():
        page = page.replace(f"{{{{{name}}}}}", escape(text))
    headers = {"Retry-After": str(seconds), "Cache-Control": "no-store", "Content-Security-Policy": _policy()}
    return HTMLResponse(page, 429 if is_own else 503, headers)


@cache
def _policy() -> str:
    """Return that page's Content-Security-Policy (https://www.w3.org/TR/CSP3/): it may run its one script and try
    again."""
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    may = f"script-src 'sha256-{digest}'; style-src 'unsafe-inline'; connect-src 'self'"
    return f"default-src 'none'; {may}; base-uri 'none'; form-action 'none'; frame-ancestors {frame_ancestors()}"


async def _refuse(status: int, scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse a socket with a status that a proxy understands; a browser tries again in any case."""
    if "websocket.http.response" in scope.get("extensions", {}):
        answer = PlainTextResponse("No place is free.", status, {"Cache-Control": "no-store"})
        await answer(scope, receive, send)
        raise ClientDisconnected  # without it, Uvicorn logs an error each time
    await send({"type": "websocket.close", "code": 1013})  # 1013: try again later
