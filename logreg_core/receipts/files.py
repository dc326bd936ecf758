"""A receipt in a file, as JSON or as the page that has this JSON in it; a file is never trusted."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from ..errors import ArgumentError, ReceiptError
from .plain import plain, receipt_of, table
from .signature import FORMAT, VERSION, Signed
from .words import proof

LARGEST = 2_000_000  # bytes: the longest texts of the rarest signs, shown and as JSON
OPENING = '<script type="application/json" id="receipt">'
CLOSING = "</script>"
PARTS = ("format", "version", "proves", "receipt", "key_name", "signature")
REMEDY = "Ask for the file as the page Keep gave it."


def as_json(signed: Signed) -> str:
    """The receipt as JSON in ASCII, with what its signature proves. No sign in it begins or ends a tag of HTML."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "proves": " ".join(proof(signed)),
        "receipt": plain(signed.receipt),
        "key_name": signed.key_name,
        "signature": signed.signature,
    }
    return json.dumps(content, indent=1, allow_nan=False).replace("<", "\\u003c").replace(">", "\\u003e")


def read(content: bytes) -> Signed:
    """The receipt in a file, JSON or HTML. Of a page, only the JSON in it is read, and no word that is shown.

    Raises ReceiptError when the bytes are not a receipt, whatever they are.
    """
    if len(content) > LARGEST:
        raise ReceiptError(f"A receipt has at most {LARGEST:,} bytes. This file has {len(content):,}. {REMEDY}")
    try:
        text = content.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise ReceiptError(f"A receipt is a text. This file begins with {content[:8]!r}. {REMEDY}") from None
    if text.startswith("<"):
        text = _in_page(text)
    try:
        values = json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise ReceiptError(
            f"A receipt is JSON, or a page with JSON in it. This file begins {text[:20]!r}. {REMEDY}"
        ) from None
    try:
        return _signed(values)
    except ArgumentError as problem:
        raise ReceiptError(f"{problem} {REMEDY}") from None


def _in_page(text: str) -> str:
    """The JSON in a page. Raises ReceiptError."""
    found = text.count(OPENING)
    if found != 1:
        raise ReceiptError(f"The page of a receipt has one receipt in it. This one has {found}. {REMEDY}")
    return text.partition(OPENING)[2].partition(CLOSING)[0]


def _signed(values: object) -> Signed:
    """Raises ArgumentError."""
    if type(values) is not dict or values.get("format") != FORMAT:
        raise ArgumentError(f"A receipt says that its format is {FORMAT!r}. This file does not.")
    if type(values.get("version")) is not int or values["version"] != VERSION:
        raise ArgumentError(
            f"This app reads receipts of version {VERSION}. This one is of version {str(values.get('version'))[:20]!r}."
        )
    parts = table(values, PARTS, "a receipt")
    if type(parts["proves"]) is not str:
        raise ArgumentError("What a receipt proves must be a text.")
    signs = [parts["key_name"], parts["signature"]]
    rules = [r"[0-9a-f]{8}", r"[0-9a-f]{64}"]
    right = [type(sign) is str and re.fullmatch(rule, sign) for sign, rule in zip(signs, rules, strict=True)]
    if signs != ["", ""] and not all(right):
        raise ArgumentError("A signature has 64 letters and digits, and the name of its key 8, or both are empty.")
    return Signed(receipt_of(parts["receipt"]), *signs)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no finite number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands there twice")
    return found
