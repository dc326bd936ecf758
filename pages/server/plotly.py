"""The drawing program of the charts, for browsers: out of the installed package, compressed once for all visitors."""

from __future__ import annotations

import asyncio
import gzip
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_PACKAGE = distribution("plotly")
NAME = f"plotly-{_PACKAGE.version}.min.js"  # another version has another address, so a browser may keep each for good
_FILE = Path(str(_PACKAGE.locate_file("plotly/package_data/plotly.min.js")))
_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
_one_at_a_time = Lock()


def plotly_route(base: str) -> Route:
    """Where a browser finds it. base: the option `server.baseUrlPath`."""
    return Route("/".join(["", *filter(None, base.split("/")), NAME]), _send, methods=["GET"])


async def _send(request: Request) -> Response:
    headers = dict(_HEADERS)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        body = await asyncio.to_thread(compressed)
        headers["Content-Encoding"] = "gzip"
    else:
        body = await asyncio.to_thread(_FILE.read_bytes)
    return Response(body, media_type="text/javascript", headers=headers)


def compressed() -> bytes:
    """The script as gzip, made when it is first asked for. It takes a third of a second, so not in the event loop."""
    with _one_at_a_time:
        return _compressed()


@cache
def _compressed() -> bytes:
    return gzip.compress(_FILE.read_bytes(), mtime=0)
