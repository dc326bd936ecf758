"""Runs a learner's code in a sandboxed process that can only calculate."""

from __future__ import annotations

import json
import logging
import math
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import cache
from time import perf_counter
from typing import Any

import numpy as np
import RestrictedPython

from logreg_core import environment
from logreg_core.data.dataset import Dataset
from logreg_core.descent import curve
from logreg_core.descent.record import Record
from logreg_core.untrusted import confine, sandbox
from logreg_core.untrusted.fair_semaphore import FairSemaphore

from . import wire
from .program import MAX_CHARACTERS
from .results import Assigned, Call, Costs, Failure, Learned, Result, Value
from .runner import run_here

__all__ = [
    "Assigned",
    "Call",
    "Failure",
    "Learned",
    "Result",
    "Value",
    "available",
    "missing",
    "run_calls",
    "run_here",
    "thinned",
    "train_with",
]

WAIT_SECONDS = 60.0  # for a turn
START_SECONDS = 10.0  # until the program of a process begins
SECONDS = 5.0  # for all calls of a check together
GRACE_SECONDS = 1.0  # extra time for a program that catches the interrupt
MAX_ANSWER = 2**22  # bytes, for a check
MAX_NUMBERS = 2**24  # of the images of a training: 128 MB as float64
MAX_COSTS = 2000  # about, in a result

LOG = logging.getLogger(__name__)
Progress = Callable[[float], object]
Ahead = Callable[[int], object]

_turns = _trainings = FairSemaphore(1)

BUSY = Failure("busy", "Too many programs are waiting at the moment. Try again in a minute.")
ENDED = Failure(
    "memory",
    "The program was stopped: it needed too much memory, or crashed Python itself."
    " Are the arrays as large as you meant?",
)
FORGED = Failure("output", "The program's result cannot be read. Return a few arrays and numbers.")


def allow(programs: int) -> None:
    """Set how many learners' programs run at once; each may take 0.4 to 0.8 GB. Default: one per processor, at most 4.
    Call it before the first one runs.
    """
    global _turns, _trainings
    _turns = FairSemaphore(programs)
    _trainings = FairSemaphore(max(1, programs - 1))  # so that no check waits for a training


allow(min(os.cpu_count() or 1, 4))


def available() -> str:
    """An empty text if learners' code may run here; else a sentence with the reason.

    Without the kernel's filter, a program that breaks out of Python could do what the server's user can do. So a public
    server (LOGREG_PUBLIC=1) refuses; elsewhere the learner runs the server.
    """
    if missing() and environment.public.value:
        return f"Code of visitors does not run on this server: {missing()}."
    return ""


@cache
def missing() -> str:
    """An empty text if the kernel filters a learner's system calls; else the reason why not, for the page."""
    reason = confine.missing()
    if reason:
        LOG.warning("Learners' code runs here without the filter of system calls: %s.", reason)
    return reason


def run_calls(
    code: str, calls: Sequence[Call], *, trace: bool = False, seconds: float = SECONDS, ahead: Ahead | None = None
) -> list[Result]:
    """The results of the calls, from a separate process that can only calculate.

    code: a program, run once before the calls. trace: whether to record assignments.
    seconds: for all calls together. ahead: called about ten times a second while the program waits, with the number
    of programs before it; its exceptions propagate. Nothing else is raised: each result holds its failure.
    """
    answer: tuple[bytes, float] | Failure
    try:
        job = {"code": code, "calls": wire.packed_calls(calls), "trace": trace}
        answer = _answer(code, job, [], 4 * wire.size_of(calls), seconds, MAX_ANSWER, ahead, None)
    except wire.Unsendable as error:
        answer = Failure("memory", f"The arguments cannot be sent. {error} Take fewer images.")
    if not isinstance(answer, Failure):
        try:
            return wire.results_of(answer[0], len(calls))
        except ValueError:
            answer = FORGED
    return [Result(None, answer) for _ in calls]


def train_with(
    code: str,
    dataset: Dataset,
    *,
    learning_rate: float,
    num_iterations: int,
    progress: Progress | None = None,
    seconds: float = 60.0,
    ahead: Ahead | None = None,
) -> Learned:
    """The result of a learner's `model` on a dataset, with the settings as keywords.

    progress: called about ten times a second with the finished share of the `propagate` calls; an exception from it
    ends the process and propagates. ahead: as in `run_calls`. Nothing else is raised: ``failure`` holds the error.
    """
    n_x = dataset.n_x
    size = n_x * (len(dataset.train) + len(dataset.test))
    if size > MAX_NUMBERS:
        text = f"The images of this dataset have {size:,} numbers; the maximum is {MAX_NUMBERS:,}. Take fewer images."
        return _unlearned(n_x, Failure("memory", text))
    splits = {"train": dataset.train, "test": dataset.test}
    job = {
        "code": code,
        "train": {part: (n_x, len(split)) for part, split in splits.items()},
        "settings": {"num_iterations": int(num_iterations), "learning_rate": float(learning_rate)},
    }
    data = [part for split in splits.values() for part in (split.images.tobytes(), split.labels.astype("u1").tobytes())]

    def hear(said: bytes) -> None:
        if progress is not None:
            dots = len(said[:1000]) - len(said[:1000].lstrip(b"."))
            progress(min(max(dots - 1, 0) / wire.STEPS, 1.0))

    longest = 2**20 + 3 * 11 * n_x + 12 * 2 * num_iterations
    answer = _answer(code, job, data, 3 * 8 * size, seconds, longest, ahead, hear)
    if isinstance(answer, Failure):
        return _unlearned(n_x, answer)
    try:
        return replace(_learned(wire.parsed(answer[0]), n_x), seconds=answer[1])
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return _unlearned(n_x, FORGED)


