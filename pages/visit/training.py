"""The runs that the visitor begins: on the dataset in hand, with the settings in hand."""

from __future__ import annotations

from pages.shared.training import Training

from . import data, model, results, settings


def begin() -> Training:
    """Start a run from zero, in the place of the old one."""
    run = Training.begin(data.dataset(), settings.run_settings(), model.training())
    model.take_run(run)
    return run


def at_once() -> None:
    """A whole run from zero. A slower click that has been overtaken by a newer one changes nothing."""
    run = Training.begin(data.dataset(), settings.run_settings(), model.training())
    run.finish()
    if run.settings == settings.run_settings() and run.dataset.digest == data.dataset().digest:
        model.take_run(run)
        results.keep_run(run)
