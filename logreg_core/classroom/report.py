"""What a visitor's place in the app tells the room: where she is, and how far."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isnan
from typing import NamedTuple

from ..errors import ArgumentError
from .limits import MESSAGE, STEPS
from .nickname import visible
from .written import as_text, entries, is_list_of

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
    value = {"where": told.where, "step": told.step, "done": sorted(told.done), "failing": told.failing}
    try:
        text = as_text({**value, "runs": [_numbers(run) for run in told.runs]})
    except (ValueError, TypeError, OverflowError) as error:
        raise ArgumentError("A run is told in finite numbers.") from error
    if len(text.encode("utf-8", "replace")) > MESSAGE:
        raise ArgumentError(f"A message has at most {MESSAGE:,} bytes, and this one more.")
    return text


_TYPES = {"where": (str,), "step": (int, type(None)), "done": (list,), "failing": (str,), "runs": (list,)}


def read(text: str | None) -> Told:
    """What was kept; nothing where it is not what `write` writes."""
    value = entries(text, _TYPES)
    if (
        value is None
        or not is_list_of(value["done"], int, most=STEPS)
        or not is_list_of(value["runs"], list, most=RUNS)
    ):
        return NOTHING
    runs = [run for each in value["runs"] if (run := _run(each)) is not None]
    try:
        report = Report(value["where"], value["step"], frozenset(value["done"]), None, value["failing"])
    except ArgumentError:
        return NOTHING
    return Told(visible(report.where), report.step, report.done, visible(report.failing), tuple(runs))


def _goes_on(before: Run, run: Run) -> bool:
    return before.learning_rate == run.learning_rate and before.iterations <= run.iterations


def _numbers(run: Run) -> list[float | int | None]:
    cost = None if isnan(run.cost) or run.cost == inf else float(run.cost)
    accuracies = [None if each is None else float(each) for each in (run.train_accuracy, run.test_accuracy)]
    return [float(run.learning_rate), int(run.iterations), cost, *accuracies]


def _run(numbers: list[object]) -> Run | None:
    if len(numbers) != 5 or not is_list_of(numbers, float, int, type(None), most=5):
        return None
    rate, iterations, cost, train, test = numbers
    if rate is None or type(iterations) is not int:
        return None
    return Run(float(rate), iterations, inf if cost is None else float(cost), train, test)
