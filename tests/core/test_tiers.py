"""The table of tiers: every entry is about a test that exists, and every test has a tier."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from tests.tiers import TIERS, tier_of

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("core", "app", "browser")


@cache
def functions_of(room: str) -> tuple[str, ...]:
    """The names of all test functions in a folder, such as ``tests/core/test_card.py::test_a_card_is_complete``."""
    return tuple(
        f"{path.relative_to(ROOT).as_posix()}::{node.name}"
        for path in sorted((ROOT / "tests" / room).rglob("test_*.py"))
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    )


def is_about(entry: str, name: str) -> bool:
    """Whether an entry is about this test function. Of parameters in brackets only the function can be compared."""
    function, bracket, _ = entry.partition("[")
    return name == function if bracket else name.startswith(entry)


def test_every_entry_is_about_a_test_that_exists() -> None:
    names = [name for room in ROOMS for name in functions_of(room)]
    about_none = [entry for entry in TIERS if not any(is_about(entry, name) for name in names)]
    assert not about_none, f"Delete these lines of tests/tiers.py, or correct their names: {about_none}"


def test_every_test_has_a_tier() -> None:
    for room in ROOMS:
        without = [name for name in functions_of(room) if tier_of(name) is None]
        assert functions_of(room)
        assert not without, f"Give each of these tests a tier in tests/tiers.py: {without}"


def test_every_file_of_browser_tests_is_named() -> None:
    files = {name.split("::")[0] for name in functions_of("browser")}
    missing = sorted(files - set(TIERS))
    assert not missing, f"Add a line for each of these files to tests/tiers.py: {missing}"
    whole = [entry for entry in TIERS if "tests/browser/".startswith(entry)]
    assert not whole, f"Name each file of browser tests in tests/tiers.py instead of all by {whole}: they cost most."
