"""Train, Stop and Reset."""

from __future__ import annotations

import streamlit as st

from pages.shared import aloud
from pages.visit import model, training
from pages.visit.watched import WatchedRun


def start() -> None:
    """Compute the run of the current settings, unless it is the current run, and play it."""
    training.begin_anew()
    training.play()


def show_buttons(run: WatchedRun | None) -> None:
    """Show Train and Reset, and Stop while a run is being computed."""
    running = run is not None and run.running
    st.button(
        "Train",
        on_click=start,
        type="primary",
        icon=":material/play_arrow:",
        key="train.go",
    )
    if running:
        st.button(
            "Stop",
            on_click=aloud.done,
            args=("Stopped.", training.stop),
            icon=":material/stop:",
            help="End the run now and keep its result.",
            key="train.stop",
        )
    st.button(
        "Reset",
        on_click=aloud.done,
        args=("The run is forgotten.", model.forget_training),
        disabled=run is None,
        icon=":material/restart_alt:",
        help="Forget the run and its weights.",
    )
