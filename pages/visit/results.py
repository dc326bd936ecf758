"""What runs, sweeps and other slow work left behind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from pages.shared import kept
from pages.shared.kept import Runs
from pages.shared.training import WatchedRun

from . import data, store


def runs() -> Runs:
    """The finished runs that are kept, the oldest first."""
    return store.get("runs")


def keep_run(run: WatchedRun) -> None:
    """Keep a finished run for a comparison."""
    store.put("runs", kept.keep(runs(), run))


def runs_field(name: str) -> str:
    """The widget key of a field about the kept runs. It is another one when the runs have changed."""
    mark = hash(tuple((run.number, run.name, run.pinned) for run in runs()))
    return f"compare.{name}.{mark}"


def change_run(number: int, *, name: str | None = None, pinned: bool | None = None) -> None:
    """Give a kept run another name, or pin it, or not."""
    store.put("runs", kept.change(runs(), number, name=name, pinned=pinned))


def forget_runs(numbers: Iterable[int]) -> None:
    """Let go of these kept runs."""
    gone = set(numbers)
    store.put("runs", tuple(run for run in runs() if run.number not in gone))


SWEEP_RATES = "sweep.rates"
SWEEP_PENALTIES = "sweep.penalties"
SWEEP_CHART = "sweep.chart"


def clicked_square() -> int | None:
    """The place of the combination whose square was clicked, in the order of the sweep; None without a click."""
    points = st.session_state.get(SWEEP_CHART, {}).get("selection", {}).get("points", [])
    return points[0]["point_index"] if points else None


FEATURES_CHOICE = "features.choice"
EXPERIMENT = "experiments.which"
EXPERIMENT_SPLITS = "experiments.splits"
EXPERIMENT_SHUFFLES = "experiments.shuffles"
LEAKS_ALIKE = "experiments.alike"


def found(name: str, settings: tuple[Any, ...]) -> Any:
    """The last result of the work of this name, when it was on the dataset in hand and at these settings; or None."""
    held = (store.get("found") or {}).get(name)
    return held[1] if held and held[0] == (data.dataset().digest, settings) else None


def keep_found(name: str, settings: tuple[Any, ...], result: Any) -> None:
    """Keep the result of a work, in the place of the last one of its name."""
    store.put("found", {**(store.get("found") or {}), name: ((data.dataset().digest, settings), result)})


def forget_found(name: str) -> None:
    """Let go of the result of the work of this name."""
    store.put("found", {each: held for each, held in (store.get("found") or {}).items() if each != name})


def begin_work(name: str) -> None:
    """Ask for a work of this name to be done in the next run of the page."""
    store.put("begun", name)


def take_begun(name: str) -> bool:
    """Whether it was asked for; once."""
    asked = store.get("begun") == name
    if asked:
        store.put("begun", "")
    return asked


def fail_work(name: str, reason: str) -> None:
    """Remember why a work could not be done."""
    store.put("failed", (name, reason))


def take_failed(name: str) -> str:
    """Why the work of this name could not be done; empty when it could, or when that was said before."""
    failed, reason = store.get("failed")
    if failed != name:
        return ""
    store.put("failed", ("", ""))
    return str(reason)


def work_button(name: str) -> str:
    """The widget key of the button that begins a work."""
    return f"work.{name}"


def cancel_button(name: str) -> str:
    """The widget key of the button that ends it."""
    return f"cancel.{name}"
