"""Nicknames in a room: short text that cannot disturb the text around it."""

from __future__ import annotations

import re
import unicodedata

from logreg_core.errors import ArgumentError

MAX_CHARACTERS = 24
MARKS = 3  # on one letter; more would cover the lines above and below
# Invisible letters, marks and symbols of Unicode: fillers, variation selectors, an empty braille cell.
_EMPTY = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")


def visible(text: str) -> str:
    """The text without invisible characters and characters that change its direction; single spaces."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    seen = "".join(char for char in _EMPTY.sub("", text) if char.isspace() or _is_seen(char))
    chars = unicodedata.normalize("NFC", seen)
    few = (char for i, char in enumerate(chars) if not _is_one_too_many(chars[max(i - MARKS, 0) : i + 1]))
    return " ".join("".join(few).split())


def clean(nickname: str) -> str:
    """The nickname as shown; it may be empty.

    Raises ArgumentError when it is longer than 24 characters.
    """
    short = visible(nickname[: 40 * MAX_CHARACTERS])
    if len(short) > MAX_CHARACTERS:
        raise ArgumentError(
            f"A nickname must have at most {MAX_CHARACTERS} characters. This one has {len(short)}. Shorten it."
        )
    return short if any(unicodedata.category(char)[0] in "LNPS" for char in short) else ""


def shown(nickname: str, number: int) -> str:
    """The nickname cut to the limit, or ``visitor 12`` without one."""
    return visible(nickname[: 2 * MAX_CHARACTERS])[:MAX_CHARACTERS] or f"visitor {number}"


def distinct(nicknames: dict[int, str]) -> dict[int, str]:
    """Distinct display names by member number; equal names are followed by the number."""
    names = {number: shown(nickname, number) for number, nickname in nicknames.items()}
    alike: dict[str, int] = {}
    for name in names.values():
        alike[_key(name)] = alike.get(_key(name), 0) + 1
    return {number: f"{name} ({number})" if alike[_key(name)] > 1 else name for number, name in names.items()}


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _is_one_too_many(chars: str) -> bool:
    """Whether the last character is a mark that follows as many marks as a letter may have."""
    return len(chars) > MARKS and all(unicodedata.category(char) in ("Mn", "Me") for char in chars)


def _is_seen(char: str) -> bool:
    return not unicodedata.category(char).startswith("C")
