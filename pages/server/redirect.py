"""A redirect to https for plain requests on the https port."""

from __future__ import annotations

import re
import ssl
from typing import Any

HANDSHAKE = b"\x16"  # the first byte of a TLS handshake
MAX_HEAD = 16_384  # maximum bytes of a request's head
REQUEST = re.compile(rb"(?:GET|HEAD) (/[!-~]*) HTTP/1\.[01]\r\n(?:.*\r\n)*?host:[ \t]*([\w.:\[\]-]+)[ \t]*\r\n", re.I)
ANSWER = b"HTTP/1.1 307 Temporary Redirect\r\nLocation: https://%b%b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Redirecting(ssl.SSLObject):
    """The server's end of TLS, which answers a plain request with a redirect. The client then closes the connection."""

    incoming: ssl.MemoryBIO
    outgoing: ssl.MemoryBIO
    has_begun = False  # later parts of a handshake may have any first byte

    @classmethod
    def _create(cls, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO, *args: Any, **more: Any) -> Redirecting:
        made: Redirecting = super()._create(incoming, outgoing, *args, **more)  # type: ignore[misc]
        made.incoming, made.outgoing = incoming, outgoing
        return made

    def do_handshake(self) -> None:
        """Continue the handshake, or redirect. Raises SSLWantReadError until the head of a plain request is
        complete."""
        if self.server_side and not self.has_begun and self.incoming.pending:
            head = self.incoming.read()
            self.incoming.write(head)
            if not head.startswith(HANDSHAKE) and len(head) < MAX_HEAD and b"\r\n\r\n" not in head:
                raise ssl.SSLWantReadError(ssl.SSL_ERROR_WANT_READ, "The head of the request is not complete.")
            self.has_begun = True
            if match := REQUEST.match(head[:MAX_HEAD]):
                self.outgoing.write(ANSWER % (match[2], match[1]))
                raise ssl.SSLWantReadError(ssl.SSL_ERROR_WANT_READ, "The client was redirected to https.")
        super().do_handshake()


def redirect_plain_requests() -> None:
    """Redirect plain requests in all TLS servers of this process. `_create` is private to Python; a test checks it."""
    ssl.SSLContext.sslobject_class = Redirecting
