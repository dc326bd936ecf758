"""Runs a learner's code: in a process that may do nothing but calculate, or here, for a learner's own terminal."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import numpy as np

from .. import sandbox
from ..dataset import Dataset
from ..errors import UploadError
from . import runner, wire
from .results import Assigned, Call, Failure, Learned, Result, Value

__all__ = ["Assigned", "Call", "Failure", "Learned", "Result", "Value", "available", "run_calls", "run_here"]

LONGEST_ANSWER = 2**23  # bytes

Progress = Callable[[float], object]


def available() -> str:
    """Empty when learners' code may run here; else a sentence that says what is missing."""
    return ""


def run_calls(code: str, calls: Sequence[Call], *, trace: bool = False, seconds: float = 5.0) -> list[Result]:
    """What each call came to, in a process of its own that may do nothing but calculate.

    code: a program, run once from top to bottom before the calls. trace: whether to look at each assignment.
    seconds: for all calls together. It raises nothing: each result has its failure.
    """
    job = {"code": code, "calls": wire.packed_calls(calls), "trace": trace}
    try:
        answer = sandbox.ask(
            ".exercise.child",
            [json.dumps(job).encode()],
            libraries=(np,),
            seconds=seconds,
            longest_answer=LONGEST_ANSWER,
            error=UploadError,
        )
        return wire.results_of(answer, len(calls))
    except UploadError as error:
        return [Result(None, Failure("time", str(error)))] * len(calls)
    except ValueError:
        failure = Failure("memory", "The program was stopped: it needed more than it may use. Make it smaller.")
        return [Result(None, failure)] * len(calls)


def run_here(code: str, calls: Sequence[Call], *, trace: bool = False) -> list[Result]:
    """The same in this process, with all of Python and no wall: only for the code of the person who runs it."""
    results = runner.run(code, wire.packed_calls(calls), trace=trace)
    return [wire.result_of(json.loads(json.dumps(plain))) for plain in results]


def train_with(
    code: str,
    dataset: Dataset,
    *,
    learning_rate: float,
    num_iterations: int,
    progress: Progress | None = None,
    seconds: float = 60.0,
) -> Learned:
    """A learner's `model` on a dataset. (Not yet.)"""
    raise NotImplementedError
