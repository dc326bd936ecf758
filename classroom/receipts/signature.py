"""The signature of a receipt: whoever has the server's key can tell whether a word was changed."""

from __future__ import annotations

import hmac
from typing import Literal

from logreg_core import environment

from ..untrusted import Value
from .plain import canonical, plain
from .receipt import Receipt

FORMAT = "logreg receipt"
VERSION = 1
_PURPOSE = f"{FORMAT} {VERSION}\n".encode()  # so that no other signature with the same key can stand for this one
Whose = Literal["ours", "another", "none", "forged"]


class Signed(Value, frozen=True):
    """A receipt and its signature.

    key_name: which key signed it, in eight letters and digits that do not tell the key. Both are empty where none did.
    """

    receipt: Receipt
    key_name: str = ""
    signature: str = ""


def server_key() -> bytes | None:
    """The key of this server; None where it has none."""
    return environment.key.value.encode("utf-8", "surrogateescape") or None


def sign(receipt: Receipt, key: bytes | None) -> Signed:
    """The receipt, signed with this key; without one as it is."""
    return Signed(receipt) if key is None else Signed(receipt, name_of(key), _signature(receipt, key))


def whose(signed: Signed, key: bytes | None) -> Whose:
    """Who signed it, for a server with this key.

    "ours": this server, and nothing was changed since. "forged": it names this server's key, and the signature is
    wrong. "another": it names another key, so that nothing can be said here. "none": it is not signed.
    """
    if not signed.signature:
        return "none"
    if key is None or signed.key_name != name_of(key):
        return "another"
    return "ours" if hmac.compare_digest(signed.signature, _signature(signed.receipt, key)) else "forged"


def name_of(key: bytes) -> str:
    """Eight letters and digits that follow from a key."""
    return hmac.digest(key, _PURPOSE + b"name", "sha256").hex()[:8]


def _signature(receipt: Receipt, key: bytes) -> str:
    return hmac.digest(key, _PURPOSE + canonical(plain(receipt)), "sha256").hex()
