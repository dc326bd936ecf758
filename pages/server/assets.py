"""Scripts and styles that browsers cache, compressed once.

Streamlit sends its own uncompressed, since Starlette would compress them again for each visitor.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import re
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path
from threading import Lock

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

STATIC = Path(st.__file__).parent / "static"
_MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css"}
_PLOTLY = distribution("plotly")
_OWN = "one-neuron/"  # the path of our own texts
_FACTORY = re.compile(r'(\(\) => \{\n"use strict";var Plotly=.*\nreturn Plotly;\n\})', re.DOTALL)
TRACES = ("bar", "heatmap", "waterfall")  # the trace types of our figures, besides `scatter`, which Plotly always has
PLOTLY = f"plotly-{'-'.join([_PLOTLY.version, *TRACES])}.min.js"  # each version has its own address


class Asset:
    """Content at one address, where it never changes.

    read: returns its bytes. They are not kept; the compressed bytes are made at the first request and kept.
    """

    def __init__(self, address: str, read: Callable[[], bytes]) -> None:
        self._tag = f'"{hashlib.sha256(address.encode()).hexdigest()[:16]}"'
        self._media_type = _MEDIA_TYPES[Path(address).suffix]
        self._read = read
        self._lock = Lock()
        self._packed: bytes | None = None

    async def answer(self, request: Request) -> Response:
        """Return the bytes, as gzip if the browser accepts it, or 304 if the browser's copy is current."""
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable",
            "Vary": "Accept-Encoding",
            "ETag": self._tag,
        }
        if self._tag in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            body = self._packed or await asyncio.to_thread(self.packed)
            headers["Content-Encoding"] = "gzip"
        else:
            body = await asyncio.to_thread(self._read)
        return Response(body, media_type=self._media_type, headers=headers)

    def packed(self) -> bytes:
        """Return the bytes as gzip. The largest take a tenth of a second, so this does not run in the event loop."""
        with self._lock:
            if self._packed is None:
                self._packed = gzip.compress(self._read(), mtime=0)
            return self._packed


class Assets:
    """Middleware that answers requests for assets and passes on all others.

    base: the option ``server.baseUrlPath``.
    """

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self.app = app
        self._root = "/".join(["", *filter(None, base.split("/")), ""])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.app
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            asset = _assets.get(scope["path"].removeprefix(scope.get("root_path", "")).removeprefix(self._root))
            app = await asset.answer(Request(scope)) if asset else app
        await app(scope, receive, send)


def publish(text: str, name: str) -> str:
    """Publish a text at an address made from its hash. Returns the address, relative to that of the app.

    name: a readable part of the address, ending in .js or .css.
    """
    content = text.encode()
    path = Path(name)
    address = f"{_OWN}{path.stem}.{hashlib.sha256(content).hexdigest()[:16]}{path.suffix}"
    _assets.setdefault(address, Asset(address, lambda: content))
    return address


def published() -> list[str]:
    """Return the addresses of all published texts."""
    return [address for address in list(_assets) if address.startswith(_OWN)]


def _of_streamlit() -> dict[str, Asset]:
    """Return Streamlit's scripts and styles, whose names contain a hash of their content."""
    files = [path for path in (STATIC / "static").rglob("*") if path.suffix in _MEDIA_TYPES]
    return {(address := path.relative_to(STATIC).as_posix()): Asset(address, path.read_bytes) for path in files}


def lighter(plotly: str) -> str:
    """Return Plotly's script, changed to register only `TRACES` at its start: all 47 types block a phone for seconds.

    `Plotly.registerOthers` registers the rest. Parentheses around its outer function make V8 compile it during the
    download, in the background. Returns the script unchanged if its text is not as expected.
    """
    call = re.search(r"\b([\w$]+)\.register\(\[((?:[\w$]+\(\),?){20,})\]\)", plotly)
    modules = call[2].split(",") if call else []
    inner = [_module(plotly, f'moduleType:"trace",name:"{each}"') for each in TRACES]
    ours = [_module(plotly, f"exports={each}") for each in inner]
    if not call or not set(ours) <= set(modules):
        return plotly
    others = ",".join(each for each in modules if each not in ours)
    core = call[1]
    register = f"{core}.register([{','.join(ours)}]);{core}.registerOthers=()=>{core}.register([{others}])"
    return _FACTORY.sub(r"(\1)", plotly[: call.start()] + register + plotly[call.end() :])


def _module(script: str, words: str) -> str:
    """Return the call of the module that contains these words, as a bundler writes it:
    `name=W((...)=>{...words...})`."""
    before, separator, _ = script.partition(words)
    names = re.findall(r"[\w$]+$", before.rpartition("=W((")[0][-20:])
    return f"{names[0]}()" if separator and names else ""


_plotly_file = Path(str(_PLOTLY.locate_file("plotly/package_data/plotly.min.js")))
_assets = {PLOTLY: Asset(PLOTLY, lambda: lighter(_plotly_file.read_text("utf-8")).encode()), **_of_streamlit()}
