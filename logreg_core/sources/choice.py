"""The choice of two classes from many: one against one, or one against the rest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ..data.dataset import MAX_CLASS_NAME
from ..errors import ArchiveError

SHOWN = 8  # names in an error message
NEGATION = re.compile(r"(no|non|not|other|others|rest|without|kein|keine)\b", re.IGNORECASE)


def clean_name(name: str) -> str:
    """Turn an untrusted name into a class name: one printable line, not too long, never empty."""
    line = " ".join(unicodedata.normalize("NFC", name).split())
    return "".join(filter(str.isprintable, line))[:MAX_CLASS_NAME].strip() or "unnamed"


def usual_order(names: Sequence[str]) -> list[str]:
    """Return the names with negations first, such as "no cat", because class 1 is the one to detect."""
    return sorted(names, key=lambda name: (not NEGATION.match(name), name.casefold(), name))


def choose_two(found: Sequence[str], zero: str | None, one: str | None) -> tuple[tuple[str, str], dict[str, int]]:
    """Return the names of class 0 and class 1, and the label of every class used.

    found: the names of all classes; of two, the first becomes class 0.
    zero, one: the chosen class 0 and class 1. With ``one`` alone, all others together are class 0.

    Raises ArchiveError for fewer than two classes, for more without a choice, or if a chosen one does not exist.
    """
    listed = ", ".join(f"{name!r:.70}" for name in found[:SHOWN]) + (" and others" if len(found) > SHOWN else "")
    if len(found) < 2:
        raise ArchiveError(f"There must be photos of at least two classes. Got {listed or 'none'}.")
    for name in (zero, one):
        if name is not None and name not in found:
            raise ArchiveError(f"There is no class {name!r:.70}. The classes are {listed}.")
    if one is None:
        others = [name for name in found if name != zero]
        if len(others) > 1 and (zero is not None or len(others) > 2):
            raise ArchiveError(f"There are {len(found)} classes: {listed}. Choose two, or one against the rest.")
        zero, one = (zero, others[0]) if zero is not None else (others[0], others[1])
    if zero == one:
        raise ArchiveError(f"Class 0 and class 1 must be different. Got {one!r:.70} twice.")
    if zero is None:
        others = [name for name in found if name != one]
        zero = others[0] if len(others) == 1 else clean_name(f"not {one}")
        return (zero, one), {one: 1, **dict.fromkeys(others, 0)}
    return (zero, one), {zero: 0, one: 1}
