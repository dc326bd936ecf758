"""The runs that the visitor begins: on the dataset in hand, with the settings in hand."""

from __future__ import annotations

from math import inf
from time import monotonic

from . import data, model, runs, settings
from .watched import WatchedRun

MOVING = 2.0  # seconds: a slider that is moved again so soon was not let go of


def begin() -> WatchedRun:
    """Start a run from zero, in the place of the old one."""
    run = WatchedRun.started(data.dataset(), settings.recipe(), model.training())
    model.take_run(run)
    return run


def at_once(*, sliding: bool = False) -> None:
    """A whole run from zero. A slower click that has been overtaken by a newer one changes nothing.

    sliding: whether a slider began it. While that one is being moved, each run takes the place of the one before.
    """
    before = model.training()
    run = WatchedRun.started(data.dataset(), settings.recipe(), model.training())
    run.run_to_the_end()
    if run.recipe == settings.recipe() and run.dataset.digest == data.dataset().digest:
        passed = before if sliding and before and monotonic() - before.slid_at < MOVING else None
        run.slid_at = monotonic() if sliding else -inf
        model.take_run(run)
        runs.keep(run, instead_of=passed)
