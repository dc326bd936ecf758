"""The receipt of what the visitor did so far."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from classroom.exercise.functions import EXERCISES
from classroom.receipts import MAX_NICKNAME, WHEN, Function, Goal, Guess, Lesson, Mistakes, Receipt, Run, Step, line
from classroom.receipts.receipt import MAX_SENTENCE, MAX_TASK, MAX_TITLE
from logreg_core.settings import THRESHOLD

from . import code, data, goals, guesses, mistakes, model, persistence, progress, settings
from .store import Recall

_run: Recall[Run] = Recall("receipt_run", reset_on={"neuron"})


def receipt(nickname: str = "") -> Receipt:
    """Return the receipt as of now. nickname: as the visitor typed it."""
    return Receipt(
        f"{datetime.now(UTC):{WHEN}}",
        line(nickname, MAX_NICKNAME),
        persistence.is_brought(),
        lesson(),
        tuple(
            Guess(name, line(each.said, MAX_SENTENCE), line(each.happened, MAX_SENTENCE), each.came_true)
            for name, each in guesses.all_told().items()
        ),
        run(),
        tuple(
            Function(each.name, code.text(each.name), code.status(each.name) == "passed")
            for each in EXERCISES
            if code.status(each.name) != "blank"
        ),
        tuple(Goal(name, score) for name, score in goals.reached().items()),
        _mistakes(),
    )


def lesson() -> Lesson | None:
    """Return the newest lesson, and which of its steps are done."""
    if not progress.begun():
        return None
    last = progress.begun()[0]
    held = progress.lesson_of(last["lesson"])
    steps = (Step(line(step.task, MAX_TASK), number in last["done"]) for number, step in enumerate(held.steps))
    return Lesson(line(held.title, MAX_TITLE), tuple(steps))


def run() -> Run | None:
    """Return the current model at its threshold; None without one, or if it was trained on another dataset."""
    classifier, dataset = model.classifier(), data.dataset()
    if classifier is None or classifier.dataset_digest != dataset.digest:
        return None
    classifier = replace(classifier, threshold=settings.setting(THRESHOLD))
    key, trained_here = "" if data.is_own() else data.key(), model.taken_classifier() is None
    held = _run.of(classifier, dataset, key, trained_here)
    if held is None:
        held = Run.of(classifier, dataset, key, trained_here=trained_here)
        _run.remember(held, classifier, dataset, key, trained_here)
    return held


def _mistakes() -> Mistakes:
    came_true, guessed = mistakes.came_true()
    return Mistakes(sum(map(mistakes.is_seen, mistakes.NAMES)), mistakes.rounds(), guessed, came_true)
