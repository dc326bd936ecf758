"""Streamlit's HTML file, with our styles and preloads added.

A browser learns late which scripts a page needs: one is asked for when the server has named what it shows, and what
that imports when it has come. On a slow line each such step is a wait. So `ahead.js` asks for what comes next while the
visitor reads. To name in the file what its own page needs too was tried: then the page is there no sooner.
To ask for Streamlit's own scripts ahead was measured: on Fast 3G no chart of Explore comes sooner.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .assets import PLOTLY, STATIC, publish, published

SOON = ("chart", "gallery", "player")  # our components that the first pages after Home need
ELSEWHERE = {"_kept", "_stcore", "app", "component", "media"}  # where HTML may be another file


class Index:
    """Sends that HTML where Streamlit sends its own, compressed once. base: the option ``server.baseUrlPath``."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self.app = app
        self._root = "/".join(["", *filter(None, base.split("/")), ""])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not self._may_be_a_page(scope):
            await self.app(scope, receive, send)
            return
        is_ours = False

        async def send_ours(message: Message) -> None:
            nonlocal is_ours
            if message["type"] == "http.response.start" and message["status"] == 200:
                is_ours = dict(message["headers"]).get(b"content-type", b"").startswith(b"text/html")
                if is_ours:
                    await _answer(Request(scope))(scope, receive, send)
            if not is_ours:
                await send(message)

        plain = [(name, value) for name, value in scope["headers"] if name not in _ABOUT_THE_FILE]
        await self.app({**scope, "headers": plain}, receive, send_ours)

    def _may_be_a_page(self, scope: Scope) -> bool:
        path = scope["path"].removeprefix(scope.get("root_path", "")).removeprefix(self._root)
        return path.lstrip("/").partition("/")[0] not in ELSEWHERE


# Streamlit is not to compress its file, nor to find that the browser has it already.
_ABOUT_THE_FILE = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}


def _answer(request: Request) -> Response:
    page, packed, tag = _page(tuple(each for each in published() if "/ahead." not in each))
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding", "ETag": tag}
    if tag in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return Response(packed, media_type="text/html", headers={**headers, "Content-Encoding": "gzip"})
    return Response(page, media_type="text/html", headers=headers)


@cache
def _page(own: tuple[str, ...]) -> tuple[bytes, bytes, str]:
    """The HTML, the same as gzip, and its tag. own: the addresses of our components' scripts."""
    soon = [each for each in own if Path(each).name.startswith(SOON)]
    later = [PLOTLY, *soon, *(each for each in own if each not in soon)]
    code = Path(__file__).with_name("ahead.js").read_text(encoding="utf-8").replace("[]", json.dumps(later), 1)
    ahead = f'    <script type="module" src="./{publish(code, "ahead.js")}"></script>\n'
    html = re.sub("<!--.*?-->\\s*", "", (STATIC / "index.html").read_text(encoding="utf-8"), flags=re.DOTALL)
    first = Path(__file__).with_name("first.css").read_text(encoding="utf-8")
    head = f"    <style>\n{first}    </style>\n{ahead}"
    page = html.replace('    <script type="module"', f'{head}    <script type="module"', 1).encode()
    return page, gzip.compress(page, mtime=0), f'"{hashlib.sha256(page).hexdigest()[:16]}"'
