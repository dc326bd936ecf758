"""Train, Pause, Resume, Step, Stop and Reset."""

from __future__ import annotations

import streamlit as st

from logreg_core.settings import ITERATIONS, LEARNING_RATE
from pages.visit import data, model, runs, settings, training
from pages.visit.watched import WatchedRun, is_instant

from .settings import MORE


def start() -> None:
    """Begin a run from zero. A second click on the same button changes nothing."""
    run = model.training()
    if run is None or run.finished:
        training.begin().go()


def pause() -> None:
    """Hold the run where it is. The second half of a double click on Train does not count."""
    if (run := model.training()) and run.under_way:
        run.running = False


def resume() -> None:
    """Go on towards the goal."""
    if (run := model.training()) and not run.finished:
        run.descent.learning_rate = settings.setting(LEARNING_RATE)
        run.go()


def step() -> None:
    """One iteration, and wait."""
    run = model.training() or training.begin()
    run.aim(max(run.goal, run.iteration + 1))
    run.descent.learning_rate = settings.setting(LEARNING_RATE)
    run.step_by_hand()


def stop() -> None:
    """End the run here and keep the result."""
    if run := model.training():
        run.stop()
        runs.keep(run)


def show_buttons(run: WatchedRun | None) -> None:
    """Train, or Pause, or Resume; then Step, Stop and Reset."""
    going = run if run is not None and not run.finished else None
    running = going is not None and going.running
    with st.container(horizontal=True):
        label, icon, act = (
            ("Pause", "pause", pause)
            if running
            else ("Resume", "resume", resume)
            if going
            else ("Train", "play_arrow", start)
        )
        st.button(label, on_click=act, type="primary", icon=f":material/{icon}:", key="train.go", shortcut="T")
        st.button(
            "Step",
            on_click=step,
            disabled=running or (run is not None and (run.descent.stopped or run.iteration >= ITERATIONS.largest)),
            icon=":material/skip_next:",
            help="Take one iteration.",
            key="train.step",
            shortcut="S",
        )
        st.button(
            "Stop",
            on_click=stop,
            disabled=going is None,
            icon=":material/stop:",
            help="End the run here and keep the result.",
        )
        st.button(
            "Reset",
            on_click=model.forget_training,
            disabled=run is None,
            icon=":material/restart_alt:",
            help="Forget the run and its weights.",
        )
    if going and any(going.recipe.settings[each.name] != settings.setting(each) for each in MORE):
        st.caption("This run goes on as it began, but for learning rate and iterations. Reset to begin with the rest.")
    elif not going and is_instant(data.dataset(), settings.recipe()):
        st.caption("Here a run takes a blink: move a slider and it is done. **Train** plays it slowly.")
