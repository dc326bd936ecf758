"""Numbers and lists as words."""

from __future__ import annotations

from collections.abc import Sequence


def count(number: int, noun: str, plural: str = "") -> str:
    """``1 image``, ``2,000 images``; a plural that is not made by an *s* is given."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """``w``, ``w and b``, ``w, b and X``; ``w, b or X`` with that word before the last."""
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}" if len(parts) > 1 else "".join(parts)


def percent(share: float) -> str:
    """A share in per cent, with one digit after the point only where it says something: ``96 %``, ``99.4 %``.

    ``100 %`` and ``0 %`` are said only of all and of nothing, but for rounding.
    """
    share = round(share, 9)
    if share < 0.0005 or share > 0.9995:
        return f"{share:.0%}".replace("%", " %") if share in (0, 1) else "under 0.1 %" if share < 0.5 else "over 99.9 %"
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def chance(probability: float) -> str:
    """A probability of the neuron in per cent: never 0 or 100 %, which the sigmoid only comes near to."""
    return percent(min(max(probability, 1e-6), 1 - 1e-6))


def squeezed(a: float) -> str:
    """What the sigmoid gives, which is never 0 or 1: ``0.9618``, ``0.999998``, ``1 − 3e-08``, ``3e-08``."""
    rest = min(a, 1 - a)
    if rest < 1e-6:
        small = f"{rest:.0e}" if rest else ""
        return (f"1 − {small}" if a > 0.5 else small) if small else f"nearly {a:.0f}"
    digits = next(digits for digits in range(4, 8) if round(rest, digits))
    return f"{a:.{digits}f}"


def signed(number: float, digits: str = ".2f") -> str:
    """A number with its sign: ``+3.22``, ``−0.43``, ``+0.00``. digits: as in a format, such as ``.3g``.

    A minus is a minus and no hyphen, as on the axes of the charts.
    """
    return f"{number:+z{digits}}".replace("-", "−")
