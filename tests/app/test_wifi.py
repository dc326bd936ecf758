"""What `make class` makes and says: a certificate that OpenSSL accepts for these addresses, and a readable code."""

from __future__ import annotations

import ssl
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import zxingcpp

from pages.server import certificate, wifi
from pages.server.certificate import certificate_for

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
