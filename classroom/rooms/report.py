"""Reports from a visitor to the room: their page, their steps and their last runs."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isnan
from typing import Annotated, Any, NamedTuple

from msgspec import Meta

from logreg_core.errors import ArgumentError

from .. import untrusted
from ..untrusted import Finite, Value, Whole
from .limits import MESSAGE, STEPS, Step
from .nickname import visible
from .written import as_text, entry

PLACE, FAILING = 40, 80  # characters
RUNS = 8  # kept for each member


class Run(NamedTuple):
    """A run as one dot. cost: the last one of the training; infinite if it could not be calculated."""

    learning_rate: float
    iterations: int
    cost: float
    train_accuracy: float | None = None
    test_accuracy: float | None = None


@dataclass(frozen=True)
class Report:
    """A report.

    where: the address of a page. step: of the lesson, from 0. done: its completed steps. run: the current run.
    failing: the name of a failing check of the page Code.
    """

    where: str = ""
    step: int | None = None
    done: frozenset[int] = frozenset()
    run: Run | None = None
    failing: str = ""

    def __post_init__(self) -> None:
        """Raises ArgumentError if a value is out of range."""
        if len(self.where) > PLACE or len(self.failing) > FAILING:
            raise ArgumentError(f"A page's address has at most {PLACE} characters, a check's name {FAILING}.")
        if not all(type(step) is int and 0 <= step < STEPS for step in ({self.step} - {None}) | self.done):
            raise ArgumentError(f"A step must be a number from 0 to {STEPS - 1}.")


@dataclass(frozen=True)
class Progress:
    """The last report of a member, with their last runs."""

    where: str
    step: int | None
    done: frozenset[int]
    failing: str
    runs: tuple[Run, ...]


NOTHING = Progress("", None, frozenset(), "", ())


def after(before: Progress, report: Report) -> Progress:
    """The progress after one more report. A continued run replaces its earlier state."""
    runs = before.runs
    if report.run is not None:
        goes_on = bool(runs) and _goes_on(runs[-1], report.run)
        runs = (*(runs[:-1] if goes_on else runs), report.run)[-RUNS:]
    return Progress(visible(report.where), report.step, report.done, visible(report.failing), runs)


def write(progress: Progress) -> str:
    """The progress as text. Raises ArgumentError for too long a text, and for numbers that are not finite."""
    try:
        runs = tuple(map(_numbers, progress.runs))
        text = as_text(_Written(progress.where, progress.step, tuple(sorted(progress.done)), progress.failing, runs))
    except (ValueError, TypeError, OverflowError) as error:
        raise ArgumentError("The numbers of a run must be finite.") from error
    if len(text.encode("utf-8", "replace")) > MESSAGE:
        raise ArgumentError(f"A message has at most {MESSAGE:,} bytes. This one has more.")
    return text


class _Written(Value, frozen=True):
    where: Annotated[str, Meta(max_length=PLACE)]
    step: Step | None
    done: Annotated[tuple[Step, ...], Meta(max_length=STEPS)]
    failing: Annotated[str, Meta(max_length=FAILING)]
    runs: Annotated[tuple[list[Any], ...], Meta(max_length=RUNS)]


def read(text: str | None) -> Progress:
    """The progress that a text holds, without invalid runs; NOTHING for any other text."""
    written = entry(text, _Written)
    if written is None:
        return NOTHING
    runs = tuple(run for numbers in written.runs if (run := _run(numbers)) is not None)
    return Progress(visible(written.where), written.step, frozenset(written.done), visible(written.failing), runs)


def _goes_on(before: Run, run: Run) -> bool:
    return before.learning_rate == run.learning_rate and before.iterations <= run.iterations


class _Numbers(Value, frozen=True, array_like=True):
    rate: Finite
    iterations: Whole
    cost: Finite | None
    train: Finite | None
    test: Finite | None


def _numbers(run: Run) -> list[float | None]:
    cost = None if isnan(run.cost) or run.cost == inf else float(run.cost)
    accuracies = [None if value is None else float(value) for value in (run.train_accuracy, run.test_accuracy)]
    return [float(run.learning_rate), int(run.iterations), cost, *accuracies]


def _run(value: object) -> Run | None:
    try:
        numbers = untrusted.read(value, _Numbers, "a run")
    except ArgumentError:
        return None
    cost = inf if numbers.cost is None else numbers.cost
    return Run(numbers.rate, numbers.iterations, cost, numbers.train, numbers.test)
