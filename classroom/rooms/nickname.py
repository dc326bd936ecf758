"""What a visitor is called in a room: short text that does nothing to the text around it."""

from __future__ import annotations

import re
import unicodedata

from logreg_core.errors import ArgumentError

LONGEST = 24
MARKS = 3  # on one letter; more of them lie over the lines above and below
# Letters, marks and symbols of Unicode that show nothing: fillers, selectors of a variant, an empty braille cell.
_EMPTY = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")


def visible(text: str) -> str:
    """The text without signs that are not seen or turn the text around them, and spaces made one."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    seen = "".join(sign for sign in _EMPTY.sub("", text) if sign.isspace() or _is_seen(sign))
    signs = unicodedata.normalize("NFC", seen)
    few = (sign for place, sign in enumerate(signs) if not _is_one_too_many(signs[max(place - MARKS, 0) : place + 1]))
    return " ".join("".join(few).split())


def clean(nickname: str) -> str:
    """The nickname as it is shown; it may be empty.

    Raises ArgumentError when it is longer than 24 characters.
    """
    short = visible(nickname[: 40 * LONGEST])
    if len(short) > LONGEST:
        raise ArgumentError(
            f"A nickname must have at most {LONGEST} characters. This one has {len(short)}. Choose a shorter one."
        )
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


def _is_one_too_many(signs: str) -> bool:
    """Whether the last of these signs is a mark behind as many others as a letter may have."""
    return len(signs) > MARKS and all(unicodedata.category(sign) in ("Mn", "Me") for sign in signs)


def _is_seen(sign: str) -> bool:
    return not unicodedata.category(sign).startswith("C")
