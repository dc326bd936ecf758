"""Sentences on what a receipt proves, and what it does not."""

from __future__ import annotations

from logreg_core.environment import key

from .receipt import Receipt
from .signature import Signed

NOT_WHO = "It does not prove who did this, whether they had help, or that the nickname is theirs."
SEEN = "The server saw all of it, in one visit."
TAKEN = "The server did not see the neuron's training: it was loaded from a file or a list."
BROUGHT = (
    "The browser restored part of it from an earlier visit: guesses, goals, steps and code. Browser data can be"
    " changed, so of that part only what Teach repeats is certain: the run and the checks."
)
ONLY_DATA = "Teach reads the data in this file, not the visible text of the page."


def proof(signed: Signed) -> tuple[str, ...]:
    """Sentences on what this receipt proves and does not."""
    if not signed.signature:
        return (
            f"This receipt is not signed: its server has no key of {key.rule} ({key.variable}). Anyone"
            " could have written or changed it.",
            "Teach can confirm the run and the checks of the code by repeating them. All else is a matter of trust.",
            NOT_WHO,
            ONLY_DATA,
        )
    return (
        f"This receipt is signed with the key {signed.key_name} of its server. If Teach on that server confirms the"
        " signature, the server wrote this at this time for a visit in a browser, and it is unchanged since.",
        *_seen(signed.receipt),
        NOT_WHO,
        ONLY_DATA,
    )


def _seen(receipt: Receipt) -> tuple[str, ...]:
    """Sentences on what the server did not see, or that it saw all."""
    is_taken = receipt.run is not None and not receipt.run.trained_here
    limits = ((BROUGHT, receipt.brought), (TAKEN, is_taken))
    return tuple(sentence for sentence, holds in limits if holds) or (SEEN,)
