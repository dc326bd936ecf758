"""Streamlit's HTML file, with our styles and preloads added.

A browser requests the script of a component only when the page shows it, and its imports only when that script has
arrived. On a slow line each step is a wait, so `ahead.js` preloads the components of the next pages while the visitor
reads. Measured without effect: preloading what the first page itself needs, and Streamlit's own scripts (Fast 3G, chart
of Explore).
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

SOON = ("chart", "gallery", "player")  # components that the first pages after Home need
ELSEWHERE = {"_kept", "_stcore", "app", "component", "media"}  # paths under which an HTML file is not the app's page


class Index:
    """Sends this HTML in place of Streamlit's, compressed once. base: the option ``server.baseUrlPath``."""

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


# Otherwise Streamlit would compress its own file, or answer that the browser's copy is current.
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
    """Return the HTML, the same as gzip, and its ETag. own: the addresses of our components' scripts."""
    soon = [each for each in own if Path(each).name.startswith(SOON)]
    later = [PLOTLY, *soon, *(each for each in own if each not in soon)]
    code = Path(__file__).with_name("ahead.js").read_text(encoding="utf-8").replace("[]", json.dumps(later), 1)
    ahead = f'    <script type="module" src="./{publish(code, "ahead.js")}"></script>\n'
    html = re.sub("<!--.*?-->\\s*", "", (STATIC / "index.html").read_text(encoding="utf-8"), flags=re.DOTALL)
    first = Path(__file__).with_name("first.css").read_text(encoding="utf-8")
    head = f"    <style>\n{first}    </style>\n{ahead}"
    page = html.replace('    <script type="module"', f'{head}    <script type="module"', 1).encode()
    return page, gzip.compress(page, mtime=0), f'"{hashlib.sha256(page).hexdigest()[:16]}"'
