"""The run in hand and its model, or a model that was taken without a run."""

from __future__ import annotations

from numpy.typing import NDArray

from logreg_core import Classifier, Record
from pages.shared.training import WatchedRun

from . import store
from .store import Recall, Slot

GO_BUTTON = "train.go"
STEP_BUTTON = "train.step"
_training: Slot[WatchedRun | None] = Slot("training", None, until={"model"})
_taken: Slot[Classifier | None] = Slot("taken_classifier", None, until={"model"})
_runs_begun = Slot("runs_begun", 0)
_swept = Slot("swept", False, until={"model"})
_film: Recall[tuple[tuple[Record, ...], NDArray]] = Recall("film", until={"model"})
_refusal = Slot("model_refusal", "")


def training() -> WatchedRun | None:
    """The run in hand, if any."""
    return _training.get()


def take_run(run: WatchedRun) -> None:
    """Take a run in hand, in the place of the old one and of a model that was taken without a run."""
    _runs_begun.set(_runs_begun.get() + 1)
    run.number = _runs_begun.get()
    forget_training()
    _training.set(run)


def mark_swept() -> None:
    """Remember that the run in hand was begun from the grid of a sweep."""
    _swept.set(True)


def swept() -> WatchedRun | None:
    """The run in hand, if it was begun from the grid of a sweep."""
    return training() if _swept.get() else None


def forget_training() -> None:
    """Let go of the run and of the model in hand."""
    store.let_go("model")


def classifier() -> Classifier | None:
    """The model in hand: one that was taken, or the run's neuron as it is now, once it has taken a step."""
    if model := taken_classifier():
        return model
    run = training()
    return run.classifier if run and run.iteration else None


def take_classifier(model: Classifier) -> None:
    """Take a model in hand that did not come from a run on Train. It gives way to the next run."""
    forget_training()
    _taken.set(model)


def taken_classifier() -> Classifier | None:
    """The model that was taken in hand without a run, if any."""
    return _taken.get()


def film(mark: tuple[int, int]) -> tuple[tuple[Record, ...], NDArray] | None:
    """The film of the run with this number and iteration, if it was made."""
    return _film.of(*mark)


def keep_film(mark: tuple[int, int], frames: tuple[tuple[Record, ...], NDArray]) -> None:
    """Keep the film of a run, in the place of the old one."""
    _film.keep(frames, *mark)


def model_refusal() -> str:
    """Why the last file that was given as a model was refused; empty when it was not."""
    return _refusal.get()


def refuse_model(reason: str) -> None:
    """Remember why; empty for a file that was taken. The model in hand stays."""
    _refusal.set(reason)
