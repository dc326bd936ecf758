"""What only a person can say of a model, as the visitor writes it on its card."""

from __future__ import annotations

from logreg_core.export.card import LIMITS, PURPOSE

from .store import Field

author, purpose, limits = Field("card.author", ""), Field("card.purpose", PURPOSE), Field("card.limits", LIMITS)


def texts() -> dict[str, str]:
    """All of it, by the names of the card's arguments."""
    return {"author": author.get(), "purpose": purpose.get(), "limits": limits.get()}


def are_own() -> bool:
    """Whether the visitor said who made it, and in other words than the app what it must not be used for."""
    return bool(author.get().strip()) and limits.get().strip() not in ("", LIMITS)
