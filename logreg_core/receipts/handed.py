"""The receipts of a class that were handed in, as bytes for the teacher's own browser, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import ReceiptError
from .files import as_json, read
from .signature import Signed

MOST = 40  # receipts: a large class
LONGEST = 500  # characters of the name of a file, and of a refusal


@dataclass(frozen=True)
class Handed:
    """A file that was handed in: the receipt in it, or why it could not be read."""

    file: str
    signed: Signed | None
    refusal: str = ""


def pack_handed(rows: Sequence[Handed]) -> bytes:
    """The rows as JSON."""
    return json.dumps(
        [[row.file[:LONGEST], as_json(row.signed) if row.signed else "", row.refusal[:LONGEST]] for row in rows]
    ).encode()


def handed_of(data: bytes) -> tuple[Handed, ...]:
    """The rows in untrusted bytes. Raises ReceiptError when they hold none."""
    try:
        rows = json.loads(data)
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list) or len(rows) > MOST:
        raise ReceiptError(f"The table of receipts must be a list of at most {MOST}.")
    return tuple(map(_row, rows))


def _row(row: object) -> Handed:
    if not (isinstance(row, list) and len(row) == 3 and all(isinstance(each, str) for each in row)):
        raise ReceiptError("A row of the table of receipts must be three texts.")
    file, content, refusal = row
    if len(file) > LONGEST or len(refusal) > LONGEST:
        raise ReceiptError(f"A text in the table of receipts must have at most {LONGEST} characters.")
    return Handed(file, read(content.encode("utf-8", "replace")) if content else None, refusal)
