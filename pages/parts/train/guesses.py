"""Guess first: the effect of other settings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from classroom.exercise.truths import HIGH_RATE, HIGH_RATE_STEPS, PENALTY
from logreg_core import Classifier, Dataset, Recipe, Record, Training, train
from pages.base.recorder import what_if
from pages.shared.guess import ask, fold, guess_first, tell
from pages.visit import guesses
from pages.visit.watched import WatchedRun, is_instant


def ask_before_the_run() -> None:
    """Ask before the first run what longer training does."""
    if not guesses.is_open("longer_training"):
        return
    with fold("longer training", "train.guess_first", ["longer_training"]) as opened:
        if opened.open:
            ask("longer_training")


def tell_after_the_run(run: Training) -> None:
    """Show the result of that guess, once a run is long enough to look at its first tenth."""
    if guesses.is_waiting("longer_training") or guesses.told("longer_training"):
        records = [*run.descent.records, run.descent.now]
        if run.iteration >= 10:
            tell("longer_training", records, len(run.dataset.test))


def offer_guesses(run: WatchedRun) -> None:
    """Ask what another rate or a penalty would do to the current run, if that is quick to compute."""
    whole = run.whole
    if whole is None or not whole.finished or not is_instant(run.dataset, run.recipe):
        return
    dataset, recipe = run.dataset, whole.recipe
    steep = replace(Recipe(), learning_rate=HIGH_RATE, num_iterations=HIGH_RATE_STEPS)
    of_run: list[Any] = [run.version]
    guess_first(
        "another rate, and a penalty",
        "train.guesses",
        {
            "cost_at_a_higher_rate": (lambda: (tenfold(whole),), of_run),
            "higher_rate": (lambda: ([whole.descent.now], tenfold(whole)), of_run),
            "rate_one_half": (lambda: (every_record(dataset, steep),), [dataset]),
            "l2_and_weights": (lambda: with_and_without(dataset, recipe), [dataset, recipe]),
        },
    )


def tenfold(run: Training) -> tuple[Record, ...]:
    """Return the records of the run at ten times its rate."""
    return what_if(run, (10,))[0].records


def every_record(dataset: Dataset, recipe: Recipe) -> list[Record]:
    """Return a record of each iteration of a run."""
    run = Training.begin(dataset, recipe, record_every=1)
    run.finish()
    return [*run.descent.records, run.descent.now]


def with_and_without(dataset: Dataset, recipe: Recipe) -> tuple[Classifier, Classifier]:
    """Return the neurons of a recipe without and with a penalty. Raises ArgumentError if the steps are too long."""
    plain, held_down = (train(dataset, replace(recipe, l2=l2)) for l2 in (0.0, PENALTY))
    return plain, held_down
