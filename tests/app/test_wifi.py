"""What `make class` makes and says: a certificate that OpenSSL accepts for these addresses, and a readable code."""

from __future__ import annotations

import asyncio
import ssl
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import zxingcpp

from pages.server import certificate, wifi
from pages.server.certificate import certificate_for
from pages.server.redirect import Redirecting

NAMES = ("192.0.2.7", "localhost", "fd00::2")


def shake_hands(files: tuple[Path, Path], name: str) -> None:
    """What a browser that trusts this certificate does first. Raises SSLError where it is not for this name."""
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context(cafile=str(files[0]))
    server.load_cert_chain(*files)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(to_client, to_server, server_hostname=name),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    for end in ends * 2:
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            continue
    ends[0].write(b"hello")
    assert ends[1].read() == b"hello"


def test_the_certificate_is_for_these_addresses_and_for_no_other(tmp_path: Path) -> None:
    files = certificate_for(NAMES, tmp_path / "class")
    for name in NAMES:
        shake_hands(files, name)
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        shake_hands(files, "192.0.2.8")


def test_it_is_made_anew_where_the_addresses_changed_or_it_soon_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = certificate_for(NAMES, tmp_path)[0].read_bytes()
    assert certificate_for(NAMES[::-1], tmp_path)[0].read_bytes() == first
    other = certificate_for(NAMES[:2], tmp_path)[0].read_bytes()
    assert other != first
    (tmp_path / "certificate.pem").write_bytes(b"damaged")
    assert certificate_for(NAMES, tmp_path)[0].read_bytes() != b"damaged"
    monkeypatch.setattr(certificate, "HOLDS", timedelta(days=1))
    (tmp_path / "key.pem").unlink()
    short = certificate_for(NAMES, tmp_path)[0].read_bytes()
    assert certificate_for(NAMES, tmp_path)[0].read_bytes() != short


@pytest.mark.parametrize(
    ("pieces", "there"),
    [
        ([b"GET /train?l2=0.1 HTTP/1.1\r\nHost: %b\r\n\r\n"], b"/train?l2=0.1"),
        ([b"G", b"ET / HTTP/1.1\r\nAccept: *\r\nHOST:%b", b"\r\n\r", b"\n"], b"/"),
        ([b"GET /\nSet-Cookie: a HTTP/1.1\r\nHost: %b\r\n\r\n"], b""),
        ([b"GET / HTTP/1.1\r\nHost: %b/elsewhere\r\n\r\n"], b""),
        ([b"GET / HTTP/1.1\r\n\r\n"], b""),
        ([b"no request\r\n\r\n"], b""),
        ([b"x" * 20_000], b""),
    ],
)
def test_a_plain_request_is_redirected_to_https_on_the_same_port(
    tmp_path: Path, pieces: list[bytes], there: bytes
) -> None:
    files = certificate_for(NAMES, tmp_path)
    context, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context(cafile=str(files[0]))
    context.load_cert_chain(*files)
    context.sslobject_class = Redirecting

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        writer.close()

    async def ask() -> None:
        async with await asyncio.start_server(greet, "127.0.0.1", 0, ssl=context) as server:
            port = server.sockets[0].getsockname()[1]
            address = b"127.0.0.1:%d" % port
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            for each in pieces:
                writer.write(each.replace(b"%b", address))
                await asyncio.sleep(0.02)
            answer = await (reader.readuntil(b"\r\n\r\n") if there else reader.read())
            expected = b"\r\nLocation: https://" + address + there + b"\r\n"
            assert expected in answer if there else b"Location" not in answer
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client, server_hostname="localhost")
            assert await reader.read() == b"hello"
            writer.close()

    asyncio.run(asyncio.wait_for(ask(), 30))


def test_the_code_in_the_terminal_can_be_read_and_all_addresses_stand_beside_it() -> None:
    said = wifi.where(["https://192.0.2.7:8501", "https://198.51.100.1:8501"])
    lines = [line[8:-4] for line in said.splitlines() if line.startswith("\x1b[97;40m")]
    halves = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255), " ": (0, 0)}
    rows = np.array([[halves[sign] for sign in line] for line in lines], np.uint8)
    picture = rows.transpose(0, 2, 1).reshape(2 * len(lines), -1)
    (read,) = zxingcpp.read_barcodes(picture.repeat(6, 0).repeat(6, 1))
    assert read.text == "https://192.0.2.7:8501"
    assert "https://198.51.100.1:8501" in said
    assert "no network" in wifi.where([])
