"""What a receipt proves, and what not, in plain sentences."""

from __future__ import annotations

from logreg_core.environment import key

from .receipt import Receipt
from .signature import Signed

NOT_WHO = "It does not prove who sat there, whether they had help, or that the nickname is theirs."
SEEN = "All of it happened in one visit, which the server saw."
TAKEN = "How its neuron was trained was not seen: it was taken in hand from a file or a list."
BROUGHT = (
    "The browser brought part of it back from an earlier visit: guesses, goals, steps and code. What a browser keeps"
    " can be changed, so of that part only what Teach does again is sure: the run and the checks."
)
ONLY_DATA = "Teach reads the data in this file, and not the words that a page shows."


def proof(signed: Signed) -> tuple[str, ...]:
    """What this receipt proves and what not, sentence by sentence."""
    if not signed.signature:
        return (
            f"This receipt is not signed: its server has no key of {key.rule} ({key.variable}). Anybody"
            " could have written or changed it.",
            "Teach can do the run and the checks of the code again and confirm these. All else is a matter of trust.",
            NOT_WHO,
            ONLY_DATA,
        )
    return (
        f"This receipt is signed with the key {signed.key_name} of its server. If Teach on that server finds the"
        " signature right, the server wrote this at this time for a visit in a browser, and nobody has changed it"
        " since.",
        *_seen(signed.receipt),
        NOT_WHO,
        ONLY_DATA,
    )


def _seen(receipt: Receipt) -> tuple[str, ...]:
    """What of it the server saw to happen."""
    is_taken = receipt.run is not None and not receipt.run.trained_here
    told = ((BROUGHT, receipt.brought), (TAKEN, is_taken))
    return tuple(sentence for sentence, holds in told if holds) or (SEEN,)
