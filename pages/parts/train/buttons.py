"""Train, Step, Stop and Reset."""

from __future__ import annotations

import streamlit as st

from logreg_core.settings import ITERATIONS
from pages.visit import data, model, runs, settings, training
from pages.visit.watched import WatchedRun, is_instant

from .settings import MORE


def step() -> None:
    """One iteration onward from the place; at the end of the run that is one more."""
    run = model.run()
    if run is None:
        training.begin()
        training.stand(1)
    elif run.is_over:
        run.aim(run.goal + 1)
        run.compute()
        runs.keep(run)
    else:
        training.stand(run.place + 1)


def start() -> None:
    """Begin a run from zero. A second click on the same button changes nothing."""
    training.begin()


def show_buttons(run: WatchedRun | None) -> None:
    """Train, Step, Stop and Reset."""
    going = run if run is not None and run.running else None
    here = None if run is None else run.here
    with st.container(horizontal=True):
        st.button(
            "Train",
            on_click=start,
            type="primary",
            icon=":material/play_arrow:",
            key="train.go",
            shortcut="T",
            disabled=going is not None,
        )
        st.button(
            "Step",
            on_click=step,
            disabled=going is not None
            or (here is not None and (here.descent.stopped or here.iteration >= ITERATIONS.largest)),
            icon=":material/skip_next:",
            help="Take one iteration.",
            key="train.step",
            shortcut="S",
        )
        st.button(
            "Stop",
            on_click=training.stop,
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
    if going and any(going.recipe.settings[each.name] != settings.setting(each) for each in MORE[1:]):
        st.caption("This run goes on as it began, but for learning rate and iterations. Reset to begin with the rest.")
    elif not going and is_instant(data.dataset(), settings.recipe()):
        st.caption("Here a run takes a blink: move a slider and it is done.")
