"""Check the passed functions of a receipt again, in one sandboxed process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from logreg_core.errors import Cancelled
from logreg_core.words import count, listed

from ..exercise.checks import CHECKS, NOT_RUN, USES, calls_for
from ..exercise.functions import EXERCISES, is_blank, program
from ..exercise.results import Result
from ..exercise.run import available, run_calls
from .finding import LATE, Finding, Progress, confirmed, refuted, unknown
from .receipt import Function

SECONDS = 10.0  # for all checks of one program; usually they take one
_EXERCISES = {exercise.name: exercise for exercise in EXERCISES}


class _NotRun(Exception):
    """The server could not run a program to its end; the message gives the reason."""


def verify_code(functions: Sequence[Function], progress: Progress) -> Finding:
    """Check all passed functions again. `progress` can stop it."""
    if reason := available():
        return unknown(reason)
    written = {function.name: function.code for function in functions}
    names = [function.name for function in functions if function.passed]
    if blank := [name for name in names if is_blank(_EXERCISES[name], written[name])]:
        return refuted(f"{listed(blank)}: no code.")
    try:
        failed = _failing(names, written, progress)
        # Two functions that are right alone may still disturb each other.
        failed = [name for name in failed if len(names) == 1 or _failing([name], written, progress)]
    except _NotRun as problem:
        return unknown(str(problem))
    except Cancelled:
        return unknown(LATE)
    if failed:
        return refuted(f"Checked again, {listed(failed)} {'does' if len(failed) == 1 else 'do'} not pass.")
    return confirmed(f"Checked again: {count(len(names), 'function')} passed.")


def _failing(names: Sequence[str], written: Mapping[str, str], progress: Progress) -> list[str]:
    """The failing ones of these functions, run with those that they may call. Raises _NotRun and Cancelled."""

    def tell(_: object = None) -> None:
        if progress(0.0) is False:
            raise Cancelled("No time left.")

    tell()
    needed = {function for name in names for function in (name, *USES[name])}
    text, _ = program({name: code for name, code in written.items() if name in needed})
    calls = [call for name in names for call in calls_for(name)]
    with np.errstate(all="ignore"):
        ran = run_calls(text, calls, seconds=SECONDS, ahead=tell)
        for failure in (result.failure for result in ran if result.failure):
            if failure.kind in NOT_RUN:
                raise _NotRun(failure.message)
            if failure.kind == "time" and len(names) == 1:
                raise _NotRun(f"The checks of {names[0]} took longer than {SECONDS:g} seconds here.")
        results = {id(call): result for call, result in zip(calls, ran, strict=True)}
        return [name for name in names if not _passes(name, results)]


def _passes(name: str, results: Mapping[int, Result]) -> bool:
    for check in CHECKS[name]:
        mine = [results[id(call)] for call in check.calls]
        if any(result.failure for result in mine) or check.judge(mine) is not None:
            return False
    return True
