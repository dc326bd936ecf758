"""All checks and all tests, one part after the other: `make everything`, or `python -m tests.everything check soak`.

Each part writes to a log file of its own. A part that fails does not stop the others. A table at the end has all
results.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.report import ROOT, VARIABLE, lasts

SPEAK = 30.0  # seconds between two lines that say how far a part is
SHOWN = 40  # lines of the log of a part that failed
PYTEST = ("-m", "pytest", "-q", "--dist", "worksteal")
CORE = ("tests/core", "tests/app")
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Part:
    """Commands that run in turn until one fails. seconds: about how long they take, on two cores. env: variables."""

    title: str
    seconds: float
    commands: Sequence[Sequence[str]]
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What came of a part. counts: those of pytest, such as "3 failed, 20 passed"; empty for other commands."""

    title: str
    seconds: float
    is_well: bool
    counts: str


def parts(folder: Path) -> dict[str, Part]:
    """All parts by their names. folder: a place for the environment with the oldest libraries."""
    python, oldest = (sys.executable,), folder / "oldest"
    old = python_of(oldest)
    valkey, haproxy = ((*python, "-m", module) for module in ("tests.core.valkey_server", "tests.browser.haproxy"))
    chromium = (*python, "tests/browser/chromium.py")
    every = (*python, *PYTEST, "-n", "auto", *CORE, "--hypothesis-profile=everything")
    floors = folder / "oldest.txt"
    quick = (*old, *PYTEST, "-n", "auto", "-m", "not everything", *CORE)
    return {
        "check": Part("make check", 40, [("make", "check")]),
        "core": Part("core and app tests", 600, [valkey, haproxy, every], ONE_THREAD),
        "browser": Part(
            "browser tests", 1300, [chromium, valkey, haproxy, (*python, *PYTEST, "-n", "2", "tests/browser")]
        ),
        "engines": Part("Firefox and WebKit", 180, [(*python, "-m", "tests.browser.engines")]),
        "fuzz": Part("fuzz", 70, [(*python, "-m", "tests.fuzz", "--seconds", "60")]),
        "soak": Part("soak", 290, [(*python, "-m", "tests.bench.soak")], {"SOAK_MINUTES": "2"}),
        "oldest": Part(
            "core and app tests, oldest libraries",
            420,
            [valkey, haproxy, *environment(oldest, "-r", str(floors)), quick],
            ONE_THREAD,
        ),
    }


def python_of(folder: Path) -> tuple[str, ...]:
    """The command of the Python in an environment."""
    return (str(folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"),)


def environment(folder: Path, *requirements: str) -> list[Sequence[str]]:
    """What makes an environment, with what `pip install` is told."""
    install = (*python_of(folder), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements)
    return [(sys.executable, "-m", "venv", str(folder)), install]


def floors(lines: Iterable[str]) -> list[str]:
    """The requirements at the oldest version that they allow: ``h5py>=3.16,<4`` becomes ``h5py==3.16``."""
    return sorted({re.sub(r">=([^,;\s]+)[^;]*", r"==\1", line.strip()) for line in lines if re.match(r"\w", line)})


def counted(log: str) -> str:
    """The last counts of pytest in a log; empty without any."""
    one = r"\d+ (?:passed|failed|skipped|deselected|xfailed|xpassed|errors?|warnings?)"
    found = re.findall(rf"({one}(?:, {one})*) in [\d.]+s", log)
    return found[-1] if found else ""


def table(results: Iterable[Result]) -> str:
    """What ran, how long, and what came of it."""
    rows = [("part", "time", "result")]
    for each in results:
        result = "passed" if each.is_well else "FAILED"
        rows.append((each.title, lasts(each.seconds), f"{result}: {each.counts}" if each.counts else result))
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    return "\n".join(f"{part:{widths[0]}}  {took:>{widths[1]}}  {result}" for part, took, result in rows)


def run(part: Part, log: Path) -> Result:
    """Run a part. Print what runs now and how far it is, and the end of its log if it fails."""
    print(f"Now: {part.title}, about {lasts(part.seconds)}. Log: {log}", flush=True)
    began, is_well = time.monotonic(), True
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE} | part.env
    with log.open("w", encoding="utf-8") as file:
        for command in part.commands:
            file.write(f"$ {' '.join(command)}\n")
            file.flush()
            is_well = _ends_well(command, file.fileno(), environment, part, began, log)
            if not is_well:
                break
    text = log.read_text(encoding="utf-8", errors="replace")
    result = Result(part.title, time.monotonic() - began, is_well, counted(text))
    if not is_well:
        print(f"{part.title} failed. The end of its log:", *text.splitlines()[-SHOWN:], sep="\n  ", flush=True)
    return result


def _ends_well(
    command: Sequence[str], output: int, environment: Mapping[str, str], part: Part, began: float, log: Path
) -> bool:
    try:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    except FileNotFoundError:
        os.write(output, f"There is no program {command[0]}.\n".encode())
        return False
    while True:
        try:
            return process.wait(SPEAK) == 0
        except subprocess.TimeoutExpired:
            last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-1][-60:]
            print(f"  {lasts(time.monotonic() - began)} of about {lasts(part.seconds)}: {last}", flush=True)


def main() -> int:
    """Run the parts that are named, or all. Returns the exit code: 1 if a part failed."""
    folder = Path(tempfile.mkdtemp(prefix="logreg-everything-"))
    known = parts(folder)
    parser = argparse.ArgumentParser(prog="python -m tests.everything", description="All checks and all tests.")
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(known)}; all without one")
    names = parser.parse_args().parts or list(known)
    if unknown := set(names) - set(known):
        parser.error(f"There is no part called {', '.join(sorted(unknown))}.")
    lines = [line for file in ROOT.glob("requirements*.txt") for line in file.read_text("utf-8").splitlines()]
    (folder / "oldest.txt").write_text("\n".join(floors(lines)), encoding="utf-8")
    print(f"All of it takes about {lasts(sum(known[name].seconds for name in names))} on two cores.", flush=True)
    results = [run(known[name], folder / f"{name}.log") for name in names]
    shutil.rmtree(folder / "oldest", ignore_errors=True)
    print(table(results), flush=True)
    return 0 if all(each.is_well for each in results) else 1


if __name__ == "__main__":
    sys.exit(main())
