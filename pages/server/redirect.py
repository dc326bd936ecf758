"""A redirect to https for plain requests on the https port."""

from __future__ import annotations

import re
import ssl
from typing import Any

HANDSHAKE = b"\x16"  # the first byte that a client of https sends
LONGEST = 16_384  # bytes of a request's head
REQUEST = re.compile(rb"(?:GET|HEAD) (/[!-~]*) HTTP/1\.[01]\r\n(?:.*\r\n)*?host:[ \t]*([\w.:\[\]-]+)[ \t]*\r\n", re.I)
ANSWER = b"HTTP/1.1 307 Temporary Redirect\r\nLocation: https://%b%b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Redirecting(ssl.SSLObject):
    """A server's end of TLS that answers a plain request instead of the handshake. The client then closes the line."""

    incoming: ssl.MemoryBIO
    outgoing: ssl.MemoryBIO
    has_begun = False  # a later part of a handshake may have any first byte

    @classmethod
    def _create(cls, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO, *args: Any, **more: Any) -> Redirecting:
        made: Redirecting = super()._create(incoming, outgoing, *args, **more)  # type: ignore[misc]
        made.incoming, made.outgoing = incoming, outgoing
        return made

    def do_handshake(self) -> None:
        """Go on with the handshake, or answer. Raises SSLWantReadError until a plain request's head is over."""
        if self.server_side and not self.has_begun and self.incoming.pending:
            head = self.incoming.read()
            self.incoming.write(head)
            if not head.startswith(HANDSHAKE) and len(head) < LONGEST and b"\r\n\r\n" not in head:
                raise ssl.SSLWantReadError(ssl.SSL_ERROR_WANT_READ, "The head of the request is not over.")
            self.has_begun = True
            if found := REQUEST.match(head[:LONGEST]):
                self.outgoing.write(ANSWER % (found[2], found[1]))
                raise ssl.SSLWantReadError(ssl.SSL_ERROR_WANT_READ, "The client was redirected to https.")
        super().do_handshake()


def redirect_plain_requests() -> None:
    """Have all servers with TLS of this process do so. `_create` is private to Python: a test holds it."""
    ssl.SSLContext.sslobject_class = Redirecting
