"""Keys: each letter presses a button that there is, and the ring shows on every ground."""

from __future__ import annotations

import re

from pages.shared.keyboard import SHORTCUTS
from tests.browser.server import ROOT

PAGES = ROOT / "pages"
RESERVED = {"P", "?"}  # presents a page, and lists the keys


def luminance(colour: str) -> float:
    """The relative luminance of ``#rrggbb`` or ``#rgb``, as WCAG 2.2 defines it."""
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    shares = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: float, other: float) -> float:
    """The contrast of two luminances, from 1 to 21."""
    low, high = sorted((one, other))
    return (high + 0.05) / (low + 0.05)


def test_one_of_the_two_rings_has_three_to_one_against_any_ground() -> None:
    light, dark = map(luminance, re.findall(r"#[0-9a-f]{3,6}(?=;)", (PAGES / "shared" / "focus.css").read_text()))
    assert contrast(luminance("#fff"), luminance("#000")) == 21
    assert contrast(light, dark) > 3, "they show against each other"
    grounds = [step / 1000 for step in range(1001)]
    assert min(max(contrast(light, ground), contrast(dark, ground)) for ground in grounds) > 3


def test_each_letter_is_free_and_presses_a_button_of_a_page() -> None:
    letters = [letter for letter, _, _ in SHORTCUTS]
    assert len({*letters, *RESERVED}) == len(letters) + len(RESERVED)
    written = "".join(file.read_text() for file in PAGES.rglob("*.py") if file.name != "keyboard.py")
    for _, keys, _ in SHORTCUTS:
        for key in keys.split():
            assert f'key="{key}"' in written


def test_no_button_has_a_key_of_streamlits_which_cannot_be_switched_off() -> None:
    assert [file.name for file in PAGES.rglob("*.py") if "shortcut=" in file.read_text()] == []
