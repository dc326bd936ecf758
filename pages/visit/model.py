"""The run in hand and its model, or a model that was taken without a run."""

from __future__ import annotations

from logreg_core import Classifier

from . import runs
from .store import Slot, let_go
from .watched import WatchedRun

_training: Slot[WatchedRun | None] = Slot("training", None, until={"model"})
_taken: Slot[Classifier | None] = Slot("taken_classifier", None, until={"model"})
_runs_begun = Slot("runs_begun", 0)


def training() -> WatchedRun | None:
    """The run in hand, if any."""
    return _training.get()


def take_run(run: WatchedRun) -> None:
    """Take a run in hand, in the place of the old one and of a model that was taken without a run."""
    _runs_begun.set(_runs_begun.get() + 1)
    run.number = _runs_begun.get()
    forget_training()
    _training.set(run)


def forget_training() -> None:
    """Let go of the run and of the model in hand."""
    let_go("model")


def classifier() -> Classifier | None:
    """The model in hand: one that was taken, or the run's neuron as it is now, once it has taken a step."""
    if model := taken_classifier():
        return model
    run = training()
    return run.classifier if run and run.iteration else None


def take_classifier(model: Classifier) -> None:
    """Take a model in hand that did not come from a run on Train. It gives way to the next run.

    The run that was in hand ends where it is, and stays among the runs.
    """
    if (run := training()) and run.iteration:
        if not run.finished:
            run.stop()
        runs.keep(run)
    forget_training()
    _taken.set(model)


def taken_classifier() -> Classifier | None:
    """The model that was taken in hand without a run, if any."""
    return _taken.get()
