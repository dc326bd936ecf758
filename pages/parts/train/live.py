"""The curve and the numbers of a run, drawn again while it goes on."""

from __future__ import annotations

from math import inf

import streamlit as st

from logreg_core import Training
from logreg_core.descent import Curve
from logreg_core.figures.curves import training_curves
from logreg_core.recorder import recording_of
from pages.shared import frame
from pages.shared.chart import chart
from pages.shared.story import curve_in_words, turn_in_words
from pages.shared.words import as_text, cost, duration, percent
from pages.visit import runs, training
from pages.visit.watched import WatchedRun

from .trouble import show_trouble


def show_live(run: WatchedRun) -> None:
    """The curve and the numbers to the place. While the run goes on, this part of the page is drawn again and again."""
    was_running = run.running
    training.look()
    here = run.here
    if run.problem:
        st.error(as_text(run.problem))
    if here is None:
        if run.running:
            st.caption("The run is being set up.")
        elif was_running:
            st.rerun()
        return
    now = here.descent.now
    records = [*here.descent.records, now]
    above, curve, below = st.container(), st.container(), st.container()
    with (below if frame.is_phone() else above).container(horizontal=True):  # a phone shows the curve first
        st.metric(f"Iteration, of {run.goal:,}", f"{now.iteration:,}", width=160)
        st.metric("Training cost", cost(now.cost), width=160)
        if now.penalty:
            st.metric("Training cost + penalty", cost(now.objective), width=190)
        st.metric("Test cost", cost(now.test_cost), width=160)
        st.metric("Training images right", percent(now.train_accuracy), width=160)
        st.metric("Test images right", percent(now.test_accuracy), width=160)
    before = [kept for kept in runs.kept() if kept.number < run.number and kept.dataset_digest == run.dataset.digest]
    with curve:
        chart(
            training_curves(
                recording_of(here),
                room_for(here, run.running),
                pale=[Curve("the run before", each.records) for each in before[-1:]],
            ),
            key="train.curves",
            alt=f"Cost and accuracy over the iterations. {curve_in_words(records)}",
        )
    if run.running and 5 < run.seconds_left < inf:
        st.caption(f"About {duration(run.seconds_left)} left.")
    show_trouble(here)
    if not run.running and here.result.iteration == now.iteration and (warning := turn_in_words(records)):
        st.markdown(f"{warning}. *Patience*, under “More settings”, looks for such a turn on images set aside.")
    if was_running and not run.running:
        st.rerun()  # the whole page, so that the buttons and the sidebar know that it is over


def room_for(here: Training, running: bool) -> int:
    """Where the axis ends: at the goal while the run is under way, nearer while only a few steps have been taken."""
    return here.goal if running else min(here.goal, max(20, 5 * here.iteration // 4))
