"""Is a receipt true? What can be done again is done again: its run is trained, and its code is checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import TypeVar

from .finding import LATE, Finding, Progress, unknown
from .receipt import Receipt
from .verify_code import verify_code
from .verify_run import Load, verify_run

SECONDS = 180.0  # for all receipts together: thirty programs that differ take a minute on two cores
SECONDS_EACH = 40.0  # for one of them: 100,000 steps on one image each take 25 on a busy computer

T = TypeVar("T")


@dataclass(frozen=True)
class Confirmation:
    """What was found of a receipt's run and of the functions that passed; None where there are none."""

    run: Finding | None = None
    code: Finding | None = None


def confirm(receipt: Receipt, load: Load) -> Confirmation:
    """Train the run of a receipt again, and check its code again. load: gives a built-in dataset by its key."""
    (found,) = confirm_all((receipt,), load, lambda share: None)
    return found


def confirm_all(
    receipts: Sequence[Receipt], load: Load, progress: Progress, seconds: float = SECONDS
) -> tuple[Confirmation, ...]:
    """The same for several receipts; what is equal in two of them is done once.

    progress: called with the share that is done, from 0 to 1; what it raises ends all. seconds: when they are over,
    what is left cannot be confirmed.
    """
    runs = dict.fromkeys(receipt.run for receipt in receipts if receipt.run is not None)
    codes = dict.fromkeys(receipt.functions for receipt in receipts if receipt.passed)
    end, whole = perf_counter() + seconds, max(1, len(runs) + len(codes))

    def found(wanted: Iterable[T], again: Callable[[T, Progress], Finding], before: int) -> dict[T, Finding]:
        results: dict[T, Finding] = {}
        for each in wanted:
            done = before + len(results)
            results[each] = _in_time(each, again, end, partial(_report, progress, done, whole))
        return results

    of_runs = found(runs, lambda run, tell: verify_run(run, load, tell), 0)
    of_codes = found(codes, verify_code, len(runs))
    return tuple(
        Confirmation(
            None if receipt.run is None else of_runs[receipt.run],
            of_codes[receipt.functions] if receipt.passed else None,
        )
        for receipt in receipts
    )


def _report(progress: Progress, done: int, whole: int, share: float) -> None:
    progress((done + share) / whole)


def _in_time(thing: T, again: Callable[[T, Progress], Finding], end: float, progress: Progress) -> Finding:
    """What is found of a thing before its time is over."""
    begun = perf_counter()
    if begun >= end:
        return unknown(LATE)
    last = min(end, begun + SECONDS_EACH)

    def tell(share: float) -> bool:
        progress(share)
        return perf_counter() < last

    return again(thing, tell)
