"""Receipts of a visit's work: created, signed, read from untrusted files, and confirmed by repeating the work."""

from .confirmation import Confirmation, confirm, confirm_all
from .files import as_json, read
from .finding import Finding
from .handed import Handed, handed_of, pack_handed
from .page import page
from .receipt import MAX_NICKNAME, Function, Goal, Guess, Lesson, Mistakes, Receipt, Run, Step
from .rules import WHEN, line
from .signature import Signed, Whose, server_key, sign, whose
from .words import proof

__all__ = [
    "MAX_NICKNAME",
    "WHEN",
    "Confirmation",
    "Finding",
    "Function",
    "Goal",
    "Guess",
    "Handed",
    "Lesson",
    "Mistakes",
    "Receipt",
    "Run",
    "Signed",
    "Step",
    "Whose",
    "as_json",
    "confirm",
    "confirm_all",
    "handed_of",
    "line",
    "pack_handed",
    "page",
    "proof",
    "read",
    "server_key",
    "sign",
    "whose",
]
