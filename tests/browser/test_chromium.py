"""A missing browser must stop CI, and only CI: everybody else is told what to do, and may go on without it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.browser import chromium

ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for the browser")


def stand_in(folder: Path, ending: int) -> str:
    """A program that ends with this exit code, whatever it is asked."""
    program = folder / "browser"
    program.write_text(f"#!/bin/sh\nexit {ending}\n")
    program.chmod(0o755)
    return str(program)


@ON_POSIX
def test_a_browser_that_is_named_and_starts_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = stand_in(tmp_path, 0)
    monkeypatch.setenv(chromium.VARIABLE, named)
    assert chromium.find() == named
    assert chromium.main() == 0


@ON_POSIX
@pytest.mark.parametrize(("ci", "ending"), [("true", 1), ("", 0)])
def test_a_browser_that_is_named_and_does_not_start_is_a_failure_only_in_ci(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: str, ending: int
) -> None:
    monkeypatch.setenv(chromium.VARIABLE, stand_in(tmp_path, 3))
    monkeypatch.setenv("CI", ci)
    assert chromium.find() is None
    assert chromium.main() == ending
    assert f"variable {chromium.VARIABLE} names" in capsys.readouterr().out


def test_a_command_that_hangs_is_ended() -> None:
    assert not chromium.succeeds([sys.executable, "-c", "import time; time.sleep(60)"], seconds=0.2)
    assert chromium.succeeds([sys.executable, "-c", ""], seconds=30)
