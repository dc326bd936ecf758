"""What a receipt proves, and what not, in plain sentences."""

from __future__ import annotations

from .signature import KEY, Signed

NOT_WHO = "It does not prove who sat there, whether they had help, or that the nickname is theirs."
SEEN = "All of it happened in one visit, which the server saw."
BROUGHT = (
    "The browser brought part of it back from an earlier visit: guesses, goals, steps and code. Whoever knows how can"
    " change what a browser keeps, so of that part only what Teach does again is sure: the run and the checks."
)
ONLY_DATA = "Teach reads the data in this file. The words that a page shows could be changed without it."


def proof(signed: Signed) -> tuple[str, ...]:
    """What this receipt proves and what not, sentence by sentence."""
    if not signed.signature:
        return (
            f"This receipt is not signed: its server has no key ({KEY}). Anybody could have written or changed it.",
            "Teach can do the run and the checks of the code again and confirm these. All else is to be believed.",
            NOT_WHO,
            ONLY_DATA,
        )
    return (
        f"This receipt is signed with the key {signed.key_name} of its server. Where Teach on that server finds the"
        " signature right, it proves that this server wrote these words at this time for a visit in a browser, and that"
        " nobody changed them since.",
        BROUGHT if signed.receipt.brought else SEEN,
        NOT_WHO,
        ONLY_DATA,
    )
