"""Security headers of every response, and closed addresses."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from logreg_core import environment

from .assets import STATIC

_SENSORS = ("accelerometer", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi")
_DEVICES = ("hid", "payment", "serial", "usb")
SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]
OF_DOCUMENTS = [
    (b"permissions-policy", ", ".join(["camera=(self)", *(f"{each}=()" for each in _SENSORS + _DEVICES)]).encode()),
]
# They need no policy, and a first visit loads many of them: 25 kB less.
_NO_DOCUMENTS = (b"text/javascript", b"text/css", b"font/", b"image/png", b"image/jpeg")
# The app needs none of these addresses of Streamlit: statistics about all sessions, a way for programs to run the app
# without being counted by `full.py`, and a login, though there are no accounts.
CLOSED = re.compile(r"(.*/)?(_stcore/metrics|_stcore/agent(/.*)?|auth/log(in|out)|oauth2callback)/*", re.DOTALL)
LOCAL = ("localhost", "127.0.0.1", "[::1]")  # requests from the server itself, such as a container's health check
_HOST = re.compile(rb"([a-zA-Z0-9.-]+|\[[0-9a-fA-F:]+\])(:[0-9]+)?")


class SecurityHeaders:
    """Adds headers to every response: no guessing of types, no referrer for other sites; and to all that may be
    documents: no sensor but the camera, and no content from other hosts. Refuses closed addresses, and hosts that
    LOGREG_HOSTS does not name.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and is_foreign(scope):
            await send({"type": "websocket.close", "code": 1008})  # the answer is 403
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host = dict(scope["headers"]).get(b"host", b"")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                theirs = list(message.get("headers", []))
                ours = SECURITY_HEADERS
                if not dict(theirs).get(b"content-type", b"").startswith(_NO_DOCUMENTS):
                    ours = [*ours, *OF_DOCUMENTS]
                    if b"content-security-policy" not in dict(theirs):  # the page has a stricter policy of its own
                        ours.append((b"content-security-policy", policy(host)))
                message = {**message, "headers": [*theirs, *ours]}
            await send(message)

        answer: ASGIApp = self.app
        if CLOSED.fullmatch(scope["path"]):
            answer = PlainTextResponse("Not found", 404)
        elif is_foreign(scope):
            answer = PlainTextResponse("This server has another name.", 421)
        await answer(scope, receive, send_with_headers)


def is_foreign(scope: Scope) -> bool:
    """Whether LOGREG_HOSTS names hosts, but not that of the request, or not that of the page that sent it.

    A page whose host name was redirected to this server sends such requests (DNS rebinding).
    """
    named = environment.hosts.value.lower().split()
    if not named:
        return False
    given = dict(scope["headers"])
    hosts = [given[b"host"]] if b"host" in given else []
    if origin := given.get(b"origin"):
        hosts.append(origin.partition(b"://")[2])
    return not all((match := _HOST.fullmatch(each)) and match[1].decode().lower() in (*named, *LOCAL) for each in hosts)


def policy(host: bytes = b"") -> bytes:
    """Return the Content-Security-Policy of a page (https://www.w3.org/TR/CSP3/).

    host: from the request. It is for the websocket, which ``'self'`` does not include in older browsers.
    """
    socket = f" ws://{host.decode()} wss://{host.decode()}" if _HOST.fullmatch(host) else ""
    return _policy().replace("connect-src 'self'", f"connect-src 'self'{socket}").encode()


@cache
def _policy() -> str:
    """Return the app's Content-Security-Policy; ``'self'`` is the server.

    Streamlit needs its one inline script, named by its hash; WebAssembly, for 64-bit integers; inline styles, for
    Emotion; ``blob:``, for modules of components; ``data:``, for photos of its camera. Only Plotly's WebGL charts would
    need ``eval``, and the app has none.
    """
    html = re.sub("<!--.*?-->", "", (STATIC / "index.html").read_text(encoding="utf-8"), flags=re.DOTALL)
    inline = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in inline]
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", "'wasm-unsafe-eval'", "blob:", *(f"'sha256-{each}'" for each in hashes)]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self' data: blob:",
        "connect-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-src": "'none'",
        "frame-ancestors": frame_ancestors(),
    }
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def frame_ancestors() -> str:
    """Return the hosts that may show the app in a frame: its own, and those in LOGREG_FRAME_ANCESTORS."""
    said = environment.frame_ancestors.value.split()
    return "'none'" if said == ["'none'"] else " ".join(dict.fromkeys(["'self'", *said]))
