"""Receipt files: JSON, or an HTML page that contains it. Files are untrusted."""

from __future__ import annotations

import json
from typing import Annotated

from msgspec import Meta

from logreg_core.errors import ArgumentError, ReceiptError

from ..untrusted import Value, parsed, short
from ..untrusted import read as read_value
from .plain import made_of, plain
from .receipt import Receipt
from .signature import FORMAT, VERSION, Signed
from .words import proof

MAX_BYTES = 2_000_000  # bytes: the longest texts of the rarest characters, shown and as JSON
OPENING = '<script type="application/json" id="receipt">'
CLOSING = "</script>"
REMEDY = "Ask for the file that the page Keep made."


class _File(Value, frozen=True):
    format: str
    version: int
    proves: str
    receipt: Receipt
    key_name: Annotated[str, Meta(pattern=r"^([0-9a-f]{8})?\Z")]
    signature: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?\Z")]

    def __post_init__(self) -> None:
        if bool(self.key_name) != bool(self.signature):
            raise ArgumentError("A receipt must have a signature and the name of its key, or neither. Got one of them.")


def as_json(signed: Signed) -> str:
    """The receipt as ASCII JSON, with what its signature proves. Contains no HTML tags."""
    file = _File(FORMAT, VERSION, " ".join(proof(signed)), signed.receipt, signed.key_name, signed.signature)
    return json.dumps(plain(file), indent=1, allow_nan=False).replace("<", "\\u003c").replace(">", "\\u003e")


def read(content: bytes) -> Signed:
    """The receipt in a file, JSON or HTML. Of a page, only its JSON is read, not its visible text.

    Raises ReceiptError for any other bytes.
    """
    if len(content) > MAX_BYTES:
        raise ReceiptError(f"A receipt has at most {MAX_BYTES:,} bytes. This file has {len(content):,}. {REMEDY}")
    try:
        text = content.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise ReceiptError(f"A receipt is text. This file begins with {content[:8]!r}. {REMEDY}") from None
    if text.startswith("<"):
        text = _in_page(text)
    try:
        values = parsed(text, MAX_BYTES)
    except ArgumentError:
        raise ReceiptError(
            f"A receipt is JSON, or a page with JSON. This file begins {text[:20]!r}. {REMEDY}"
        ) from None
    try:
        return _signed(values)
    except ArgumentError as problem:
        raise ReceiptError(f"{problem} {REMEDY}") from None


def _in_page(text: str) -> str:
    """The JSON in a page. Raises ReceiptError."""
    receipts = text.count(OPENING)
    if receipts != 1:
        raise ReceiptError(f"The page of a receipt has one receipt. This one has {receipts}. {REMEDY}")
    return text.partition(OPENING)[2].partition(CLOSING)[0]


def _signed(values: object) -> Signed:
    """The receipt in plain values. Raises ArgumentError."""
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise ArgumentError(f"A receipt has the format {FORMAT!r}. This file does not.")
    if type(values.get("version")) is not int or values["version"] != VERSION:
        raise ArgumentError(f"This app reads receipts of version {VERSION}. Got {short(values.get('version'))}.")
    file = read_value(values, _File, "the file", made_of)
    return Signed(file.receipt, file.key_name, file.signature)
