"""What runs are called where several stand beside each other."""

from __future__ import annotations

from pages.shared.kept import KeptRun


def labels_of(runs: tuple[KeptRun, ...]) -> dict[int, str]:
    """The names of the runs, each with its number behind where two are alike."""
    names = [run.name for run in runs]
    return {run.number: run.name if names.count(run.name) == 1 else f"{run.name} ({run.number})" for run in runs}
