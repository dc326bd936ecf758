"""Finished runs for the page Compare: settings, curve and neuron of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from logreg_core import Classifier, Recipe, Record, Training
from logreg_core.descent import thinned
from logreg_core.recipe import BEGUN_PAINTED, begun_at
from logreg_core.settings import ITERATIONS, LEARNING_RATE, RUN_SETTINGS, VALIDATION
from pages.persistence import Result
from pages.persistence.results import MAX_RUNS

from .store import Slot
from .watched import WatchedRun

MAX_COMPARED = MAX_RUNS
MAX_PINNED = 8  # leaves room for new runs


class ComparedRun(Result):
    """A finished run with its title."""

    @property
    def words(self) -> str:
        """Return the visitor's name for the run, or the name by its settings."""
        begun = "" if self.start is None else f", {start_in_words(self.start)}"
        return in_words(self.recipe) + begun + (", changed on the way" if self.changed else "")

    @property
    def best_test(self) -> Record:
        """Return the first record with the highest test accuracy."""
        return max(self.records, key=lambda record: (record.test_accuracy, -record.iteration))


Runs = tuple[ComparedRun, ...]
_runs: Slot[Runs] = Slot("runs", ())


def compared() -> Runs:
    """Return the stored runs, oldest first."""
    return _runs.get()


def bring(brought: Runs) -> None:
    """Restore runs from before a reload, as far as there is room, beside those already stored."""
    numbers = {run.number for run in compared()}
    _runs.set((*(run for run in brought if run.number not in numbers), *compared())[-MAX_COMPARED:])


def compare(run: WatchedRun, *, instead_of: int | None = None) -> None:
    """Store a finished run for a comparison, complete, at whatever iteration the visitor is.
    instead_of: the number of a run that a moving slider made; it is deleted, unless it was named or pinned.
    """
    if run.whole is None or not run.whole.finished or run.compared_as == run.version:
        return
    passed = [each for each in compared() if each.number == instead_of]
    if passed and not passed[0].pinned and passed[0].name == passed[0].words:
        forget([passed[0].number])
    _runs.set(compared_with(compared(), run.number, run.whole))
    run.compared_as = run.version


def change(number: int, *, name: str | None = None, pinned: bool | None = None) -> None:
    """Rename a stored run, or pin or unpin it."""
    _runs.set(changed(compared(), number, name=name, pinned=pinned))


def forget(numbers: Iterable[int]) -> None:
    """Delete these stored runs."""
    gone = set(numbers)
    _runs.set(tuple(run for run in compared() if run.number not in gone))


def in_words(recipe: Recipe) -> str:
    """Return what is special about this recipe: ``rate 0.005, 2,000 iterations, l2 0.1``."""
    others = [s for s in RUN_SETTINGS if s not in (LEARNING_RATE, ITERATIONS, VALIDATION)]
    chosen = [(s, getattr(recipe, s.name)) for s in others]
    special = [f"{s.name.replace('_', ' ')} {s.words(value)}" for s, value in chosen if value != s.default]
    iterations = f"{recipe.num_iterations:,} iteration{'' if recipe.num_iterations == 1 else 's'}"
    return ", ".join([f"rate {recipe.learning_rate:g}", iterations, *special])


def start_in_words(start: Classifier) -> str:
    """Return where a run began that did not begin at zero: ``from painted weights``."""
    return "from painted weights" if begun_at(start.recipe) == BEGUN_PAINTED else "from another neuron"


def compared_with(runs: Runs, number: int, run: Training) -> Runs:
    """Return the runs with this one added. A run that was continued or repeated replaces the old one. Beyond the limit,
    the oldest unpinned run is deleted.
    """
    before = next((kept for kept in runs if kept.number == number or _same(kept, run)), None)
    records, turns = thinned([*run.descent.records, run.descent.now], run.descent.turns)
    kept = ComparedRun(
        number=number,
        name="",
        pinned=before is not None and before.pinned,
        dataset_name=run.dataset.name,
        dataset_digest=run.dataset.digest,
        recipe=run.recipe,
        changed=tuple(run.changed),
        records=records,
        result=run.result,
        classifier=run.classifier,
        start=run.start,
        turns=turns,
    )
    kept = replace(kept, name=before.name if before and before.name != before.words else kept.words)
    if before:
        return tuple(kept if each is before else each for each in runs)
    loose = [each for each in runs if not each.pinned]
    out = loose[: max(0, len(runs) + 1 - MAX_COMPARED)]
    return (*(each for each in runs if each not in out), kept)


def _same(kept: ComparedRun, run: Training) -> bool:
    recipe = kept.recipe == run.recipe and kept.start is run.start and not kept.changed and not run.changed
    return recipe and kept.dataset_digest == run.dataset.digest and kept.result.iteration == run.result.iteration


def changed(runs: Runs, number: int, *, name: str | None = None, pinned: bool | None = None) -> Runs:
    """Return the runs with one of them renamed, pinned or unpinned. An empty name restores the name by its settings. At
    most MAX_PINNED are pinned.
    """
    pinned = None if pinned and sum(run.pinned for run in runs) >= MAX_PINNED else pinned
    return tuple(
        replace(
            run,
            name=run.name if name is None else " ".join(name.split())[:60] or run.words,
            pinned=run.pinned if pinned is None else pinned,
        )
        if run.number == number
        else run
        for run in runs
    )
