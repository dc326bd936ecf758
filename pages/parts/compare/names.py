"""The names of runs in charts and tables."""

from __future__ import annotations

from pages.visit.runs import ComparedRun


def labels_of(runs: tuple[ComparedRun, ...]) -> dict[int, str]:
    """Return the names of the runs; equal names get the run's number."""
    names = [run.name for run in runs]
    return {run.number: run.name if names.count(run.name) == 1 else f"{run.name} ({run.number})" for run in runs}


def field(name: str, runs: tuple[ComparedRun, ...]) -> str:
    """Return the widget key of a field about these runs, which changes with the runs and their names."""
    return f"compare.{name}.{hash(tuple((run.number, run.name, run.pinned) for run in runs))}"
