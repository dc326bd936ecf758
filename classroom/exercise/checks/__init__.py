"""Checks a learner's functions one by one: shapes first, then values, then edge cases.

The expected values do not come from the textbook's code, but from examples worked out by hand, finite differences and
symmetries. A wrong value is compared with the results of common mistakes, so that the report can name the likely cause.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from logreg_core.errors import ArgumentError
from logreg_core.words import listed

from ..functions import EXERCISES, NAMES, is_blank, program
from ..report import STOPS_TOO, WAITS, Outcome, Report
from ..results import MAX_PRINTED, Call, Failure, Result
from ..run import run_calls
from . import initialize, model, optimize, predict, propagate, sigmoid
from .judge import Check, Fault
from .places import Places

Run = Callable[..., Sequence[Result]]  # as `run_calls`: code, calls, and the keyword ``trace``

CHECKS: Mapping[str, tuple[Check, ...]] = {
    "sigmoid": sigmoid.CHECKS,
    "initialize": initialize.CHECKS,
    "propagate": propagate.CHECKS,
    "optimize": optimize.CHECKS,
    "predict": predict.CHECKS,
    "model": model.CHECKS,
}
USES: Mapping[str, tuple[str, ...]] = {  # the other functions that each one may call
    "sigmoid": (),
    "initialize": (),
    "propagate": ("sigmoid",),
    "optimize": ("sigmoid", "propagate"),
    "predict": ("sigmoid",),
    "model": ("sigmoid", "initialize", "propagate", "optimize", "predict"),
}
NO_NUMBERS: Mapping[str, Sequence[int]] = MappingProxyType({})
NOT_RUN = ("busy", "unavailable")  # failures of the server, not of the learner's code
FAILED_FIRST = Fault(WAITS)


def calls_for(function: str) -> tuple[Call, ...]:
    """The calls that the checks of a function need, without duplicates; the first is a worked example.

    Raises ArgumentError for an unknown function.
    """
    if function not in CHECKS:
        raise ArgumentError(f"The functions are {', '.join(NAMES)}, not {function[:40]!r}. Choose one of them.")
    return tuple({id(call): call for check in CHECKS[function] for call in check.calls}.values())


def check(
    function: str, written: Mapping[str, str], run: Run = run_calls, numbers: Mapping[str, Sequence[int]] = NO_NUMBERS
) -> Report:
    """The report of the checks of one function.

    written: the learner's code by function name; a missing or blank function is taken from the solutions.
    run: runs code and calls its functions, `run_calls` or `run_here`.
    numbers: for code cut out of a longer text, the line numbers in that text.

    A function that fails is checked once more with the solutions of the others, to find which function is at fault.
    Raises ArgumentError for an unknown function.
    """
    calls = calls_for(function)
    exercise = EXERCISES[NAMES.index(function)]
    if is_blank(exercise, written.get(function, "")):
        return Report(function, (), note=f"`{function}` is still blank.")
    report = _checked(function, written, calls, run, numbers)
    if report.failure and report.failure.kind in NOT_RUN:
        return Report(function, (), failure=report.failure, note=report.failure.message)
    others = [
        each.name for each in EXERCISES if each.name != function and not is_blank(each, written.get(each.name, ""))
    ]
    slow = report.failure is not None and report.failure.kind == "time" and report.failure.line is not None
    if report.passed or not others or slow:
        return report
    alone = _checked(function, {function: written[function]}, calls, run, numbers)
    if not alone.passed:
        return alone
    used = [name for name in others if name in USES[function]]
    if not used:
        return alone
    names = listed([f"`{name}`" for name in used])
    one = len(used) == 1
    note = (
        f"With the textbook's {names} all {len(alone.outcomes)} checks of `{function}` pass, with yours they do not."
        f" So the fault is in {names if one else f'one of {names}'}: check {'it' if one else 'these'} first."
    )
    return replace(report, note=note)


def _checked(
    function: str, written: Mapping[str, str], calls: Sequence[Call], run: Run, numbers: Mapping[str, Sequence[int]]
) -> Report:
    text, first = program(written)
    with np.errstate(all="ignore"):  # for code in this process: an overflow shows in the value
        ran = run(text, list(calls), trace=True)
    results = {id(call): result for call, result in zip(calls, ran, strict=True)}
    places = Places(text, first, function, numbers)
    outcomes: list[Outcome] = []
    failure: Failure | None = None
    for each in CHECKS[function]:
        mine = [results[id(call)] for call in each.calls]
        failed = next((result.failure for result in mine if result.failure), None)
        fault: Fault | None
        if _waits(each, outcomes):
            fault = FAILED_FIRST
        elif failed:
            came = f"{failed.raised}: {failed.message}" if failed.raised else ""
            again = failure is not None and (failed.kind, failed.line) == (failure.kind, failure.line)
            fault = Fault(STOPS_TOO if again else places.said(failed), came)
            failure = failure or failed
        else:
            fault = each.judge(mine)
        said, came, wanted = (fault.said, fault.came, fault.wanted) if fault else ("", "", "")
        outcomes.append(Outcome(each.name, fault is None, said, each.given, came, wanted, each.kind))
    trace = tuple(places.traced(results[id(calls[0])].trace))
    printed = "".join(result.printed for result in ran)[:MAX_PRINTED]
    return Report(function, tuple(outcomes), trace, places.own(failure) if failure else None, printed=printed)


def _waits(each: Check, before: Sequence[Outcome]) -> bool:
    """Whether a check must wait: all others for the first, on the form; values and edges for the shapes."""
    if each.kind == "shape":
        return bool(before) and not before[0].passed
    return not all(outcome.passed for outcome in before if outcome.kind == "shape")
