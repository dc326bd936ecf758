"""Confirm receipts: train their runs again, and check their code again."""

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

SECONDS = 180.0  # for all receipts: thirty different programs take a minute on two cores
SECONDS_EACH = 40.0  # for one receipt: 100,000 steps on one image each take 25 on a busy computer

T = TypeVar("T")


@dataclass(frozen=True)
class Confirmation:
    """The findings on a receipt's run and on its passed functions; None without any."""

    run: Finding | None = None
    code: Finding | None = None


def confirm(receipt: Receipt, load: Load) -> Confirmation:
    """Confirm one receipt. load: returns a built-in dataset by its key."""
    (confirmation,) = confirm_all((receipt,), load, lambda share: None)
    return confirmation


def confirm_all(
    receipts: Sequence[Receipt], load: Load, progress: Progress, seconds: float = SECONDS
) -> tuple[Confirmation, ...]:
    """Confirm several receipts; equal runs and equal code are repeated once.

    progress: called with the completed share, from 0 to 1; its exceptions propagate. seconds: a time limit, after which
    the rest cannot be confirmed.
    """
    runs = dict.fromkeys(receipt.run for receipt in receipts if receipt.run is not None)
    codes = dict.fromkeys(receipt.functions for receipt in receipts if receipt.passed)
    end, whole = perf_counter() + seconds, max(1, len(runs) + len(codes))

    def found(wanted: Iterable[T], again: Callable[[T, Progress], Finding], before: int) -> dict[T, Finding]:
        results: dict[T, Finding] = {}
        for claim in wanted:
            done = before + len(results)
            results[claim] = _in_time(claim, again, end, partial(_report, progress, done, whole))
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


def _in_time(claim: T, again: Callable[[T, Progress], Finding], end: float, progress: Progress) -> Finding:
    """The finding on a claim, within its time limit."""
    begun = perf_counter()
    if begun >= end:
        return unknown(LATE)
    last = min(end, begun + SECONDS_EACH)

    def tell(share: float) -> bool:
        progress(share)
        return perf_counter() < last

    return again(claim, tell)
