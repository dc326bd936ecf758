"""Numbers and untrusted text as words on a page."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, Decimal

from logreg_core.words import chance as chance
from logreg_core.words import count as count
from logreg_core.words import listed as listed
from logreg_core.words import percent as percent
from logreg_core.words import signed as signed
from logreg_core.words import squeezed as squeezed

# Streamlit turns these into links, icons and arrows even after a backslash; a zero-width character prevents it.
_AUTOMATIC = re.compile(r"www(?=\\\.)|:|@|-(?=\\?[->])|<(?=\\?-)", re.IGNORECASE)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=])")

FORMULA = tuple("=+-@＝＋－＠\t\r\n")  # full-width characters too; a tab or a line break may hide one


def as_text(text: str) -> str:
    """Escape untrusted text, such as a class name, so that Markdown shows it literally."""
    escaped = _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
    return _AUTOMATIC.sub(lambda match: match[0] + "\u200b", escaped)


def unbroken(text: str) -> str:
    """Return text without line breaks between a number and its ``%``."""
    return text.replace(" %", "\u00a0%")


def page_title(address: str) -> str:
    """Return the menu title of the page at an address."""
    return address.replace("_", " ").capitalize()


def number(value: float) -> str:
    """Format a measure that is not a share with three decimals: ``0.756``."""
    return f"{value:.3f}"


def two_digits_below(number: float) -> float:
    """Format a positive number with two significant digits, rounded down: ``0.0199`` gives ``0.019``."""
    digit = Decimal(1).scaleb(Decimal(number).adjusted() - 1)
    return float(Decimal(number).quantize(digit, ROUND_DOWN))


def cost(number: float) -> str:
    """Format a cost with as many digits as it deserves: ``0.1659``, ``2.1e-05``, ``3,701``."""
    return f"{number:.1e}" if 0 < number < 0.001 else f"{number:.4f}" if number < 100 else f"{number:,.0f}"


def times(number: int) -> str:
    """``once``, ``24 times``."""
    return "once" if number == 1 else f"{number:,} times"


def short(text: str, longest: int = 24) -> str:
    """Cut text to fit a label."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def csv_text(text: str) -> str:
    """Escape untrusted text for CSV: prefix a quote to values that a spreadsheet would run as a formula."""
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text


def duration(seconds: float) -> str:
    """Format a rough duration: ``12 s``, ``3 min``, ``2 h``."""
    return (
        f"{seconds:.0f} s"
        if seconds < 90
        else f"{seconds / 60:.0f} min"
        if seconds < 5400
        else f"{seconds / 3600:.0f} h"
    )