def _answer(
    code: str,
    job: Mapping[str, Any],
    data: Sequence[bytes],
    memory: int,
    seconds: float,
    longest: int,
    ahead: Ahead | None,
    hear: Callable[[bytes], object] | None,
) -> tuple[bytes, float] | Failure:
    """The JSON answer of a learner's process, without the progress, and its duration, or a failure.

    The duration does not include the wait for its turn.
    """
    if reason := available():
        return Failure("unavailable", reason)
    began = math.inf

    def watch(said: bytes) -> None:
        nonlocal began
        if said:
            began = min(began, perf_counter())
        if perf_counter() - began > seconds + GRACE_SECONDS:
            raise sandbox.Late
        if hear is not None:
            hear(said)

    if len(code) > MAX_CHARACTERS:
        return Failure(
            "refused", f"At most {MAX_CHARACTERS:,} characters. The text has {len(code):,}. Keep only the functions."
        )
    header = json.dumps(job).encode()
    try:
        first = _trainings.take(WAIT_SECONDS, sandbox.Busy(), ahead) if data else nullcontext()
        with first, _turns.take(WAIT_SECONDS, sandbox.Busy(), ahead):
            start = perf_counter()
            answer = sandbox.talk(
                "classroom.exercise.child",
                [len(header).to_bytes(4, "little"), header, *data],
                arguments=[
                    "training" if data else "calls",
                    str(memory),
                    str(seconds),
                    "may" if missing() else "may not",
                ],
                libraries=(np, RestrictedPython),
                seconds=seconds + START_SECONDS,
                longest_answer=longest,
                hear=watch,
            )
            taken = perf_counter() - start
    except sandbox.Busy:
        return BUSY
    except sandbox.Late:
        return Failure("time", f"The program was stopped after {seconds:g} seconds. Does every loop end?")
    except (OSError, RuntimeError):
        return Failure("unavailable", "The server cannot start a program at the moment. Try again in a minute.")
    _, end, plain = answer.partition(b"\n")
    if not end or not plain:
        return ENDED
    if len(answer) > longest:
        return FORGED
    if plain == b'{"unavailable": true}':
        return Failure("unavailable", "Code of visitors does not run on this server: its filter could not be set.")
    return plain, taken


def _learned(plain: Mapping[str, Any], n_x: int) -> Learned:
    """The result of a training, from an untrusted answer. Raises as `wire.unpack` does."""
    failure = wire.failure_of(plain["failure"])
    w, b = wire.unpack(plain["w"]), wire.unpack(plain["b"])
    costs = wire.unpack(plain["costs"])
    returned = wire.unpack({"dict": plain["returned"]}, depth=-1)  # its values were packed one by one
    if not (isinstance(costs, np.ndarray) and costs.ndim == 1 and isinstance(returned, dict)):
        raise ValueError("no costs")
    if w is None:
        w, b = np.full((n_x, 1), np.nan), math.nan
    elif not (isinstance(w, np.ndarray) and w.dtype == np.float64 and w.shape == (n_x, 1) and isinstance(b, float)):
        raise ValueError("no neuron")
    if failure is None and not (np.isfinite(w).all() and math.isfinite(b)):
        raise ValueError("no neuron, and no reason")
    every = tuple(enumerate(costs.astype(np.float64).tolist()))
    return Learned(w, b, every if len(every) <= MAX_COSTS else thinned(every), returned, failure, 0.0)


def thinned(costs: Costs) -> Costs:
    """A run's costs, thinned for a screen without losing a rise."""
    records, turns = curve.thinned([Record(n, cost, math.nan, cost, math.nan) for n, cost in costs])
    points = [(each.iteration, float(each.cost)) for each in records]
    return tuple(sorted([*points, *((each.iteration, each.cost) for each in turns)]))


def _unlearned(n_x: int, failure: Failure) -> Learned:
    return Learned(np.full((n_x, 1), np.nan), math.nan, (), {}, failure, 0.0)
