"""Runs the checks in a terminal: ``python -m classroom.exercise my_neuron.py``."""

from __future__ import annotations

import argparse
import signal
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

from logreg_core.errors import UploadError

from .checks import check
from .functions import EXERCISES, FIRST_LINE, NAMES, program
from .own_file import OwnFile, read
from .results import Call, Result
from .run import SECONDS, run_here
from .runner import REMIND, running_line, time_is_up

ABOUT = """\
Checks the six functions of a neuron in your own file: shapes first, then values, then edge cases.
A missing or blank function is not checked; if another function needs it, the textbook's is used.
"""
NO_WALL = (
    "Your file runs here like any of your programs: there is no sandbox. Outside functions, only imports and"
    " constants are used.\n"
)


def main(arguments: list[str] | None = None) -> int:
    """Check a file, or write a start file. Returns 0 if all checked functions pass, 1 if not or if it cannot be"
    " read."""
    parser = argparse.ArgumentParser("python -m classroom.exercise", description=ABOUT)
    parser.add_argument("file", nargs="?", type=Path, help="your file, such as my_neuron.py")
    parser.add_argument("only", nargs="*", metavar="function", help=f"check only these: {', '.join(NAMES)}")
    parser.add_argument("--start", action="store_true", help="write a file with blanks to standard output")
    given = parser.parse_args(arguments)
    if given.start:
        sys.stdout.write("\n\n".join([f"{FIRST_LINE}\n", *(exercise.start for exercise in EXERCISES)]))
        return 0
    if given.file is None:
        parser.error("name a file to check, or use --start for a new one")
    if unknown := [name for name in given.only if name not in NAMES]:
        parser.error(f"the functions are {', '.join(NAMES)}, not {unknown[0]!r}")
    return _check(given.file, given.only or list(NAMES))


def _check(path: Path, functions: list[str]) -> int:
    warnings.simplefilter("ignore")  # an overflow shows in the value
    sys.stdout.write(NO_WALL)
    try:
        own = read(path)
    except UploadError as error:
        sys.stdout.write(f"\n{error}\n")
        return 1
    reports = []
    for function in functions:
        try:
            report = check(function, own.written, run_on_time, own.numbers)
        except KeyboardInterrupt as error:
            sys.stdout.write(f"\n{function}: stopped by you{_where(error, own, path.name)}. Does a loop end?\n")
            return 1
        reports.append(report)
        sys.stdout.write(f"\n{report.words()}\n")
    passed = sum(report.passed for report in reports)
    sys.stdout.write(f"\n{passed} of {len(reports)} functions pass all their checks.\n")
    return 0 if passed == len(reports) else 1


def run_on_time(code: str, calls: Sequence[Call], *, trace: bool = False) -> list[Result]:
    """As `run_here`, with the timeout of the page, if the system has timers."""
    if not hasattr(signal, "setitimer"):
        return run_here(code, calls, trace=trace)
    before = signal.signal(signal.SIGALRM, time_is_up)
    signal.setitimer(signal.ITIMER_REAL, SECONDS, REMIND)
    try:
        return run_here(code, calls, trace=trace)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _where(error: KeyboardInterrupt, own: OwnFile, file: str) -> str:
    """The line of the file that was running, or ""."""
    line, (_, first) = running_line(error), program(own.written)
    start, name = max(((start, name) for name, start in first.items() if line and start <= line), default=(1, ""))
    numbers = own.numbers.get(name, ())
    return f" in line {numbers[line - start]} of {file}" if line and line - start < len(numbers) else ""


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    sys.exit(main())
