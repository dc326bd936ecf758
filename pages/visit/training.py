"""The runs that the visitor begins: on the dataset in hand, with the settings in hand."""

from __future__ import annotations

from . import data, model, runs, settings
from .watched import WatchedRun


def begin() -> WatchedRun:
    """Start a run from zero, in the place of the old one."""
    run = WatchedRun.started(data.dataset(), settings.recipe(), model.training())
    model.take_run(run)
    return run


def at_once() -> None:
    """A whole run from zero. A slower click that has been overtaken by a newer one changes nothing."""
    run = WatchedRun.started(data.dataset(), settings.recipe(), model.training())
    run.run_to_the_end()
    if run.recipe == settings.recipe() and run.dataset.digest == data.dataset().digest:
        model.take_run(run)
        runs.keep(run)
