"""What a visitor is called in a room: short text that does nothing to the text around it."""

from __future__ import annotations

import unicodedata

from ..errors import ArgumentError

LONGEST = 24


def visible(text: str) -> str:
    """The text without signs that are not seen or turn the text around them, and spaces made one."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    signs = unicodedata.normalize("NFC", text)
    return " ".join("".join(" " if sign.isspace() else sign for sign in signs if _is_seen(sign)).split())


def clean(nickname: str) -> str:
    """The nickname as it is shown; it may be empty.

    Raises ArgumentError when it is longer than 24 signs.
    """
    short = visible(nickname[: 40 * LONGEST])
    if len(short) > LONGEST:
        raise ArgumentError(f"A nickname has at most {LONGEST} signs, and this one {len(short)}: choose a shorter one.")
    return short if any(unicodedata.category(sign)[0] in "LNPS" for sign in short) else ""


def told(nickname: str, number: int) -> str:
    """The nickname, or ``visitor 12`` where none was chosen. What another program wrote is cut, too."""
    return visible(nickname[: 2 * LONGEST])[:LONGEST] or f"visitor {number}"


def told_apart(nicknames: dict[int, str]) -> dict[int, str]:
    """What the members are called, by their numbers; two of one name have their number behind it."""
    names = {number: told(nickname, number) for number, nickname in nicknames.items()}
    alike: dict[str, int] = {}
    for name in names.values():
        alike[_key(name)] = alike.get(_key(name), 0) + 1
    return {number: f"{name} ({number})" if alike[_key(name)] > 1 else name for number, name in names.items()}


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _is_seen(sign: str) -> bool:
    return sign.isspace() or not unicodedata.category(sign).startswith("C")
