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
    """The current run, if any."""
    return _run.get()


def training() -> Training | None:
    """The training as it was at the place where the visitor stands in the current run; None without one, and while it
    is being set up, or computed again up to there.
    """
    held = run()
    return None if held is None or held.stood else held.here


def next_number() -> int:
    """A number for another run."""
    _runs_begun.set(_runs_begun.get() + 1)
    return _runs_begun.get()


def take_run(taken: WatchedRun) -> None:
    """Take a run in hand, in the place of the old one and of a model that was taken without a run."""
    taken.number = next_number()
    forget_training()
    _run.set(taken)


def bring_run(brought: WatchedRun, number: int) -> None:
    """Take a run in hand that was the visitor's before a reload, with the number that it had."""
    brought.number = number
    forget_training()
    _run.set(brought)
    count_to(number)


def count_to(number: int) -> None:
    """No later run has a number up to this one."""
    _runs_begun.set(max(number, _runs_begun.get()))


def forget_training() -> None:
    """Let go of the run and of the current model."""
    if held := run():
        held.halt()
    clear("model")


def classifier() -> Classifier | None:
    """The current model: one that was taken, or the run's neuron at the place, once it has taken a step; at the start
    of a run that did not begin at zero, the one at whose weights it began.

    After a reload it is the neuron that was kept, until the run is computed again up to there.
    """
    if model := taken_classifier():
        return model
    if (held := run()) is not None and held.stood:
        return held.stood.classifier
    run_training = training()
    return run_training.classifier if run_training and (run_training.iteration or run_training.start) else None


def take_classifier(model: Classifier) -> None:
    """Take a model in hand that did not come from a run on Train. It gives way to the next run.

    The run that was in hand ends where it is, and stays among the runs.
    """
    if held := run():
        held.stop()
        runs.compare(held)
    forget_training()
    _taken.set(model)


def taken_classifier() -> Classifier | None:
    """The model that was loaded without a run, if any."""
    return _taken.get()
