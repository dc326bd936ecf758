"""The checks in a terminal: ``python -m logreg_core.exercise my_neuron.py``."""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path

from ..errors import UploadError
from .checks import check
from .functions import EXERCISES, FIRST_LINE, NAMES
from .own_file import read
from .run import run_here

ABOUT = """\
Checks the six functions of a neuron that you have written in a file of your own: shapes first, then values, then edges.
A function that is missing or blank is not checked; where another one needs it, the textbook's stands in its place.
"""
NO_WALL = (
    "Your file runs here as any program of yours does: there is no sandbox around it. Of what it does outside of"
    " functions only imports and constants are used.\n"
)


def main(arguments: list[str] | None = None) -> int:
    """Check a file, or write one to start with. 0: all that is written passes; 1: something does not, or it cannot be
    read."""
    parser = argparse.ArgumentParser("python -m logreg_core.exercise", description=ABOUT)
    parser.add_argument("file", nargs="?", type=Path, help="your file, such as my_neuron.py")
    parser.add_argument("only", nargs="*", metavar="function", help=f"check only these: {', '.join(NAMES)}")
    parser.add_argument("--start", action="store_true", help="write a file with blanks to fill to the standard output")
    given = parser.parse_args(arguments)
    if given.start:
        sys.stdout.write("\n\n".join([f"{FIRST_LINE}\n", *(exercise.start for exercise in EXERCISES)]))
        return 0
    if given.file is None:
        parser.error("say which file to check, or --start for one to begin with")
    if unknown := [name for name in given.only if name not in NAMES]:
        parser.error(f"the functions are {', '.join(NAMES)}, not {unknown[0]!r}")
    return _check(given.file, given.only or list(NAMES))


def _check(path: Path, functions: list[str]) -> int:
    warnings.simplefilter("ignore")  # what overflows is judged by its value
    sys.stdout.write(NO_WALL)
    try:
        own = read(path)
    except UploadError as error:
        sys.stdout.write(f"\n{error}\n")
        return 1
    reports = []
    for function in functions:
        try:
            report = check(function, own.written, run_here, own.numbers)
        except KeyboardInterrupt:
            sys.stdout.write(f"\n{function}: stopped by you. Does a loop end?\n")
            return 1
        reports.append(report)
        sys.stdout.write(f"\n{report.words()}\n")
    passed = sum(report.passed for report in reports)
    sys.stdout.write(f"\n{passed} of {len(reports)} functions pass all their checks.\n")
    return 0 if passed == len(reports) else 1


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    sys.exit(main())
