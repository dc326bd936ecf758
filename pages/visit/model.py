"""The run in hand and its model, or a model that was taken without a run."""

from __future__ import annotations

from numpy.typing import NDArray

from logreg_core import Classifier, Record
from pages.shared.training import WatchedRun

from . import data, judging, results, settings, store

GO_BUTTON = "train.go"
STEP_BUTTON = "train.step"


def training() -> WatchedRun | None:
    """The run in hand, if any."""
    return store.get("training")


def begin_training() -> WatchedRun:
    """Start a run from zero on the dataset in hand with the settings in hand, in the place of the old one."""
    run = WatchedRun.started(data.dataset(), settings.recipe(), training())
    take_run(run)
    return run


def train_at_once() -> None:
    """A whole run from zero. A slower click that has been overtaken by a newer one changes nothing."""
    run = WatchedRun.started(data.dataset(), settings.recipe(), training())
    run.run_to_the_end()
    if run.recipe == settings.recipe() and run.dataset.digest == data.dataset().digest:
        take_run(run)
        results.keep_run(run)


def take_run(run: WatchedRun) -> None:
    """Take a run in hand, in the place of the old one and of a model that was taken without a run."""
    store.put("runs_begun", store.get("runs_begun") + 1)
    run.number = store.get("runs_begun")
    store.put("training", run)
    store.put("taken_classifier", None)


def mark_swept() -> None:
    """Remember that the run in hand was begun from the grid of a sweep."""
    run = training()
    store.put("swept", run.number if run else 0)


def swept() -> WatchedRun | None:
    """The run in hand, if it was begun from the grid of a sweep."""
    run = training()
    return run if run and run.number == store.get("swept") else None


def forget_training() -> None:
    """Let go of the run and of the model in hand."""
    store.put("training", None)
    store.put("taken_classifier", None)
    store.put("judged", None)
    judging.close_cell()


def classifier() -> Classifier | None:
    """The model in hand: one that was taken, or the run's neuron as it is now, once it has taken a step."""
    if model := taken_classifier():
        return model
    run = training()
    return run.classifier if run and run.iteration else None


def take_classifier(model: Classifier) -> None:
    """Take a model in hand that did not come from a run on Train. It gives way to the next run."""
    forget_training()
    store.put("taken_classifier", model)


def taken_classifier() -> Classifier | None:
    """The model that was taken in hand without a run, if any."""
    return store.get("taken_classifier")


def film(mark: tuple[int, int]) -> tuple[tuple[Record, ...], NDArray] | None:
    """The film of the run with this number and iteration, if it was made."""
    kept_mark, frames = store.get("film")
    return frames if kept_mark == mark else None


def keep_film(mark: tuple[int, int], frames: tuple[tuple[Record, ...], NDArray]) -> None:
    """Keep the film of a run, in the place of the old one."""
    store.put("film", (mark, frames))


def model_refusal() -> str:
    """Why the last file that was given as a model was refused; empty when it was not."""
    return store.get("model_refusal")


def refuse_model(reason: str) -> None:
    """Remember why; empty for a file that was taken. The model in hand stays."""
    store.put("model_refusal", reason)
