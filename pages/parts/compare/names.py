"""The names of runs in charts and tables."""

from __future__ import annotations

from pages.visit.runs import ComparedRun


def labels_of(runs: tuple[ComparedRun, ...]) -> dict[int, str]:
    """The names of the runs, each with its number behind where two are alike."""
    names = [run.name for run in runs]
    return {run.number: run.name if names.count(run.name) == 1 else f"{run.name} ({run.number})" for run in runs}


def field(name: str, runs: tuple[ComparedRun, ...]) -> str:
    """The widget key of a field about these runs: another one when there are others, or they are called otherwise."""
    return f"compare.{name}.{hash(tuple((run.number, run.name, run.pinned) for run in runs))}"
