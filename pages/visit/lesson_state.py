"""The facts about a visit that the conditions of lesson steps test."""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np

from classroom.exercise.functions import NAMES
from classroom.exercise.guesses import QUESTIONS
from classroom.lessons import State
from logreg_core import Dataset
from logreg_core.settings import THRESHOLD

from . import acts, by_hand, claims, code, data, goals, guesses, mistakes, model, painting, photos, road, runs, settings


def state(*, without_run: int = 0) -> State:
    """Return the current facts. without_run: the number of a run to ignore; its neuron counts."""
    classifier, photo = model.classifier(), photos.photo()
    return State(
        page=road.here(),
        data=data.key(),
        bursts=_bursts(data.dataset()),
        has_model=classifier is not None,
        representation="" if classifier is None else classifier.representation,
        threshold=settings.setting(THRESHOLD),
        guessed=frozenset(filter(_is_guessed, QUESTIONS)),
        found_out=frozenset(filter(guesses.is_over, QUESTIONS)),
        passed=frozenset(name for name in NAMES if code.status(name) == "passed"),
        by_hand=by_hand.steps(),
        photo=photo is not None and photo.test_image is None,
        test_image=photo is not None and photo.test_image is not None,
        mistakes=mistakes.seen(),
        goals=frozenset(goals.reached()),
        runs=len(runs.compared()),
        painted=painting.right(),
        card=claims.are_own(),
        acts=acts.done(),
        **_of_the_run(without_run),
    )


def _of_the_run(without: int) -> dict[str, Any]:
    """Return the facts at the current iteration; empty without a run, and while it is computed."""
    run, training = model.run(), model.training()
    if run is None or training is None or run.running or run.number == without or not training.iteration:
        return {}
    now = training.result
    costs = {"cost": float(now.cost)} if isfinite(now.cost) else {}
    return {
        "iterations": training.iteration,
        "learning_rate": training.descent.learning_rate,
        "train_accuracy": float(now.train_accuracy),
        "test_accuracy": float(now.test_accuracy),
        "cost_rose": training.descent.trouble is not None,
        **costs,
    }


def _is_guessed(name: str) -> bool:
    return guesses.is_waiting(name) or guesses.told(name) is not None


def _bursts(dataset: Dataset) -> int:
    """Return the number of bursts in the class with fewer of them."""
    labels = np.concatenate([dataset.train.labels, dataset.test.labels])
    known = [split.bursts for split in (dataset.train, dataset.test) if split.bursts is not None]
    if sum(map(len, known)) < len(labels):
        return 0
    bursts = np.concatenate(known)
    return min(len(np.unique(bursts[labels == label])) for label in (0, 1))
