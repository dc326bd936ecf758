"""What a visitor's place in the app tells the room: where she is, and how far."""

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

PLACE, FAILING = 40, 80  # signs
RUNS = 8  # of a member that are kept


class Run(NamedTuple):
    """A run as one dot. cost: the last one of the training; infinite where it could not be calculated."""

    learning_rate: float
    iterations: int
    cost: float
    train_accuracy: float | None = None
    test_accuracy: float | None = None


@dataclass(frozen=True)
class Report:
    """What is told.

    where: the address of a page. step: of the lesson, from 0. done: its steps that are done. run: the one in hand.
    failing: the name of a check of the page Code that fails.
    """

    where: str = ""
    step: int | None = None
    done: frozenset[int] = frozenset()
    run: Run | None = None
    failing: str = ""

    def __post_init__(self) -> None:
        """Raises ArgumentError when it is not what a page can tell."""
        if len(self.where) > PLACE or len(self.failing) > FAILING:
            raise ArgumentError(f"A place has at most {PLACE} signs, and the name of a check {FAILING}.")
        if not all(type(step) is int and 0 <= step < STEPS for step in ({self.step} - {None}) | self.done):
            raise ArgumentError(f"The steps of a lesson are counted from 0 to {STEPS - 1}.")


@dataclass(frozen=True)
class Told:
    """The last report of a member, as it is kept: with the last runs."""

    where: str
    step: int | None
    done: frozenset[int]
    failing: str
    runs: tuple[Run, ...]


NOTHING = Told("", None, frozenset(), "", ())


def after(before: Told, report: Report) -> Told:
    """What is kept after one more report. A run that goes on takes the place of what it was."""
    runs = before.runs
    if report.run is not None:
        goes_on = bool(runs) and _goes_on(runs[-1], report.run)
        runs = (*(runs[:-1] if goes_on else runs), report.run)[-RUNS:]
    return Told(visible(report.where), report.step, report.done, visible(report.failing), runs)


def write(told: Told) -> str:
    """As text. Raises ArgumentError when it is longer than a message may be, or has a number that is none."""
    try:
        runs = tuple(map(_numbers, told.runs))
        text = as_text(_Written(told.where, told.step, tuple(sorted(told.done)), told.failing, runs))
    except (ValueError, TypeError, OverflowError) as error:
        raise ArgumentError("A run is told in finite numbers.") from error
    if len(text.encode("utf-8", "replace")) > MESSAGE:
        raise ArgumentError(f"A message has at most {MESSAGE:,} bytes, and this one more.")
    return text


class _Written(Value, frozen=True):
    where: Annotated[str, Meta(max_length=PLACE)]
    step: Step | None
    done: Annotated[tuple[Step, ...], Meta(max_length=STEPS)]
    failing: Annotated[str, Meta(max_length=FAILING)]
    runs: Annotated[tuple[list[Any], ...], Meta(max_length=RUNS)]


def read(text: str | None) -> Told:
    """What was kept; nothing where it is not what `write` writes, and without the runs that are none."""
    found = entry(text, _Written)
    if found is None:
        return NOTHING
    runs = tuple(run for each in found.runs if (run := _run(each)) is not None)
    return Told(visible(found.where), found.step, frozenset(found.done), visible(found.failing), runs)


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
    accuracies = [None if each is None else float(each) for each in (run.train_accuracy, run.test_accuracy)]
    return [float(run.learning_rate), int(run.iterations), cost, *accuracies]


def _run(value: object) -> Run | None:
    try:
        found = untrusted.read(value, _Numbers, "a run")
    except ArgumentError:
        return None
    cost = inf if found.cost is None else found.cost
    return Run(found.rate, found.iterations, cost, found.train, found.test)
