"""What `make everything` reports, and the oldest libraries that it installs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.everything import ROOT, Part, Result, counted, floors, parts, run, table


def test_requirements_stand_at_their_floors() -> None:
    lines = [
        "# h5py>=1.0,<2",
        "-r requirements.txt",
        "",
        "h5py>=3.16,<4",
        "dask[array,distributed]>=2026.8,<2027",
        'uvloop>=0.23,<0.24; sys_platform != "win32"',
        "h5py>=3.16,<4",
    ]
    assert floors(lines) == ["dask[array,distributed]==2026.8", "h5py==3.16", 'uvloop==0.23; sys_platform != "win32"']


def test_every_requirement_of_the_app_has_a_floor() -> None:
    found = floors((ROOT / "requirements.txt").read_text("utf-8").splitlines())
    assert len(found) > 10
    assert all("==" in each and "<" not in each and ">" not in each for each in found)


@pytest.mark.parametrize(
    ("log", "counts"),
    [
        ("$ python -m pytest\n....\n4 passed in 0.03s\n", "4 passed"),
        (
            "1 passed in 2s\n== 3 failed, 20 passed, 1 skipped in 75.21s (0:01:15) ==\n",
            "3 failed, 20 passed, 1 skipped",
        ),
        ("Checked 139 files in 8s. No fixes applied.\n", ""),
    ],
)
def test_the_counts_are_the_last_ones_of_pytest(log: str, counts: str) -> None:
    assert counted(log) == counts


def test_the_table_has_a_line_for_each_part() -> None:
    results = [Result("make check", 61, True, ""), Result("browser tests", 1500, False, "3 failed, 20 passed")]
    assert table(results).splitlines() == [
        "part             time  result",
        "make check       61 s  passed",
        "browser tests  25 min  FAILED: 3 failed, 20 passed",
    ]


def test_a_part_stops_at_the_command_that_fails_and_shows_the_end_of_its_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAVE", "1")
    says = [(sys.executable, "-c", f"import os, sys; print({text}); sys.exit({code})") for text, code in SPOKEN]
    well, ill = (run(Part("talk", 1, said, {"WORD": "fig"}), tmp_path / "log") for said in (says[:1], says))
    assert (well.is_well, ill.is_well) == (True, False)
    printed = capsys.readouterr().out
    assert printed.count("Now: talk, about 1 s.") == 2
    assert "\n  fig None\n" in printed, "a report is not saved by a short run"
    assert "\n  second" in printed
    assert "\n  third" not in printed


SPOKEN = [("os.environ['WORD'], os.environ.get('SAVE')", 0), ("'second'", 3), ("'third'", 0)]


def test_a_program_that_is_missing_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not run(Part("nothing", 1, [("no-such-program",)]), tmp_path / "log").is_well
    assert "There is no program no-such-program." in capsys.readouterr().out


def test_files_and_modules_of_all_parts_exist(tmp_path: Path) -> None:
    for part in parts(tmp_path).values():
        for command in part.commands:
            if "-m" in command and (name := command[command.index("-m") + 1]).startswith("tests."):
                path = ROOT.joinpath(*name.split("."))
                assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), command
            assert all((ROOT / word).exists() for word in command if word.startswith("tests/")), command
