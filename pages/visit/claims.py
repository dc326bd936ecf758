"""What the visitor writes on the model card, because no number shows it."""

from __future__ import annotations

from logreg_core.export.card import LIMITS, PURPOSE

from .store import Field

author, purpose, limits = Field("card.author", ""), Field("card.purpose", PURPOSE), Field("card.limits", LIMITS)


def texts() -> dict[str, str]:
    """Return all texts by the names of the card's arguments."""
    return {"author": author.get(), "purpose": purpose.get(), "limits": limits.get()}


def are_own() -> bool:
    """Return whether the visitor named the author and changed the default text on misuse."""
    return bool(author.get().strip()) and limits.get().strip() not in ("", LIMITS)
