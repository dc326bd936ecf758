"""Runs that are over and stay for a comparison: their settings, their curve, their neuron."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from logreg_core import Classifier, Recipe, Record
from logreg_core.figures.curves import thinned
from logreg_core.settings import ITERATIONS, LEARNING_RATE, RUN_SETTINGS, VALIDATION

from .store import Slot
from .watched import WatchedRun

MOST_KEPT = 12
MOST_PINNED = 8  # so that there is always room for new ones


@dataclass(frozen=True, eq=False)
class KeptRun:
    """A finished run.

    number: of the run; name: given by the page or the visitor; pinned: whether it stays when newer ones need the room.
    dataset_name, dataset_digest: what it learned from; recipe: as it began; steady: whether it tells all about it.
    records: points of its curve, the last one included; result: how its neuron does.
    classifier: its neuron; None where it has left all numbers.
    """

    number: int
    name: str
    pinned: bool
    dataset_name: str
    dataset_digest: str
    recipe: Recipe
    steady: bool
    records: tuple[Record, ...]
    result: Record
    classifier: Classifier | None

    @property
    def best_test(self) -> Record:
        """The first of its records with the highest test accuracy."""
        return max(self.records, key=lambda record: (record.test_accuracy, -record.iteration))


Runs = tuple[KeptRun, ...]
_runs: Slot[Runs] = Slot("runs", ())


def kept() -> Runs:
    """The finished runs that are kept, the oldest first."""
    return _runs.get()


def keep(run: WatchedRun, *, instead_of: WatchedRun | None = None) -> None:
    """Keep a finished run for a comparison; ``instead_of`` one that nobody let go of, named or pinned."""
    passed = [each for each in kept() if instead_of and each.number == instead_of.number]
    if passed and not passed[0].pinned and passed[0].name == in_words(passed[0].recipe):
        forget([passed[0].number])
    _runs.set(kept_with(kept(), run))


def change(number: int, *, name: str | None = None, pinned: bool | None = None) -> None:
    """Give a kept run another name, or pin it, or not."""
    _runs.set(changed(kept(), number, name=name, pinned=pinned))


def forget(numbers: Iterable[int]) -> None:
    """Let go of these kept runs."""
    gone = set(numbers)
    _runs.set(tuple(run for run in kept() if run.number not in gone))


def in_words(recipe: Recipe) -> str:
    """What is special about this recipe: ``rate 0.005, 2,000 iterations, l2 0.1``."""
    others = [s for s in RUN_SETTINGS if s not in (LEARNING_RATE, ITERATIONS, VALIDATION)]
    settings = recipe.settings
    special = [f"{s.name.replace('_', ' ')} {settings[s.name]:g}" for s in others if settings[s.name] != s.default]
    iterations = f"{recipe.num_iterations:,} iteration{'' if recipe.num_iterations == 1 else 's'}"
    return ", ".join([f"rate {recipe.learning_rate:g}", iterations, *special])


def kept_with(runs: Runs, run: WatchedRun) -> Runs:
    """The runs and this one. A run that went on, or that is the same once more, takes the place of the old one.

    The oldest that is not pinned makes room.
    """
    before = next((kept for kept in runs if kept.number == run.number or _same(kept, run)), None)
    words = in_words(run.recipe) if run.steady else in_words(run.recipe) + ", changed on the way"
    kept = KeptRun(
        number=run.number,
        name=before.name if before and before.name != in_words(before.recipe) else words,
        pinned=before is not None and before.pinned,
        dataset_name=run.dataset.name,
        dataset_digest=run.dataset.digest,
        recipe=run.recipe,
        steady=run.steady,
        records=tuple(thinned([*run.descent.records, run.descent.now])),
        result=run.result,
        classifier=run.classifier,
    )
    if before:
        return tuple(kept if each is before else each for each in runs)
    loose = [each for each in runs if not each.pinned]
    out = loose[: max(0, len(runs) + 1 - MOST_KEPT)]
    return (*(each for each in runs if each not in out), kept)


def _same(kept: KeptRun, run: WatchedRun) -> bool:
    recipe = kept.recipe == run.recipe and kept.steady and run.steady
    return recipe and kept.dataset_digest == run.dataset.digest and kept.result.iteration == run.result.iteration


def changed(runs: Runs, number: int, *, name: str | None = None, pinned: bool | None = None) -> Runs:
    """The runs, with another name for one of them, or pinned or not.

    An empty name is that of its settings again. No more than MOST_PINNED are pinned.
    """
    pinned = None if pinned and sum(run.pinned for run in runs) >= MOST_PINNED else pinned
    return tuple(
        replace(
            run,
            name=run.name if name is None else " ".join(name.split())[:60] or in_words(run.recipe),
            pinned=run.pinned if pinned is None else pinned,
        )
        if run.number == number
        else run
        for run in runs
    )
