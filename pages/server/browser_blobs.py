"""Bytes between the server and the visitor's browser by HTTP, held in memory only."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Collection, Mapping
from secrets import token_hex
from time import monotonic
from urllib.parse import quote
from weakref import WeakValueDictionary

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from logreg_core import LogregError

ADDRESS = "_kept"
MAX_BYTES = 20 * 2**20  # bytes of one kind that a browser keeps or sends back
MAX_OF_ONE_VISITOR = 64 * 2**20  # bytes that wait in one inbox
MAX_WAIT = 120.0  # seconds until bytes that nobody took are deleted
_HEADERS = {"Cache-Control": "no-store"}
_packing = asyncio.Semaphore(2)  # at the same time, of all visitors


class Drawer:
    """Bytes that a session offers to its own browser, and bytes that this browser has sent. It ends with the session.

    Its random token gives access. The browser sends the token in a header, so no address and no log contains it.
    """

    def __init__(self) -> None:
        self.token = token_hex(16)
        self._offered: dict[str, tuple[str, Callable[[], bytes]]] = {}
        self._wanted: frozenset[str] = frozenset()
        self._brought: dict[str, bytes] = {}
        self._turn = asyncio.Lock()
        self._since = 0.0
        _drawers[self.token] = self

    def offer(self, marks: Mapping[str, str], pack: Callable[[str], Callable[[], bytes]]) -> None:
        """Offer exactly these named blobs to the browser, each with its mark, a fingerprint of the content.

        pack: takes a name and returns the function that makes its bytes. It is called only if the mark has changed.
        """
        before = self._offered
        same = {name: before[name] for name, mark in marks.items() if name in before and before[name][0] == mark}
        self._offered = {name: same.get(name) or (mark, pack(name)) for name, mark in marks.items()}

    def open(self, names: Collection[str]) -> None:
        """Allow the browser to send blobs with these names."""
        self._wanted = frozenset(names)

    def close(self) -> dict[str, bytes]:
        """Allow no more blobs. Returns those that arrived, and releases them."""
        self._wanted = frozenset()
        brought, self._brought = self._brought, {}
        return brought

    def waiting_bytes(self) -> int:
        """Return how many bytes arrived and were not yet taken."""
        return sum(map(len, list(self._brought.values())))

    def wants(self, name: str) -> bool:
        """Whether the browser may send a blob of this name."""
        return name in self._wanted

    async def bytes_of(self, name: str) -> tuple[str, bytes]:
        """Return the mark and the bytes of the blob offered under this name. One call at a time.

        Raises KeyError for an unknown name, and whatever the packing raises.
        """
        async with self._turn, _packing:
            mark, make = self._offered[name]
            return mark, await asyncio.to_thread(make)

    async def put(self, name: str, request: Request) -> bool:
        """Store a blob from the browser. Returns whether there is room for it."""
        parts, size = [], 0
        others = self.waiting_bytes() - len(self._brought.get(name, b""))
        async for part in request.stream():
            size += len(part)
            if size > MAX_BYTES or others + size > MAX_OF_ONE_VISITOR:
                return False
            parts.append(part)
        if self.wants(name):  # the inbox may have been closed meanwhile
            self._brought[name], self._since = b"".join(parts), monotonic()
        return True

    def sweep(self) -> None:
        """Delete blobs that nobody took in time."""
        if self._brought and monotonic() - self._since > MAX_WAIT:
            self._brought = {}


_drawers: WeakValueDictionary[str, Drawer] = WeakValueDictionary()


def drawer_route(base: str) -> Route:
    """Return the route for blobs. base: the option `server.baseUrlPath`."""
    path = "/".join(["", *filter(None, base.split("/")), ADDRESS, "{name}"])
    return Route(path, _answer, methods=["GET", "PUT"])


def is_bringing(scope: Scope) -> bool:
    """Whether a request sends a blob."""
    return scope["method"] == "PUT" and scope["path"].split("/")[-2:-1] == [ADDRESS]


def opened_by(scope: Scope) -> Drawer | None:
    """Return the drawer that accepts this request: the token is right, and the name is allowed."""
    token = dict(scope["headers"]).get(b"x-drawer", b"").decode("latin-1")
    drawer = _drawers.get(token)
    return drawer if drawer is not None and drawer.wants(scope["path"].split("/")[-1]) else None


def waiting_bytes(token: str | None = None) -> int:
    """Return how many bytes wait in all drawers, or in the one with this token."""
    drawers = _all() if token is None else [drawer] if (drawer := _drawers.get(token)) else []
    return sum(drawer.waiting_bytes() for drawer in drawers)


def sweep() -> None:
    """Delete blobs in all drawers that nobody took in time."""
    for drawer in _all():
        drawer.sweep()


def _all() -> list[Drawer]:
    """Return all drawers. The references are copied in one step: `values()` fails if another thread adds one
    meanwhile."""
    return [drawer for reference in _drawers.valuerefs() if (drawer := reference()) is not None]


async def _answer(request: Request) -> Response:
    name, drawer = request.path_params["name"], _drawers.get(request.headers.get("x-drawer", ""))
    if request.method == "PUT":
        drawer = opened_by(request.scope)
        if drawer is None:
            return _nothing()
        fits = await drawer.put(name, request)
        return Response(status_code=204) if fits else PlainTextResponse("This is too large to send back.", 413)
    if drawer is None:
        return _nothing()
    try:
        mark, data = await drawer.bytes_of(name)
    except KeyError:
        return _nothing()
    except LogregError as error:
        return PlainTextResponse(str(error), 422, _HEADERS)
    if len(data) > MAX_BYTES:
        return PlainTextResponse(f"At most {MAX_BYTES // 2**20} MB are kept.", 413, _HEADERS)
    digest = hashlib.sha256(data).hexdigest()
    headers = {**_HEADERS, "X-Mark": quote(mark), "X-Digest": digest}
    if request.headers.get("x-digest") == digest:
        return Response(status_code=204, headers=headers)
    return Response(data, media_type="application/octet-stream", headers=headers)


def _nothing() -> Response:
    return PlainTextResponse("There is nothing here.", 404, _HEADERS)
