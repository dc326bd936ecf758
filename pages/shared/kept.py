"""Runs that are over and stay for a comparison: their settings, their curve, their neuron."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from logreg_core import ArgumentError, Classifier, Dataset, Recipe, Record
from logreg_core.descent import optimum
from logreg_core.figures.curves import thinned
from logreg_core.preprocess import columns_of
from logreg_core.settings import ITERATIONS, LEARNING_RATE, RUN_SETTINGS, VALIDATION

from .training import WatchedRun
from .words import count

MOST_KEPT = 12
MOST_PINNED = 8  # so that there is always room for new ones
DENSE = 1000  # rows of a matrix that Newton's method solves in a blink
SEPARATED = 250_000  # numbers in the images, for which it is soon known whether a neuron can tell them apart


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


def in_words(recipe: Recipe) -> str:
    """What is special about this recipe: ``rate 0.005, 2,000 iterations, l2 0.1``."""
    others = [s for s in RUN_SETTINGS if s not in (LEARNING_RATE, ITERATIONS, VALIDATION)]
    settings = recipe.settings
    special = [f"{s.name.replace('_', ' ')} {settings[s.name]:g}" for s in others if settings[s.name] != s.default]
    return ", ".join([f"rate {recipe.learning_rate:g}", count(recipe.num_iterations, "iteration"), *special])


def keep(runs: Runs, run: WatchedRun) -> Runs:
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


def change(runs: Runs, number: int, *, name: str | None = None, pinned: bool | None = None) -> Runs:
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


def floor_of(run: KeptRun, dataset: Dataset) -> float | None:
    """The smallest cost that any weights can have on what this run learned from, with its penalty.

    None where there is no smallest one, where it would take long to find, for another dataset than this one, and for
    runs that set images aside.
    """
    if run.dataset_digest != dataset.digest or run.recipe.patience or not _is_quick(run, dataset):
        return None
    return _floor(dataset.digest, run.recipe.l2, dataset)


def why_no_floor(run: KeptRun, dataset: Dataset) -> str:
    """Why `floor_of` gives None, as the end of a sentence."""
    if run.dataset_digest != dataset.digest:
        return "it is worked out only for runs on the dataset in hand"
    if run.recipe.patience:
        return "with patience, some training images are set aside, and it is not worked out for the others"
    if not _is_quick(run, dataset):
        return "with so many images and pixels, it would take too long to find"
    if run.recipe.l2:
        return "it could not be found with this penalty"
    return (
        "without a penalty, a neuron that can tell all training images apart brings the cost as near to 0 as it likes"
    )


def _is_quick(run: KeptRun, dataset: Dataset) -> bool:
    """Whether the floor of this run is found in a blink, or that it has none."""
    side, images = min(dataset.n_x, len(dataset.train)), len(dataset.train)
    return side <= DENSE and (run.recipe.l2 > 0 or side * images <= SEPARATED)


@st.cache_data(max_entries=1000, show_spinner=False)
def _floor(digest: str, l2: float, _dataset: Dataset) -> float | None:
    try:
        return optimum(**columns_of(_dataset.train), l2=l2).cost
    except ArgumentError:  # nothing keeps the weights from growing
        return None
