"""Admission: limits the number of visitors to what the server can serve.

Who is turned away is told why. The status says what a proxy may do about it: 503, another replica may have room; 429,
this browser has a page open here, which a lead to another replica would cut off from its pictures and uploads.
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

STREAM = "/_stcore/stream"  # the socket that each open page has
BROWSER = "one-neuron-browser"  # the cookie that all pages of a browser share: random, signed, set with the first page
KEY = st.get_option("server.cookieSecret").encode()  # random for each process, unless several have the same one
AGAIN = (10, 20)  # seconds, between which `full.html` asks once more: browsers that came together ask apart
SOON = (2, 4)  # the same where the place is likely this browser's own, as when a page is loaded anew
A_MOMENT = 30.0  # seconds for which a browser whose page is gone comes back in, though its place was given away
POLL_SECONDS = 1.0  # seconds for which the memory that was measured is taken for that of now
SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
PAGE = Path(__file__).with_suffix(".html").read_text(encoding="utf-8").replace("{{script}}", SCRIPT)  # in one piece

KEPT = "What your browser keeps of an earlier visit stays there."
OWN = "If another tab shows the app, go on there. If you have just loaded the page anew, it opens as soon as it can."
WHY = {  # the heading, and what is to be known
    "visitors": ("Every place is taken.", f"As many pages are open as this server has room for. {KEPT}"),
    "memory": (
        "The server has no memory left for new visitors.",
        f"What those who are here have in hand fills it. Some of it is free again minutes after they leave. {KEPT}",
    ),
    "leaving": (
        "This server is being ended.",
        f"It takes no new visitors. The page opens by itself as soon as a server does. {KEPT}",
    ),
    "own": ("Every place is taken, and one of them is this browser’s.", OWN),
    "own memory": ("The server has no memory left for another page.", f"This browser has one open here. {OWN}"),
}


class Full:
    """Counts the open pages, and turns away who comes when there are too many, when the memory is used up, or when the
    server is about to end.

    visitors: at most so many, 0: any number. Who was here a moment ago comes back in though her place was given away,
    while there are not more than a tenth too many, or one. memory: bytes of the process, 0: any.
    """

    def __init__(self, app: ASGIApp, visitors: int, memory: int) -> None:
        self.app, self.visitors, self.memory = app, visitors, memory
        self._most = visitors + max(1, visitors // 10)
        self._here: Counter[str] = Counter()  # open pages, by browser
        self._gone: dict[str, float] = {}  # when the last page of a browser went, the latest at the end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["path"].endswith(STREAM):
            browser = browser_of(scope)
            # Nobody's memory grows by a line that was cut and is there again.
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
        """What a page says over its socket, until it is closed."""
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
        """Why this browser gets no page, a key of WHY; empty where it does."""
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
        """Let go of the browsers that were here longer ago than a moment."""
        while self._gone and monotonic() - next(iter(self._gone.values())) > A_MOMENT:
            del self._gone[next(iter(self._gone))]


def browser_of(scope: Scope) -> str:
    """The cookie that all pages of a browser share; empty without one, and where its signature is wrong."""
    cookies = cookie_parser(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1"))
    found = cookies.get(BROWSER, "")
    return found if hmac.compare_digest(found.encode(), signed(found.partition(".")[0]).encode()) else ""


def signed(name: str) -> str:
    """This name of a browser with its signature, as the cookie has it."""
    return f"{name}.{hmac.digest(KEY, f'{BROWSER}={name}'.encode(), 'sha256').hex()}"


def _with_cookie(scope: Scope, send: Send) -> Send:
    """Sends a page, and gives the browser its cookie."""
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    cookie = f"{BROWSER}={signed(token_hex(16))}; Path=/; HttpOnly; SameSite=Lax{secure}"

    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), (b"set-cookie", cookie.encode())]}
        await send(message)

    return send_with_cookie


def is_used_up(memory: int) -> bool:
    """Whether the process has so many bytes or more; never with 0, nor where the system does not say how many."""
    return bool(memory) and resident_bytes() >= memory


def resident_bytes() -> int:
    """How much memory the process has, measured once a second; 0 where the system is not Linux."""
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
    """Whether a browser opens a page: it asks for HTML, and not for a file that a page hands out.

    What Chrome asks for ahead it asks for as if it were a page; no address of a page has a dot.
    """
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    *_, last = parts = scope["path"].split("/")
    if "." in last or set(parts) & ELSEWHERE:
        return False
    return b"text/html" in dict(scope["headers"]).get(b"accept", b"")


def _told(why: str) -> HTMLResponse:
    """The page that says why, and asks again by itself, with scripts and without."""
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
    """What that page may do, as https://www.w3.org/TR/CSP3/ writes it: run its one script, and ask again."""
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    may = f"script-src 'sha256-{digest}'; style-src 'unsafe-inline'; connect-src 'self'"
    return f"default-src 'none'; {may}; base-uri 'none'; form-action 'none'; frame-ancestors {frame_ancestors()}"


async def _refuse(status: int, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer who asks for a socket so that a proxy understands it; a browser tries again in either case."""
    if "websocket.http.response" in scope.get("extensions", {}):
        answer = PlainTextResponse("No place is free.", status, {"Cache-Control": "no-store"})
        await answer(scope, receive, send)
        raise ClientDisconnected  # or Uvicorn takes it for an app that gave no answer, and logs an error each time
    await send({"type": "websocket.close", "code": 1013})  # “try again later”
