"""The current run and its model, or a model that was loaded without a run."""

from __future__ import annotations

from logreg_core import Classifier, Training
from logreg_core.export import load_classifier, save_classifier

from . import runs
from .persistence import Packed
from .store import Slot, clear
from .watched import WatchedRun

_run: Slot[WatchedRun | None] = Slot("run", None, reset_on={"model"})
_taken: Slot[Classifier | None] = Slot(
    "taken_classifier",
    None,
    reset_on={"model"},
    keep=Packed(
        "the neuron",
        name="neuron",
        mark=lambda held: held.digest[:18],
        pack=save_classifier,
        take=lambda brought: take_classifier(load_classifier(brought)),
        brings="model",
    ),
)
_runs_begun = Slot("runs_begun", 0)


def run() -> WatchedRun | None:
    """Return the current run, if any."""
    return _run.get()


def training() -> Training | None:
    """Return the training up to the visitor's iteration in the current run; None without a run, before its first state,
    and until it is computed again up to there.
    """
    held = run()
    return None if held is None or held.stood else held.here


def next_number() -> int:
    """Return a number for a new run."""
    _runs_begun.set(_runs_begun.get() + 1)
    return _runs_begun.get()


def take_run(taken: WatchedRun) -> None:
    """Make this run the current one. It replaces the old run and a model that was loaded without a run."""
    taken.number = next_number()
    forget_training()
    _run.set(taken)


def bring_run(brought: WatchedRun, number: int) -> None:
    """Restore a run from before a reload, with its number."""
    brought.number = number
    forget_training()
    _run.set(brought)
    count_to(number)


def count_to(number: int) -> None:
    """Number later runs from above this number."""
    _runs_begun.set(max(number, _runs_begun.get()))


def forget_training() -> None:
    """Discard the current run and the current model."""
    if held := run():
        held.halt()
    clear("model")


def classifier() -> Classifier | None:
    """Return the current model: a loaded one, or the neuron at the visitor's iteration after the first step. At
    iteration 0 it is the neuron with whose weights the run began, if not zeros. After a reload it is the stored neuron,
    until the run is computed again.
    """
    if model := taken_classifier():
        return model
    if (held := run()) is not None and held.stood:
        return held.stood.classifier
    run_training = training()
    return run_training.classifier if run_training and (run_training.iteration or run_training.start) else None


def take_classifier(model: Classifier) -> None:
    """Load a model that no run on Train made; the next run replaces it. The current run ends where it is, and is stored
    among the runs.
    """
    if held := run():
        held.stop()
        runs.compare(held)
    forget_training()
    _taken.set(model)


def taken_classifier() -> Classifier | None:
    """Return the model that was loaded without a run, if any."""
    return _taken.get()
