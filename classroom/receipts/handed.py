"""The receipts that a class handed in, as bytes for the teacher's browser, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from logreg_core.errors import ArgumentError, ReceiptError

from ..untrusted import parsed
from ..untrusted import read as read_value
from .files import MAX_BYTES, as_json, read
from .signature import Signed

MAX_RECEIPTS = 40  # receipts: a large class
MAX_CHARACTERS = 500  # characters of a file name, and of a refusal
Short = Annotated[str, Meta(max_length=MAX_CHARACTERS)]
Rows = Annotated[tuple[tuple[Short, str, Short], ...], Meta(max_length=MAX_RECEIPTS)]


@dataclass(frozen=True)
class Handed:
    """A file that was handed in: its receipt, or the reason why it is unreadable."""

    file: str
    signed: Signed | None
    refusal: str = ""


def pack_handed(rows: Sequence[Handed]) -> bytes:
    """The rows as JSON."""
    return json.dumps(
        [
            [row.file[:MAX_CHARACTERS], as_json(row.signed) if row.signed else "", row.refusal[:MAX_CHARACTERS]]
            for row in rows
        ]
    ).encode()


def handed_of(data: bytes) -> tuple[Handed, ...]:
    """The rows in untrusted bytes. Raises ReceiptError for invalid bytes."""
    try:
        rows = read_value(parsed(data, 2 * MAX_RECEIPTS * MAX_BYTES), Rows, "the table of receipts")
    except ArgumentError as error:
        raise ReceiptError(str(error)) from None
    return tuple(
        Handed(file, read(content.encode("utf-8", "replace")) if content else None, refusal)
        for file, content, refusal in rows
    )
