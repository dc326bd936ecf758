"""Lets no more visitors in than the server has room for, so that those who are there can go on."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from time import monotonic

from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from logreg_core import limits, tally

from .index import ELSEWHERE

STREAM = "/_stcore/stream"  # the socket that each open page has
AGAIN = 10  # seconds, after which `full.html` asks once more by itself
LOOK = 1.0  # seconds for which the memory that was measured is taken for that of now
PAGE = Path(__file__).with_suffix(".html").read_text(encoding="utf-8")


class Full:
    """Counts the open pages, and turns away who comes when there are too many, or when the memory is used up.

    visitors: at most so many, 0: any number. memory: bytes of the process, 0: any.
    """

    def __init__(self, app: ASGIApp, visitors: int, memory: int) -> None:
        self.app, self.visitors, self.memory = app, visitors, memory

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["path"].endswith(STREAM):
            if self._is_taken():  # nobody's memory grows by a line that was cut and is there again
                await send({"type": "websocket.close", "code": 1013})  # “try again later”, and Streamlit does
                return
            with tally.visitors.one_more():
                await self.app(scope, receive, send)
        elif _is_page(scope) and (self._is_taken() or is_used_up(self.memory)):
            tally.turned_away.count("visitors" if self._is_taken() else "memory")
            full = HTMLResponse(PAGE, 503, {"Retry-After": str(AGAIN), "Cache-Control": "no-store"})
            await full(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _is_taken(self) -> bool:
        """Whether as many pages are open as may be."""
        return bool(self.visitors) and tally.visitors.number >= self.visitors


def is_used_up(memory: int) -> bool:
    """Whether the process has so many bytes or more; never with 0, nor where the system does not say how many."""
    return bool(memory) and resident_bytes() >= memory


def resident_bytes() -> int:
    """How much memory the process has, measured once a second; 0 where the system is not Linux."""
    global _measured
    if sys.platform != "linux":
        return 0
    if monotonic() - _measured[0] > LOOK:
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
