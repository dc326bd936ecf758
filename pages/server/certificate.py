"""A self-signed certificate for a room without internet: it encrypts, but no authority vouches for it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HOLDS = timedelta(days=90)  # phones refuse one that holds for years
REST = timedelta(days=2)  # a certificate that expires sooner is replaced
LATE_CLOCKS = timedelta(days=1)


def certificate_for(names: Sequence[str], folder: Path) -> tuple[Path, Path]:
    """Return the files of a certificate and of its key, which only the user of this machine can read.

    names: of the machine, including IP addresses. folder: of both files. Existing files are used again if they are for
    these names and valid for some more days.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    if not (key.exists() and certificate.exists() and _is_for(names, certificate.read_bytes())):
        secret = ec.generate_private_key(ec.SECP256R1())
        _write(key, secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        _write(certificate, _signed(names, secret).public_bytes(Encoding.PEM))
    return certificate, key


def fingerprint(certificate: Path) -> str:
    """Return the SHA-256 of a certificate, as browsers show it."""
    return x509.load_pem_x509_certificate(certificate.read_bytes()).fingerprint(SHA256()).hex(" ").upper()


def _signed(names: Sequence[str], secret: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """Return a self-signed certificate, which may serve pages but sign no other certificate."""
    now = datetime.now(UTC)
    itself = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "One neuron, one picture")])
    builder = x509.CertificateBuilder(itself, itself, secret.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - LATE_CLOCKS).not_valid_after(now + HOLDS)
    builder = builder.add_extension(x509.SubjectAlternativeName(list(map(_general, names))), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return builder.sign(secret, SHA256())


def _is_for(names: Sequence[str], pem: bytes) -> bool:
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        said = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return False
    return set(said) == set(map(_general, names)) and certificate.not_valid_after_utc > datetime.now(UTC) + REST


def _general(name: str) -> x509.GeneralName:
    address = _address(name)
    return x509.DNSName(name) if address is None else x509.IPAddress(address)


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None


def _write(path: Path, content: bytes) -> None:
    """Write a new file, created with mode 0600."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
