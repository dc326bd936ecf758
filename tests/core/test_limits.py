"""The table of limits: what the environment may say, what it may not, and that the documents say the same."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from logreg_core import ArgumentError
from pages.base import limits

ROOT = Path(__file__).resolve().parents[2]
EACH = pytest.mark.parametrize("limit", limits.TABLE, ids=lambda limit: limit.variable)


@EACH
def test_the_environment_chooses_within_the_range_and_nothing_else(
    limit: limits.Limit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(limit.variable, raising=False)
    assert limit.value == limit.default
    for chosen in (limit.least, limit.most):
        monkeypatch.setenv(limit.variable, f" {chosen} ")
        assert limit.value == chosen
    for wrong in (str(limit.least - 1), str(limit.most + 1), "-1", "1e3", "many", "٣", "9" * 5000, "2.5"):
        monkeypatch.setenv(limit.variable, wrong)
        with pytest.raises(ArgumentError, match=f"{limit.variable} must be a whole number") as refused:
            _ = limit.value
        assert len(str(refused.value)) < 200


def test_operations_has_the_table_with_the_same_defaults_and_ranges() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| `(LOGREG_\w+)` \| ([\w, ]+) \| ([\d,]+) to ([\d,]+) \| (.*) \|$", text, re.MULTILINE)
    expected = []
    for limit in limits.TABLE:
        default = (
            "one a core, 4 at most" if limit is limits.programs else f"{limit.default:,}" if limit.default else "none"
        )
        expected.append((limit.variable, default, f"{limit.least:,}", f"{limit.most:,}", limit.about))
    assert found == expected


def test_operations_says_how_much_memory_was_measured() -> None:
    measured = (ROOT / "tests" / "bench" / "LOAD.md").read_text(encoding="utf-8")
    of_30, of_100 = (re.search(rf"^\| {number} \|.*\| (\d+) \|$", measured, re.M) for number in (30, 100))
    assert of_30
    assert of_100
    text = " ".join((ROOT / "docs" / "operations.md").read_text(encoding="utf-8").split())
    assert f"takes {of_30[1]} MB with 30 visitors, {of_100[1]} MB with 100" in text
    worst = int(of_100[1]) + limits.readers.default * 512 + 2 * 800
    assert f"{of_100[1]} + {limits.readers.default} × 512 + 2 × 800 MB, which is {worst / 1000:.1f} GB" in text


def test_every_limit_bounds_what_it_says() -> None:
    """Read where they are used, in a process that has others in its environment."""
    said = {each.variable: str(each.least + number) for number, each in enumerate(limits.TABLE)}
    script = """
import json
from classroom.exercise import run
from pages.server import executor, full, gate, uploads
from logreg_core.untrusted import sandbox
from pages.visit import background, classroom, data
import streamlit_app
import streamlit as st
full_ = next(each for each in streamlit_app.app._user_middleware if each.cls is full.Full)
MB = 2**20
print(json.dumps([
    full_.kwargs["visitors"], full_.kwargs["memory"] // MB, st.get_option("server.maxUploadSize"),
    uploads.MAX_OF_ONE_VISITOR // MB, uploads.MAX_OF_ALL_VISITORS // MB, data.BUDGET_BYTES // MB,
    sandbox._turns._free, run._turns._free, gate.AT_ONCE, background.THREADS, executor.AT_ONCE, classroom.rooms()._most,
]))
"""
    command = [sys.executable, "-W", "ignore", "-c", script]
    done = subprocess.run(command, cwd=ROOT, env={**said, "PATH": ""}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[-2] == str([int(each) for each in said.values()])
