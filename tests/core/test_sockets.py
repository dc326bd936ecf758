"""The real server and what browsers say to it over a socket: how much, and by which name they call it."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.browser.server import Server, running_server

MB = 10**6


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server("streamlit", {"LOGREG_HOSTS": "neuron.school.org"}) as running:
        yield running


def line(server: Server, host: str = "", origin: str = "") -> ClientConnection:
    """A socket as a browser opens it; host, origin: as they are in its headers."""
    port = server.url.rpartition(":")[2]
    url = f"ws://{host or '127.0.0.1'}:{port}/_stcore/stream"
    sock = socket.create_connection(("127.0.0.1", int(port)))
    return connect(url, sock=sock, origin=origin or None, subprotocols=["streamlit"], max_size=None)  # type: ignore[arg-type, list-item]


def asks(query: int) -> bytes:
    """What a browser says that wants the page with so long a query."""
    said = BackMsg()
    said.rerun_script.query_string = "q" * query
    return said.SerializeToString()


def test_a_message_that_is_too_long_ends_the_line_and_one_of_a_photo_does_not(server: Server) -> None:
    with line(server) as there:
        there.send(asks(2 * MB))
        assert there.recv(timeout=60)
    with line(server) as there:
        there.send(asks(15 * MB))
        with pytest.raises(ConnectionClosed) as closed:
            list(there)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009


def test_no_more_than_the_longest_message_is_held_of_one_that_never_ends(server: Server) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(50):
            yield bytes(MB)

    with line(server) as there, pytest.raises(ConnectionClosed):
        there.send(pieces())


@pytest.mark.parametrize(
    ("host", "origin", "may"),
    [
        ("neuron.school.org", "", True),
        ("NEURON.school.org", "http://neuron.school.org:{port}", True),
        ("evil.org", "http://evil.org:{port}", False),
        ("evil.org", "", False),
        ("neuron.school.org", "http://evil.org", False),
        ("neuron.school.org.evil.org", "", False),
    ],
)
def test_a_socket_for_a_host_that_is_not_named_is_refused(server: Server, host: str, origin: str, may: bool) -> None:
    its = origin.format(port=server.url.rpartition(":")[2])
    if may:
        with line(server, host, its) as there:
            there.ping().wait(60)
    else:
        with pytest.raises(InvalidStatus, match="403"):
            line(server, host, its)
