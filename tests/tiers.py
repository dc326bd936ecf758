"""The two tiers of tests. `make test` runs the quick tier; `make everything` runs both.

A test belongs to the tier of the longest entry that its name starts with. Browser tests cost most, so each file of
them is named. `tests/conftest.py` marks the tests with their tier, and refuses a test that has none.
"""

from __future__ import annotations

QUICK, EVERYTHING = "quick", "everything"

TIERS = {
    "tests/core/": QUICK,
    "tests/app/": QUICK,
}


def tier_of(name: str) -> str | None:
    """The tier of a test with this name, such as ``tests/core/test_card.py::test_a_card_is_complete[faces]``.

    None: no entry is about the test.
    """
    entries = [entry for entry in TIERS if name.startswith(entry)]
    return TIERS[max(entries, key=len)] if entries else None
