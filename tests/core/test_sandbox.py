"""The sandbox: what a program inside may still do, and what becomes of one that does too much."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from logreg_core import UploadError
from logreg_core.untrusted import sandbox
from tests.until import until

ROOT = Path(__file__).resolve().parents[2]


def ask(monkeypatch: pytest.MonkeyPatch, program: str, *parts: bytes, seconds: float = 30.0) -> bytes:
    """Run a program of the test's own in the sandbox."""
    monkeypatch.setattr(sandbox, "BOOT", "import os, sys, time\n" + program)
    return sandbox.ask(
        "logreg_core.any", parts, libraries=[np], seconds=seconds, longest_answer=1000, error=UploadError
    )


def test_a_process_that_runs_is_counted_until_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    monkeypatch.setattr(sandbox, "BOOT", "import time; time.sleep(0.3)")
    sandbox.talk(
        "logreg_core.any",
        [],
        libraries=[np],
        seconds=60,
        longest_answer=9,
        hear=lambda _: seen.append(sandbox.running()),
    )
    assert set(seen) == {1}
    assert sandbox.running() == 0


def test_the_parts_arrive_one_after_the_other_and_the_answer_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(monkeypatch, "sys.stdout.buffer.write(sys.stdin.buffer.read())", b"one ", b"two") == b"one two"


def test_a_program_has_no_environment_an_empty_folder_and_no_input_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", "swordfish")
    told = ask(monkeypatch, "print('API_TOKEN' in os.environ, os.listdir(), os.getcwd())").decode().split()
    assert told[:2] == ["False", "[]"]
    assert not Path(told[2]).exists(), "the folder is gone with the process"


def test_a_long_answer_is_cut_and_a_long_work_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    before = threading.active_count()
    assert len(ask(monkeypatch, "sys.stdout.buffer.write(bytes(10**6))")) == 1001
    with pytest.raises(UploadError, match="longer than 0.5 seconds and was stopped"):
        ask(monkeypatch, "time.sleep(600)", seconds=0.5)
    until(lambda: threading.active_count() <= before)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_a_program_ends_when_the_server_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "number"
    server = f"""
import numpy
from logreg_core import UploadError
from logreg_core.untrusted import sandbox
sandbox.BOOT = "import os, time; open({str(note)!r}, 'w').write(str(os.getpid()) + '.'); time.sleep(600)"
sandbox.ask("logreg_core.any", [], libraries=[numpy], seconds=600, longest_answer=9, error=UploadError)
"""
    with subprocess.Popen([sys.executable, "-c", server], cwd=ROOT) as running:
        while not note.exists() or not note.read_text().endswith("."):
            assert running.poll() is None
            time.sleep(0.01)
        number = note.read_text().rstrip(".")
        running.kill()
    while (state := state_of(number)) not in ("gone", "Z"):
        assert state
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says whom it ends where memory ends")
def test_where_memory_ends_a_program_is_ended_before_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    place = Path("/proc/self/oom_score_adj")
    assert int(ask(monkeypatch, f"print(open({str(place)!r}).read())")) == 1000 > int(place.read_text())


def state_of(number: str) -> str:
    """One letter as in ``/proc``; ``gone`` when there is no such process."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(") ")[2][:1]
    except (FileNotFoundError, ProcessLookupError):
        return "gone"
