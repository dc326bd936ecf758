"""Signatures of receipts: with the server's key, any change can be detected."""

from __future__ import annotations

import hmac
from typing import Literal

from logreg_core import environment

from ..untrusted import Value
from .plain import canonical, plain
from .receipt import Receipt

FORMAT = "logreg receipt"
VERSION = 1
_PURPOSE = f"{FORMAT} {VERSION}\n".encode()  # keeps other signatures with the same key from being valid here
Whose = Literal["ours", "another", "none", "forged"]


class Signed(Value, frozen=True):
    """A receipt and its signature.

    key_name: eight letters and digits that identify the key without revealing it. Both are empty if unsigned.
    """

    receipt: Receipt
    key_name: str = ""
    signature: str = ""


def server_key() -> bytes | None:
    """The key of this server, if it has one."""
    return environment.key.value.encode("utf-8", "surrogateescape") or None


def sign(receipt: Receipt, key: bytes | None) -> Signed:
    """The receipt, signed with this key; unsigned without a key."""
    return Signed(receipt) if key is None else Signed(receipt, name_of(key), _signature(receipt, key))


def whose(signed: Signed, key: bytes | None) -> Whose:
    """The signer of a receipt, for a server with this key.

    "ours": this server, and unchanged since. "forged": names this server's key, but the signature is wrong.
    "another": names another key, so it cannot be checked here. "none": unsigned.
    """
    if not signed.signature:
        return "none"
    if key is None or signed.key_name != name_of(key):
        return "another"
    return "ours" if hmac.compare_digest(signed.signature, _signature(signed.receipt, key)) else "forged"


def name_of(key: bytes) -> str:
    """Eight letters and digits derived from a key."""
    return hmac.digest(key, _PURPOSE + b"name", "sha256").hex()[:8]


def _signature(receipt: Receipt, key: bytes) -> str:
    return hmac.digest(key, _PURPOSE + canonical(plain(receipt)), "sha256").hex()
